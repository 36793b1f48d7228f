"""Time zones, times of a day and spans of a day, as people write them (pure)."""

from __future__ import annotations

import re
from datetime import time
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_TIME = re.compile(r"(?P<hour>[0-9]{1,2})[:.](?P<minute>[0-9]{2})")


def zone_named(name: str) -> ZoneInfo | None:
    """Return the time zone of an IANA name, None if there is none."""
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):  # a path that leads outside; a folder such as "America"
        return None


def time_of_day(word: str) -> time:
    """Return the time that a word like "08:30" or "8.30" is. Raises ValueError, in words."""
    found = _TIME.fullmatch(word)
    if not found:
        raise ValueError("a time like 08:30 is missing")
    try:
        return time(int(found["hour"]), int(found["minute"]))
    except ValueError as error:
        raise ValueError(f"there is no such time as {word[:8]}") from error


def hours_of_day(text: str) -> tuple[time, time]:
    """Return the start and the end of a text like "22:00-07:00". Raises ValueError, in words."""
    first, dash, last = text.replace("\u2013", "-").partition("-")
    if not dash:
        raise ValueError("write them as “22:00-07:00”")
    start, end = time_of_day(first.strip()), time_of_day(last.strip())
    if start == end:
        raise ValueError("they are a whole day, in which nothing could ever be sent")
    return start, end
