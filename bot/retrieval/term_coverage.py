"""How much of what a question says a text says too (pure)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from bot.language.words import stems

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from indexer.model import PlacedPassage


def vocabulary(placed: PlacedPassage) -> frozenset[str]:
    """Return the stems of a passage, its title, its authors and its publisher."""
    article = placed.article
    about = " ".join((article.publisher, *article.authors, article.title))
    return stems(f"{about} {placed.passage.text}")


def term_weights(query_terms: Sequence[str], pool: Sequence[frozenset[str]]) -> dict[str, float]:
    """Return how much each of the query's terms tells apart, from the candidates' vocabularies.

    Inverse document frequency over the pool: what every candidate says weighs little, what few or none say weighs
    much. The pool is all that is like the question, so this is the frequency that matters for choosing among it.
    """
    return {term: math.log(1 + (len(pool) + 1) / (1 + sum([term in said for said in pool]))) for term in query_terms}


def coverage(asked: Mapping[str, float], said: frozenset[str]) -> float:
    """Return the share of the words, by weight, that are said; all of them, if nothing is asked about."""
    whole = sum(asked.values())
    return sum([weight for term, weight in asked.items() if term in said]) / whole if whole else 1.0
