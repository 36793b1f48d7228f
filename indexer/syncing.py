"""Use case: tell the vectors and the lexical index what the catalogue knows.

The catalogue writes an outbox line for each passage that came or went, in the transaction that changed it. Draining
is idempotent: a crash in between costs a repetition, never a loss, and passages whose vector is already there are
not embedded again.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import numpy as np

from indexer.courtesy import Courtesy

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from indexer.model import Change, PlacedPassage
    from indexer.ports import Catalogue, Embedder, LexicalIndex, Progress, VectorIndex, Vectors

BATCH = 128
"""Passages that are embedded and stored between two movements of the cursor: one or two seconds' work."""

LOT = 16
"""Passages that are embedded while a question waits, at the most."""


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
        self.courtesy = Courtesy()  # by which indexing lets questions go first
        self._catalogue = catalogue
        self._embedder = embedder
        self._vectors = vectors
        self._lexical = lexical
        self._generation = generation
        self.embedded = 0  # passages since this object was made
        self.embedding_s = 0.0  # seconds that this took

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
            said.append(_of_vectors(have, total))
        if self._lexical.count() != total or backdated or (total and self._lexical.cursor is None):
            self.fill_lexical(progress)
            said.append(f"the lexical index was incomplete: rebuilt from the catalogue, {total} passages")
        if backdated:
            self.drain(progress)
        return said

    def follow(self, generation: str) -> None:
        """Go on with another build: the one that both indexes are from now on."""
        self._generation = generation

    def drain(self, progress: Progress, stop: Callable[[], bool] = lambda: False) -> None:
        """Apply every change to both indexes that is outstanding now.

        `stop` is asked between two lots of passages to embed, which takes seconds; what is left over stays outstanding.
        """
        self._drain_vectors(progress, stop)
        self._drain_lexical()
        done = min(self._catalogue.cursor(self._generation) or 0, self._lexical.cursor or 0)
        self._catalogue.forget_changes(done)

    def fill_vectors(self, progress: Progress) -> None:
        """Put in what the catalogue has and the vectors lack, and drop what it does not have."""
        total = self._catalogue.counts()["passages"]
        wanted: dict[str, set[str]] = {}
        done = 0
        for placed in self._catalogue.all_passages(BATCH):
            self._put_vectors(placed)
            for each in placed:
                wanted.setdefault(each.period, set()).add(each.passage.id)
            done += len(placed)
            progress("embedding", done, total)
        for period in self._vectors.periods():
            stray = sorted(self._vectors.ids(period) - wanted.get(period, set()))
            self._vectors.drop(stray, [period] * len(stray))

    def fill_lexical(self, progress: Progress) -> None:
        """Make the lexical index anew."""
        total = self._catalogue.counts()["passages"]
        upto = self._catalogue.last_change()
        self._lexical.clear()
        self._lexical.apply((), (), upto)
        done = 0
        for placed in self._catalogue.all_passages(BATCH * 32):
            self._lexical.apply(placed, (), upto)
            done += len(placed)
            progress("lexical index", done, total)

    def _drain_vectors(self, progress: Progress, stop: Callable[[], bool]) -> None:
        at = self._catalogue.cursor(self._generation) or 0
        last = self._catalogue.last_change()
        first = at
        while at < last and not stop() and (changes := self._catalogue.changes(at, BATCH)):
            final = _final(changes)
            gone = [change for change in final if not change.put]
            self._vectors.drop([change.passage_id for change in gone], [change.period for change in gone])
            placed = self._catalogue.passages([change.passage_id for change in final if change.put])
            self._put_vectors(placed)
            at = changes[-1].seq
            self._catalogue.set_cursor(self._generation, at)
            progress("embedding", min(at, last) - first, last - first)

    def _drain_lexical(self) -> None:
        at = self._lexical.cursor or 0
        while changes := self._catalogue.changes(at, BATCH * 32):
            final = _final(changes)
            at = changes[-1].seq
            placed = self._catalogue.passages([change.passage_id for change in final if change.put])
            self._lexical.apply(placed, [change.passage_id for change in final if not change.put], at)

    def _put_vectors(self, placed: Sequence[PlacedPassage]) -> None:
        """Embed what has no vector yet; copies of one text within a batch are embedded once."""
        known = self._vectors.present([p.passage.id for p in placed], [p.period for p in placed])
        fresh = [p for p in placed if p.passage.id not in known]
        if not fresh:
            return
        texts = list(dict.fromkeys(p.passage.text for p in fresh))
        row = {text: number for number, text in enumerate(texts)}
        vectors = self._embedded(texts)
        self._vectors.put(
            [p.passage.id for p in fresh],
            vectors[[row[p.passage.text] for p in fresh]],
            [p.period for p in fresh],
        )
        self.embedded += len(texts)

    def _embedded(self, texts: Sequence[str]) -> Vectors:
        """Embed a few at a time, texts of like length together, and let questions go first in between."""
        order = sorted(range(len(texts)), key=lambda place: -len(texts[place]))
        vectors = np.zeros((len(texts), self._embedder.dimension), dtype=np.float32)
        if order:
            self._embedder.prepare()
        for start in range(0, len(order), LOT):
            places = order[start : start + LOT]
            self.courtesy.give_way()
            started = time.perf_counter()
            vectors[places] = self._embedder.embed([texts[place] for place in places])
            self.embedding_s += time.perf_counter() - started
        return vectors


def _of_vectors(have: int, total: int) -> str:
    if have < total:
        return f"{total - have} of {total} vectors were missing: rebuilt from the catalogue"
    return f"the vectors did not fit the catalogue ({have}, {total} passages): put right from the catalogue"


def _final(changes: Sequence[Change]) -> list[Change]:
    """Return the last word on each passage: one that came and went again need not come at all."""
    return list({change.passage_id: change for change in changes}.values())
