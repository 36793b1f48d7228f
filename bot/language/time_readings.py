"""Parts of an expression of time -> the days that it names, seen from a day (pure).

Each function reads the expressions of one kind; see `time_expressions` for their patterns.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

from bot.language.number_words import read_number
from indexer.language import calendar

if TYPE_CHECKING:
    from collections.abc import Callable

    from indexer.language.calendar import Span

Parts = dict[str, str]
"""The named parts of an expression, in lower case."""


_FEW = 4  # are three to five: what is a little older is worth more than nothing
_SATURDAY, _SUNDAY = 5, 6
_WEEK = timedelta(days=7)
_DAYS = {"day": 1, "week": 7, "fortnight": 14}
_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_AROUND = {"week": 3, "fortnight": 7, "month": 15}  # days on either side of "two weeks ago"
_BEGINNING = {"week": 2, "month": 10, "quarter": 31, "year": 120}  # days that are the start of one
_TURN, _MIDDLE = 10, 15  # days on either side of the turn of two months; the last day of a month's first half
_SOME = {"day": 5, "week": 2}  # how many are meant by "the first days of May"
_PARTS_OF_WEEK = ((0, 2), (1, 3), (3, 6))  # Monday is 0
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": 4}
_THIRDS = {"early": 0, "start": 0, "beginning": 0, "mid": 1, "middle": 1, "late": 2, "end": 2}
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}  # their first months, as meteorology has it


def iso(parts: Parts, _today: date) -> Span:
    """Read "2026-05-03"."""
    day = date(int(parts["y"]), int(parts["m"]), int(parts["d"]))
    return _week_of(parts, (day, day))


def _week_of(parts: Parts, span: Span) -> Span:
    """Return the week that is named by days of it: "the week of 16 November"; the days where no week is named."""
    if "of_week" not in parts:
        return span
    first, last = span
    if parts["of_week"] == "ending":
        return calendar.days_before(last, 6), last
    if parts["of_week"] == "of" and first.weekday() != _SUNDAY:  # by which some begin their weeks
        first = calendar.days_before(first, first.weekday())
    return first, first + timedelta(days=6)


def numeric(parts: Parts, _today: date) -> Span:
    """Read "11/20/2026" with the month first, if there is such a month, "20.11.2026" with the day first."""
    one, two, year = int(parts["one"]), int(parts["two"]), int(parts["y"])
    month, day = (one, two) if one <= len(calendar.MONTHS) and parts["mark"] == "/" else (two, one)
    found = date(year if len(parts["y"]) == len("2026") else 2000 + year, month, day)
    return found, found


def is_ambiguous(parts: Parts) -> bool:
    """Tell whether either number of a date may be its month: "3/4/2026"."""
    one, two = int(parts["one"]), int(parts["two"])
    return parts["mark"] == "/" and one != two and max(one, two) <= len(calendar.MONTHS)


def some_days(parts: Parts, today: date) -> Span | None:
    """Read "3 May 2026", "3-5 May": without a year the last ones that began."""
    month, year = calendar.month_number(parts["month"]), _year(parts, today)
    first, last = (int(re.sub(r"\D", "", day)) for day in (parts["day"], parts.get("until", parts["day"])))
    begins = date(year or today.year, month, first)
    if year is None and begins > today:
        begins = date(today.year - 1, month, first)
    return _week_of(parts, (begins, begins.replace(day=last))) if first <= last else None


def weekday(parts: Parts, today: date) -> Span:
    """Read "on Friday" as the last one before today."""
    back = (today.weekday() - calendar.weekday_number(parts["weekday"])) % 7 or 7
    day = calendar.days_before(today, back)
    return day, day


def day_of_week(parts: Parts, today: date) -> Span:
    """Read "Monday of last week"."""
    monday = _begun("week", today)[0] - _WEEK * (parts["whose"] == "last")
    day = monday + timedelta(days=calendar.weekday_number(parts["weekday"]))
    return day, day


def near(parts: Parts, today: date) -> Span:
    """Read "today", "yesterday", "overnight"."""
    if "both" in parts:
        return calendar.days_before(today, 2), calendar.days_before(today, 1)
    if "overnight" in parts:
        return calendar.days_before(today, 1), today
    day = calendar.days_before(today, 2 if "earlier" in parts else 1 if "yesterday" in parts else 0)
    return day, day


def _year(parts: Parts, today: date) -> int | None:
    """Return the year that an expression names, None for none."""
    if "year" in parts:
        return int(parts["year"])
    return today.year - (parts["which"] == "last") if "which" in parts else None


def _last_begun(of_year: Callable[[int], Span], parts: Parts, today: date) -> Span:
    """Return the days of the year that is named, else the last that began."""
    year = _year(parts, today)
    span = of_year(today.year if year is None else year)
    return of_year(today.year - 1) if year is None and span[0] > today else span


def _turned(of_year: Callable[[int], Span], parts: Parts, today: date) -> Span:
    """Return the last days that began; of "last ..." those of the year before, if they are not over."""
    span = _last_begun(of_year, parts, today)
    is_over = span[1] < today
    return of_year(span[0].year - 1) if parts.get("turn") == "last" and not is_over else span


def month(parts: Parts, today: date) -> Span:
    """Read "May 2026", "early May", "last May": without a year the last that began, or is over."""
    number = calendar.month_number(parts["month"])
    return _turned(lambda year: _third(calendar.month(year, number), parts), parts, today)


def quarter(parts: Parts, today: date) -> Span:
    """Read "Q3 2026", "the third quarter"."""
    number = int(parts["digit"]) if "digit" in parts else _ORDINALS[parts["ordinal"]]
    return _last_begun(lambda year: calendar.quarter(year, number), parts, today)


def half(parts: Parts, today: date) -> Span:
    """Read "H1 2026", "the first half of the year"."""
    number = int(parts["digit"]) if "digit" in parts else _ORDINALS[parts["ordinal"]]
    return _last_begun(lambda year: calendar.half(year, number), parts, today)


def season(parts: Parts, today: date) -> Span:
    """Read "spring 2024", "this summer", "last winter", in the northern half of the world; a winter begins its year."""

    def of_year(year: int) -> Span:
        begins = date(year, _SEASONS[parts["season"]], 1)
        return begins, calendar.days_before(calendar.months_before(begins, -3), 1)

    return _turned(of_year, parts, today)


def holiday(parts: Parts, today: date) -> Span:
    """Read "at Christmas", "around New Year 2026": the days of the feast."""

    def of_year(year: int) -> Span:
        if "christmas" in parts:
            return date(year, 12, 24), date(year, 12, 26)
        return date(year - 1, 12, 31), date(year, 1, 1)

    return _last_begun(of_year, parts, today)


def whole_year(parts: Parts, _today: date) -> Span:
    """Read "2026", "early 2026"."""
    return _third(calendar.months(int(parts["y"]), 1, 12), parts)


def half_of_month(parts: Parts, today: date) -> Span:
    """Read "the first half of May"."""

    def of_year(year: int) -> Span:
        first, last = calendar.month(year, calendar.month_number(parts["month"]))
        middle = first.replace(day=_MIDDLE)
        return (first, middle) if parts["half"] == "first" else (middle + timedelta(days=1), last)

    return _last_begun(of_year, parts, today)


def end_of_month(parts: Parts, today: date) -> Span:
    """Read "the first ten days of May", "the last weeks of May"."""
    days = _DAYS[parts["unit"]] * (_count(parts["number"]) if "number" in parts else _SOME[parts["unit"]])

    def of_year(year: int) -> Span:
        first, last = calendar.month(year, calendar.month_number(parts["month"]))
        return (
            (calendar.days_before(last, days - 1), last) if parts["end"] == "last" else (first, _days_on(first, days))
        )

    return _last_begun(of_year, parts, today)


def _days_on(first: date, days: int) -> date:
    return first + timedelta(days=days - 1)


def turn(parts: Parts, today: date) -> Span:
    """Read "the turn of April to May", "the turn of the year": the days on both sides of it."""

    def of_year(year: int) -> Span:
        first = date(year, calendar.month_number(parts.get("other") or parts["month"]), 1)
        return calendar.days_before(first, _TURN), _days_on(first, _TURN)

    if "unit" in parts:
        first, _ = _begun(parts["unit"], today)
        return calendar.days_before(first, _TURN), _days_on(first, _TURN)
    return _last_begun(of_year, parts, today)


def week_of_month(parts: Parts, today: date) -> Span:
    """Read "the first week of May"."""

    def of_year(year: int) -> Span:
        first, last = calendar.month(year, calendar.month_number(parts["month"]))
        begins = (
            calendar.days_before(last, 6)
            if parts["week"] == "last"
            else first + _ORDINALS[parts["week"]] * _WEEK - _WEEK
        )
        return begins, begins + timedelta(days=6)

    return _last_begun(of_year, parts, today)


def years(parts: Parts, today: date) -> Span | None:
    """Read "2024-2025" and "2024-25"; "2026-03" is a month."""
    first, other = int(parts["y"]), int(parts["other"])
    if other <= len(calendar.MONTHS) and first % 100 >= other:
        return calendar.month(first, other)
    last = other if len(parts["other"]) == len("2026") else first - first % 100 + other
    return (date(first, 1, 1), date(last, 12, 31)) if first < last <= today.year + 1 else None


def _third(span: Span, parts: Parts) -> Span:
    """Return the third that is named of a month, in days, or of a year, in months: "early", "mid-", "late"."""
    if "part" not in parts:
        return span
    (first, last), third = span, _THIRDS[parts["part"]]
    earliest = min(third, _THIRDS[parts.get("from", parts["part"])])
    if first.month != last.month:
        return calendar.months(first.year, 4 * earliest + 1, 4 * third + 4)
    begins, ends = _tens(last)[earliest][0], _tens(last)[third][1]
    return first.replace(day=begins), first.replace(day=ends)


def _tens(last: date) -> tuple[tuple[int, int], ...]:
    """Return the first and last days of a month's thirds."""
    return (1, 10), (11, 20), (21, last.day)


