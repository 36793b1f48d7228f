"""Dates as feeds and pages write them (pure; nothing here knows what day it is)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from indexer.web import time_zones

if TYPE_CHECKING:
    from dateparser.date import DateDataParser

_LONGEST = 60
_LAST_MONTH = 12
_EXACT = 2
# In English, then what months begin with in German, French, Spanish, Portuguese and Italian.
_MONTHS_BEGIN = """jan ene gen, feb fev fév, mar mär mrz, apr avr abr, may mai mag, jun jui giu, jul lug,
    aug aou aoû ago, sep set, oct okt out ott, nov, dec dez dic déc"""
_MONTHS = {name: number for number, names in enumerate(_MONTHS_BEGIN.split(","), 1) for name in names.split()}
_DAY_FIRST = re.compile(
    r"(?P<day>\d{1,2})(?:st|nd|rd|th|\.)?(?:\s+(?:de|of))?[\s-]+(?P<month>[^\W\d]{3,12})\.?,?"
    r"(?:\s+(?:de|of))?[\s-]+(?P<year>\d{4})(?!\d)",
    re.IGNORECASE,
)
_MONTH_FIRST = re.compile(
    r"(?P<month>[^\W\d]{3,12})\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<year>\d{4})(?!\d)", re.IGNORECASE
)
_YEAR_FIRST = re.compile(r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?!\d)")
# In numbers alone a day differs from a month by its size, or by dots, which stand only where the day comes first.
_NUMBERS = re.compile(
    r"(?<![\w./-])(?P<one>\d{1,2})(?P<mark>[/.-])(?P<two>\d{1,2})(?P=mark)(?P<year>(?:19|20)\d\d)(?![\d./-])"
)
_CLOCK = re.compile(
    r"(?<![\d:.,/+-])(?P<h>\d{1,2})(?:(?:\s?[:h]|\.(?=\d\d\s?uhr))(?P<m>\d\d)(?::(?P<s>\d\d)(?:\.\d+)?)?(?!\d)|(?=\s?[ap]\.?m\b))"
    rf"\s*(?P<half>[ap]\.?m\b\.?)?(?:\s?uhr\b)?(?:[\s,]*\(?(?P<zone>{time_zones.PATTERN}))?",
    re.IGNORECASE,
)
_HALF_DAY = re.compile(r"\d\s?[ap]\.?m\b", re.IGNORECASE)
_ISO_DAY = re.compile(r"\d{4}-?\d\d-?\d\d")
_YEARS = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_DAYS = re.compile(r"(?<!\d)\d{1,2}(?!\d)")
_EPOCH = re.compile(r"1\d{9}(?:\d{3})?")  # seconds or milliseconds, from 2001 to 2033

# In which languages dates are looked for beyond those that are known here, by the script of the text.
_LANGUAGES = (
    (re.compile(r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]"), ("ja", "zh", "ko")),
    (re.compile(r"[\u0400-\u04ff]"), ("ru", "uk")),
    (re.compile(r"[^\W\d_]{3}"), ("en", "de", "fr", "es", "pt", "it", "nl", "sv", "da", "nb", "fi", "pl", "cs", "tr")),
)
_MONTH_IN_DIGITS = "ja"  # in its script a month is a number, as the day is; in others it is a word


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A time together with how exactly its source gave it."""

    when: datetime  # aware, in UTC
    precision: int  # 0: a day; 1: a time of day without a zone, taken as UTC; 2: a time with its zone

    @property
    def has_zone(self) -> bool:
        """Whether the source gave a time with its zone."""
        return self.precision == _EXACT

    def same_day(self, other: Moment) -> bool:
        """Tell whether both may mean one day: a day without a zone can be off by one."""
        apart = timedelta(days=1) if min(self.precision, other.precision) < _EXACT else timedelta(0)
        return abs(self.when.date() - other.when.date()) <= apart


