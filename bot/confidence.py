"""How likely it is that the best hits answer a question (pure)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from bot.covering import covered
from bot.ranking import at_most

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.model import Hit, Query

# Logistic model of "the best hits answer the query", fitted on 284 questions, 59 of them unanswerable and near the
# collection, and shifted so that at a floor of 0.5 one answerable question in twenty goes unanswered.
_BIAS, _PER_COSINE, _PER_COVERAGE = -2.7, 5.74, 1.58
_STRANGER = 2.5  # off the logit for a question all of whose names are unknown to every candidate; not fitted
_JUDGED = 5  # hits that are looked at, no more than
_JUDGED_PER_ARTICLE = 2


def _spoken(pool: Sequence[Hit]) -> dict[str, frozenset[str]]:
    """Return the stems that each article speaks of, as far as its candidates tell: a full name stands in one only."""
    said: dict[str, frozenset[str]] = {}
    for hit in pool:
        said[hit.article.id] = said.get(hit.article.id, frozenset()) | hit.words
    return said


def confidence(query: Query, weights: Mapping[str, float], hits: Sequence[Hit]) -> float:
    """Return the probability, 0 to 1, that one of the hits, best first, answers the query.

    From the best cosine, from the share of the query's words, by weight and names apart, that an article speaks of
    which knows every name of the query (the right event of another company is no answer), and less for names that
    no candidate knows.
    """
    best = at_most(hits, _JUDGED_PER_ARTICLE)[:_JUDGED]
    if not best:
        return 0.0
    spoken = _spoken(hits)
    asked = {term: weight for term, weight in weights.items() if term not in query.names}
    on_all = [said for hit in best if query.names <= (said := spoken[hit.article.id])]
    share = max((covered(asked, said) for said in on_all), default=0.0)
    known = frozenset[str]().union(*spoken.values())
    strangers = len(query.names - known) / len(query.names) if query.names else 0.0
    cosine = max(hit.cosine for hit in best)
    logit = _BIAS + _PER_COSINE * cosine + _PER_COVERAGE * share - _STRANGER * strangers
    return 1 / (1 + math.exp(-logit))
