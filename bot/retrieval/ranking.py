"""Scores of both indexes, the question and age -> the order of hits (pure)."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

import numpy as np

from bot.language.words import terms
from bot.model import Hit
from bot.retrieval.calibration import RANKING, PassageFeatures, RankingFactors, relevance_of
from bot.retrieval.term_coverage import coverage, term_weights

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import datetime

    from bot.model import Period, Query
    from indexer.model import PlacedPassage

_LOOKED_AT = 25  # hits that may be on another version of a product: those behind them rise as they fall


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A passage that one of the indexes found, with what both say of it."""

    placed: PlacedPassage
    cosines: tuple[float, ...]  # with the whole question, then with each of its clauses
    bm25: float  # divided by the best of the search; 0 if the lexical index did not find it
    # Stems of passage, title, publisher and authors, plus the query's terms that the text says in other words.
    words: frozenset[str]
    dated: frozenset[str] = frozenset()  # the question's terms that its article's date says

    @property
    def said(self) -> frozenset[str]:
        """All that it says, and its date."""
        return self.words | self.dated if self.dated else self.words


class Order(Protocol):
    """A way to put candidates in order."""

    def __call__(self, query: Query, candidates: Sequence[Candidate], now: datetime, /) -> list[Hit]:
        """Return them as hits, best first."""


def rank(query: Query, candidates: Sequence[Candidate], now: datetime, factors: RankingFactors = RANKING) -> list[Hit]:
    """Return the candidates as hits, best first: by cosine and by words, for what is asked for, less for age.

    Of the question's words a passage says a share, each rated by how few candidates say it. BM25 also counts how
    often a word is repeated and how short a passage is. It is divided by its best, which is high by any measure only
    if it says much of the question: one in words that nobody else uses matches by the few that all use, and is believed
    that much less.
    """
    rated = rate(query, candidates, now, factors)
    if query.clauses:
        return _rank_by_turns(rated, factors)
    return sorted((each.hit for each in rated), key=best_first)


def demote(hits: Sequence[Hit], is_on_another: Callable[[Hit], bool]) -> list[Hit]:
    """Return the hits, the best of them demoted where they are on another version of the product that is asked for."""
    looked_at = [_demoted(hit) if is_on_another(hit) else hit for hit in hits[:_LOOKED_AT]]
    return sorted([*looked_at, *hits[_LOOKED_AT:]], key=best_first)


def _demoted(hit: Hit) -> Hit:
    score, relevance = hit.score * RANKING.other_product, hit.relevance * RANKING.other_product
    return replace(hit, score=score, relevance=relevance, other_product=True)


def best_first(hit: Hit) -> tuple[float, float, str]:
    """Return what hits are sorted by: the score; of two that are as good the newer one comes first."""
    return -hit.score, -hit.article.when.timestamp(), hit.placed.passage.id


@dataclass(frozen=True, slots=True, kw_only=True)
class RatedHit:
    """A hit with what its score is made of."""

    hit: Hit
    features: tuple[PassageFeatures, ...]  # for each clause of the question, or for all of it
    favour: float  # for what the question prefers
    bonus: float  # for the time that the question may mean
    fresh: float  # what age leaves

    @property
    def parts(self) -> list[float]:
        """Its relevance for each clause of the question, or for all of it."""
        return [self.favour * relevance_of(each) for each in self.features]


def rate(
    query: Query, candidates: Sequence[Candidate], now: datetime, factors: RankingFactors = RANKING
) -> list[RatedHit]:
    """Return the candidates with what their scores are made of, in their order."""
    weights = term_weights(query, [each.said for each in candidates])
    asked = [weights]
    asked += [{term: weights[term] for term in terms(clause) if term in weights} for clause in query.clauses]
    best = max(candidates, key=lambda each: each.bm25, default=None)
    trust = max(coverage(words, best.said) for words in asked) if best else 0.0
    return [_rate(query, each, asked, trust, now, factors) for each in candidates]


