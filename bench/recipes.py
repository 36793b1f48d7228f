"""Ways to put candidates in order that Byline's own is compared with; everything else of the product stays as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.model import Hit
from bot.retrieval.ranking import best_first

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from bot.model import Query
    from bot.retrieval.ranking import Candidate, Order

_DENSE, _LEXICAL = 0.3, 0.7  # as they were best on questions that name publishers and days
_EARLY = 60  # of reciprocal ranks, as it was published (Cormack et al. 2009)


def bm25(_query: Query, candidates: Sequence[Candidate], _now: datetime) -> list[Hit]:
    """Order by words alone."""
    return _by(candidates, [each.bm25 for each in candidates])


def dense(_query: Query, candidates: Sequence[Candidate], _now: datetime) -> list[Hit]:
    """Order by the cosine of passage and question alone."""
    return _by(candidates, [each.cosines[0] for each in candidates])


def weighted(_query: Query, candidates: Sequence[Candidate], _now: datetime) -> list[Hit]:
    """Order by a fixed sum of both, each divided by its best."""
    top = max((each.cosines[0] for each in candidates), default=1.0) or 1.0
    return _by(candidates, [_DENSE * each.cosines[0] / top + _LEXICAL * each.bm25 for each in candidates])


def reciprocal(_query: Query, candidates: Sequence[Candidate], _now: datetime) -> list[Hit]:
    """Order by the sum of reciprocal ranks in both lists (RRF)."""
    lists = (
        _ranks(candidates, lambda each: each.cosines[0]),
        _ranks([each for each in candidates if each.bm25], lambda each: each.bm25),
    )
    return _by(candidates, [sum(ranks.get(each.placed.passage.id, 0.0) for ranks in lists) for each in candidates])


RECIPES: dict[str, Order | None] = {
    "BM25 alone": bm25,
    "dense alone": dense,
    "hybrid, .3 : .7": weighted,
    "hybrid, RRF": reciprocal,
    "Byline": None,  # its own
}


def _ranks(candidates: Sequence[Candidate], score: Callable[[Candidate], float]) -> dict[str, float]:
    best = sorted(candidates, key=lambda each: (-score(each), each.placed.passage.id))
    return {each.placed.passage.id: 1 / (_EARLY + rank) for rank, each in enumerate(best, start=1)}


def _by(candidates: Sequence[Candidate], scores: Sequence[float]) -> list[Hit]:
    """Return the candidates as hits, ordered by these scores."""
    hits = (
        Hit(
            placed=each.placed,
            cosine=each.cosines[0],
            lexical=each.bm25,
            relevance=score,
            score=score,
            words=each.words,
        )
        for each, score in zip(candidates, scores, strict=True)
    )
    return sorted(hits, key=best_first)
