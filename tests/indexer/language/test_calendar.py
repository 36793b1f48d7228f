"""Months, weekdays and quarters: their names and their days."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.language import calendar
from indexer.language.calendar import MONTH, MONTH_OR_SHORT, MONTH_SHORT, MONTHS, NAMES, WEEKDAY, WEEKDAYS


def test_every_name_is_matched_and_numbered() -> None:
    """Whole names and short ones are those of one month or weekday, in order."""
    assert [calendar.month_number(name) for name in MONTHS] == list(range(1, 13))
    assert [calendar.month_number(name[:3].upper()) for name in MONTHS] == list(range(1, 13))
    assert calendar.month_number("sept") == 9
    assert [calendar.weekday_number(name.lower()) for name in WEEKDAYS] == list(range(7))
    assert all(re.fullmatch(MONTH, name) and re.fullmatch(MONTH_OR_SHORT, name, re.IGNORECASE) for name in MONTHS)
    assert all(re.fullmatch(WEEKDAY, name) for name in WEEKDAYS)
    assert [bool(re.fullmatch(MONTH_SHORT, name[:3])) for name in MONTHS] == [name != "May" for name in MONTHS]
    assert {name.lower() for name in (*MONTHS, *WEEKDAYS)} | {"sept", "thurs", "tue"} <= NAMES


def test_other_words_have_no_number() -> None:
    """What is no month or weekday is an error."""
    with pytest.raises(ValueError, match="mon"):
        calendar.month_number("Monday")
    with pytest.raises(ValueError, match="may"):
        calendar.weekday_number("May")


def test_days_of_months_quarters_and_halves() -> None:
    """They begin on a first and end on a last of a month, in leap years too."""
    assert calendar.month(2028, 2) == (date(2028, 2, 1), date(2028, 2, 29))
    assert calendar.quarter(2026, 4) == (date(2026, 10, 1), date(2026, 12, 31))
    assert calendar.half(2026, 1) == (date(2026, 1, 1), date(2026, 6, 30))


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 5, 31), 3, date(2026, 2, 28)),
        (date(2026, 1, 15), 1, date(2025, 12, 15)),
        (date(2028, 2, 29), 12, date(2027, 2, 28)),
        (date(2026, 1, 15), 0, date(2026, 1, 15)),
        (date(1, 1, 15), 1, date.min),
    ],
)
def test_months_before_a_day(day: date, months: int, expected: date) -> None:
    """So many months before is the same day of a month, or its last."""
    assert calendar.months_before(day, months) == expected


@given(st.dates(), st.integers(min_value=0, max_value=10**12))
def test_days_before_end_where_the_calendar_does(day: date, days: int) -> None:
    """However far back, there is a day."""
    assert date.min <= calendar.days_before(day, days) <= day
