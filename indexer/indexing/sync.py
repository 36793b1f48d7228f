"""Use case: bring the vectors and the lexical index up to date with the catalogue.

The catalogue writes an outbox line for each passage that came or went, in the transaction that changed it. Draining
is idempotent: a crash in between costs a repetition, never a loss, and passages whose vector is already there are
not embedded again. While one portion is embedded, the vectors of the one before are put away: the one takes all
processors, the other takes one and waits for the disk.
"""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from indexer.indexing.precedence import QuestionPrecedence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from concurrent.futures import Future

    from indexer.model import IndexChange, PlacedPassage, Vectors
    from indexer.ports import Catalogue, Embedder, LexicalIndex, Progress, VectorIndex

BATCH = 128
"""Passages that are embedded and stored between two movements of the cursor: one or two seconds' work."""


class _Step(NamedTuple):
    """What one portion of changes does to the vectors."""

    gone: Sequence[tuple[str, str]]  # (passage id, period)
    came: Sequence[tuple[str, str]]
    vectors: Vectors  # of those that came
    cursor: int | None  # of the outbox, once this is done; None: where it was


class Syncer:
    """Keeps both indexes up to date with the catalogue; `generation` is the name of the build that they are."""

    def __init__(
        self,
        *,
        catalogue: Catalogue,
        embedder: Embedder,
        vectors: VectorIndex,
        lexical: LexicalIndex,
        generation: str,
    ) -> None:
        self.precedence = QuestionPrecedence()  # by which indexing lets questions go first
        self._catalogue = catalogue
        self._embedder = embedder
        self._vectors = vectors
        self._lexical = lexical
        self._generation = generation
        self.embedded = 0  # passages since this object was made
        self.embedding_s = 0.0  # seconds that this took, questions that went first included

    def open(self, progress: Progress) -> list[str]:
        """Complete what a crash left half done, make both indexes whole again, and say in words what was rebuilt.

        An interrupted rebuild is noticed by its count, and goes on at the next start.
        """
        backdated = (self._lexical.cursor or 0) > self._catalogue.last_change()  # an older catalogue was put back
        if not backdated:
            self.drain(progress)
        total = self._catalogue.counts()["passages"]
        said = []
        if (have := self._vectors.count()) != total or backdated:
            self.fill_vectors(progress)
            said.append(_describe_repair(have, total))
        if self._lexical.count() != total or backdated or (total and self._lexical.cursor is None):
            self.fill_lexical(progress)
            said.append(f"the lexical index was incomplete: rebuilt from the catalogue, {total} passages")
        if backdated:
            self.drain(progress)
        return said

    def switch_to(self, generation: str) -> None:
        """Go on with another build: the one that both indexes are from now on."""
        self._generation = generation

    def drain(self, progress: Progress, stop: Callable[[], bool] = lambda: False) -> None:
        """Apply every change to both indexes that is outstanding now.

        `stop` is asked between two batches of passages, which take seconds; the rest stays outstanding.
        """
        self._apply_each(self._outstanding(progress, stop))
        self._drain_lexical()
        done = min(self._catalogue.cursor(self._generation) or 0, self._lexical.cursor or 0)
        self._catalogue.forget_changes(done)

    def fill_vectors(self, progress: Progress) -> None:
        """Put in what the catalogue has and the vectors lack, and drop what it does not have."""
        wanted: dict[str, set[str]] = {}
        self._apply_each(self._missing(wanted, progress))
        for period in self._vectors.periods():
            stray = sorted(self._vectors.ids(period) - wanted.get(period, set()))
            self._vectors.drop(stray, [period] * len(stray))

    def fill_lexical(self, progress: Progress) -> None:
        """Rebuild the lexical index."""
        total = self._catalogue.counts()["passages"]
        upto = self._catalogue.last_change()
        self._lexical.clear()
        self._lexical.apply((), (), upto)
        done = 0
        for placed in self._catalogue.all_passages(BATCH * 32):
            self._lexical.apply(placed, (), upto, self._feeds(placed))
            done += len(placed)
            progress("lexical index", done, total)

    def _missing(self, wanted: dict[str, set[str]], progress: Progress) -> Iterator[_Step]:
        """Yield steps that add what has no vector yet, and put the ids of all passages into `wanted`, by period."""
        total, done = self._catalogue.counts()["passages"], 0
        for placed in self._catalogue.all_passages(BATCH):
            yield self._step(placed, (), None)
            for each in placed:
                wanted.setdefault(each.period, set()).add(each.passage.id)
            done += len(placed)
            progress("embedding", done, total)

    def _outstanding(self, progress: Progress, stop: Callable[[], bool]) -> Iterator[_Step]:
        """Yield steps that apply the changes in the outbox."""
        first = at = self._catalogue.cursor(self._generation) or 0
        last = self._catalogue.last_change()
        step = None
        while at < last and not stop() and (changes := self._catalogue.changes(at, BATCH)):
            final = _final(changes)
            gone = [(change.passage_id, change.period) for change in final if not change.put]
            placed = self._catalogue.passages([change.passage_id for change in final if change.put])
            at = changes[-1].seq
            step = self._step(placed, gone, step, cursor=at)
            yield step
            progress("embedding", min(at, last) - first, last - first)

    def _drain_lexical(self) -> None:
        at = self._lexical.cursor or 0
        while changes := self._catalogue.changes(at, BATCH * 32):
            final = _final(changes)
            at = changes[-1].seq
            placed = self._catalogue.passages([change.passage_id for change in final if change.put])
            drops = [change.passage_id for change in final if not change.put]
            self._lexical.apply(placed, drops, at, self._feeds(placed))

    def _feeds(self, placed: Sequence[PlacedPassage]) -> Mapping[str, Sequence[str]]:
        return self._catalogue.feeds_of(list({each.article.id: None for each in placed}))

    def _step(
        self,
        placed: Sequence[PlacedPassage],
        gone: Sequence[tuple[str, str]],
        before: _Step | None,
        *,
        cursor: int | None = None,
    ) -> _Step:
        """Embed what has no vector yet; copies of one text are embedded once. `before` may be under way still."""
        present = self._vectors.present([p.passage.id for p in placed], [p.period for p in placed])
        places = [(p.passage.id, p.period) for p in placed]
        known = {place for place in places if place[0] in present}
        if before:
            known = known.difference(before.gone).union(before.came)
        fresh = {place: p.passage.text for place, p in zip(places, placed, strict=True) if place not in known}
        texts = list(dict.fromkeys(fresh.values()))
        row = {text: number for number, text in enumerate(texts)}
        vectors = self._embedded(texts)
        self.embedded += len(texts)
        return _Step(gone, list(fresh), vectors[[row[text] for text in fresh.values()]], cursor)

    def _apply_each(self, steps: Iterable[_Step]) -> None:
        """Apply steps in order, each while the next one is embedded."""
        with ThreadPoolExecutor(1, thread_name_prefix="vectors") as thread:
            running: Future[None] | None = None
            for step in steps:
                if running:
                    running.result()
                running = thread.submit(self._apply, step)
            if running:
                running.result()

    def _apply(self, step: _Step) -> None:
        """Bring the vectors to where a step leads, and then the cursor."""
        if step.gone:
            self._vectors.drop(*_columns(step.gone))
        if step.came:
            ids, periods = _columns(step.came)
            self._vectors.put(ids, step.vectors, periods)
        if step.cursor is not None:
            self._catalogue.set_cursor(self._generation, step.cursor)

    def _embedded(self, texts: Sequence[str]) -> Vectors:
        """Embed, and let questions go first in between."""
        if not texts:
            return np.zeros((0, 0), dtype=np.float32)  # the length of a vector may not be known without the model
        self._embedder.prepare()
        started = time.perf_counter()
        vectors = self._embedder.embed(texts, self.precedence.wait)
        self.embedding_s += time.perf_counter() - started
        return vectors


def _describe_repair(have: int, total: int) -> str:
    if have < total:
        return f"{total - have} of {total} vectors were missing: rebuilt from the catalogue"
    return f"the vectors did not fit the catalogue ({have}, {total} passages): put right from the catalogue"


def _columns(places: Sequence[tuple[str, str]]) -> tuple[list[str], list[str]]:
    return [passage_id for passage_id, _ in places], [period for _, period in places]


def _final(changes: Sequence[IndexChange]) -> list[IndexChange]:
    """Return the last word on each passage: one that came and went again need not come at all."""
    return list({change.passage_id: change for change in changes}.values())
