"""The terms of a question that a text says in other words: "finance chief" for "CFO", "GPT5" for "GPT-5" (pure)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.language.lexicon.equivalence import wordings
from bot.language.product_versions import SoughtProducts, sought_products
from bot.language.spelling import other_spellings
from bot.language.words import terms, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.model import Query


_INITIALS = 2  # letters: "US", "EU", "AI" stand in questions on anything


@dataclass(frozen=True, slots=True)
class OtherWords:
    """What stands for terms of a question in texts that do not say them."""

    terms: frozenset[str]  # of the question
    ways: tuple[str, ...]  # each in small letters

    def said_in(self, text: str) -> frozenset[str]:
        """Return the terms, if a text says them in other words."""
        return self.terms if _pattern(self.ways).search(text) else frozenset()


@dataclass(frozen=True, slots=True)
class Wordings:
    """What of a question texts may say in other words."""

    products: SoughtProducts = field(default_factory=SoughtProducts)
    others: tuple[OtherWords, ...] = ()
    text: str = ""  # of the question, as it is searched for by its words

    @property
    def searched(self) -> str:
        """The text with other words and spellings: an index of words holds them as they are written."""
        ways = (way for other in self.others for way in other.ways)
        return " ".join((self.text, *ways, *(each for word in words(self.text) for each in other_spellings(word))))

    def terms(self, text: str) -> frozenset[str]:
        """Return the terms of the question that a text says in other words."""
        found = self.products.terms(text) if self.products else frozenset[str]()
        return found.union(*(other.said_in(text) for other in self.others))


def wordings_of(query: Query) -> Wordings:
    """Return what texts may say in place of a question's words."""
    text = query.text if query.periods else query.content  # an index of words knows those of dates
    others = tuple(_others(query.content))
    return Wordings(sought_products(query.products), others, text)


def _others(text: str) -> Iterator[OtherWords]:
    """Yield the names and offices of a text that have other ways to be written."""
    for ways in wordings():
        said = [way for way in ways if _pattern((way,)).search(text)]
        others = tuple(way for way in ways if way not in said)
        if said and others:
            yield OtherWords(frozenset(term for way in said for term in terms(_written(way))), others)


@lru_cache(maxsize=1_024)
def _pattern(ways: tuple[str, ...]) -> re.Pattern[str]:
    """Return a pattern of ways to write something; initials stand in capitals: "us" is no country."""
    each = (re.escape(_written(way)) if _is_initials(way) else f"(?i:{re.escape(way)})" for way in ways)
    return re.compile(rf"(?<!\w)(?:{'|'.join(each)})(?!\w)")


def _written(way: str) -> str:
    return way.upper() if _is_initials(way) else way


def _is_initials(way: str) -> bool:
    return len(way) <= _INITIALS and way.isalpha()
