"""Scores of both indexes, the question and age -> the order of hits (pure)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.model import Hit

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.model import Period, Query
    from indexer.model import PlacedPassage

# The dense index is better at plain words, the lexical one at names; the rest of the weight is the lexical score's.
_COSINE_WEIGHT = 0.9
_COSINE_WEIGHT_NAMED = 0.75
_COSINE_WEIGHT_COMPOSED = 0.7  # for a question that names a publisher, or is put together of clauses
_WHOLE = 0.15  # share of the whole question in such a one's cosine; the rest is its best clause's
_PREFERRED = 1.3  # for passages of a publisher that the question names
_PREFERRED_KIND = 1.1  # for those of a kind that it asks for
# What is added for the time that a question may mean, by the number of its days at most: the vaguer, the less.
_MEANT = ((1, 0.3), (31, 0.1), (10_000, 0.05))

# (share that age cannot take away, half-life): measured on news questions, see the design notes in the README
_RECENCY = (0.8, timedelta(days=20))

# "Latest": of what is about as much to the point as the best, enough articles from the shortest of these times.
_WIDENING = tuple(timedelta(days=days) for days in (1, 3, 7, 14, 30, 90, 365))
_ENOUGH = 3
_TO_THE_POINT = 0.75


def blended(cosines: Sequence[float]) -> float:
    """Return a text's cosine with a question from those with the whole and with each clause."""
    whole, *clauses = cosines
    return _WHOLE * whole + (1 - _WHOLE) * max(clauses) if clauses else whole


def _cosine_weight(query: Query) -> float:
    """Return the share of a hit's score that is its cosine."""
    if query.publishers or query.clauses:
        return _COSINE_WEIGHT_COMPOSED
    return _COSINE_WEIGHT_NAMED if query.names else _COSINE_WEIGHT


def scored(query: Query, placed: PlacedPassage, cosine: float, lexical: float, now: datetime) -> Hit:
    """Return a hit with its score: a weighted sum of both indexes, more for what is asked for, less for age."""
    weight, article = _cosine_weight(query), placed.article
    relevance = weight * max(cosine, 0.0) + (1 - weight) * lexical
    relevance *= _PREFERRED if article.publisher in query.publishers else 1.0
    relevance *= _PREFERRED_KIND if article.kind in query.kinds else 1.0
    relevance += max((_bonus(period) for period in query.periods if period.holds(article.when.date())), default=0.0)
    lasting, half_life = _RECENCY
    age = max(now - article.when, timedelta())
    fresh = lasting + (1 - lasting) * 0.5 ** (age / half_life)
    return Hit(placed=placed, cosine=cosine, lexical=lexical, relevance=relevance, score=relevance * fresh)


def _bonus(period: Period) -> float:
    return next((bonus for days, bonus in _MEANT if period.days and period.days <= days), 0.0)


def to_the_point(hits: Sequence[Hit]) -> list[Hit]:
    """Return the hits that are about as relevant as the most relevant one, in their order."""
    least = _TO_THE_POINT * max((hit.relevance for hit in hits), default=0.0)
    return [hit for hit in hits if hit.relevance >= least]


def newest_first(query: Query, hits: Sequence[Hit], now: datetime) -> list[Hit]:
    """Return the hits of a question for the latest: first what is to the point and new, the newest before all.

    The time it is taken from widens until it holds enough articles.
    """
    if not (query.latest or query.digest) or not hits:
        return list(hits)
    good = sorted(to_the_point(hits), key=lambda hit: hit.article.when, reverse=True)
    for time in _WIDENING:
        recent = [hit for hit in good if now - hit.article.when <= time]
        if len({hit.article.id for hit in recent}) >= _ENOUGH:
            break
    else:
        recent = good
    early = {hit.placed.passage.id for hit in recent}
    return [*recent, *(hit for hit in hits if hit.placed.passage.id not in early)]


def at_most(hits: Sequence[Hit], number: int) -> list[Hit]:
    """Return the hits without those of an article that come after its first `number`."""
    seen: dict[str, int] = {}
    kept = []
    for hit in hits:
        seen[hit.article.id] = seen.get(hit.article.id, 0) + 1
        if seen[hit.article.id] <= number:
            kept.append(hit)
    return kept
