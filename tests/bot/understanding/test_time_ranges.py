"""What a question says of time."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.time_expressions import find_times, without_times
from bot.model import Period
from bot.understanding.time_ranges import firm_period, guessed_periods

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
        ("the last few days", "2026-11-21", "2026-11-25"),
        ("the last 24 hours", "2026-11-24", "2026-11-25"),
        ("past year", "2025-11-25", "2026-11-25"),
        ("since Monday", "2026-11-23", None),
        ("since Monday last week", "2026-11-16", None),
        ("since last week Thursday", "2026-11-19", None),
        ("published since Tuesday of this week", "2026-11-24", None),
        ("since 3 May", "2026-05-03", None),
        ("since December", "2025-12-01", None),
        ("since yesterday", "2026-11-24", None),
        ("as of 1 May", None, "2026-05-01"),
        ("up to March 2025", None, "2025-03-31"),
        ("published up to and including last Friday", None, "2026-11-20"),
        ("between March and June 2025", "2025-03-01", "2025-06-30"),
        ("between November and January", "2025-11-01", "2026-01-31"),
        ("from 3 May to 10 June", "2026-05-03", "2026-06-10"),
        ("between 2026-01-02 and 2026-01-05", "2026-01-02", "2026-01-05"),
        ("What did Acme say the day before yesterday?", "2026-11-23", "2026-11-23"),
        ("What was reported 3 days ago?", "2026-11-22", "2026-11-22"),
        ("What did Acme announce two weeks ago?", "2026-11-08", "2026-11-14"),
        ("a fortnight ago", "2026-11-04", "2026-11-18"),
        ("What was published three months ago?", "2026-08-10", "2026-09-09"),
        ("3 hours ago", "2026-11-24", "2026-11-25"),
        ("in the past 30 minutes", "2026-11-24", "2026-11-25"),
        ("the last ten days", "2026-11-15", "2026-11-25"),
        ("the past twelve months", "2025-11-25", "2026-11-25"),
        ("the last fortnight", "2026-11-11", "2026-11-25"),
        ("the past couple of weeks", "2026-11-11", "2026-11-25"),
        ("in the last 48h", "2026-11-23", "2026-11-25"),
        ("this quarter", "2026-10-01", "2026-11-25"),
        ("What is the news of last quarter?", "2026-07-01", "2026-09-30"),
        ("What was reported in spring 2024?", "2024-03-01", "2024-05-31"),
        ("What did Acme do last summer?", "2026-06-01", "2026-08-31"),
        ("the news of last August", "2026-08-01", "2026-08-31"),
        ("the news of last November", "2025-11-01", "2025-11-30"),  # this one is not over
        ("What did Acme do this winter?", "2025-12-01", "2026-02-28"),
        ("the week before last", "2026-11-09", "2026-11-15"),
        ("the weekend before last", "2026-11-14", "2026-11-15"),
        ("year to date", "2026-01-01", "2026-11-25"),
        ("What did Acme raise YTD?", "2026-01-01", "2026-11-25"),
        ("since the start of the month", "2026-11-01", None),
        ("since the beginning of 2026", "2026-01-01", None),
        ("since the weekend", "2026-11-21", None),
        ("since two weeks ago", "2026-11-08", None),
        ("since Q3", "2026-07-01", None),
        ("from 3 November onwards", "2026-11-03", None),
        ("What happened overnight?", "2026-11-24", "2026-11-25"),
        ("Who left after Friday?", "2026-11-21", None),
        ("Which stories came before Friday?", None, "2026-11-19"),
        ("What was published before 2026-11-01?", None, "2026-10-31"),
        ("news no later than 3 November", None, "2026-11-03"),
        ("news on or before 3 November", None, "2026-11-03"),
        ("news on or after 3 November", "2026-11-03", None),
        ("news not before 3 November", "2026-11-03", None),
        ("news later than 3 November", "2026-11-04", None),
        ("news in Q4 last year", "2025-10-01", "2025-12-31"),
        ("during the weekend", "2026-11-21", "2026-11-22"),
        ("the last 2 wks", "2026-11-11", "2026-11-25"),
        ("Which reports were published until Friday?", None, "2026-11-20"),
        ("between 3 and 5 November", "2026-11-03", "2026-11-05"),
        ("from 3rd to 5th November 2025", "2025-11-03", "2025-11-05"),
        ("between Q1 and Q3 2026", "2026-01-01", "2026-09-30"),
        ("news from Q3 2026", "2026-07-01", "2026-09-30"),
        ("AI news in May", "2026-05-01", "2026-05-31"),
        ("Which articles were published on 11/20/2026?", "2026-11-20", "2026-11-20"),
        ("What was reported on 3-5 November?", "2026-11-03", "2026-11-05"),
        ("What did the press write in August 2026?", "2026-08-01", "2026-08-31"),
        ("articles from 5/12/2026", "2026-05-12", "2026-05-12"),  # the fifth of December is to come
        ("headlines of mid-October", "2026-10-11", "2026-10-20"),
        ("news of the week of 18 November", "2026-11-16", "2026-11-22"),
        ("news from the week of Sunday, November 15th", "2026-11-15", "2026-11-21"),
        ("headlines of the week ending 2026-11-20", "2026-11-14", "2026-11-20"),
        ("news of the week beginning 3 November", "2026-11-03", "2026-11-09"),
        ("What has Acme shipped since the spring?", "2026-03-01", None),
        ("since summer", "2026-06-01", None),
        ("the news on Acme over the summer", "2026-06-01", "2026-08-31"),
        ("the last two or three days", "2026-11-22", "2026-11-25"),
        ("over the past 2-3 weeks", "2026-11-04", "2026-11-25"),
        ("the last day or two", "2026-11-23", "2026-11-25"),
        ("the past week or so", "2026-11-18", "2026-11-25"),
        ("two or three days ago", "2026-11-22", "2026-11-23"),
        ("a week or so ago", "2026-11-15", "2026-11-21"),
        ("roughly two weeks ago", "2026-11-08", "2026-11-14"),
        ("I've been away for ten days, what did I miss?", "2026-11-15", "2026-11-25"),
        ("this past weekend", "2026-11-21", "2026-11-22"),
        ("late last month", "2026-10-21", "2026-10-31"),
        ("early this month", "2026-11-01", "2026-11-10"),
        ("at the beginning of last week", "2026-11-16", "2026-11-18"),
        ("mid last week", "2026-11-17", "2026-11-19"),
        ("since around 3 May", "2026-04-30", None),
        ("as of early May", None, "2026-05-10"),
        ("yesterday or the day before", "2026-11-23", "2026-11-24"),
        ("over the last half year", "2026-05-25", "2026-11-25"),
        ("the past year and a half", "2025-05-25", "2026-11-25"),
        ("between Christmas and New Year", "2025-12-24", "2026-01-01"),
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
        ("What did it earn in Q3 2026?", "2026-07-01", "2026-09-30"),
        ("What did it earn last quarter?", "2026-07-01", "2026-09-30"),
        ("What did it earn in the third quarter?", "2026-07-01", "2026-09-30"),
        ("What did it earn in the fourth quarter of last year?", "2025-10-01", "2025-12-31"),
        ("What did it earn in H1 2026?", "2026-01-01", "2026-06-30"),
        ("What did it earn in Q3/2026?", "2026-07-01", "2026-09-30"),
        ("What did it earn in November last year?", "2025-11-01", "2025-11-30"),
        ("What did it earn in the first half of the year?", "2026-01-01", "2026-06-30"),
        ("What did it earn in the second half of 2025?", "2025-07-01", "2025-12-31"),
        ("Who founded Acme ten years ago?", "2016-01-01", "2016-12-31"),
        ("Who founded Acme one year ago today?", "2025-01-01", "2025-12-31"),
        ("What did it earn in the last quarter of 2025?", "2025-10-01", "2025-12-31"),
        ("Who met on 3-5 November?", "2026-11-03", "2026-11-05"),
        ("Who met on November 3\u20135, 2026?", "2026-11-03", "2026-11-05"),
        ("What did it earn in March-June 2026?", "2026-03-01", "2026-06-30"),
        ("What did it earn in 2024-25?", "2024-01-01", "2025-12-31"),
        ("What did it launch in 2026-03?", "2026-03-01", "2026-03-31"),
        ("Who resigned on 11/20/2026?", "2026-11-20", "2026-11-20"),
        ("Who resigned on 20.11.2026?", "2026-11-20", "2026-11-20"),
        ("Who resigned on 11/20/26?", "2026-11-20", "2026-11-20"),
        ("Who left in early November?", "2026-11-01", "2026-11-10"),
        ("Who left in late 2025?", "2025-09-01", "2025-12-31"),
        ("Who left in the first week of November?", "2026-11-01", "2026-11-07"),
        ("Who left in the last week of November 2025?", "2025-11-24", "2025-11-30"),
        ("Who resigned on Friday OpenAI asked?", "2026-11-20", "2026-11-20"),
        ("Which AI Act articles apply in August 2026?", "2026-08-01", "2026-08-31"),
        ("Who left before Friday?", None, "2026-11-19"),
        ("Who left in the spring?", "2026-03-01", "2026-05-31"),
        ("Who left in the week of 18 November?", "2026-11-16", "2026-11-22"),
        ("Who left around 10 February 2025?", "2025-02-07", "2025-02-13"),
        ("Who left in the days around 10 February 2025?", "2025-02-07", "2025-02-13"),
        ("Who left around May?", "2026-04-16", "2026-06-15"),
        ("Who left on or around 3 May?", "2026-04-30", "2026-05-06"),
        ("Who left around the start of May 2025?", "2025-04-27", "2025-05-14"),
        ("Who left in the days after 10 February 2025?", "2025-02-11", "2025-02-17"),
        ("Who left the day after 3 May?", "2026-05-04", "2026-05-04"),
        ("Who left in the two weeks after 3 May?", "2026-05-04", "2026-05-17"),
        ("Who left in the week before 3 May?", "2026-04-26", "2026-05-02"),
        ("Who left in the few days leading up to 3 May?", "2026-04-30", "2026-05-02"),
        ("Who left at the turn of April to May 2025?", "2025-04-21", "2025-05-10"),
        ("Who left around the turn of October/November?", "2026-10-22", "2026-11-10"),
        ("Who left at the turn of the year?", "2025-12-22", "2026-01-10"),
        ("Who left in the first half of May?", "2026-05-01", "2026-05-15"),
        ("Who left in the second half of May 2025?", "2025-05-16", "2025-05-31"),
        ("Who left in the first days of May?", "2026-05-01", "2026-05-05"),
        ("Who left in the first ten days of May?", "2026-05-01", "2026-05-10"),
        ("Who left in the last two weeks of May?", "2026-05-18", "2026-05-31"),
        ("Who left in mid to late May?", "2026-05-11", "2026-05-31"),
        ("Who left in early to mid 2025?", "2025-01-01", "2025-08-31"),
        ("Who left at the end of last year?", "2025-09-01", "2025-12-31"),
        ("Who left around Christmas 2024?", "2024-12-21", "2024-12-29"),
        ("Who left in the days before Christmas?", "2025-12-17", "2025-12-23"),
        ("Who left somewhere around 3 May?", "2026-04-30", "2026-05-06"),
        ("Who left at the start of this month?", "2026-11-01", "2026-11-10"),
        ("Who left in May/June 2025?", "2025-05-01", "2025-06-30"),
        ("Who left at the end of April/beginning of May 2025?", "2025-04-21", "2025-05-10"),
    ],
)
def test_times_that_may_be_the_events_are_guesses(text: str, first: str | None, last: str) -> None:
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
        "Does it run on Windows 11?",
        "Is Monday.com adding agents?",
        "What is 24/7 Wall St saying?",
        "Is the Sunday Robotics robot any good?",
        "Which Black Friday deals did Acme offer?",
        "How does the H1 visa affect researchers?",
        "Who makes the Q3 chip?",
        "What is known of the Q3 chip?",
        "Who offers a fortnight-long course?",
        "Was Acme an overnight success?",
        "Who is afraid of the overnight train?",
        "Which tricks prune the second quarter of the model's layers?",
        "What does gpt-4o-2024-08-06 cost?",
        "What did Acme say of fiscal Q3?",
        "Who left after the 2024 election?",
        "Who wrote of the turn of the century?",
        "Which Christmas boats did Acme sell?",
        "Who must leave by the end of this year?",
        "What must Acme do by the end of March?",
        "Who meets every Friday?",
        "Will it launch in December 2026?",
        "Who bought since the fall of Acme?",
        "Who gained in the fall in prices?",
        "What has it sold since the spring release?",
    ],
)
def test_words_that_look_like_times_are_none(text: str) -> None:
    """A modal verb, a plan for a year to come, an amount and a day that does not exist are no times of the news."""
    assert firm_period(text, WEDNESDAY) is None
    assert guessed_periods(text, WEDNESDAY) == ()


def test_a_date_that_can_be_read_in_two_ways_is_cut_once() -> None:
    """Nothing behind it goes with it."""
    text = "What did Acme announce on 3/4/2026 about prices for Oslo, and on 5/6/2026?"
    assert " ".join(without_times(text).split()) == "What did Acme announce on about prices for Oslo, and on ?"


def test_a_date_that_can_be_read_in_two_ways_restricts_nothing() -> None:
    """Where month and day may be either, both days are preferred."""
    days = (date(2026, 3, 4), date(2026, 4, 3))
    assert firm_period("articles published on 3/4/2026", WEDNESDAY) is None
    expected = tuple(Period(first=day, last=day, firm=False) for day in days)
    assert guessed_periods("articles published on 3/4/2026", WEDNESDAY) == expected


@pytest.mark.parametrize(
    ("text", "today", "first", "last"),
    [
        ("the day before yesterday", date(2028, 3, 1), date(2028, 2, 28), date(2028, 2, 28)),
        ("the past 3 months", date(2026, 5, 31), date(2026, 2, 28), date(2026, 5, 31)),
        ("the news of last quarter", date(2026, 1, 1), date(2025, 10, 1), date(2025, 12, 31)),
        ("news of Q4", date(2026, 1, 1), date(2025, 10, 1), date(2025, 12, 31)),
        ("What happened last weekend?", date(2026, 11, 22), date(2026, 11, 21), date(2026, 11, 22)),
        ("What happened last weekend?", date(2026, 11, 21), date(2026, 11, 14), date(2026, 11, 15)),
        ("What happened late last quarter?", date(2026, 1, 9), date(2025, 12, 1), date(2025, 12, 31)),
        ("the last 900 years", date(2026, 1, 1), date(1126, 1, 1), date(2026, 1, 1)),
    ],
)
def test_times_reach_over_the_ends_of_months_and_years(text: str, today: date, first: date, last: date) -> None:
    """Leap days, short months and the turn of the year are those of the calendar."""
    assert firm_period(text, today) == Period(first=first, last=last)


def test_news_on_no_topic_is_searched_by_its_time() -> None:
    """Where a question is known to ask for news and nothing else, a time that may be an event's restricts it too."""
    march = Period(first=date(2026, 3, 1), last=date(2026, 3, 31))
    assert firm_period("What happened in March?", WEDNESDAY, of_news=True) == march
    row = Period(first=date(2026, 7, 1), last=date(2026, 8, 31))
    assert firm_period("Who sued Acme in July and August?", WEDNESDAY, of_news=True) == row
    assert firm_period("Who sued Acme? july and august", WEDNESDAY, of_news=True) == row
    year = Period(first=date(2026, 1, 1), last=date(2026, 12, 31))
    assert firm_period("Who sued Acme or its docks, only 2026", WEDNESDAY, of_news=True) == year
    assert firm_period("What happened in March?", WEDNESDAY) is None


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("news about africa ai november", 11),
        ("Acme news October?", 10),
        ("news on John August", None),
        ("news on Theresa May", None),
        ("Which fairs open next november?", None),
    ],
)
def test_a_request_for_news_may_end_with_its_month(text: str, month: int | None) -> None:
    """As chats write it; a person's name and a month to come are none."""
    found = firm_period(text, WEDNESDAY, of_news=True)
    assert (found.first if found else None) == (date(2026, month, 1) if month else None)


