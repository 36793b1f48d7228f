"""Retrieval, answers and refusals on the sample newsroom, by Byline's own ranking and by simpler ones."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING

from bench.recipes import RECIPES
from bench.timing import CHECKOUT
from bot.config.loader import load
from bot.demo import DemoNewsroom
from bot.operations.evaluation import evaluate, read_cases
from bot.verification.support import is_borne_out
from bot.wiring.opening import engines

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bench.options import Options
    from bot.answering import Answering
    from bot.operations.evaluation import Case
    from bot.wiring.installation import Engines
    from indexer.ports import Clock

SHOWN = ("recall@1", "recall@10", "mrr", "ndcg@10", "answer_recall", "refusal", "over_refusal")
SUPPORT = "citation support"
_FILES = {"looked at": "golden.jsonl", "held out": "golden_holdout.jsonl"}


def measure(_options: Options) -> Iterator[str]:
    """Collect the sample newsroom once and put its questions to each ranking."""
    sets = {name: cases_of(CHECKOUT / "tests" / "data" / file) for name, file in _FILES.items()}
    with sample_newsroom() as opened:
        for name, cases in sets.items():
            yield from table(f"{len(cases)} questions, {name}", compared(opened, cases))


def cases_of(path: Path) -> list[Case]:
    """Read the questions of a file."""
    return read_cases(path.read_text(encoding="utf-8").splitlines(), UTC)


@contextmanager
def sample_newsroom(clock: Clock | None = None) -> Iterator[Engines]:
    """Yield an installation that has collected the sample newsroom, as `byline demo` does; by the real clock or one."""
    with tempfile.TemporaryDirectory(prefix="byline-bench-") as folder, DemoNewsroom() as room:
        config = Path(folder) / "config.toml"
        config.write_text(room.config_text(Path(folder) / "data"), encoding="utf-8")
        settings = load(config)
        with (
            engines(settings, purpose="bench", progress=_silent, clock=clock) as opened,
            opened.collector() as collector,
        ):
            collector.collect(settings.indexer.feeds, poll_all=True, progress=_silent)
            yield opened


def compared(opened: Engines, cases: Sequence[Case]) -> dict[str, dict[str, float | None]]:
    """Return the measures of each ranking."""
    return {name: measured(opened.answering(order), cases) for name, order in RECIPES.items()}


def measured(answering: Answering, cases: Sequence[Case]) -> dict[str, float | None]:
    """Return the metrics of `byline eval`, and the share of statements that the sources they cite bear out."""
    values = evaluate(answering.ask, answering.search, cases).values
    answers = [answering.ask(case.question) for case in cases]
    borne_out = [is_borne_out(each, answer.sources) for answer in answers for each in answer.statements]
    support = sum(borne_out) / len(borne_out) if borne_out else None
    return {**{metric: values[metric] for metric in SHOWN}, SUPPORT: support}


def table(title: str, columns: dict[str, dict[str, float | None]]) -> Iterator[str]:
    """Yield the lines of a Markdown table: a row a metric, a column a ranking."""
    yield f"| {title} | " + " | ".join(columns) + " |"
    yield "|---" * (len(columns) + 1) + "|"
    for metric in (*SHOWN, SUPPORT):
        yield f"| {metric} | " + " | ".join(_number(column[metric]) for column in columns.values()) + " |"
    yield ""


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}".removeprefix("0")


def _silent(_what: str, _done: int, _total: int) -> None:
    """Show nothing."""
