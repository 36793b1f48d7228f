"""The publishers of the collection that a question names (pure)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_SHORTEST = 3  # letters of a publisher's name: shorter ones are ordinary words
_SMALL = ("the", "of", "and")  # in names, with a capital or without
# Where one of these stands, a publisher's name is the name of a source; elsewhere "Wired" may be a word.
_SPEAKS_OF_SOURCES = re.compile(
    r"\b(according to|as told|report(s|ed|ing)?( by| from)?|articles?|coverage|covered|published|interview(ed)?"
    r"|stor(y|ies)|reviews?|outlets?|pieces?|what (did|does)|sa(ys?|id)|from|by|via|told)\b",
    re.IGNORECASE,
)
_CITING = r"(?:according to|(?:reported|published|written) by|reports? (?:by|from)|via|told)"
_MAY_CITE = r"(?:from|by|in)"
"""What stands before anything else, too: "in time" names no magazine."""


def named_publishers(text: str, publishers: Sequence[str]) -> tuple[str, ...]:
    """Return the known publishers that the text names as a source, or names with a capital of its own."""
    speaks = bool(_SPEAKS_OF_SOURCES.search(text))
    folded = text.casefold()
    found = []
    for name in publishers:
        # Patterns are made only for names that stand there: there may be thousands.
        there = (spelled for spelled in _spellings(name) if spelled.casefold() in folded)
        if any(_is_named(spelled, text, speaks=speaks) for spelled in there):
            found.append(name)
    return tuple(found)


def without_publishers(text: str, publishers: Sequence[str]) -> str:
    """Return a text without the names of publishers: "USA Today" names no day."""
    spelled = sorted((way for name in publishers for way in _spellings(name)), key=len, reverse=True)
    return re.sub("|".join(map(re.escape, spelled)), " ", text, flags=re.IGNORECASE) if spelled else text


@lru_cache(maxsize=4_096)
def _spellings(name: str) -> tuple[str, ...]:
    """Return a publisher's name with its parts: "FOX News - Health" is named by "Fox News"."""
    ways = dict.fromkeys((name, *re.split(r"\s+[-|\u2013\u2014]\s+", name)))
    return tuple(way for way in ways if len(way) >= _SHORTEST)


def _is_named(name: str, text: str, *, speaks: bool) -> bool:
    whole = rf"(?<!\w){re.escape(name)}(?!\w)"
    if " " in name or "." in name or speaks:
        found = re.findall(whole, text, re.IGNORECASE)
        if any(is_spelled_as(name, words) for words in found):
            return True
    behind = rf"\s+(?:the\s+)?['\"\u2018\u201c]?(?P<name>{whole})"
    if re.search(rf"\b{_CITING}{behind}", text, re.IGNORECASE):
        return True
    return any(
        " " in name or is_spelled_as(name, found["name"])
        for found in re.finditer(rf"\b{_MAY_CITE}{behind}", text, re.IGNORECASE)
    )


def is_spelled_as(name: str, words: str) -> bool:
    """Tell whether words are a name and not words of a sentence: "the Verge" for "The Verge", "CNBC" for "Cnbc"."""
    return all(
        said[0].isupper() or not own[0].isupper() or own.casefold() in _SMALL
        for own, said in zip(name.split(), words.split(), strict=True)
    )
