"""What a question says of time."""

from __future__ import annotations

from datetime import date

import pytest

from bot.model import Period
from bot.periods import firm_period, guessed_periods

WEDNESDAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("What happened today?", "2026-11-25", "2026-11-25"),
        ("What did Acme say yesterday?", "2026-11-24", "2026-11-24"),
        ("this week", "2026-11-23", "2026-11-25"),
        ("last week", "2026-11-16", "2026-11-22"),
        ("in the last week", "2026-11-18", "2026-11-25"),
        ("over the weekend", "2026-11-21", "2026-11-22"),
        ("this month", "2026-11-01", "2026-11-25"),
        ("last month", "2026-10-01", "2026-10-31"),
        ("What has Acme shipped so far this year?", "2026-01-01", "2026-11-25"),
        ("the past 3 days", "2026-11-22", "2026-11-25"),
        ("the last few days", "2026-11-22", "2026-11-25"),
        ("the last 24 hours", "2026-11-24", "2026-11-25"),
        ("past year", "2025-11-25", "2026-11-25"),
        ("since Monday", "2026-11-23", None),
        ("since 3 May", "2026-05-03", None),
        ("since December", "2025-12-01", None),
        ("since yesterday", "2026-11-24", None),
        ("as of 1 May", None, "2026-05-01"),
        ("up to March 2025", None, "2025-03-31"),
        ("between March and June 2025", "2025-03-01", "2025-06-30"),
        ("between November and January", "2025-11-01", "2026-01-31"),
        ("from 3 May to 10 June", "2026-05-03", "2026-06-10"),
        ("between 2026-01-02 and 2026-01-05", "2026-01-02", "2026-01-05"),
    ],
)
def test_stated_times_are_firm(text: str, first: str | None, last: str | None) -> None:
    """A time that is stated of the news restricts the search to its days."""
    expected = Period(first=_day(first), last=_day(last), firm=True)
    assert expected == firm_period(text, WEDNESDAY)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("How much did Acme raise in March?", "2026-03-01", "2026-03-31"),
        ("Who left in December?", "2025-12-01", "2025-12-31"),
        ("What was said in March 2023?", "2023-03-01", "2023-03-31"),
        ("What did it earn in 2023?", "2023-01-01", "2023-12-31"),
        ("What did it earn last year?", "2025-01-01", "2025-12-31"),
        ("Who resigned on Friday?", "2026-11-20", "2026-11-20"),
        ("Who resigned on October 31st, 2023?", "2023-10-31", "2023-10-31"),
        ("Who resigned on 31 October?", "2026-10-31", "2026-10-31"),
    ],
)
def test_times_that_may_be_the_events_are_guesses(text: str, first: str, last: str) -> None:
    """A time that may belong to the event is a guess, and restricts nothing."""
    assert firm_period(text, WEDNESDAY) is None
    assert guessed_periods(text, WEDNESDAY) == (Period(first=_day(first), last=_day(last), firm=False),)


@pytest.mark.parametrize(
    "text",
    [
        "May Acme release its model?",
        "What are Apple's 2027 plans?",
        "Who joined the March for Science?",
        "How many of the 2000 chips failed?",
        "What is the difference between Acme and Globex?",
        "What happened on 31 June?",
        "Will it ship since 2027?",
    ],
)
def test_words_that_look_like_times_are_none(text: str) -> None:
    """A modal verb, a plan for a year to come, an amount and a day that does not exist are no times of the news."""
    assert firm_period(text, WEDNESDAY) is None
    assert guessed_periods(text, WEDNESDAY) == ()


def test_guess_reaches_into_the_next_day() -> None:
    """What happened on a day may stand in the next day's news, and not in that of the day before."""
    guess = Period(first=date(2026, 11, 20), last=date(2026, 11, 20), firm=False)
    days = [date(2026, 11, day) for day in (19, 20, 21, 22)]
    assert [guess.holds(day) for day in days] == [False, True, True, False]


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def test_a_time_before_all_news_is_the_events() -> None:
    """Years before any that news was collected of say when something happened, and restrict no search."""
    assert firm_period("Who won most games from 1905 to 1913?", date(2026, 11, 24)) is None
    assert firm_period("What was written from 2019 to 2021?", date(2026, 11, 24)) is not None
