"""What the headers of an answer mean (pure)."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

MAX_RETRY_AFTER = timedelta(hours=24)
"""No server is believed that wants to be left alone for longer."""

_MAX_VALIDATOR = 1_024
_MAX_AGE = re.compile(r"(?:^|,)\s*max-age\s*=\s*\"?(\d{1,9})\b", re.IGNORECASE)
_CHARSET = re.compile(r";\s*charset\s*=\s*[\"']?([\w.:+-]{1,40})", re.IGNORECASE | re.ASCII)
_MEDIA_TYPE = re.compile(r"[\w.+-]{1,80}/[\w.+-]{1,80}", re.ASCII)
_SECONDS = re.compile(r"[0-9]+")


def retry_after(value: str, now: datetime) -> datetime | None:
    """Return when a server wants to be asked again, if that is still to come (RFC 9110, 10.2.3).

    At most 24 hours ahead, however much more it says.
    """
    value = value.strip()
    if _SECONDS.fullmatch(value):
        # Compared by length first: int() refuses thousands of digits.
        seconds = int(value) if len(value) < 10 else MAX_RETRY_AFTER.total_seconds()  # noqa: PLR2004  30 years
        when = now + min(timedelta(seconds=seconds), MAX_RETRY_AFTER)
    else:
        when = min(_date(value) or now, now + MAX_RETRY_AFTER)
    return when if when > now else None


def max_age(cache_control: str) -> timedelta | None:
    """Return how long an answer stays fresh, if Cache-Control says so."""
    found = _MAX_AGE.search(cache_control)
    return timedelta(seconds=int(found[1])) if found else None


def media_type(content_type: str) -> str:
    """Return "text/html" of "Text/HTML; charset=UTF-8"; "" if there is none."""
    found = _MEDIA_TYPE.match(content_type.strip())
    return found[0].lower() if found else ""


def charset(content_type: str) -> str:
    """Return "UTF-8" of "text/html; charset=UTF-8"; "" if it is not declared."""
    found = _CHARSET.search(content_type)
    return found[1] if found else ""


def validator(value: str) -> str:
    """Return an ETag or Last-Modified that can be stored and sent back as it is; "" for any other.

    Without one the next GET is unconditional, which is right, if dear.
    """
    value = value.strip()
    return value if value.isascii() and value.isprintable() and len(value) <= _MAX_VALIDATOR else ""


def _date(value: str) -> datetime | None:
    try:
        when = parsedate_to_datetime(value)
        return when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)
    except (ValueError, OverflowError):  # OverflowError: a year or zone that no calendar has
        return None
