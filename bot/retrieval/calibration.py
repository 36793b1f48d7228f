"""The fitted numbers of the ranking, and what each of them weighs (pure).

Beside each record stands the program that fits it again. A cosine means something else with another embedding model,
and so do the weights of this stage and of those in `bot.evidence.calibration`: see `bot.model.fitted_models`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple


class PassageFeatures(NamedTuple):
    """What makes a passage relevant to a question, or to a clause of it; each 0 to 1."""

    cosine: float  # with the question; one below 0 counts as 0
    coverage: float  # share of the question's words, by weight, that passage, title and publisher hold
    bm25: float  # as a share of the best passage's, times the coverage of that one


# Chosen by cross-validation on 466 plain questions and on 216 that ask for several facts (`python -m
# bench.fitting.ranking`).
PASSAGE_WEIGHTS = PassageFeatures(cosine=0.5, coverage=0.35, bm25=0.1)


def relevance_of(found: PassageFeatures) -> float:
    """Return the relevance of a passage with such features."""
    weights = PASSAGE_WEIGHTS
    return weights.cosine * found.cosine + weights.coverage * found.coverage + weights.bm25 * found.bm25


@dataclass(frozen=True, slots=True, kw_only=True)
class RankingFactors:
    """What relevance is made of and changed by, apart from the features."""

    whole_cosine: float  # share of the whole question in the cosine of one with clauses; the rest is the best clause's
    whole_coverage: float  # the same in its coverage
    taken: float  # what a clause is worth once a passage was taken for it
    preferred_publisher: float  # for a passage of a publisher that the question names
    preferred_kind: float  # for one of a kind that it asks for
    other_product: float  # for one on another version of the product that is asked for
    meant: tuple[tuple[int, float], ...]  # days of a time that the question may mean, at most, and what one in it gains
    heard: float  # what a passage gains of an article that earlier answers of the conversation cite
    lasting: float  # share of relevance that age cannot take away
    half_life: timedelta  # of the rest
    most_relevant: float  # share of the best passage's relevance from which others are about as relevant
    related: float  # cosine from which a passage without a word of the question has to do with it


# The first three and the publisher were chosen with the weights, on the questions that ask for several facts; age on
# questions for news (`python -m bench.fitting.ranking_factors` tries others of all these); the others are set by hand,
# since few questions have them.
RANKING = RankingFactors(
    whole_cosine=0.3,
    whole_coverage=0.7,
    taken=0.85,
    preferred_publisher=1.3,
    preferred_kind=1.1,
    other_product=0.5,
    meant=((1, 0.3), (31, 0.1), (10_000, 0.05)),
    heard=0.15,
    lasting=0.8,
    half_life=timedelta(days=20),
    most_relevant=0.75,
    related=0.2,
)