def parse(text: str) -> Moment | None:
    """Return the moment that a text gives, or None if it gives none that can be told without a guess.

    ISO 8601, RFC 5322 with the liberties that are common, days in words ("March 3, 2026", "3. Mai 2026") with a clock
    and a zone before or after, milliseconds since 1970. Relative dates ("yesterday") are not read.
    """
    text = " ".join(text.split())
    if not text or len(text) > _LONGEST:
        return None
    try:
        mailed = _mail(text)
        if mailed and mailed.has_zone:
            return mailed
        # Words first, where mail finds no zone: it does not know "CET", and takes "(BST)" for a comment.
        return _iso(text) or _epoch(text) or _in_words(text) or mailed or _in_other_words(text)
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


def _epoch(text: str) -> Moment | None:
    if not _EPOCH.fullmatch(text):
        return None
    return Moment(when=datetime.fromtimestamp(int(text[:10]), UTC), precision=2)


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
            return _at(date(int(found["year"]), month, int(found["day"])), text, found.span())
    found = _NUMBERS.search(text)
    day = _in_numbers(found) if found else None
    return _at(day, text, found.span()) if found and day else None


def _in_numbers(found: re.Match[str]) -> date | None:
    """Return the day of "13/03/2026", "03/13/2026" or "03.04.2026"; None for "03/04/2026", which may be two."""
    one, two, year = int(found["one"]), int(found["two"]), int(found["year"])
    if one > _LAST_MONTH or one == two or (found["mark"] == "." and two <= _LAST_MONTH):
        return date(year, two, one)
    return date(year, one, two) if two > _LAST_MONTH else None


def _at(day: date, text: str, stands: tuple[int, int]) -> Moment:
    """Return a day with the clock that stands beside it; where there is another day it may be that one's."""
    rest = f"{text[: stands[0]]}\n{text[stands[1] :]}"
    found = _CLOCK.search(rest) if not _YEARS.search(rest) else None
    if found is None:
        return Moment(when=datetime.combine(day, time(), UTC), precision=0)
    hour = int(found["h"])
    if found["half"]:
        hour = hour % 12 + 12 * (found["half"][0].lower() == "p")
    when = datetime.combine(day, time(hour, int(found["m"] or 0), int(found["s"] or 0)))
    return _moment(when.replace(tzinfo=time_zones.find_zone(found["zone"] or "")))


def _in_other_words(text: str) -> Moment | None:
    """Return what dateparser reads of a whole date in another language or order.

    Its year and its day must stand there in digits, and nothing else: nothing is counted from today, or filled in.
    """
    without = _CLOCK.sub(" ", text)
    years, numbers = _YEARS.findall(text), [int(number) for number in _DAYS.findall(without)]
    languages = next((languages for script, languages in _LANGUAGES if script.search(without)), ())
    if len(years) != 1 or not languages or len(numbers) != 1 + (_MONTH_IN_DIGITS in languages):
        return None
    when = _dateparser(languages).get_date_data(without).date_obj
    if when is None or when.year != int(years[0]) or when.day not in numbers:
        return None
    return _at(when.date(), _YEARS.sub(" ", text), (0, 0))


@lru_cache(maxsize=3)
def _dateparser(languages: tuple[str, ...]) -> DateDataParser:
    """Return the parser of dates in some languages, which takes half a second to load and is seldom needed.

    It is strict: day, month and year must be there. It forgets what language the last text was in.
    """
    from dateparser.date import DateDataParser

    settings = {"STRICT_PARSING": True, "PARSERS": ["absolute-time"], "DATE_ORDER": "DMY"}
    return DateDataParser(languages=list(languages), settings=settings, try_previous_locales=False)


def _month(name: str) -> int:
    if name.isdecimal():
        return int(name)
    short = name.lower()[:3]
    return 7 if name.lower().startswith(("juil", "july", "juli", "julh")) else _MONTHS.get(short, 0)


def _moment(when: datetime) -> Moment:
    if when.tzinfo is None:
        return Moment(when=when.replace(tzinfo=UTC), precision=1)
    return Moment(when=when.astimezone(UTC), precision=2)
