"""A search, small enough to travel in a button and to be repeated from there (pure)."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from indexer.model import Kind, Selection
from indexer.web import plaintext

MAX_TEXT = 300
"""Characters of what is searched for."""

MAX_SOURCES = 5
MAX_SOURCE = 60
"""How many publishers one search may name, and how long each may be: Slack gives a button 2,000 characters."""

MAX_TAGS = 5
MAX_TAG = 40
"""Likewise of tags."""

PAGE = 5
"""Articles on a page."""

MAX_OFFSET = 1_000
"""Articles before the last page: hardly anybody reads on, and each page costs more than the one before."""

_MAX_VALUE = 2_000
_YEARS = range(1970, 2100)  # others can be no filter, and near the ends of the calendar a time has no other zone


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """A search: its topic, filters, time and page.

    Raises ValueError beyond the limits above.
    """

    text: str  # one clean line; "": the latest of everything
    now: datetime  # all pages of a search are as of one moment
    selection: Selection = field(default_factory=Selection)
    offset: int = 0  # articles before this page
    latest: bool = False  # newest first instead of best first

    def __post_init__(self) -> None:
        """Refuse a search that a button could not carry."""
        sources = self.selection.sources
        if self.text != plaintext.to_line(self.text, MAX_TEXT) or not 0 <= self.offset <= MAX_OFFSET:
            raise ValueError("no clean line, or too long, or an impossible page")
        if len(sources) > MAX_SOURCES or any(name != plaintext.to_line(name, MAX_SOURCE) for name in sources):
            raise ValueError("too many sources, or too long ones")
        tags = self.selection.tags
        if len(tags) > MAX_TAGS or any(tag != plaintext.to_line(tag, MAX_TAG) for tag in tags):
            raise ValueError("too many tags, or too long ones")
        if not (self.text or self.latest) or not all(map(_sane, self._times())):
            raise ValueError("nothing to search for, or impossible times")

    def page(self, offset: int) -> Search:
        """Return the same search, beginning at another article."""
        return replace(self, offset=max(0, min(offset, MAX_OFFSET)))

    def value(self) -> str:
        """Return the search as the value of a button, at most 2,000 characters; `parse_search_state` reads it."""
        chosen = self.selection
        record: dict[str, Any] = {"q": self.text, "n": self.now.isoformat(), "o": self.offset}
        record |= {"l": 1} if self.latest else {}
        record |= {"s": chosen.since.isoformat()} if chosen.since else {}
        record |= {"u": chosen.until.isoformat()} if chosen.until else {}
        record |= {"p": list(chosen.sources)} if chosen.sources else {}
        record |= {"k": [kind.value for kind in chosen.kinds]} if chosen.kinds else {}
        record |= {"t": list(chosen.tags)} if chosen.tags else {}
        record |= {"g": chosen.language} if chosen.language else {}
        return json.dumps(record, ensure_ascii=False, separators=(",", ":"))

    def _times(self) -> list[datetime]:
        return [when for when in (self.now, self.selection.since, self.selection.until) if when]


def parse_search_state(value: str) -> Search | None:
    """Return the search in a button's value, None for a value that this bot did not write.

    The value may have been forged: everything in it is checked, as `Search` does.
    """
    if len(value) > _MAX_VALUE:
        return None
    try:
        given = json.loads(value)
        selection = Selection(
            since=_time(given.get("s")),
            until=_time(given.get("u")),
            sources=tuple(_texts(given.get("p", []))),
            kinds=tuple(dict.fromkeys(map(Kind, _texts(given.get("k", []))))),
            tags=tuple(_texts(given.get("t", []))),
            language=_language(given.get("g", "")),
        )
        now = datetime.fromisoformat(given["n"])
        text, offset, latest = given["q"], given["o"], given.get("l") == 1
        if type(text) is not str or type(offset) is not int:
            return None
        return Search(text=text, now=now, selection=selection, offset=offset, latest=latest)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None


def _time(given: object) -> datetime | None:
    return None if given is None else datetime.fromisoformat(given)  # type: ignore[arg-type]  # TypeError is expected


def _language(given: object) -> str:
    if not isinstance(given, str) or len(given) not in (0, 2):
        raise TypeError("no language")
    return given


def _texts(given: object) -> list[str]:
    if not isinstance(given, list) or not all(isinstance(text, str) for text in given):
        raise TypeError("no list of strings")
    return given


def _sane(when: datetime) -> bool:
    return when.tzinfo is not None and when.year in _YEARS
