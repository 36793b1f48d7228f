"""Sentences annotated for comparison: words with their capitals, amounts and dates (pure)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from bot.language.amounts import CLOCK, MANY, ORDINAL, PERCENT, POINT, TIMES, YEAR, Amount
from bot.language.dates import DateExpression, Meaning, find_dates
from bot.language.lexicon.equivalence import concept
from bot.language.stated_amounts import amounts_beside
from bot.language.words import terms
from indexer.language.product_names import ProductName, product_names

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from fractions import Fraction

_LOOKS = str.maketrans(
    "\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u201f\u00ab\u00bb\u2032\u2033\u2010\u2011\u2012\u2015\u2212",
    '\'\'\'\'""""""\'"---\u2014-',
)
# The limits of a comparison: more is a table or an attack, and every amount is compared with every other.
_LONGEST = 1_000  # characters
_MOST = 12  # amounts, and as many days
_WORDS = 200
_INITIALS = re.compile(r"\b(?:[A-Z]\.){2,}")
WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*(?:[-.&/][^\W_]+)*(?:'(?!\w))?")
_POSSESSIVE = re.compile(r"'s?$|(?<=s)'$")
_NO_COINS = frozenset({"", CLOCK, MANY, ORDINAL, PERCENT, POINT, TIMES, YEAR})
_OPENS = re.compile(r"(?:^|[\"(\[:\u2014]\s*|[.!?]['\")\]]*\s+)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word of a sentence."""

    text: str  # without a possessive ending
    key: str  # folded
    concept: str  # of it and its synonyms; "" for a word without content
    start: int
    end: int
    opening: bool  # it may owe its capital to its place
    name: bool  # it is written as one: a capital somewhere, or digits among letters


@dataclass(frozen=True, kw_only=True, eq=False)
class Sentence:
    """A sentence with the parts that are compared. Each property is computed once: it has no slots."""

    text: str
    words: tuple[Word, ...]  # all of them, in order
    amounts: tuple[Amount, ...]
    occasions: tuple[DateExpression, ...]
    products: tuple[ProductName, ...]
    crowded: bool  # it is longer, or holds more amounts, than is compared

    @cached_property
    def concepts(self) -> frozenset[str]:
        """The concepts of its words."""
        return frozenset(word.concept for word in self.words if word.concept)

    @cached_property
    def years(self) -> tuple[tuple[int, frozenset[Meaning]], ...]:
        """Its bare years as dates, each with where it stands."""
        years = (each for each in self.amounts if each.unit == YEAR)
        return tuple((each.start, frozenset({Meaning(year=int(each.value))})) for each in years)

    @cached_property
    def dates(self) -> tuple[frozenset[Meaning], ...]:
        """The meanings of its dates and years; a weekday is none."""
        named = (each.meanings for each in self.occasions if not each.relative)
        return (*named, *(meanings for _, meanings in self.years))

    @cached_property
    def ordinals(self) -> frozenset[Fraction]:
        """Its quarters, and all else that it numbers."""
        return frozenset(each.value for each in self.amounts if each.unit == ORDINAL)


def normalize(text: str) -> str:
    """Return a text with plain marks, letters and white space, and without dots in initials."""
    text = unicodedata.normalize("NFKC", text).translate(_LOOKS)
    text = _INITIALS.sub(lambda found: found.group().replace(".", ""), text)
    return re.sub(r"\s+", " ", text).strip()


@lru_cache(maxsize=4_096)
def annotate(text: str, published: date | None) -> Sentence:
    """Return a sentence with its words, amounts and dates; days such as "Friday" are counted from publication."""
    whole = normalize(text)
    text = whole[:_LONGEST]
    when = find_dates(text, published)[:_MOST]
    products = product_names(text)
    matches = list(WORD.finditer(text))
    found = amounts_beside(text, (*when, *products))
    taken = [(each.start, each.end) for each in when] + [(each.start, each.end) for each in found]
    taken += [(match.start(), match.end()) for match in matches if _is_version(match, products)]
    return Sentence(
        text=text,
        words=tuple(_word(match, text, taken) for match in matches[:_WORDS]),
        amounts=tuple(_of_one_currency(found, text)[:_MOST]),
        occasions=tuple(when),
        products=products,
        crowded=len(text) < len(whole) or len(matches) > _WORDS or len(found) > _MOST or len(when) == _MOST,
    )


def _is_version(word: re.Match[str], products: Sequence[ProductName]) -> bool:
    """Tell whether a number is part of a product's name, which is compared as a whole."""
    return word.group()[0].isdigit() and any(each.start <= word.start() < each.end for each in products)


_ENDS = re.compile(
    r"\s?(?:[,.;:)\"]|$)|\s(?:a|in|on|for|from|to|at|last|this|and|or|earlier|previously|by|while|when|per|that|which|of)\b"
)


def _of_one_currency(found: Sequence[Amount], text: str) -> list[Amount]:
    """Give millions of nothing the only currency of their sentence: "4.2 billion dollars, up from 3.6 billion"."""
    units = {each.unit for each in found if each.scale > 1 and each.unit not in _NO_COINS}
    if len(units) != 1:
        return list(found)
    unit = units.pop()
    return [
        replace(each, unit=unit) if each.scale > 1 and not each.unit and _ENDS.match(text, each.end) else each
        for each in found
    ]


def _word(match: re.Match[str], text: str, taken: Sequence[tuple[int, int]]) -> Word:
    """Return a word; a part of an amount or a day is compared as such, and has no concept."""
    bare = _POSSESSIVE.sub("", match.group())
    inside = any(start < match.end() and match.start() < end for start, end in taken)
    stems = () if inside else terms(bare)
    return Word(
        text=bare,
        key="" if inside else bare.casefold(),
        concept=concept(stems[0]) if stems else "",
        start=match.start(),
        end=match.end(),
        opening=bool(_OPENS.search(text, max(0, match.start() - 4), match.start())),
        name=bare != bare.lower() or (any(map(str.isdigit, bare)) and any(map(str.isalpha, bare))),
    )


def compound_parts(key: str) -> list[str]:
    """Return a word with the parts of a compound: "anglo-dutch", "Reuters/Ipsos"."""
    return [key, *re.split(r"[-/&]", key)]
