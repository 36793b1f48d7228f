"""Use case: bring the vectors and the lexical index up to date with the catalogue.

The catalogue writes an outbox line for each passage that came or went, in the transaction that changed it. Draining
is idempotent: a crash in between costs a repetition, never a loss, and passages whose vector is already there are
not embedded again. While one portion is embedded, the vectors of the one before are put away: the one takes all
processors, the other takes one and waits for the disk.

Where several machines share a catalogue, one of them writes the vectors, and each that answers has a lexical index of
its own, which follows the outbox. Changes are kept until the vectors and every follower have them; a follower that was
away for longer is made anew from the catalogue. No engine of vectors refuses what a process writes that has lost its
lease, and a request may be under way for long. So the vectors are counted when another process takes the lease, and
from then on again and again; what such a request has removed or left behind is put right from the catalogue.
"""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from indexer.errors import IndexMismatch, LeaseLost
from indexer.indexing.generations import other_build
from indexer.indexing.lease_keeper import INDEXING, Duty, left_to_others
from indexer.indexing.precedence import QuestionPrecedence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from concurrent.futures import Future

    from indexer.model import IndexChange, PlacedPassage, Vectors
    from indexer.ports import Catalogue, Embedder, LexicalIndex, Progress, VectorIndex

BATCH = 128
"""Passages that are embedded and stored between two movements of the cursor: one or two seconds' work."""

COUNTED_AGAIN: Final = 600.0
"""Seconds between two countings of the vectors: so long what a past holder of the lease has removed may be missing."""

_TOLD_AGAIN = 60.0  # seconds after which a follower says that it is there still


class _Step(NamedTuple):
    """What one portion of changes does to the vectors."""

    gone: Sequence[tuple[str, str]]  # (passage id, period)
    came: Sequence[tuple[str, str]]
    vectors: Vectors  # of those that came
    cursor: int | None  # of the outbox, once this is done; None: where it was


