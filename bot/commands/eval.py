"""`eval`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.commands.console import invocation, note, out, zone_of
from bot.commands.progress import progress_bar
from indexer.errors import UsageError


def evaluate(
    context: typer.Context,
    file: Annotated[
        Path, typer.Argument(metavar="FILE.jsonl", help="One object a line: question, now, answers, urls.")
    ],
    *,
    minimum: Annotated[
        list[str] | None, typer.Option("--min", metavar="METRIC=X", help="Fail below it; may be repeated.")
    ] = None,
) -> None:
    """Measure the quality of search and answers on questions whose answers are known."""
    from bot.operations.evaluation import below, evaluate, read_cases
    from bot.wiring.opening import engines

    minimums = _minimums(minimum or [])
    settings = invocation(context).settings()
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{file}: cannot be read: {error}") from error
    cases = read_cases(lines, zone_of(settings))
    with progress_bar() as progress, engines(settings, purpose="byline eval", progress=progress) as opened:
        opened.prepare_reader()  # or the figures would be the bundled one's
        answering = opened.answering()
        scores = evaluate(answering.ask, answering.search, cases)
    out(f"{scores.questions} questions")
    for metric, value in scores.values.items():
        out(f"{metric:<14}{'-' if value is None else format(value, '.3f'):>7}")
    missed = below(scores, minimums)
    for line in missed:
        note(line)
    if missed:
        raise typer.Exit(1)


def _minimums(given: list[str]) -> dict[str, float]:
    from bot.operations.evaluation import METRICS

    found = {}
    for text in given:
        metric, _, number = text.partition("=")
        try:
            found[metric] = float(number)
        except ValueError as error:
            raise UsageError(f"--min {text}: not METRIC=NUMBER") from error
        if metric not in METRICS:
            raise UsageError(f"--min {text}: {metric!r} is none of {', '.join(METRICS)}")
    return found
