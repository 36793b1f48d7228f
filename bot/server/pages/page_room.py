"""How much fits onto a page, whatever is written in it (pure)."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, TypeVar

from markupsafe import escape

from bot.adapters.messages.formatting import cut, is_address, length, one_line
from bot.server.problems import HttpProblem
from indexer.model import Article

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aiohttp import web

_T = TypeVar("_T")

ROOM = 30_000
"""Bytes of HTML that the entries of a page may take: with its frame, forms and notes it stays below 40,960."""

TITLE = 160
"""Characters of an article's title."""

NAME = 100
"""Characters of a name: of a publisher, a feed, an origin."""

ADDRESS = 2_048
"""Bytes of HTML of an address that a page links to or a form holds; longer ones are traps, or hold what is not meant
for others."""

_READ = 20  # characters that are read for each one that is shown: what nobody can see may stand between
_TAGS = 60  # bytes of HTML around one text, at most
_ENTRY = 300  # around an entry
_CHARACTER = 3  # bytes of HTML for which a character counts at least: Chinese takes as many
_DIGITS = 6  # of a place in a list


def html_bytes(text: str) -> int:
    """Return how many bytes a text takes in a page."""
    return len(escape(text).encode(errors="replace"))


def bounded(text: str, most: int) -> str:
    """Return a text on one line, cut to so many characters, to fewer of those that HTML writes with many bytes."""
    return cut(one_line(text[: _READ * most]), most, _measure)


def named(text: str) -> str:
    """Return a name as a page shows it."""
    return bounded(text, NAME)


def is_linkable(url: str) -> bool:
    """Tell whether a text is an address that a page links to."""
    return is_address(url) and html_bytes(url) <= ADDRESS


def _measure(text: str) -> int:
    return max(length(text), -(-html_bytes(text) // _CHARACTER))


def room_of(shown: object) -> int:
    """Return about how many bytes of HTML a view takes: its texts, with the tags around each.

    Of an article the title is shown, as a link. What knows better has a number named `room`.
    """
    if isinstance(shown, str):
        return html_bytes(shown) + _TAGS if shown else 0
    if isinstance(shown, Article):
        return room_of((shown.url if is_linkable(shown.url) else "", bounded(shown.title, TITLE)))
    if isinstance(known := getattr(shown, "room", None), int):
        return known
    if isinstance(shown, (tuple, list)):
        return sum(map(room_of, shown))
    if is_dataclass(shown):
        return sum(room_of(getattr(shown, each.name)) for each in fields(shown))
    return _TAGS  # a number or a time


def fitting(entries: Iterable[_T], room: int = ROOM) -> list[_T]:
    """Return the first entries that fit into so many bytes of HTML, one at least."""
    found: list[_T] = []
    for each in entries:
        room -= room_of(each) + _ENTRY
        if found and room < 0:
            break
        found.append(each)
    return found


def asked_place(request: web.Request) -> int:
    """Return the place in a list from which a page is wanted. Raises `HttpProblem` for none."""
    text = request.query.get("from", "0")
    if not (text.isascii() and text.isdigit() and len(text) <= _DIGITS):
        raise HttpProblem(400, "from: not a place in this list")
    return int(text)


def place_behind(start: int, shown: int, total: int) -> int:
    """Return the place from which the next page of a list goes on, 0 for none."""
    return start + shown if shown and start + shown < total else 0
