"""Queries on one of Chroma's collections, and what they are asked of: passages by period, in portions."""

from __future__ import annotations

import heapq
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from indexer.model import Scored

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from chromadb.api.models.Collection import Collection

    from indexer.model import Vector, Vectors

_Item = TypeVar("_Item")

_ID_PAGE = 10_000  # ids listed at once


def group_by_period(ids: Sequence[str], periods: Sequence[str]) -> dict[str, dict[str, int]]:
    """Return for each period its ids with their places; of an id that comes twice the last place."""
    grouped: dict[str, dict[str, int]] = {}
    for place, (passage_id, period) in enumerate(zip(ids, periods, strict=True)):
        grouped.setdefault(period, {})[passage_id] = place
    return grouped


def batches(items: list[_Item], size: int) -> Iterator[list[_Item]]:
    """Yield the items in portions of a size."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


def delete(ids: list[str], size: int, held: Collection) -> int:
    """Delete, and return how many are left."""
    for batch in batches(ids, size):
        held.delete(ids=batch)
    return held.count()


def find_present(ids: list[str], size: int, held: Collection) -> set[str]:
    """Return those of the ids that are there."""
    return {found for batch in batches(ids, size) for found in held.get(ids=batch, include=[])["ids"]}


def fetch(ids: list[str], size: int, held: Collection) -> dict[str, Vector]:
    """Return the vectors of those ids that are there."""
    found: dict[str, Vector] = {}
    for batch in batches(ids, size):
        got = held.get(ids=batch, include=["embeddings"])
        rows = np.asarray(got["embeddings"], dtype=np.float32)
        found |= dict(zip(got["ids"], rows, strict=True))
    return found


def list_ids(held: Collection) -> set[str]:
    """Return every id."""
    total = held.count()
    pages = (held.get(limit=_ID_PAGE, offset=start, include=[])["ids"] for start in range(0, total, _ID_PAGE))
    return {found for page in pages for found in page}


def find_nearest(vectors: Vectors, limit: int, held: Collection) -> list[list[tuple[float, str]]]:
    """Return distance and id of the nearest neighbours of each vector, nearest first."""
    found = held.query(query_embeddings=vectors, n_results=limit, include=["distances"])
    return [list(zip(*some, strict=True)) for some in zip(found["distances"] or [], found["ids"], strict=True)]


def merge(found: list[list[tuple[float, str]]], limit: int) -> list[Scored]:
    """Return the best of what several collections have found, without a record for each that is not."""
    near = islice(heapq.merge(*found), limit)
    return sort_hits([Scored(id=key, score=1.0 - distance) for distance, key in near])


def score(vector: Vector, rows: dict[str, Vector], limit: int | None) -> list[Scored]:
    """Return exact scores, best first, of all rows or of the best."""
    if not rows:
        return []
    ids, cosines = list(rows), np.concatenate(list(rows.values())).reshape(len(rows), -1) @ vector
    least = -np.inf if limit is None or limit >= len(ids) else np.partition(cosines, -limit)[-limit]
    near = np.flatnonzero(cosines >= least).tolist()
    return sort_hits([Scored(id=ids[place], score=float(cosines[place])) for place in near])[:limit]


def sort_hits(hits: list[Scored]) -> list[Scored]:
    """Return hits in the order that is the same on every machine."""
    return sorted(hits, key=lambda hit: (-hit.score, hit.id))
