"""Which day, month or year an expression in a text means, seen from the day it was published (pure)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from bot.language.number_words import NUMBER_WORDS, read_number
from bot.language.tense import is_told_as_past
from indexer.language.calendar import (
    MONTH,
    MONTH_OR_SHORT,
    MONTH_SHORT,
    WEEKDAY,
    WEEKDAYS,
    days_before,
    month_number,
    weekday_number,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_WEEK = timedelta(days=7)
_HALF_A_YEAR = timedelta(days=183)
_DAY_ZONE = timedelta(days=1)
_LONG_AGO = timedelta(days=21)
_STEPS = {"last": -1, "past": -1, "previous": -1, "next": 1, "coming": 1}


class Meaning(NamedTuple):
    """As much of a day as is known; `word` stands in where nothing is: "friday", of no known week."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    week: tuple[int, int] | None = None  # ISO year and week
    word: str = ""

    def within(self, other: Meaning) -> bool:
        """Tell whether the other says all that this one says."""
        return all(mine in (None, "", theirs) for mine, theirs in zip(self, other, strict=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class DateExpression:
    """An expression that says when, with everything that it may mean."""

    meanings: frozenset[Meaning]
    relative: bool = False  # it says when by a weekday, or from today
    start: int  # where it stands in its text
    end: int

    def within(self, other: DateExpression) -> bool:
        """Tell whether the other expression says at least as much, under one of its meanings.

        "In March" does not follow from "on Thursday": that a day lies in March is not yet said of something else.
        """
        if other.relative and not self.relative and all(mine.day is None for mine in self.meanings):
            return False
        return any(mine.within(theirs) for mine in self.meanings for theirs in other.meanings)


_MONTH = rf"(?P<month>{MONTH}|{MONTH_SHORT}\b\.?)"
_DAY = r"(?P<day>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?(?![\w:%]|[.,]\d(?!\d{3})|\s(?:percent|million|billion|per\s))"
_YEAR = r"(?P<year>(?:19|20)\d\d)\b"
_LEADING = r"(?:in|by|since|until|till|last|next|this|early|late|mid|of|from|to|through|before|after|during|and|or|for)"
_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        r"\b(?P<year>(?:19|20)\d\d)-(?P<digits>0[1-9]|1[0-2])-(?P<day>0[1-9]|[12]\d|3[01])\b",
        rf"\b{_MONTH}\s{_DAY}(?:,?\s{_YEAR})?",
        rf"\b{_DAY}(?:\sof)?\s{_MONTH}(?:,?\s{_YEAR})?",
        rf"\b{_MONTH},?\s(?:of\s)?(?:{_YEAR}|(?P<turn>last|this|next)\syear\b)",
        rf"(?:(?<=\b)(?i:{_LEADING})[\s-])(?P<named>(?:the\s)?){_MONTH}(?!\w)",
        rf"\b(?P<month>(?!March|May){MONTH})\b",
        rf"\b(?P<weekday>{WEEKDAY})s?\b",
        r"(?i:\b(?P<near>(?:the\sday\sbefore\s)?yesterday|today|tonight|tomorrow|this\s(?:morning|afternoon|evening))\b)",
        rf"(?i:\b(?P<ago>\d{{1,2}}|{NUMBER_WORDS})\sdays?\sago\b)",
        r"(?i:\b(?P<which>last|this|next|past|previous|coming|earlier\sthis|later\sthis)\s(?P<span>week|month|year)\b)",
    )
)


_MAY_DATE = re.compile(rf"\b(?:(?:19|20)\d\d|ago|last|years?|{MONTH_OR_SHORT})\b", re.IGNORECASE)  # a faster look
_IN_A_YEAR = re.compile(r"\b(?:in|during|of|by|until) (?:mid-|early |late )?((?:19|20)\d\d)\b")


def find_dates(text: str, published: date | None = None) -> list[DateExpression]:
    """Return what says when in a text, in order; days that are named from today are counted from publication.

    A month without its year is the nearest one, or where it is told as past the last one that had begun.
    """
    found: list[DateExpression] = []
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            if all(match.end() <= other.start or match.start() >= other.end for other in found):
                parts = {name: part for name, part in match.groupdict().items() if part}
                is_open = published is not None and "month" in parts and "year" not in parts
                if is_open and is_told_as_past(text, match.start("month"), match.end()):
                    parts["past"] = match.group().split()[0].lower()
                meanings = frozenset(_meanings(parts, published))
                relative = not parts.keys().isdisjoint(_RELATIVE)
                found.append(DateExpression(meanings=meanings, relative=relative, start=match.start(), end=match.end()))
    return sorted(found, key=lambda occasion: occasion.start)


