"""How likely it is that the best hits answer a question (pure)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from bot.ranking import at_most
from bot.wording import terms

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.model import Hit, Query
    from indexer.model import PlacedPassage

# Logistic model of "the best hits answer the query", fitted on 284 questions, 59 of them unanswerable and near the
# collection, and shifted so that at a floor of 0.5 one answerable question in twenty goes unanswered.
_BIAS, _PER_COSINE, _PER_COVERAGE = -2.7, 5.74, 1.58
_STRANGER = 2.5  # off the logit for a question all of whose names are unknown to every candidate; not fitted
_JUDGED = 5  # hits that are looked at, no more than
_JUDGED_PER_ARTICLE = 2


def term_weights(query_terms: Sequence[str], pool: Sequence[frozenset[str]]) -> dict[str, float]:
    """Return how much each of the query's terms tells apart, from the candidates' vocabularies.

    Inverse document frequency over the pool: what every candidate says weighs little, what few or none say weighs
    much. The pool is all that is like the question, so this is the frequency that matters for choosing among it.
    """
    return {term: math.log(1 + (len(pool) + 1) / (1 + sum(term in said for said in pool))) for term in query_terms}


def vocabulary(placed: PlacedPassage) -> frozenset[str]:
    """Return the stems that a passage speaks of: its own, its title's and its publisher's."""
    article = placed.article
    return frozenset(terms(f"{article.publisher} {article.title} {placed.passage.text}"))


def _spoken(pool: Sequence[Hit], vocabularies: Sequence[frozenset[str]]) -> dict[str, frozenset[str]]:
    """Return the stems that each article speaks of, as far as its candidates tell: a full name stands in one only."""
    said: dict[str, frozenset[str]] = {}
    for hit, stems in zip(pool, vocabularies, strict=True):
        said[hit.article.id] = said.get(hit.article.id, frozenset()) | stems
    return said


def confidence(
    query: Query, weights: Mapping[str, float], hits: Sequence[Hit], vocabularies: Sequence[frozenset[str]]
) -> float:
    """Return the probability, 0 to 1, that one of the hits, best first, answers the query.

    From the best cosine, from the share of the query's words, by weight and names apart, that an article speaks of
    which knows every name of the query (the right event of another company is no answer), and less for names that
    no candidate knows.
    """
    best = at_most(hits, _JUDGED_PER_ARTICLE)[:_JUDGED]
    if not best:
        return 0.0
    spoken = _spoken(hits, vocabularies)
    asked = {term: weight for term, weight in weights.items() if term not in query.names}
    on_all = [said for hit in best if query.names <= (said := spoken[hit.article.id])]
    covered = max((_share(asked, said) for said in on_all), default=0.0)
    known = frozenset[str]().union(*spoken.values())
    strangers = len(query.names - known) / len(query.names) if query.names else 0.0
    cosine = max(hit.cosine for hit in best)
    logit = _BIAS + _PER_COSINE * cosine + _PER_COVERAGE * covered - _STRANGER * strangers
    return 1 / (1 + math.exp(-logit))


def _share(asked: Mapping[str, float], said: frozenset[str]) -> float:
    """Return the share of the words, by weight, that are said; all of them, if nothing but names is asked about."""
    whole = sum(asked.values())
    return sum(asked[term] for term in said & asked.keys()) / whole if whole else 1.0
