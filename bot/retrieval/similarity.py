"""How like a question a text is: as a whole, and to each of the question's words (pure).

For the words each token of the question is compared with each of the text, as the model reads them where they stand:
"late interaction" (Khattab & Zaharia 2020, "ColBERT").
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bot.language.words import terms

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bot.model import Query
    from indexer.model import TextEmbedding

    Compare = Callable[[Sequence[str]], Mapping[str, "Similarity"]]  # with a question, by text

_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Similarity:
    """How like a question a text is."""

    cosine: float  # as a whole, -1 to 1
    by_term: Mapping[str, float]  # for each term of the question, 0 to 1: the cosine of the text's nearest token


class QueryTokens:
    """A question's words as a model reads them."""

    def __init__(self, query: Query, embedded: TextEmbedding) -> None:
        """Find the tokens of each of the query's terms."""
        self._tokens = embedded.tokens.astype(np.float32)
        self._places = _places(query, embedded)

    def nearest(self, text: TextEmbedding) -> dict[str, float]:
        """Return for each term of the question how near a token of a text comes to it, 0 to 1."""
        if not self._places or not len(text.tokens):
            return dict.fromkeys(self._places, 0.0)
        nearest = (self._tokens @ text.tokens.astype(np.float32).T).max(axis=1)
        return {term: max(0.0, float(nearest[places].mean())) for term, places in self._places.items()}


def _places(query: Query, embedded: TextEmbedding) -> dict[str, list[int]]:
    """Return by term the places of the tokens that its words in the question are made of."""
    found: dict[str, list[int]] = {}
    for word in _WORD.finditer(query.content):
        first, last = word.span()
        own = [place for place, (start, end) in enumerate(embedded.spans) if first <= start and end <= last]
        for term in terms(word.group()):
            if own and term in query.terms:
                found.setdefault(term, []).extend(own)
    return found
