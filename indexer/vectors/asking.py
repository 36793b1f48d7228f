"""What is asked of one of Chroma's collections."""

from __future__ import annotations

import heapq
from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from indexer.model import Scored
from indexer.vectors.grouping import batches

if TYPE_CHECKING:
    from chromadb.api.models.Collection import Collection
    from chromadb.api.types import QueryResult

    from indexer.ports import Vector

_ID_PAGE = 10_000  # ids listed at once
_FEW, _ROWS_PER_ID = 8, 80  # fetching one vector takes as long as a query takes for so many rows


def delete(ids: list[str], size: int, held: Collection) -> int:
    """Delete, and return how many are left."""
    for batch in batches(ids, size):
        held.delete(ids=batch)
    return held.count()


def present(ids: list[str], size: int, held: Collection) -> set[str]:
    """Return those of the ids that are there."""
    return {found for batch in batches(ids, size) for found in held.get(ids=batch, include=[])["ids"]}


def fetched(ids: list[str], size: int, held: Collection) -> dict[str, Vector]:
    """Return the vectors of those ids that are there."""
    found: dict[str, Vector] = {}
    for batch in batches(ids, size):
        got = held.get(ids=batch, include=["embeddings"])
        rows = np.asarray(got["embeddings"], dtype=np.float32)
        found |= dict(zip(got["ids"], rows, strict=True))
    return found


def ids(held: Collection) -> set[str]:
    """Return every id."""
    total = held.count()
    pages = (held.get(limit=_ID_PAGE, offset=start, include=[])["ids"] for start in range(0, total, _ID_PAGE))
    return {found for page in pages for found in page}


def nearest(vector: Vector, limit: int, held: Collection) -> list[tuple[float, str]]:
    """Return distance and id of the nearest neighbours of a vector, nearest first."""
    found = held.query(query_embeddings=vector[None], n_results=limit, include=["distances"])
    return list(zip((found["distances"] or [[]])[0], found["ids"][0], strict=True))


def merged(found: list[list[tuple[float, str]]], limit: int) -> list[Scored]:
    """Return the best of what several collections have found, without a record for each that is not."""
    near = islice(heapq.merge(*found), limit)
    return best_first([Scored(id=key, score=1.0 - distance) for distance, key in near])


def exact(vector: Vector, ids: list[str], size: int, held: Collection) -> list[Scored]:
    """Return the ids with their exact scores, as far as they are there."""
    return [hit for batch in batches(ids, size) for hit in _exact_batch(vector, batch, held)]


def _exact_batch(vector: Vector, ids: list[str], held: Collection) -> list[Scored]:
    """Fetch the vectors of a few ids, and query among many; if that is not complete fetch these as well.

    A query looks at the whole collection: with 24,000 rows it takes 12 ms for one id as for fifty. A vector that is
    fetched takes 0.02 ms, in which no other thread of ours runs. A query fails if an id is unknown, and among many
    equal vectors its walk through the graph misses some.
    """
    from chromadb.errors import InternalError  # noqa: PLC0415  a second to import

    if len(ids) > _FEW and len(ids) > held.count() / _ROWS_PER_ID:
        with suppress(InternalError):
            found = held.query(query_embeddings=vector[None], ids=ids, n_results=len(ids), include=["distances"])
            if len(hits := _scored(found)) == len(ids):
                return hits
    return [Scored(id=key, score=float(row @ vector)) for key, row in fetched(ids, len(ids), held).items()]


def _scored(found: QueryResult) -> list[Scored]:
    distances = found["distances"] or [[]]
    return [Scored(id=key, score=1.0 - d) for key, d in zip(found["ids"][0], distances[0], strict=True)]


def best_first(hits: list[Scored]) -> list[Scored]:
    """Return hits in the order that is the same on every machine."""
    return sorted(hits, key=lambda hit: (-hit.score, hit.id))
