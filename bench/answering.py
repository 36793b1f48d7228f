"""`search` and `ask` in a running process."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from bench import newsroom
from bench.inventing import LATEST, publisher
from bench.report import Row
from bench.timing import Took, best_each, percentile, took_each
from bot.model import Question
from indexer.model import Selection

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from bench.options import Options
    from bot.answering import Answering
    from bot.wiring.installation import Engines

_SELECTIONS = {
    "": Selection(),
    ", last 7 days": Selection(since=LATEST - timedelta(days=7)),
    ", last 90 days": Selection(since=LATEST - timedelta(days=90)),
    ", one publisher of 50": Selection(sources=(publisher(7),)),
}
_WARM = ("What is new?", "Who said so?", "How much does it cost?")
"""What is asked before anything is measured: it loads the models and the collections and learns their names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Series:
    """One use case on every question under one filter."""

    what: str
    start: Callable[[], Callable[[Question], object]]  # is called before each round, and returns the use case
    selection: Selection = field(default_factory=Selection)
    asked: Callable[[], Sequence[str]] = newsroom.questions

    def rows(self, rounds: int, baseline: float) -> Iterator[Row]:
        """Ask each question some times, and yield the percentiles over the questions' best times."""
        asked = [Question(text=text, now=LATEST, selection=self.selection) for text in self.asked()]
        took = best_each(self._round(asked) for _ in range(rounds))
        wall = [each.wall_ms for each in took]
        against = "embedding the question alone"
        yield Row(what=f"{self.what}, p50", value=percentile(wall, 50), unit="ms", baseline=baseline, against=against)
        yield Row(what=f"{self.what}, p95", value=percentile(wall, 95), unit="ms")
        yield Row(what=f"{self.what}, p50", value=percentile([each.cpu_ms for each in took], 50), unit="ms of CPU")

    def _round(self, asked: Sequence[Question]) -> list[Took]:
        use = self.start()
        return took_each(partial(use, question) for question in asked)


def measure(options: Options) -> Iterator[Row]:
    """Search and ask more than a hundred questions in every collection, without and with filters, and overviews."""
    for corpus in options.corpora():
        with corpus.opened() as opened:
            yield from _measured(opened, f"{corpus.size:,} passages", options.rounds)


def _measured(opened: Engines, size: str, rounds: int) -> Iterator[Row]:
    answering = opened.answering()
    _warm_up(answering)
    embedding = [partial(opened.embedder.embed_queries, [text]) for text in newsroom.questions()]
    took = best_each(took_each(embedding) for _ in range(rounds))
    baseline = percentile([each.wall_ms for each in took], 50)
    for series in _series(opened, answering, size):
        yield from series.rows(rounds, baseline)


def _series(opened: Engines, answering: Answering, size: str) -> Iterator[_Series]:
    """Yield what is measured; `ask` begins each round without any sentence in memory, save in the last series.

    The names that articles tell are learned by the first question after a change, and kept for all others.
    """
    for name, selection in _SELECTIONS.items():
        yield _Series(what=f"search, {size}{name}", start=lambda: answering.search, selection=selection)
    for name, selection in _SELECTIONS.items():
        yield _Series(what=f"ask, {size}{name}", start=lambda: _afresh(opened), selection=selection)
    yield _Series(what=f"overview, {size}", start=lambda: _afresh(opened), asked=newsroom.overviews)
    for text in newsroom.questions():
        answering.ask(Question(text=text, now=LATEST))
    yield _Series(what=f"ask, {size}, asked before", start=lambda: answering.ask)


def _afresh(opened: Engines) -> Callable[[Question], object]:
    """Return `ask` as it is in a program that has just begun to answer."""
    answering = opened.answering()
    _warm_up(answering)
    return answering.ask


def _warm_up(answering: Answering) -> None:
    for text in _WARM:
        answering.ask(Question(text=text, now=LATEST))
