"""Expressions of time in a question -> the days that they name, seen from a day (pure).

Which expressions are times is decided here alone: "Monday.com", "24/7" and "the H1 visa" name no days.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from enum import Enum
from functools import lru_cache, partial
from typing import TYPE_CHECKING, NamedTuple

from bot.language.number_words import NUMBER_WORDS, read_number
from bot.language.words import terms
from indexer.language import calendar
from indexer.language.calendar import MONTH_OR_SHORT, WEEKDAY, Span

if TYPE_CHECKING:
    from collections.abc import Iterator


class Sort(Enum):
    """The kinds of time expressions."""

    NEWS = "news"  # "today", "last week": said of the news wherever it stands
    NAMED = "named"  # "3 May", "Q3 2026", "last year": a time wherever it stands, perhaps the event's
    BARE = "bare"  # "May", "2027", "Q3": a time behind a preposition only


class TimeExpression(NamedTuple):
    """An expression of time."""

    start: int  # where it stands in its text
    end: int
    sort: Sort
    span: Callable[[date], Span | None]  # its days, seen from a day: without a year they are the last that began


_Parts = dict[str, str]
_Read = Callable[[_Parts, date], Span | None]

_FEW, _SATURDAY, _SUNDAY = 3, 5, 6
_WEEK = timedelta(days=7)
_DAYS = {"day": 1, "week": 7, "fortnight": 14}
_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_AROUND = {"week": 3, "fortnight": 7, "month": 15}  # days on either side of "two weeks ago"
_BEGINNING = {"week": 2, "month": 10, "quarter": 31, "year": 120}  # days that are the start of one
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": 4}
_THIRDS = {"early": 0, "start": 0, "beginning": 0, "mid": 1, "middle": 1, "late": 2, "end": 2}
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}  # their first months, as meteorology has it
_NAMED_DAYS = frozenset(("black", "cyber", "good"))  # "black friday", "cyber monday"
_BEFORE_A_DAY = frozenset(
    "after and before by from last of on past since this through till to until".split()  # noqa: SIM905  not 15 lines
)


@lru_cache(maxsize=8)  # a question is looked through for times that restrict it, and for those it may mean
def find_times(text: str) -> tuple[TimeExpression, ...]:
    """Return the times of a text in order; of those that overlap the more exact one."""
    found: list[TimeExpression] = []
    for pattern, sort, read in _EXPRESSIONS:
        for match in pattern.finditer(text):
            if all(match.end() <= other.start or match.start() >= other.end for other in found):
                found += _readings(match, sort, read)
    return tuple(sorted(found, key=lambda time: time.start))


def without_times(text: str) -> str:
    """Return a text without the times in it."""
    for time in reversed(find_times(text)):
        text = f"{text[: time.start]} {_POSSESSIVE.sub('', text[time.end :], count=1)}"
    return text


def _readings(match: re.Match[str], sort: Sort, read: _Read) -> Iterator[TimeExpression]:
    """Yield the time of a match; two, where it can be read in two ways: "3/4/2026"."""
    parts = {name: part.casefold() for name, part in match.groupdict().items() if part}
    if "weekday" in parts and _is_name(match):
        return
    yield TimeExpression(match.start(), match.end(), sort, partial(_real, read, parts))
    if read is _numeric and _is_ambiguous(parts):
        other_way = {**parts, "one": parts["two"], "two": parts["one"]}
        yield TimeExpression(match.start(), match.end(), sort, partial(_real, read, other_way))


def _real(read: _Read, parts: _Parts, today: date) -> Span | None:
    try:
        return read(parts, today)
    except (ValueError, OverflowError):  # "31 June", "3000 years ago"
        return None


def _is_name(match: re.Match[str]) -> bool:
    """Tell whether a weekday is part of a name: "Black Friday", "Sunday Robotics"; not in "on Friday OpenAI said"."""
    before = re.search(r"([^\W\d_]+)\s$", match.string[: match.start()])
    if before and before[1].casefold() in _NAMED_DAYS:
        return True
    if before and before[1].casefold() in _BEFORE_A_DAY:
        return False
    followed = re.match(r"\s[A-Z]", match.string[match.end() :]) is not None and match["weekday"][0].isupper()
    return followed or bool(before and before[1][0].isupper() and (before.start() > 0 or terms(before[1])))


def _iso(parts: _Parts, _today: date) -> Span:
    day = date(int(parts["y"]), int(parts["m"]), int(parts["d"]))
    return _week_of(parts, (day, day))


def _week_of(parts: _Parts, span: Span) -> Span:
    """Return the week that is named by days of it: "the week of 16 November"; the days where no week is named."""
    if "of_week" not in parts:
        return span
    first, last = span
    if parts["of_week"] == "ending":
        return calendar.days_before(last, 6), last
    if parts["of_week"] == "of" and first.weekday() != _SUNDAY:  # by which some begin their weeks
        first = calendar.days_before(first, first.weekday())
    return first, first + timedelta(days=6)


def _numeric(parts: _Parts, _today: date) -> Span:
    """Read "11/20/2026" with the month first, if there is such a month, "20.11.2026" with the day first."""
    one, two, year = int(parts["one"]), int(parts["two"]), int(parts["y"])
    month, day = (one, two) if one <= len(calendar.MONTHS) and parts["mark"] == "/" else (two, one)
    found = date(year if len(parts["y"]) == len("2026") else 2000 + year, month, day)
    return found, found


def _is_ambiguous(parts: _Parts) -> bool:
    one, two = int(parts["one"]), int(parts["two"])
    return parts["mark"] == "/" and one != two and max(one, two) <= len(calendar.MONTHS)


def _some_days(parts: _Parts, today: date) -> Span | None:
    """Read "3 May 2026", "3-5 May": without a year the last ones that began."""
    month, year = calendar.month_number(parts["month"]), _year(parts, today)
    first, last = (int(re.sub(r"\D", "", day)) for day in (parts["day"], parts.get("until", parts["day"])))
    begins = date(year or today.year, month, first)
    if year is None and begins > today:
        begins = date(today.year - 1, month, first)
    return _week_of(parts, (begins, begins.replace(day=last))) if first <= last else None


def _weekday(parts: _Parts, today: date) -> Span:
    back = (today.weekday() - calendar.weekday_number(parts["weekday"])) % 7 or 7
    day = calendar.days_before(today, back)
    return day, day


def _day_of_week(parts: _Parts, today: date) -> Span:
    """Read "Monday of last week"."""
    monday = _begun("week", today)[0] - _WEEK * (parts["whose"] == "last")
    day = monday + timedelta(days=calendar.weekday_number(parts["weekday"]))
    return day, day


def _near(parts: _Parts, today: date) -> Span:
    if "overnight" in parts:
        return calendar.days_before(today, 1), today
    day = calendar.days_before(today, 2 if "earlier" in parts else 1 if "yesterday" in parts else 0)
    return day, day


def _year(parts: _Parts, today: date) -> int | None:
    """Return the year that an expression names, None for none."""
    if "year" in parts:
        return int(parts["year"])
    return today.year - (parts["which"] == "last") if "which" in parts else None


def _last_begun(of_year: Callable[[int], Span], parts: _Parts, today: date) -> Span:
    """Return the days of the year that is named, else the last that began."""
    year = _year(parts, today)
    span = of_year(today.year if year is None else year)
    return of_year(today.year - 1) if year is None and span[0] > today else span


def _month(parts: _Parts, today: date) -> Span:
    number = calendar.month_number(parts["month"])
    return _last_begun(lambda year: _third(calendar.month(year, number), parts), parts, today)


def _quarter(parts: _Parts, today: date) -> Span:
    number = int(parts["digit"]) if "digit" in parts else _ORDINALS[parts["ordinal"]]
    return _last_begun(lambda year: calendar.quarter(year, number), parts, today)


def _half(parts: _Parts, today: date) -> Span:
    number = int(parts["digit"]) if "digit" in parts else _ORDINALS[parts["ordinal"]]
    return _last_begun(lambda year: calendar.half(year, number), parts, today)


def _season(parts: _Parts, today: date) -> Span:
    """Read "spring 2024", "this summer", "last winter", in the northern half of the world; a winter begins its year."""

    def of_year(year: int) -> Span:
        begins = date(year, _SEASONS[parts["season"]], 1)
        return begins, calendar.days_before(calendar.months_before(begins, -3), 1)

    span = _last_begun(of_year, parts, today)
    is_over = span[1] < today
    return of_year(span[0].year - 1) if parts.get("turn") == "last" and not is_over else span


def _whole_year(parts: _Parts, _today: date) -> Span:
    return _third(calendar.months(int(parts["y"]), 1, 12), parts)


def _week_of_month(parts: _Parts, today: date) -> Span:
    def of_year(year: int) -> Span:
        first, last = calendar.month(year, calendar.month_number(parts["month"]))
        begins = (
            calendar.days_before(last, 6)
            if parts["week"] == "last"
            else first + _ORDINALS[parts["week"]] * _WEEK - _WEEK
        )
        return begins, begins + timedelta(days=6)

    return _last_begun(of_year, parts, today)


def _years(parts: _Parts, today: date) -> Span | None:
    """Read "2024-2025" and "2024-25"; "2026-03" is a month."""
    first, other = int(parts["y"]), int(parts["other"])
    if other <= len(calendar.MONTHS) and first % 100 >= other:
        return calendar.month(first, other)
    last = other if len(parts["other"]) == len("2026") else first - first % 100 + other
    return (date(first, 1, 1), date(last, 12, 31)) if first < last <= today.year + 1 else None


def _third(span: Span, parts: _Parts) -> Span:
    """Return the third that is named of a month, in days, or of a year, in months: "early", "mid-", "late"."""
    if "part" not in parts:
        return span
    (first, last), third = span, _THIRDS[parts["part"]]
    if first.month != last.month:
        return calendar.months(first.year, 4 * third + 1, 4 * third + 4)
    begins, ends = ((1, 10), (11, 20), (21, last.day))[third]
    return first.replace(day=begins), first.replace(day=ends)


def _begun(unit: str, today: date) -> Span:
    """Return the days of the week, month, quarter or year so far."""
    if unit == "week":
        return today - timedelta(days=today.weekday()), today
    if unit == "quarter":
        return calendar.quarter(today.year, (today.month + 2) // 3)[0], today
    return (today.replace(month=1, day=1) if unit == "year" else today.replace(day=1)), today


def _so_far(parts: _Parts, today: date) -> Span:
    return _begun(parts.get("unit", "year"), today)


def _beginning(parts: _Parts, today: date) -> Span:
    first, _ = _begun(parts["unit"], today)
    return first, min(first + timedelta(days=_BEGINNING[parts["unit"]] - 1), today)


def _whole_before(parts: _Parts, today: date) -> Span:
    """Read "last month", "the week before last": whole ones of the calendar."""
    unit = parts.get("unit") or parts.get("earlier") or "quarter"
    span = _begun(unit, today)
    for _ in range(2 if "earlier" in parts else 1):
        last = calendar.days_before(span[0], 1)
        span = _begun(unit, last)[0], last
    return span


def _weekend(parts: _Parts, today: date) -> Span:
    monday, _ = _begun("week", today)
    saturday = monday + timedelta(days=_SATURDAY) if today.weekday() >= _SATURDAY else monday - timedelta(days=2)
    saturday -= _WEEK * ("earlier" in parts)
    return saturday, min(saturday + timedelta(days=1), today)


def _span(parts: _Parts, today: date) -> Span:
    return _back(parts, today), today


def _ago(parts: _Parts, today: date) -> Span:
    """Read "3 days ago" as that day, "two weeks ago" as the days around it, "two years ago" as that year."""
    day, unit = _back(parts, today), parts["unit"]
    if unit == "year":
        return calendar.months(day.year, 1, 12)
    if unit in ("minute", "hour"):
        return day, today
    around = _AROUND.get(unit, 0)
    return calendar.days_before(day, around), min(day + timedelta(days=around), today)


def _back(parts: _Parts, today: date) -> date:
    """Return the first day of a number of days, weeks or months up to today."""
    number = re.sub(r"^a\s+|\s+of$", "", parts.get("number", "1"))
    few = {"few": _FEW, "several": _FEW, "couple": 2}
    count = int(number) if number.isdecimal() else few.get(number) or int(read_number(number))
    unit = parts["unit"]
    if unit[0] == "h" or unit == "minute":  # which may reach back over midnight
        return calendar.days_before(today, -(-count // 24) if unit[0] == "h" else 1)
    if unit in _MONTHS:
        return calendar.months_before(today, count * _MONTHS[unit])
    return calendar.days_before(today, count * _DAYS.get(unit, _DAYS["week" if unit[0] == "w" else "day"]))


_YEAR = r"(?:19|20)\d\d"
_OF_YEAR = rf"(?:(?:,?\s+(?:of\s+)?|[/-])(?P<year>{_YEAR})\b|\s+(?:of\s+)?(?P<which>this|last|(?<=of\s)the)\s+year\b)"
_NAMED_MONTH = rf"(?P<month>{MONTH_OR_SHORT})\b\.?"
_TO = r"(?:\s?[-\u2010-\u2015]\s?|\s+(?:to|and|until|till|through)\s+)"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?"
_DAYS_OF = rf"(?P<day>{_DAY})(?!\d)(?:{_TO}(?P<until>{_DAY})(?!\d))?"
_PART = r"(?P<part>early|mid|middle|late|start|beginning|end)(?:[-\s]|\s+of\s+)"
_COUNT = rf"(?P<number>\d{{1,3}}|(?:a\s+)?few|(?:a\s+)?couple(?:\s+of)?|several|{NUMBER_WORDS})"
_CALENDAR_UNIT = r"(?P<unit>week|month|quarter|year)"
_LONG_UNIT = r"(?P<unit>minute|hour|day|week|fortnight|month|quarter|year)s?\b"
_POSSESSIVE = re.compile(r"^['\u2019]s?\b")
_QUARTER = r"(?<!fiscal\s)\b(?:Q(?P<digit>[1-4])|(?P<ordinal>first|second|third|fourth)\s+quarter)\b"
_HALF = r"(?<!fiscal\s)\b(?:H(?P<digit>[12])|(?P<ordinal>first|second)\s+half)\b"
_WEEK_OF = rf"(?:week\s+(?P<of_week>of|beginning|starting|commencing|ending)\s+(?:the\s+)?(?:{WEEKDAY},?\s+)?)?"
_SEASON = r"(?P<season>spring|summer|autumn|fall|winter)"
_BEHIND = "|".join(rf"(?<=\b{word}\s)" for word in ("since", "in", "during", "over"))
_ADVERB = r"(?=\s*(?:$|[?.!,;:]|(?:in|at|on|for|from|with|by|and|about|to)\b))"  # what follows an adverb

_EXPRESSIONS: tuple[tuple[re.Pattern[str], Sort, _Read], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), sort, read)
    for sort, read, pattern in (  # in the order in which they are tried: longer and more exact ones first
        (
            Sort.NAMED,
            _iso,
            rf"(?<![\w-]){_WEEK_OF}(?P<y>{_YEAR})(?P<mark>[-/])(?P<m>\d\d?)(?P=mark)(?P<d>\d\d?)(?![\w/])",
        ),
        (
            Sort.NAMED,
            _numeric,
            rf"(?<![\w./])(?P<one>\d\d?)(?P<mark>[/.])(?P<two>\d\d?)(?P=mark)(?P<y>{_YEAR}|(?<=/)\d\d)(?![\w/]|\.\d)",
        ),
        (Sort.NAMED, _some_days, rf"\b{_WEEK_OF}{_DAYS_OF}(?:\s+of)?\s+{_NAMED_MONTH}{_OF_YEAR}?"),
        (Sort.NAMED, _some_days, rf"\b{_WEEK_OF}{_NAMED_MONTH}\s+{_DAYS_OF}{_OF_YEAR}?"),
        (Sort.NAMED, _month, rf"\b{_PART}{_NAMED_MONTH}{_OF_YEAR}?"),
        (
            Sort.NAMED,
            _week_of_month,
            rf"\b(?P<week>first|second|third|fourth|last)\s+week\s+(?:of|in)\s+{_NAMED_MONTH}{_OF_YEAR}?",
        ),
        (Sort.NAMED, _month, rf"\b{_NAMED_MONTH}{_OF_YEAR}"),
        (Sort.BARE, _month, rf"\b{_NAMED_MONTH}"),
        (Sort.NAMED, _quarter, rf"{_QUARTER}{_OF_YEAR}"),
        (Sort.NAMED, _quarter, rf"\b(?P<ordinal>last)\s+quarter{_OF_YEAR}"),
        (Sort.BARE, _quarter, rf"{_QUARTER}(?!\s+of\b)"),
        (Sort.NAMED, _half, rf"{_HALF}{_OF_YEAR}"),
        (Sort.BARE, _half, rf"{_HALF}(?!\s+of\b|\s+visa)"),
        (Sort.NAMED, _season, rf"\b{_SEASON}{_OF_YEAR}"),
        (Sort.NEWS, _season, rf"\b(?P<turn>this|last|past)\s+{_SEASON}\b"),
        (Sort.BARE, _season, rf"(?:{_BEHIND})(?:the\s+)?{_SEASON}\b(?!(?<=fall)\s+in\b){_ADVERB}"),
        (Sort.NAMED, _whole_year, rf"\b{_PART}(?P<y>{_YEAR})\b"),
        (Sort.NAMED, _day_of_week, rf"\b(?P<weekday>{WEEKDAY})\s+(?:of\s+)?(?P<whose>last|this)\s+week\b"),
        (Sort.NAMED, _day_of_week, rf"\b(?P<whose>last|this)\s+week\s+(?:on\s+)?(?P<weekday>{WEEKDAY})\b(?!\.\w)"),
        (Sort.NEWS, _near, r"\b(?P<earlier>the\s+day\s+before\s+)?(?P<yesterday>yesterday|last\s+night)\b"),
        (Sort.NEWS, _near, r"(?<!\bago\s)\b(?:today|tonight|this\s+(?:morning|afternoon|evening))\b"),
        (Sort.NEWS, _near, rf"(?<!\ban\s)(?<!\bthe\s)\b(?P<overnight>overnight)\b{_ADVERB}"),
        (Sort.NEWS, _weekend, r"\b(?P<earlier>the)\s+weekend\s+before\s+last\b"),
        (
            Sort.NEWS,
            _weekend,
            r"\b(?:this|last|past|(?:over|at|on|during)\s+the)\s+weekend\b|(?<=\bsince\sthe\s)weekend\b",
        ),
        (Sort.NEWS, _so_far, rf"\b(?:{_CALENDAR_UNIT}[\s-]to[\s-]date|YTD)\b"),
        (Sort.BARE, _beginning, rf"\b(?:start|beginning)\s+of\s+(?:the|this)\s+(?:current\s+)?{_CALENDAR_UNIT}\b"),
        (Sort.NEWS, _so_far, rf"\b(?:(?:so\s+far|earlier)\s+)?(?:this|the\s+current)\s+{_CALENDAR_UNIT}\b"),
        (
            Sort.NEWS,
            _whole_before,
            r"(?<!the )\b(?:last|previous)\s+(?P<unit>week|month)\b|\bthe\s+(?P<earlier>week|month)\s+before\s+last\b",
        ),
        (Sort.NAMED, _whole_before, r"(?<!the )\blast\s+(?P<unit>year)\b|\b(?:last|previous)\s+quarter\b"),
        (Sort.NAMED, _whole_before, r"\bthe\s+(?P<earlier>quarter|year)\s+before\s+last\b"),
        (Sort.NEWS, _ago, rf"\b(?:{_COUNT}|an?)\s+(?P<unit>minute|hour|day|week|fortnight)s?\s+ago\b(?:\s+today\b)?"),
        (Sort.NAMED, _ago, rf"\b(?:{_COUNT}|an?)\s+(?P<unit>month|year)s?\s+ago\b(?:\s+today\b)?"),
        (Sort.NEWS, _span, rf"\b(?:last|past|previous)\s+{_COUNT}[\s-]?{_LONG_UNIT}"),
        (Sort.NEWS, _span, r"\b(?:last|past|previous)\s+(?P<number>\d{1,3})\s?(?P<unit>hr|h|d|wk|w)s?\b"),
        (Sort.NEWS, _span, rf"(?:\bpast|(?<=\bthe\s)(?:last|previous))\s+{_LONG_UNIT}"),
        (Sort.NAMED, _weekday, rf"(?<![.\w])(?<!\bevery\s)(?<!\beach\s)(?:last\s+)?(?P<weekday>{WEEKDAY})\b(?!\.\w)"),
        (Sort.BARE, _years, rf"(?<![\w-])(?P<y>{_YEAR})[-\u2013](?P<other>(?:20)?\d\d)(?![\w-])"),
        (Sort.BARE, _whole_year, rf"\b(?P<y>{_YEAR})(?![\d\w]|\s*%|-\d)"),
    )
)
