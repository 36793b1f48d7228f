"""Days: expressions that say when, compared with each other."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.dates import find_dates

FRIDAY = date(2026, 11, 20)


def follows(said: str, known: str, published: date | None = FRIDAY) -> bool:
    """Tell whether an expression follows from another one, in texts of that day."""
    (one,), (other,) = find_dates(said, published), find_dates(known, published)
    return one.within(other)


@pytest.mark.parametrize(
    ("said", "known"),
    [
        ("Nov. 3", "3 November"),
        ("3 November 2026", "Nov. 3"),
        ("November 3rd", "2026-11-03"),
        ("on 20 November", "on Friday"),
        ("yesterday", "on Nov. 19"),
        ("on Thursday", "yesterday"),
        ("in November", "on November 3"),
        ("this month", "on Friday"),
        ("this year", "on Nov. 3"),
        ("last week", "on Nov. 12"),
        ("last year", "in March 2025"),
        ("in March 2025", "in March last year"),
        ("next month", "December 2026"),
        ("today", "on Friday"),
        ("tomorrow", "on Saturday"),
        ("on Monday", "next Monday, 23 November"),
        ("earlier this month", "on 2 November"),
        ("on 18 November", "the day before yesterday"),
        ("three days ago", "on Tuesday"),
        ("on 17 November", "3 days ago"),
    ],
)
def test_the_same_day(said: str, known: str) -> None:
    """A day is known by whatever names it, counted from publication; it lies in its week, month and year."""
    assert any(one.within(other) for one in find_dates(said, FRIDAY) for other in find_dates(known, FRIDAY))


@pytest.mark.parametrize(
    ("said", "known"),
    [
        ("Nov. 4", "Nov. 3"),
        ("3 November 2025", "Nov. 3"),
        ("on Monday", "on Friday"),
        ("on November 3", "in November"),
        ("last week", "on Friday"),
        ("in November", "on Friday"),
        ("30 February", "30 March"),
        ("next year", "this year"),
        ("yesterday", "the day before yesterday"),
        ("on 19 November", "the day before yesterday"),
        ("two days ago", "three days ago"),
    ],
)
def test_another_day(said: str, known: str) -> None:
    """Another day, or a closer one than is known, does not follow."""
    assert not follows(said, known)


@pytest.mark.parametrize(
    ("said", "known", "expected"),
    [
        ("on Friday", "on Friday", True),
        ("on Friday", "on Monday", False),
        ("yesterday", "yesterday", True),
        ("last week", "last week", True),
        ("last week", "next week", False),
        ("Nov. 3", "3 November", True),
        ("two days ago", "2 days ago", True),
        ("two days ago", "three days ago", False),
    ],
)
def test_without_a_day_of_publication(said: str, known: str, expected: bool) -> None:  # noqa: FBT001  of the table
    """Where nobody knows when a text was published, only the same words mean the same."""
    assert follows(said, known, published=None) == expected


@pytest.mark.parametrize("text", ["It may cut jobs.", "They march on.", "May 12 percent of them", "Nothing."])
def test_no_day(text: str) -> None:
    """Words that only look like months say nothing about when."""
    assert find_dates(text, FRIDAY) == []


@given(st.text(), st.none() | st.dates(min_value=date(1000, 1, 1), max_value=date(9000, 1, 1)))
def test_any_text_can_be_read(text: str, published: date | None) -> None:
    """Whatever is written, and whenever, what is found lies within the text."""
    assert all(0 <= each.start < each.end <= len(text) for each in find_dates(text, published))