def is_background(last: date | None, published: date) -> bool:
    """Tell whether the last day that a sentence dates lies long before its publication: it tells of an earlier event.

    See `last_day`.
    """
    return last is not None and last < published - _LONG_AGO


def last_day(text: str, published: date) -> date | None:
    """Return the last day that a sentence dates, None if it dates nothing."""
    if not _MAY_DATE.search(text):
        return None
    meanings = (meaning for each in find_dates(text, published) for meaning in each.meanings if meaning.year)
    ends = [end for each in meanings if (end := _last_day(each))]
    ends += [date(int(year), 12, 31) for year in _IN_A_YEAR.findall(text)]
    return max(ends, default=None)


def _last_day(meaning: Meaning) -> date | None:
    """Return the last day that an expression may mean; it has a year. None if there is no such day, "June 31"."""
    year, month = meaning.year or 1, meaning.month
    if month is None:
        return date(year, 12, 31)
    if meaning.day is not None:
        return _date(year, month, meaning.day)
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def _meanings(parts: dict[str, str], published: date | None) -> Iterator[Meaning]:
    read = next(read for name, read in _READ.items() if name in parts)
    return read(parts, published)


def _calendar(parts: dict[str, str], published: date | None) -> Iterator[Meaning]:
    month = int(parts["digits"]) if "digits" in parts else month_number(parts["month"])
    day = int(parts["day"]) if "day" in parts else None
    year = int(parts["year"]) if "year" in parts else None
    if "turn" in parts and published:
        year = published.year + _STEPS.get(parts["turn"], 0)
    if year or published is None:
        yield _whole(year, month, day)
        return
    years = (published.year - 1, published.year, published.year + 1)
    for guess in years:
        middle = _date(guess, month, day or 15)
        if middle is None or abs(middle - published) <= _HALF_A_YEAR:
            yield _whole(guess - _is_too_late(parts, _date(guess, month, day or 1), published), month, day)


def _is_too_late(parts: dict[str, str], begins: date | None, published: date) -> bool:
    """Tell whether a time that is told as past begins after publication; by a day it may in another time zone.

    "Last November" is over.
    """
    latest = published.replace(day=1) - timedelta(days=1) if parts.get("past") == "last" else published + _DAY_ZONE
    return "past" in parts and begins is not None and begins > latest


def _whole(year: int | None, month: int, day: int | None) -> Meaning:
    known = _date(year, month, day) if year and day else None
    return _of(known) if known else Meaning(year=year, month=month, day=day)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:  # the thirtieth of February
        return None


def _of(day: date) -> Meaning:
    year, week, weekday = day.isocalendar()
    return Meaning(year=day.year, month=day.month, day=day.day, week=(year, week), word=WEEKDAYS[weekday - 1].lower())


def _weekday(parts: dict[str, str], published: date | None) -> Iterator[Meaning]:
    word = parts["weekday"].lower()
    if published is None:
        yield Meaning(word=word)
        return
    back = (published.weekday() - weekday_number(word)) % 7
    before = published - timedelta(days=back)
    yield from (_of(before), _of(before + _WEEK))


def _near(parts: dict[str, str], published: date | None) -> Iterator[Meaning]:
    word = parts["near"].lower()
    if published is None:
        yield Meaning(word=word)
        return
    yield _of(published + timedelta(days={"yesterday": -1, "tomorrow": 1}.get(word, -2 * word.startswith("the day"))))


def _ago(parts: dict[str, str], published: date | None) -> Iterator[Meaning]:
    word = parts["ago"].lower()
    days = int(word) if word.isdecimal() else int(read_number(word))
    yield _of(days_before(published, days)) if published else Meaning(word=f"{days} days ago")


def _span(parts: dict[str, str], published: date | None) -> Iterator[Meaning]:
    which, span = parts["which"].lower().split()[-1], parts["span"].lower()
    if published is None:
        yield Meaning(word=f"{which} {span}")
        return
    step = _STEPS.get(which, 0)
    if span == "year":
        yield Meaning(year=published.year + step)
    elif span == "month":
        months = published.year * 12 + published.month - 1 + step
        yield Meaning(year=months // 12, month=months % 12 + 1)
    else:
        year, week, _ = (published + step * _WEEK).isocalendar()
        yield Meaning(week=(year, week))


_READ: dict[str, Callable[[dict[str, str], date | None], Iterator[Meaning]]] = {
    "digits": _calendar,
    "month": _calendar,
    "weekday": _weekday,
    "near": _near,
    "ago": _ago,
    "which": _span,
}
_RELATIVE = frozenset({"weekday", "near", "ago", "which"})
