"""Months, weekdays and quarters: their English names, and the days that they hold (pure).

The one list of months: every pattern that has to know a month or a weekday is made of what stands here.
"""

from __future__ import annotations

import calendar
from datetime import date, timedelta

MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

MONTH = "(?:" + "|".join(MONTHS) + ")"
"""A pattern of a month's whole name."""

_SHORT = tuple(name[:3] for name in MONTHS)
MONTH_SHORT = "(?:" + "|".join(name for name in _SHORT if name not in MONTHS) + "|Sept)"
"""A pattern of a month's short name; "May" has none."""

MONTH_OR_SHORT = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
MONTH_OR_SHORT += r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
"""A pattern of a month's name, whole or short, to be used without regard to case."""

WEEKDAY = "(?:" + "|".join(name.removesuffix("day") for name in WEEKDAYS) + ")day"
"""A pattern of a weekday's whole name."""

NAMES = frozenset(
    [name.casefold() for name in (*MONTHS, *WEEKDAYS, *_SHORT)]
    + ["sept", *(name[:3].casefold() for name in WEEKDAYS), "tues", "thur", "thurs"]
)
"""The names of months and weekdays, whole and short, in lower case."""

Span = tuple[date, date]
"""The first and the last of some days."""


def month_number(name: str) -> int:
    """Return the number of a month, 1 to 12, by its name, whole or short; raise ValueError for another word."""
    return [short.casefold() for short in _SHORT].index(name[:3].casefold()) + 1


def weekday_number(name: str) -> int:
    """Return the number of a weekday, 0 for Monday, by its whole name; raise ValueError for another word."""
    return [weekday.casefold() for weekday in WEEKDAYS].index(name.casefold())


def month(year: int, number: int) -> Span:
    """Return the days of a month."""
    return date(year, number, 1), date(year, number, calendar.monthrange(year, number)[1])


def months(year: int, first: int, last: int) -> Span:
    """Return the days from one month of a year to another."""
    return date(year, first, 1), month(year, last)[1]


def quarter(year: int, number: int) -> Span:
    """Return the days of a quarter, 1 to 4."""
    return months(year, 3 * number - 2, 3 * number)


def half(year: int, number: int) -> Span:
    """Return the days of half a year, the first or the second."""
    return months(year, 6 * number - 5, 6 * number)


def months_before(day: date, number: int) -> date:
    """Return the day some months before another one, or the last of its month, if that is shorter."""
    total = day.year * 12 + day.month - 1 - number
    year, index = divmod(total, 12)
    if year < date.min.year:
        return date.min
    return date(year, index + 1, min(day.day, calendar.monthrange(year, index + 1)[1]))


def days_before(day: date, number: int) -> date:
    """Return the day some days before another one."""
    try:
        return day - timedelta(days=number)
    except OverflowError:
        return date.min
