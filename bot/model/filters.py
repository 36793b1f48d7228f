"""Filters that an asker states, or a question restricts itself to -> selection (pure)."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import TYPE_CHECKING

from indexer.errors import UsageError
from indexer.model import Kind, Selection

if TYPE_CHECKING:
    from bot.model import Period
    from bot.model.chat import Filters

_YEARS = range(1900, 3000)  # of a time that is given whole; there must be room for "last week" and the asker's zone
_LANGUAGE = re.compile(r"[a-z]{2}")  # ISO 639-1
_SPAN = re.compile(r"^(\d{1,5})\s*([hdwm])$", re.IGNORECASE)
_SPAN_UNITS = {
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "w": timedelta(weeks=1),
    "m": timedelta(days=30),
}


def parse_filters(filters: Filters, *, now: datetime, zone: tzinfo) -> Selection:
    """Return the selection of filters that were stated at a time and in a zone.

    Raises `UsageError` for words without a meaning.
    """
    known = {kind.value for kind in Kind}
    for kind in filters.kinds:
        if kind not in known:
            raise UsageError(f"kind: {kind!r} is none of {', '.join(sorted(known))}")
    first = parse_bound(filters.since, now=now, zone=zone, end=False) if filters.since else None
    last = parse_bound(filters.until, now=now, zone=zone, end=True) if filters.until else None
    if first and last and first >= last:
        raise UsageError(f"since {filters.since!r} is not before until {filters.until!r}")
    names = tuple(without_surrogates(source.strip()) for source in filters.sources if source.strip())
    return Selection(
        since=first,
        until=last,
        sources=names,
        kinds=tuple(Kind(kind) for kind in filters.kinds),
        tags=tuple(without_surrogates(tag.strip()) for tag in filters.tags if tag.strip()),
        language=parse_language(filters.language),
    )


def parse_language(text: str) -> str:
    """Return a language's code, "" for none. Raises `UsageError`."""
    code = text.strip().casefold()
    if code and not _LANGUAGE.fullmatch(code):
        raise UsageError(f"language: {text[:40]!r} is no code of a language: write two letters, such as en, de or fr")
    return code


def parse_bound(text: str, *, now: datetime, zone: tzinfo, end: bool) -> datetime:
    """Return the instant that "2026-11-24", an ISO time or "7d" means; a day's end is the next midnight."""
    try:
        if span := _SPAN.match(text.strip()):
            return now - int(span[1]) * _SPAN_UNITS[span[2].lower()]
        if len(text.strip()) <= len("2026-11-24"):
            day = date.fromisoformat(text.strip())
            return _midnight(day + timedelta(days=1) if end else day, zone)
        return parse_instant(text, zone)
    except (ValueError, OverflowError) as error:
        raise UsageError(
            f"{text!r} is no time: write a day (2026-11-24), a time (2026-11-24T08:00+01:00) or a span (7d, 12h, 2w)"
        ) from error


def parse_instant(text: str, zone: tzinfo) -> datetime:
    """Return an ISO time in UTC; one without a zone of its own is the asker's. Raises ValueError."""
    when = datetime.fromisoformat(text.strip())
    if when.year not in _YEARS:
        raise ValueError(f"the year {when.year}")
    return (when if when.tzinfo else when.replace(tzinfo=zone)).astimezone(UTC)


def without_surrogates(text: str) -> str:
    """Return a text without halves of surrogate pairs, which JSON can bring in and no engine takes."""
    return text.encode("utf-8", errors="replace").decode()


def narrow(selection: Selection, period: Period | None, zone: tzinfo) -> Selection:
    """Return the asker's selection, narrowed to the period that a question restricts itself to."""
    if period is None:
        return selection
    return replace(
        selection,
        since=_midnight(period.first, zone) if period.first else None,
        until=_midnight(period.last + timedelta(days=1), zone) if period.last else None,
    )


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)