def _begun(unit: str, today: date) -> Span:
    """Return the days of the week, month, quarter or year so far."""
    if unit == "week":
        return today - timedelta(days=today.weekday()), today
    if unit == "quarter":
        return calendar.quarter(today.year, (today.month + 2) // 3)[0], today
    return (today.replace(month=1, day=1) if unit == "year" else today.replace(day=1)), today


def so_far(parts: Parts, today: date) -> Span:
    """Read "this week", "year to date"."""
    return _begun(parts.get("unit", "year"), today)


def beginning(parts: Parts, today: date) -> Span:
    """Read "the start of the year" as its first days."""
    first, _ = _begun(parts["unit"], today)
    return first, min(first + timedelta(days=_BEGINNING[parts["unit"]] - 1), today)


def part_of_unit(parts: Parts, today: date) -> Span:
    """Read "late last month", "early this week", "at the end of last year"."""
    unit, third = parts["unit"], _THIRDS[parts["part"]]
    first, _ = _begun(unit, today) if parts["whose"] == "this" else whole_before({"unit": unit}, today)
    if unit == "week":
        begins, ends = _PARTS_OF_WEEK[third]
        return first + timedelta(days=begins), first + timedelta(days=ends)
    if unit == "quarter":
        return calendar.month(first.year, first.month + third)
    return _third(
        calendar.months(first.year, 1, 12) if unit == "year" else calendar.month(*first.timetuple()[:2]), parts
    )


def whole_before(parts: Parts, today: date) -> Span:
    """Read "last month", "the week before last": whole ones of the calendar."""
    unit = parts.get("unit") or parts.get("earlier") or "quarter"
    span = _begun(unit, today)
    for _ in range(2 if "earlier" in parts else 1):
        last = calendar.days_before(span[0], 1)
        span = _begun(unit, last)[0], last
    return span


def weekend(parts: Parts, today: date) -> Span:
    """Read "this weekend", "the past weekend": on a Saturday the one before."""
    monday, _ = _begun("week", today)
    saturday = monday + timedelta(days=_SATURDAY) if today.weekday() >= _SATURDAY else monday - timedelta(days=2)
    is_just_begun = "over" in parts and today.weekday() == _SATURDAY
    saturday -= _WEEK * ("earlier" in parts or is_just_begun)
    return saturday, min(saturday + timedelta(days=1), today)


def span(parts: Parts, today: date) -> Span:
    """Read "the last two or three days" as the longer of both."""
    return _back(parts, today), today


def half_years(parts: Parts, today: date) -> Span:
    """Read "the past half year", "the last year and a half"."""
    return calendar.months_before(today, 18 if "whole" in parts else 6), today


def ago(parts: Parts, today: date) -> Span:
    """Read "3 days ago" as that day, "two weeks ago" as the days around it, "two years ago" as that year."""
    day, unit = _back(parts, today), parts["unit"]
    if unit == "year":
        return calendar.months(day.year, 1, 12)
    if unit in ("minute", "hour"):
        return day, today
    around = _AROUND.get(unit, 0)
    last = _back({**parts, "number": parts["fewer"]}, today) if "fewer" in parts else day
    return calendar.days_before(day, around), min(last + timedelta(days=around), today)


def _back(parts: Parts, today: date) -> date:
    """Return the first day of a number of days, weeks or months up to today."""
    count, unit = _count(parts.get("number", "1")), parts["unit"]
    if unit[0] == "h" or unit == "minute":  # which may reach back over midnight
        return calendar.days_before(today, -(-count // 24) if unit[0] == "h" else 1)
    if unit in _MONTHS:
        return calendar.months_before(today, count * _MONTHS[unit])
    return calendar.days_before(today, count * _DAYS.get(unit, _DAYS["week" if unit[0] == "w" else "day"]))


def _count(number: str) -> int:
    """Return the number of days, weeks or months that is said."""
    said = re.sub(r"^a\s+|\s+of$", "", number)
    few = {"few": _FEW, "several": _FEW, "couple": 2, "so": 1}
    return int(said) if said.isdecimal() else few.get(said) or int(read_number(said))