class Syncer:
    """Keeps both indexes up to date with the catalogue; `generation` is the name of the build that they are.

    Safe to use from several threads.
    """

    def __init__(
        self,
        *,
        catalogue: Catalogue,
        embedder: Embedder,
        vectors: VectorIndex,
        lexical: LexicalIndex | None,
        generation: str,
        duty: Duty | None = None,
        follower: str = "",
    ) -> None:
        """Take the parts; without a lexical index the vectors alone are kept.

        `duty` tells whether this process writes the vectors, if there are several. `follower` is the name under which
        the others learn how far this lexical index has come, "" where there are no others.
        """
        self.precedence = QuestionPrecedence()  # by which indexing lets questions go first
        self._catalogue = catalogue
        self._embedder = embedder
        self._vectors = vectors
        self._lexical = lexical
        self._generation = generation
        self._duty = duty or Duty(INDEXING)
        self._follower = follower
        self._checked = 1  # the fence under which the vectors were counted: the first holder finds nothing half done
        self._counted = self._duty.seconds()  # when that was
        self._told = (-1, 0.0)  # this lexical index's place in the outbox, and when it is to be told again
        self._draining, self._following = Lock(), Lock()
        self.embedded = 0  # passages since this object was made
        self.embedding_s = 0.0  # seconds that this took, questions that went first included

    def open(self, progress: Progress) -> list[str]:
        """Complete what a crash left half done, make both indexes whole again, and say in words what was rebuilt.

        An interrupted rebuild is noticed by its count, and goes on at the next start.
        """
        # True where an older catalogue was put back.
        backdated = self._lexical is not None and (self._lexical.cursor or 0) > self._catalogue.last_change()
        said = []
        if not backdated:
            said += self.drain(progress)
        if self._duty.is_held():
            said += self._mend_vectors(progress, backdated=backdated)
        with self._following:
            said += self._mend_lexical(progress, backdated=backdated)
        if backdated:
            said += self.drain(progress)
        return said

    @property
    def generation(self) -> str:
        """The name of the build that both indexes are."""
        return self._generation

    def switch_to(self, generation: str) -> None:
        """Go on with another build: the one that both indexes are from now on."""
        self._generation = generation

    def drain(self, progress: Progress, stop: Callable[[], bool] = lambda: False) -> list[str]:
        """Apply every change that is outstanding now to the indexes that this process keeps; say what was rebuilt.

        `stop` is asked between two batches of passages, which take seconds; the rest stays outstanding.
        """
        said = []
        if fence := self._duty.fence:
            with self._draining, left_to_others():
                if fence != self._checked and (found := other_build(self._catalogue, self._generation)):
                    raise IndexMismatch(
                        f"another machine has made a new index ({found.name}): start this process again"
                    )
                self._apply_each(self._outstanding(progress, stop))
                if self._is_count_due(fence):
                    said += self._mend_vectors(progress)
        said += self.follow(progress)
        if self._duty.is_held():
            self._forget_changes()
        return said

    def follow(self, progress: Progress) -> list[str]:
        """Apply every outstanding change to the lexical index, if there is one; say in words if it was rebuilt."""
        if self._lexical is None:
            return []
        with self._following:
            said = [] if self._drain_lexical(self._lexical) else self._mend_lexical(progress, backdated=True)
            self._tell_place(self._lexical.cursor or 0)
        return said

    def _tell_place(self, seq: int) -> None:
        """Let the others know up to which change this lexical index has come, if it has moved or they may wonder."""
        now = time.monotonic()
        if self._follower and (seq != self._told[0] or now >= self._told[1]):
            self._catalogue.follow(self._follower, seq)
            self._told = (seq, now + _TOLD_AGAIN)

    def _forget_changes(self) -> None:
        """Forget the changes that all indexes have."""
        held = [self._catalogue.cursor(self._generation) or 0]
        if self._follower or self._lexical is None:
            held += [each.seq for each in self._catalogue.followers()]
        else:
            held.append(self._lexical.cursor or 0)
        self._catalogue.forget_changes(min(held))

    def _mend_vectors(self, progress: Progress, *, backdated: bool = False) -> list[str]:
        """Make the vectors whole if their number is wrong: nobody else changes it while this process has the duty."""
        fence, have = self._duty.fence, self._vectors.count()
        with self._catalogue.transaction():  # so that nothing comes in between
            waiting = self._catalogue.last_change() - (self._catalogue.cursor(self._generation) or 0)
            total = self._catalogue.counts()["passages"]
        if waiting and not backdated:  # what came in since is no damage: they are counted next time
            return []
        self._checked, self._counted = fence, self._duty.seconds()
        if have == total and not backdated:
            return []
        self.fill_vectors(progress)
        return [_describe_repair(have, total)]

    def _is_count_due(self, fence: int) -> bool:
        """Tell whether another process may have left something half done, or have changed something too late."""
        is_old = self._duty.is_shared and self._duty.seconds() - self._counted >= COUNTED_AGAIN
        return self._checked != fence or is_old

    def _mend_lexical(self, progress: Progress, *, backdated: bool = False) -> list[str]:
        """Make the lexical index anew if it lacks something."""
        if self._lexical is None:
            return []
        with self._catalogue.transaction():  # so that nothing comes in between
            total, last = self._catalogue.counts()["passages"], self._catalogue.last_change()
        cursor = self._lexical.cursor
        whole = self._lexical.count() == total or (cursor or 0) < last
        if whole and not backdated and (cursor is not None or not total):
            return []
        self.fill_lexical(progress)
        self._drain_lexical(self._lexical)
        return [f"the lexical index was incomplete: rebuilt from the catalogue, {total} passages"]

    def fill_vectors(self, progress: Progress) -> None:
        """Put in what the catalogue has and the vectors lack, and drop what it does not have."""
        wanted: dict[str, set[str]] = {}
        self._apply_each(self._missing(wanted, progress))
        for period in self._vectors.periods():
            stray = sorted(self._vectors.ids(period) - wanted.get(period, set()))
            self._require_duty()
            self._vectors.drop(stray, [period] * len(stray))

    def fill_lexical(self, progress: Progress) -> None:
        """Rebuild the lexical index."""
        if self._lexical is None:
            return
        total = self._catalogue.counts()["passages"]
        upto = self._catalogue.last_change()
        self._tell_place(upto)  # what comes meanwhile is kept
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
        while at < last and not stop() and self._duty.is_held() and (changes := self._catalogue.changes(at, BATCH)):
            final = _final(changes)
            gone = [(change.passage_id, change.period) for change in final if not change.put]
            placed = self._catalogue.passages([change.passage_id for change in final if change.put])
            at = changes[-1].seq
            step = self._step(placed, gone, step, cursor=at)
            yield step
            progress("embedding", min(at, last) - first, last - first)

    def _drain_lexical(self, lexical: LexicalIndex) -> bool:
        """Apply what is outstanding to the lexical index; return False if some of it was forgotten meanwhile."""
        at = lexical.cursor or 0
        last = self._catalogue.last_change()
        while at < last:
            changes = self._catalogue.changes(at, BATCH * 32)
            if not changes or changes[0].seq != at + 1:  # numbers follow each other
                return False
            final = _final(changes)
            at = changes[-1].seq
            placed = self._catalogue.passages([change.passage_id for change in final if change.put])
            drops = [change.passage_id for change in final if not change.put]
            lexical.apply(placed, drops, at, self._feeds(placed))
        return True

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
            self._require_duty()
            self._vectors.drop(*_columns(step.gone))
        if step.came:
            self._require_duty()
            ids, periods = _columns(step.came)
            self._vectors.put(ids, step.vectors, periods)
        if step.cursor is not None:
            with self._duty.fenced(self._catalogue):
                self._catalogue.set_cursor(self._generation, step.cursor)

    def _require_duty(self) -> None:
        if not self._duty.is_held():
            raise LeaseLost("another process writes the vectors by now: it goes on where this one was")

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
