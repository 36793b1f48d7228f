"""How much of what an exact search finds the vector index finds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bench import newsroom
from bench.report import Row

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench.options import Options
    from indexer.model import Vector, Vectors
    from indexer.ports import VectorIndex

_NEAREST = 10


def measure(options: Options) -> Iterator[Row]:
    """Compare the ten nearest passages of every question with those of an exact search."""
    for corpus in options.corpora():
        ids, vectors = corpus.vectors()
        place = {passage_id: row for row, passage_id in enumerate(ids)}
        with corpus.opened() as opened:
            asked = list(opened.embedder.embed_queries(newsroom.questions()))
            shares = [_share(opened.vectors, vector, vectors, place) for vector in asked]
        yield Row(
            what=f"recall@10 of the vectors, {corpus.size:,} passages",
            value=sum(shares) / len(shares),
            unit="",
            baseline=1,
            against=f"exact search; the worst question {min(shares):.1f}",
        )


def _share(index: VectorIndex, vector: Vector, vectors: Vectors, place: dict[str, int]) -> float:
    """Return the share of the ten nearest that the index finds; one that is as near as the tenth counts as well."""
    exact = vectors @ vector
    tenth = np.partition(exact, -_NEAREST)[-_NEAREST]
    found = [exact[place[hit.id]] for hit in index.search(vector[None], _NEAREST)[0]]
    return sum(bool(cosine >= tenth - 1e-6) for cosine in found) / _NEAREST
