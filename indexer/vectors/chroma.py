"""Vectors in Chroma, embedded in a directory or on a server, one collection a period.

Collections by period keep a time window from paying for all other years, keep recall up, and give the disk back
when a month is dropped: Chroma's graph does not shrink on deletion, and its range filters are slow.
"""

from __future__ import annotations

import re
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import partial
from threading import Lock
from typing import TYPE_CHECKING, TypeVar

from cachetools import LRUCache

from indexer.errors import IndexDamaged, IndexMismatch
from indexer.vectors import integrity, queries
from indexer.vectors.connection import connect, disconnect, open_folder, translate_errors

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from chromadb.api.collection_configuration import CreateHNSWConfiguration
    from chromadb.api.models.Collection import Collection

    from indexer.model import Scored, Vector, Vectors

_Found = TypeVar("_Found")

_PERIOD = r"\d{4}(?:-\d{2})?"
_NAME = re.compile(rf"(.+)-({_PERIOD})")
_YEAR = 4  # characters of a period that is a whole year
# On 50,000 vectors, many of them near copies of each other, as news has it, Chroma's own measures (16 neighbours, built
# with 100) find .957 of the ten nearest, and of some questions none at all; these find all of them in 1.5 ms, and take
# twice as long to build: half a millisecond a vector, of the ten or more that embedding it takes.
# By default Chroma writes a graph after every 1,000 rows, and opening it adds the rest again: with
# three collections that took a second of every start. Written after 100, putting takes an eighth more.
_GRAPH: CreateHNSWConfiguration = {
    "space": "cosine",
    "max_neighbors": 32,
    "ef_construction": 200,
    "ef_search": 500,
    "sync_threshold": 100,
}
# A month is one of many collections: what a question does not find in one of them is a small part of what it finds. On
# 1,000,000 vectors in 27 collections that takes a quarter of the time, and .99 of the ten nearest are found.
_MONTH: CreateHNSWConfiguration = {**_GRAPH, "ef_search": 200}
_LISTED_ANEW = 10.0  # seconds after which a server is asked again which periods it has: other processes make some
_PAGE = 100  # collections listed at once: servers cap it
_LONG, _EACH = 100, 3  # hits that every collection gives; above that, this many times its share of the limit
_AT_ONCE = 4  # collections that are asked: the engine waits for threads of its own, so two leave processors idle
_RECENT = 20_000  # vectors in memory: 31 MB, ten filters of the largest size that is answered by scoring everything
_BATCH = 1_000  # rows at once: Chroma takes 5,461, its server no body over 40 MB