@given(st.text() | st.text(alphabet="0123456789-/. MayQHagosinceFridlt", max_size=60), st.dates())
def test_any_text_can_be_read(text: str, today: date) -> None:
    """Whatever is asked, on whatever day, times lie within the text, and their first day is not after their last."""
    found = find_times(text)
    assert all(0 <= time.start < time.end <= len(text) for time in found)
    spans = [span for time in found if (span := time.span(today))]
    assert all(first <= last for first, last in spans)
    for period in filter(None, (firm_period(text, today), *guessed_periods(text, today))):
        assert period.first is None or period.last is None or period.first <= period.last


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


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("What is coming up in December?", None, None),
        ("What is Acme expected to ship in early March?", None, None),
        ("What is coming up this week?", "2026-11-23", "2026-11-25"),
        ("What is due in November?", "2026-11-01", "2026-11-30"),
        ("What was planned for March 2025, and what is coming?", "2025-03-01", "2025-03-31"),
        ("What came in March?", "2026-03-01", "2026-03-31"),
    ],
)
def test_a_month_of_what_is_still_to_come_is_not_the_last(text: str, first: str | None, last: str | None) -> None:
    """Unless its year says so, or it has not ended."""
    expected = Period(first=_day(first), last=_day(last)) if first else None
    assert firm_period(text, WEDNESDAY, of_news=True) == expected


def test_what_is_as_of_this_week_is_of_any_time() -> None:
    """It is how things stand now, however old the news."""
    assert firm_period("Where does Acme stand as of this week?", WEDNESDAY) is None


def test_what_belongs_to_a_time_is_not_around_it() -> None:
    """The talk around last week's ruling was last week."""
    week = Period(first=date(2026, 11, 16), last=date(2026, 11, 22))
    assert firm_period("the talk around last week's ruling", WEDNESDAY) == week
