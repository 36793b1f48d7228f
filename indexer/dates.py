"""Dates as feeds and pages write them (pure; nothing here knows what day it is)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from email.utils import parsedate_to_datetime

_LONGEST = 60
_MONTHS = {
    name: number
    for number, names in enumerate(
        # English first, then what months begin with in German, French, Spanish, Portuguese and Italian
        (
            "jan ene gen",
            "feb fev fév",
            "mar mär mrz",
            "apr avr abr",
            "may mai mag",
            "jun jui giu",
            "jul lug",
            "aug aou aoû ago",
            "sep set",
            "oct okt out ott",
            "nov",
            "dec dez dic déc",
        ),
        start=1,
    )
    for name in names.split()
}
_CLOCK = (
    r"(?:\D{1,5}?(?P<h>\d{1,2}):(?P<m>\d\d)(?::(?P<s>\d\d)(?:\.\d+)?)?"
    r"\s*(?P<half>[ap]\.?m\.?)?\s*(?P<zone>z\b|utc|gmt|[+-]\d\d:?\d\d)?)?"
)
_DAY_FIRST = re.compile(
    r"(?P<day>\d{1,2})(?:st|nd|rd|th|\.)?(?:\s+(?:de|of))?[\s-]+(?P<month>[^\W\d]{3,12})\.?,?"
    rf"(?:\s+(?:de|of))?[\s-]+(?P<year>\d{{4}})(?!\d){_CLOCK}",
    re.IGNORECASE,
)
_MONTH_FIRST = re.compile(
    rf"(?P<month>[^\W\d]{{3,12}})\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})(?!\d){_CLOCK}",
    re.IGNORECASE,
)
_YEAR_FIRST = re.compile(
    rf"(?P<year>\d{{4}})[-/.](?P<month>\d{{1,2}})[-/.](?P<day>\d{{1,2}})(?!\d){_CLOCK}", re.IGNORECASE
)
_HALF_DAY = re.compile(r"\d\s?[ap]\.?m\b", re.IGNORECASE)
_ISO_DAY = re.compile(r"\d{4}-?\d\d-?\d\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A time together with how exactly its source gave it."""

    when: datetime  # aware, in UTC
    precision: int  # 0: a day; 1: a time of day without a zone, taken as UTC; 2: a time with its zone

    def same_day(self, other: Moment) -> bool:
        """Tell whether both may mean one day: a day without a zone can be off by one."""
        apart = timedelta(days=1) if min(self.precision, other.precision) < 2 else timedelta(0)  # noqa: PLR2004  see `precision`
        return abs(self.when.date() - other.when.date()) <= apart


def parse(text: str) -> Moment | None:
    """Return the moment that a text gives, or None if it gives none that can be told without a guess.

    ISO 8601, RFC 5322 with the liberties that are common, days in words ("March 3, 2026", "3. Mai 2026").
    """
    text = " ".join(text.split())
    if not text or len(text) > _LONGEST:
        return None
    try:
        return _iso(text) or _mail(text) or _in_words(text)
    except (ValueError, OverflowError):  # the thirtieth of February, or a year that no calendar has
        return None


def _iso(text: str) -> Moment | None:
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        return None
    if _ISO_DAY.fullmatch(text):
        return Moment(when=when.replace(tzinfo=UTC), precision=0)
    return _moment(when)


def _mail(text: str) -> Moment | None:
    if ":" not in text or _HALF_DAY.search(text):  # "PM" would be taken for a comment
        return None
    try:
        return _moment(parsedate_to_datetime(text))
    except (ValueError, TypeError, IndexError):  # IndexError: some malformed zones (CPython)
        return None


def _in_words(text: str) -> Moment | None:
    for pattern in (_YEAR_FIRST, _DAY_FIRST, _MONTH_FIRST):
        found = pattern.search(text)
        month = _month(found["month"]) if found else 0
        if found and month:
            day = date(int(found["year"]), month, int(found["day"]))
            return _at(day, found)
    return None


def _at(day: date, found: re.Match[str]) -> Moment:
    if found["h"] is None:
        return Moment(when=datetime.combine(day, time(), UTC), precision=0)
    hour = int(found["h"])
    if found["half"]:
        hour = hour % 12 + 12 * (found["half"][0].lower() == "p")
    when = datetime.combine(day, time(hour, int(found["m"]), int(found["s"] or 0)))
    return _moment(datetime.fromisoformat(f"{when.isoformat()}{_offset(found['zone'])}"))


def _offset(zone: str | None) -> str:
    if not zone:
        return ""
    return "+00:00" if zone[0].isalpha() else zone


def _month(name: str) -> int:
    if name.isdecimal():
        return int(name)
    short = name.lower()[:3]
    return 7 if name.lower().startswith(("juil", "july", "juli", "julh")) else _MONTHS.get(short, 0)


def _moment(when: datetime) -> Moment:
    if when.tzinfo is None:
        return Moment(when=when.replace(tzinfo=UTC), precision=1)
    return Moment(when=when.astimezone(UTC), precision=2)
