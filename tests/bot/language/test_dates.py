"""Days: expressions that say when, compared with each other."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.dates import find_dates, is_background, last_day

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


SEVENTH = date(2026, 11, 7)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Acme raised $18 million in March.", (2026, 3)),
        ("In March the firm laid off 40 people.", (2026, 3)),
        ("The bank was fined 120 million last December.", (2025, 12)),
        ("The board met last November.", (2025, 11)),
        ("Acme, which sold its arm in May, plans a new one.", (2026, 5)),
        ("Prices have been falling since March.", (2026, 3)),
        ("It lost the case on 12 December and appealed.", (2025, 12)),
        ("It raised $18 million in March and will open an office.", (2026, 3)),
        ("It will open in June. It was founded in April.", (2026, 4)),
        ("Acme has shipped in November.", (2026, 11)),
        ("The law was passed in October.", (2026, 10)),
    ],
)
def test_a_month_that_is_told_as_past_is_the_last_one(text: str, expected: tuple[int, int]) -> None:
    """What has happened lies before its report, and "last" before the month of it."""
    (meaning,) = find_dates(text, SEVENTH)[-1].meanings
    assert (meaning.year, meaning.month) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Acme will open an office in March.",
        "Acme said it would open an office in March.",
        "It agreed to pay in March.",
        "The launch was planned for March.",
        "The trial was moved to March.",
        "It is due in March.",
        "The hearing was set for 3 March.",
        "The office opens in March.",
        "In March it will open an office.",
        "It has been closed until March.",
        "It raised $18 million and plans to open in March.",
        "The court, which sat on Friday, is to rule in March.",
        "It was delayed by a week. In March, it starts.",
    ],
)
def test_a_month_that_is_ahead_is_the_nearest_one(text: str) -> None:
    """What is meant or due lies after its report."""
    assert max(meaning for each in find_dates(text, SEVENTH) for meaning in each.meanings)[:2] == (2027, 3)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Acme raised $18 million in March.", True),
        ("It was fined 120 million last December.", True),
        ("Acme will raise money in March.", False),
        ("Acme raised $18 million in November.", False),
    ],
)
def test_what_was_long_ago_is_background(text: str, expected: bool) -> None:  # noqa: FBT001  of the table
    """A month that is past is background, one to come is news."""
    assert is_background(last_day(text, SEVENTH), SEVENTH) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The law takes effect on Feb. 29.", None),
        ("Voting ended June 31.", None),
        ("It ends on 30 February 2027, and not on March 2, 2027.", date(2027, 3, 2)),
        ("Acme released in March 32B and 70B models.", date(2026, 3, 31)),
        ("Acme released in March 7B models.", date(2026, 3, 31)),
        ("Version 2026-13-01 shipped, and 2026-00-10.", None),
        ("It ends on 2026-02-30.", None),
        ("It ends on 2026-02-28.", date(2026, 2, 28)),
    ],
)
def test_days_that_do_not_exist_date_nothing(text: str, expected: date | None) -> None:
    """They are misprints, or no days; what else a sentence dates counts."""
    assert last_day(text, SEVENTH) == expected
