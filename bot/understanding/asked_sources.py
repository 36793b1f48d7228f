"""Whose articles a question asks for, whatever they are on: "what was in The Ledger in May?" (pure)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from bot.language.number_words import NUMBER_WORDS, read_number
from bot.understanding.names import fold_name, name_key
from bot.understanding.news_request import is_on_nothing
from bot.understanding.publishers import is_spelled_as

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.understanding.subjects import SubjectIndex

_VENUE = r"(?:blogs?|newsletters?|newsroom|web ?site|site|magazine|journal)"
_ISSUE = r"(?:issues?|editions?|instal?lments?)"
_PIECE = rf"(?:{_ISSUE}|articles?|posts?|pieces?|stories|headlines|newsletters?|letters?|entries)"
_WROTE = r"(?:writ(?:e|ten)|wrote|report(?:ed)?|cover(?:ed)?|publish(?:ed)?|post(?:ed)?|sa(?:y|id)|t(?:ell|old)|r[au]n)"
_ABOUT = r"(?:\s+(?:about|on)\b)?"
_NO_LONGER = r"(?!\s(?-i:[A-Z])|['\u2019-])"  # "The Ledger Fund", "The Ledger's owner"
_COUNT = rf"(?:(?:\d\d?|{NUMBER_WORDS})\s+)?"
_NEWEST = re.compile(
    rf"\b(?:latest|newest|last|most recent|current)\s+(?P<count>{_COUNT})(?P<what>{_PIECE})\b", re.IGNORECASE
)

_OF_ANY = (
    rf"(?:{_COUNT}\b{_PIECE}\s+)?(?:\b(?:in|on|from|at|by|of)\s+)?<name>(?:['\u2019]s?)?\s+{_VENUE}\b(?:\s+{_WROTE}\b)?{_ABOUT}",
    rf"{_COUNT}\b{_ISSUE}\s+(?:of|from|by)\s+<name>{_NO_LONGER}",
)
"""What is said only of a publisher, if only of a company's blog."""

_OF_AN_OUTLET = (rf"{_COUNT}\b{_PIECE}\s+(?:in|from|by)\s+<name>{_NO_LONGER}",)
"""What is said of one that is known to be nothing else: stories from a company are news on it.

"Stories in science" are on science: a name of one word needs its capital.
"""

_OF_ITS_NAME = (rf"\b(?:did|does|has|have|had)\s+<name>\s+(?:\w+ly\s+)?{_WROTE}\b{_ABOUT}",)
"""What is said of one whose name is written as a name: "did time tell" names no magazine."""

_ALONE = (rf"\b(?:in|from)\s+<name>{_NO_LONGER}",)
"""What is said so where nothing else is asked: "the latest in The Ledger", and not "the strike at a plant in Time"."""


class AskedSources(NamedTuple):
    """The publishers whose articles are asked for."""

    publishers: tuple[str, ...]
    rest: str  # the question without what names them
    newest: int  # of their articles only so many are asked for: 1 for "the latest issue"; 0 for all of a time


def asked_sources(text: str, publishers: Sequence[str], subjects: Callable[[], SubjectIndex]) -> AskedSources | None:
    """Return the publishers whose articles a question asks for, None for none; `publishers` are the known ones."""
    folded, rest = fold_name(text), text
    found: list[str] = []
    named = (each for each in publishers if name_key(each) in folded)
    for name in sorted(named, key=len, reverse=True):
        if (left := _without(name, rest, is_outlet=not subjects().sort_of(name_key(name)))) is not None:
            rest = left
            found.append(name)
    return AskedSources(tuple(found), rest, _newest(text)) if found else None


def _without(name: str, text: str, *, is_outlet: bool) -> str | None:
    """Return a question without the words that ask for a publisher's articles, None if none do."""
    for way in (*_OF_ANY, *((*_OF_AN_OUTLET, *_OF_ITS_NAME, *_ALONE) if is_outlet else ())):
        found = _pattern(way, name).search(text)
        if found is None or (way not in _OF_ANY and not _is_spelled(name, found, any_case=way in _OF_AN_OUTLET)):
            continue
        rest = " ".join(f"{text[: found.start()]} {text[found.end() :]}".split())
        if way not in _ALONE or is_on_nothing(rest):
            return rest
    return None


def _newest(text: str) -> int:
    """Return of how many of the newest articles a question speaks, 0 for none: "the latest posts" are of some time."""
    found = _NEWEST.search(text)
    if found is None:
        return 0
    number = found["count"].strip().casefold()
    if not number:
        return int(not found["what"].casefold().endswith("s"))
    return int(number) if number.isdecimal() else int(read_number(number))


def _pattern(way: str, name: str) -> re.Pattern[str]:
    return re.compile(
        way.replace("<name>", rf"(?P<the>\bthe\s+)?\b(?P<name>{re.escape(_bare(name))})\b"), re.IGNORECASE
    )


def _is_spelled(name: str, found: re.Match[str], *, any_case: bool) -> bool:
    """Tell whether a publisher's name is written as one; in `any_case` a second word will do: "the ledger"."""
    bare = _bare(name)
    has_second = " " in bare or (bare != name and bool(found["the"]))
    return (any_case and has_second) or is_spelled_as(bare, found["name"])


def _bare(name: str) -> str:
    """Return a publisher's name without an article before it, which a question may leave out."""
    return re.sub(r"^the\s+", "", name, flags=re.IGNORECASE)
