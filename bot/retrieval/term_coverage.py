"""How much of what a question says a text says too (pure)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from bot.language.words import stems

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.model import Query
    from indexer.model import PlacedPassage


def vocabulary(placed: PlacedPassage) -> frozenset[str]:
    """Return the stems of a passage, its title, its authors and its publisher."""
    article = placed.article
    about = " ".join((article.publisher, *article.authors, article.title))
    return stems(f"{about} {placed.passage.text}")


def term_weights(query: Query, pool: Sequence[frozenset[str]]) -> dict[str, float]:
    """Return how much each of the query's terms tells apart, from the candidates' vocabularies.

    Inverse document frequency over the pool: what every candidate says weighs little, what few say weighs much. The
    pool is all that is like the question, so this is the frequency that matters for choosing among it. What none says
    is what is missing if it is a name or a number; another word, which tells none from another, weighs as the others
    do on average: people have many words for a thing.
    """
    said = {term: sum([term in each for each in pool]) for term in query.terms}
    weights = {term: math.log(1 + (len(pool) + 1) / (1 + number)) for term, number in said.items()}
    plain = {term for term, number in said.items() if not number and term.isalpha() and term not in query.names}
    others = [weight for term, weight in weights.items() if term not in plain]
    if others:
        weights |= dict.fromkeys(sorted(plain), sum(others) / len(others))
    return weights


def coverage(asked: Mapping[str, float], said: frozenset[str]) -> float:
    """Return the share of the words, by weight, that are said; all of them, if nothing is asked about."""
    whole = sum(asked.values())
    return sum([weight for term, weight in asked.items() if term in said]) / whole if whole else 1.0