class ChromaIndex:
    """The vectors of one index generation; other generations may live in the same place.

    `path` is a directory of one's own: a second process on it loses vectors without a word (Chroma's embedded
    engine has no lock), so hold the data directory's lock. With `url`, a Chroma server, cluster or cloud is used
    instead. Errors: `IndexDamaged` if the files cannot be read, `IndexMismatch` for vectors of another length,
    `StoreError` for disk, permissions and server.
    """

    def __init__(  # noqa: PLR0913  what a server is opened with
        self,
        *,
        generation: str,
        dimension: int,
        path: Path | None = None,
        url: str = "",
        tenant: str = "",
        database: str = "",
        token: str = "",
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        """Open it; `seconds` is a steady clock."""
        self._generation = generation
        self._dimension = dimension
        self._place = url or str(path)
        self._folder = None if url else path
        self._damaged = False
        self._known: dict[str, Collection] = {}  # by period
        self._listed: list[str] | None = None  # the periods, from when they were last listed until one comes or goes
        self._listed_at, self._seconds = 0.0, seconds
        self._listing = Lock()
        self._recent: LRUCache[tuple[str, str], Vector] = LRUCache(_RECENT)  # by id and period
        self._recent_lock = Lock()
        self._threads = ThreadPoolExecutor(max_workers=_AT_ONCE, thread_name_prefix="vectors")
        with self._translated():
            if self._folder:
                self._folder.mkdir(parents=True, exist_ok=True)
                integrity.check(self._folder)
            self._client = connect(url, tenant, database, token) if url else open_folder(str(path))
            offered = self._client.get_max_batch_size()
        self._batch = min(offered, _BATCH) if offered > 0 else _BATCH

    def put(self, ids: Sequence[str], vectors: Vectors, periods: Sequence[str]) -> None:
        self._check_shape(vectors)
        for period, places in queries.group_by_period(ids, periods).items():
            if not re.fullmatch(_PERIOD, period):
                raise ValueError(f"{period!r} is no period: expected 2026 or 2026-11")
            with self._translated():
                for batch in queries.batches(list(places.values()), self._batch):
                    self._upsert(period, [ids[place] for place in batch], vectors[batch])
        self._forget(ids, periods)

    def drop(self, ids: Sequence[str], periods: Sequence[str]) -> None:
        for period, places in queries.group_by_period(ids, periods).items():
            left = self._ask(period, partial(queries.delete, list(places), self._batch), 1)
            if not left:
                self._remove(self._generation, period)
        self._forget(ids, periods)

    def present(self, ids: Sequence[str], periods: Sequence[str]) -> set[str]:
        found: set[str] = set()
        for period, places in queries.group_by_period(ids, periods).items():
            found |= self._ask(period, partial(queries.find_present, list(places), self._batch), set())
        return found

    def fetch(self, ids: Sequence[str], periods: Sequence[str]) -> dict[str, Vector]:
        with self._recent_lock:
            known = {pair: self._recent[pair] for pair in zip(ids, periods, strict=True) if pair in self._recent}
        missing = [pair for pair in zip(ids, periods, strict=True) if pair not in known]
        places = queries.group_by_period([key for key, _ in missing], [period for _, period in missing])
        wanted = {period: partial(queries.fetch, list(keys), self._batch) for period, keys in places.items()}
        nothing: dict[str, Vector] = {}
        found = dict(zip(wanted, self._ask_all(wanted, nothing), strict=True))
        fresh = {(key, period): vector for period, rows in found.items() for key, vector in rows.items()}
        with self._recent_lock:
            self._recent.update((pair, vector.copy()) for pair, vector in fresh.items())  # a row would keep its batch
        return {key: vector for (key, _), vector in {**known, **fresh}.items()}

    def search(self, vectors: Vectors, limit: int, *, periods: Sequence[str] | None = None) -> list[list[Scored]]:
        """Approximate (HNSW): on average more than 98 of the 100 nearest of each vector are found."""
        self._check_shape(vectors)
        wanted = dict.fromkeys(self.periods() if periods is None else periods)
        # Nobody reads very long lists to their end: of many collections each need not give all of one.
        most = limit if limit <= _LONG else max(_LONG, _EACH * limit // max(1, len(wanted)))
        ask = partial(queries.find_nearest, vectors, min(limit, most))
        nothing: list[list[tuple[float, str]]] = [[] for _ in vectors]
        found = self._ask_all(dict.fromkeys(wanted, ask), nothing)
        return [queries.merge([lists[number] for lists in found], limit) for number in range(len(vectors))]

    def score(
        self, vector: Vector, ids: Sequence[str], periods: Sequence[str], *, limit: int | None = None
    ) -> list[Scored]:
        self._check_shape(vector)
        return queries.score(vector, self.fetch(ids, periods), limit)

    def periods(self) -> list[str]:
        with self._listing:
            now = self._seconds()
            if self._listed is None or (self._folder is None and now - self._listed_at >= _LISTED_ANEW):
                self._listed_at = now
                self._listed = sorted(period for found, period in self._names() if found == self._generation)
            return list(self._listed)

    def _forget(self, ids: Sequence[str], periods: Sequence[str]) -> None:
        with self._recent_lock:
            for pair in zip(ids, periods, strict=True):
                self._recent.pop(pair, None)

    def _list_anew(self) -> None:
        """Have the periods listed at the next occasion: to be called after one came or went."""
        with self._listing:
            self._listed = None

    def ids(self, period: str) -> set[str]:
        return self._ask(period, queries.list_ids, set())

    def count(self) -> int:
        return sum(self._ask(period, lambda held: held.count(), 0) for period in self.periods())

    def clear(self) -> None:
        self.remove_generation(self._generation)
        with self._recent_lock:
            self._recent.clear()

    def generations(self) -> list[str]:
        """Return the generations that have something here, ascending."""
        return sorted({generation for generation, _ in self._names()})

    def remove_generation(self, generation: str) -> None:
        for period in [period for found, period in self._names() if found == generation]:
            self._remove(generation, period)

    def close(self) -> None:
        """Give files and connections back. May be called twice."""
        self._threads.shutdown()
        self._known.clear()
        with self._translated():
            disconnect(self._client)
        if self._folder and not self._damaged:
            with suppress(OSError):  # a full disk, say: the next start looks more closely, that is all
                integrity.seal(self._folder)

    def _names(self) -> list[tuple[str, str]]:
        """Return (generation, period) of every collection of this program."""
        found: list[str] = []
        with self._translated():
            while page := self._client.list_collections(limit=_PAGE, offset=len(found)):
                found += [collection.name for collection in page]
        matches = [_NAME.fullmatch(name) for name in found]
        return [(match[1], match[2]) for match in matches if match]

    def _upsert(self, period: str, ids: list[str], vectors: Vectors) -> None:
        """Put into a period's collection, which is made if it is not there, or no more."""
        from chromadb.errors import NotFoundError

        try:
            self._create(period).upsert(ids=ids, embeddings=vectors)
        except NotFoundError:  # a server that came back without it
            del self._known[period]
            self._create(period).upsert(ids=ids, embeddings=vectors)

    def _create(self, period: str) -> Collection:
        held = self._known.get(period)
        if held is None:
            held = self._known[period] = self._client.get_or_create_collection(
                f"{self._generation}-{period}",
                configuration={"hnsw": _GRAPH if len(period) == _YEAR else _MONTH},
                embedding_function=None,  # vectors come ready-made; Chroma's own function would reach for a hub
            )
            self._list_anew()
        return held

    def _ask_all(self, actions: Mapping[str, Callable[[Collection], _Found]], nothing: _Found) -> list[_Found]:
        """Run actions on the collections of their periods, several at a time: the engine leaves Python meanwhile."""

        def ask(period: str) -> _Found:
            return self._ask(period, actions[period], nothing)

        return list(self._threads.map(ask, actions) if len(actions) > 1 else map(ask, actions))

    def _ask(self, period: str, action: Callable[[Collection], _Found], nothing: _Found) -> _Found:
        """Run an action on a period's collection; a collection that is not there, or no more, gives nothing."""
        from chromadb.errors import NotFoundError

        with self._translated():
            if held := self._known.get(period):
                with suppress(NotFoundError):
                    return action(held)
                self._list_anew()  # another process may have dropped it, and made it anew
            try:
                held = self._client.get_collection(f"{self._generation}-{period}", embedding_function=None)
                self._known[period] = held
                return action(held)
            except NotFoundError:
                self._known.pop(period, None)
                self._list_anew()
                return nothing

    def _remove(self, generation: str, period: str) -> None:
        from chromadb.errors import NotFoundError

        if generation == self._generation:
            self._known.pop(period, None)
        with self._translated(), suppress(NotFoundError):
            self._client.delete_collection(f"{generation}-{period}")
        self._list_anew()

    def _check_shape(self, vectors: Vectors) -> None:
        if vectors.shape[-1] != self._dimension:
            raise IndexMismatch(
                f"the index {self._generation} holds vectors of {self._dimension} numbers, the model gives "
                f"{vectors.shape[-1]}: run `byline reindex`"
            )

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            with translate_errors(self._place, remote=self._folder is None):
                yield
        except IndexDamaged:
            self._damaged = True  # so that nobody vouches for the files at closing
            raise
