"""What the first answer and the help text take, in fresh processes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench import newsroom
from bench.inventing import LATEST
from bench.report import Row
from bench.timing import median_run

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench.options import Options

_ROUNDS = 5


def measure(options: Options) -> Iterator[Row]:
    """Start `byline` again and again: with --help, and with a question to a stopped installation."""
    yield Row(
        what="byline --help, median of 5",
        value=median_run(_ROUNDS, "-m", "bot", "--help"),
        unit="s",
        baseline=median_run(_ROUNDS, "-c", "pass"),
        against="the bare interpreter",
    )
    model_alone = median_run(
        _ROUNDS, "-c", "from bot.wiring.components import embedder_of; embedder_of(None).embed_queries(['x'])"
    )
    for corpus in options.corpora():
        asked = ("-m", "bot", "-c", str(corpus.config), "ask", newsroom.questions()[0], "--now", LATEST.isoformat())
        yield Row(
            what=f"cold start to first answer, {corpus.size:,} passages, median of 5",
            value=median_run(_ROUNDS, *asked),
            unit="s",
            baseline=model_alone,
            against="loading the model and embedding one question",
        )