def _rate(
    query: Query,
    found: Candidate,
    asked: Sequence[Mapping[str, float]],
    trust: float,
    now: datetime,
    factors: RankingFactors,
) -> RatedHit:
    """Return a candidate with its scores.

    `asked` are the words of the question and of its clauses with weights, `trust` is how far BM25 is believed.
    """
    article = found.placed.article
    whole, *clauses = [coverage(words, found.said) for words in asked]
    said = [factors.whole_coverage * whole + (1 - factors.whole_coverage) * clause for clause in clauses] or [whole]
    cosines = [blend((found.cosines[0], cosine), factors) for cosine in found.cosines[1:]] or [found.cosines[0]]
    features = tuple(
        PassageFeatures(cosine=max(cosine, 0.0), coverage=share, bm25=trust * found.bm25)
        for cosine, share in zip(cosines, said, strict=True)
    )
    favour = factors.preferred_publisher if article.publisher in query.publishers else 1.0
    favour *= factors.preferred_kind if article.kind in query.kinds else 1.0
    when = article.when
    bonus = max((_bonus(period, factors) for period in query.periods_at(when)), default=0.0)
    bonus += factors.heard if article.id in query.heard else 0.0
    fresh = freshness(when, now, factors)
    relevance = max(favour * relevance_of(each) for each in features) + bonus
    hit = Hit(
        placed=found.placed,
        cosine=max(cosines),
        lexical=whole,
        relevance=relevance,
        score=relevance * fresh,
        words=found.said,
        dated=found.dated,
    )
    return RatedHit(hit=hit, features=features, favour=favour, bonus=bonus, fresh=fresh)


def freshness(when: datetime, now: datetime, factors: RankingFactors = RANKING) -> float:
    """Return the share of its relevance that age leaves to a passage."""
    half_lives: float = max(now - when, timedelta()) / factors.half_life
    return factors.lasting + (1 - factors.lasting) * math.exp2(-half_lives)


def _rank_by_turns(rated: Sequence[RatedHit], factors: RankingFactors) -> list[Hit]:
    """Return the hits so that each clause has its say."""
    left = sorted(rated, key=lambda each: best_first(each.hit)[1:])  # so of two that are as good the first one counts
    parts = np.array([each.parts for each in left]).T
    bonus, fresh = (np.array([getattr(each, name) for each in left]) for name in ("bonus", "fresh"))
    return [replace(left[place].hit, score=score) for place, score in take_turns(parts, bonus, fresh, factors.taken)]


def take_turns(
    parts: np.ndarray, bonus: np.ndarray, fresh: np.ndarray, share: float = RANKING.taken
) -> Iterator[tuple[int, float]]:
    """Yield places and scores of passages, best first: once one was taken for a clause, that is worth a `share` of it.

    `parts` are relevances, clauses x passages. All scores are computed again at each step: nearly all of them fall with
    the clause of the passage that was taken.
    """
    worth, taken, extra = parts.copy(), [1.0] * len(parts), bonus.copy()
    for _ in extra:
        scores = (np.maximum.reduce(worth) + extra) * fresh
        best = int(scores.argmax())
        yield best, float(scores[best])
        clause = int(worth[:, best].argmax())
        taken[clause] *= share
        worth[clause] = parts[clause] * taken[clause]
        extra[best] = -np.inf  # is not taken again


def blend(cosines: Sequence[float], factors: RankingFactors = RANKING) -> float:
    """Return a text's cosine with a question from those with the whole and with each clause."""
    whole, *clauses = cosines
    share = factors.whole_cosine
    return share * whole + (1 - share) * max(clauses) if clauses else whole


def _bonus(period: Period, factors: RankingFactors) -> float:
    return next((bonus for days, bonus in factors.meant if period.days and period.days <= days), 0.0)


def most_relevant(hits: Sequence[Hit]) -> list[Hit]:
    """Return the hits that are about as relevant as the most relevant one, in their order."""
    least = RANKING.most_relevant * max((hit.relevance for hit in hits), default=0.0)
    return [hit for hit in hits if hit.relevance >= least]


def limit_per_article(hits: Sequence[Hit], number: int) -> list[Hit]:
    """Return the hits without those of an article that come after its first `number`."""
    seen: dict[str, int] = {}
    kept = []
    for hit in hits:
        key = hit.article.id
        seen[key] = seen.get(key, 0) + 1
        if seen[key] <= number:
            kept.append(hit)
    return kept
