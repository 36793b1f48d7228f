"""Cursors: where the next page of a list begins, as one word that means nothing to its bearer (pure)."""

from __future__ import annotations

import base64
import hashlib
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.model.filters import parse_instant
from bot.server.newsroom import Mark
from bot.server.problems import HttpProblem

if TYPE_CHECKING:
    from pydantic import BaseModel

_MOST = 1_000_000  # places in a list: SQLite and Python count further
_WRONG = "cursor: not one of this list: take `next` of the page before, with the same parameters"


def place_cursor(query: BaseModel, now: datetime, offset: int) -> str:
    """Return the cursor of a list of one moment, by the number of entries before."""
    return _encoded(query, now.isoformat(), str(offset))


def place_of(query: BaseModel, cursor: str) -> tuple[datetime, int]:
    """Return the moment and the number. Raises `HttpProblem` for a cursor of another list."""
    try:
        when, offset = _decoded(query, cursor)
        now, place = parse_instant(when, UTC), int(offset)
    except (ValueError, RecursionError) as error:
        raise HttpProblem(400, _WRONG) from error
    if not 0 <= place <= _MOST:
        raise HttpProblem(400, _WRONG)
    return now, place


def mark_cursor(query: BaseModel, mark: Mark) -> str:
    """Return the cursor of a list that is ordered by time."""
    return _encoded(query, mark.when.isoformat(), mark.id)


def mark_of(query: BaseModel, cursor: str) -> Mark:
    """Return the last entry before. Raises `HttpProblem` for a cursor of another list."""
    try:
        when, key = _decoded(query, cursor)
        return Mark(when=parse_instant(when, UTC), id=_id(key))
    except (ValueError, RecursionError) as error:
        raise HttpProblem(400, _WRONG) from error


def _encoded(query: BaseModel, *parts: str) -> str:
    text = json.dumps([_list_of(query), *parts], ensure_ascii=True)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _decoded(query: BaseModel, cursor: str) -> tuple[str, str]:
    """Return the parts. Raises ValueError for a cursor of another list, RecursionError for one that nobody made."""
    text = base64.urlsafe_b64decode(cursor.encode("ascii") + b"==")
    given = json.loads(text)
    if not isinstance(given, list) or not all(isinstance(part, str) for part in given):
        raise ValueError("not a cursor")
    which, first, second = given
    if which != _list_of(query):
        raise ValueError("a cursor of another list")
    return first, second


def _list_of(query: BaseModel) -> str:
    """Return a mark of what a list holds, whatever part of it is wanted."""
    text = f"{type(query).__name__} {query.model_dump_json(exclude={'cursor', 'limit'})}"
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _id(key: str) -> str:
    """Return a text that may be an id. Raises ValueError for another: no database takes each of them."""
    if not (key.isascii() and key.isprintable()):
        raise ValueError("not an id")
    return key
