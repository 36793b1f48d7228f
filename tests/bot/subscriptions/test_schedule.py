"""Times of digests in their zones, also where clocks change, and quiet hours."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from bot.subscriptions.records import QuietHours
from bot.subscriptions.schedule import (
    checked_quiet,
    checked_schedule,
    described,
    is_quiet,
    last_time,
    next_time,
    refuse_at_night,
)
from indexer.errors import UsageError

BERLIN, NEW_YORK = "Europe/Berlin", "America/New_York"


def times(text: str, zone: str, first: datetime, number: int) -> list[str]:
    """Return the next times of a schedule as the clocks of its zone show them, with the distance from UTC."""
    schedule, found = checked_schedule(text, zone), []
    for _ in range(number):
        first = next_time(schedule, first) or first
        found.append(f"{first.astimezone(ZoneInfo(zone)):%a %d %H:%M %z}")
        assert last_time(schedule, first) == first
        assert last_time(schedule, first - timedelta(microseconds=1)) != first
    return found


@pytest.mark.parametrize(
    ("zone", "first", "expected"),
    [
        (BERLIN, datetime(2026, 3, 28, tzinfo=UTC), ["Sat 28 08:30 +0100", "Sun 29 08:30 +0200", "Mon 30 08:30 +0200"]),
        (BERLIN, datetime(2026, 10, 24, tzinfo=UTC), ["Sat 24 08:30 +0200", "Sun 25 08:30 +0100"]),
        (NEW_YORK, datetime(2026, 3, 7, 6, tzinfo=UTC), ["Sat 07 08:30 -0500", "Sun 08 08:30 -0400"]),
        (NEW_YORK, datetime(2026, 10, 31, 6, tzinfo=UTC), ["Sat 31 08:30 -0400", "Sun 01 08:30 -0500"]),
    ],
)
def test_clocks_change(zone: str, first: datetime, expected: list[str]) -> None:
    """A digest comes at the same time of its zone's clocks before and after they change."""
    assert times("daily 8:30", zone, first, len(expected)) == expected


def test_time_that_does_not_exist() -> None:
    """Where clocks are put forward over a time, the digest comes that day all the same, as long after midnight."""
    assert times("daily 02:30", BERLIN, datetime(2026, 3, 28, tzinfo=UTC), 3) == [
        "Sat 28 02:30 +0100",
        "Sun 29 03:30 +0200",
        "Mon 30 02:30 +0200",
    ]


def test_time_that_comes_twice() -> None:
    """Where a time comes twice, the digest comes the first time, and only then."""
    assert times("daily 02:30", BERLIN, datetime(2026, 10, 24, 12, tzinfo=UTC), 2) == [
        "Sun 25 02:30 +0200",
        "Mon 26 02:30 +0100",
    ]
    assert times("daily 01:30", NEW_YORK, datetime(2026, 10, 31, 12, tzinfo=UTC), 2) == [
        "Sun 01 01:30 -0400",
        "Mon 02 01:30 -0500",
    ]


def test_each_day_has_each_time_once() -> None:
    """Whatever the minute, a year has a digest each day, a day apart but for the hour by which clocks change."""
    for minute in range(0, 24 * 60, 97):
        schedule = checked_schedule(f"daily {minute // 60}:{minute % 60:02}", NEW_YORK)
        found = [datetime(2026, 1, 1, 12, tzinfo=UTC)]
        while len(found) < 366:
            found.append(next_time(schedule, found[-1]) or found[-1])
        steps = {later - earlier for earlier, later in pairwise(found[1:])}
        assert steps <= {timedelta(hours=hours) for hours in (23, 24, 25)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("weekdays 08:30", ["Fri 02 08:30 +0000", "Mon 05 08:30 +0000"]),
        ("weekly mon,Thursday 08:30", ["Mon 05 08:30 +0000", "Thu 08 08:30 +0000"]),
        ("fridays 8.30", ["Fri 02 08:30 +0000", "Fri 09 08:30 +0000"]),
        ("monthly 08:30", ["Thu 01 08:30 +0000", "Sun 01 08:30 +0000"]),
        ("monthly 31 08:30", ["Sat 31 08:30 +0000", "Mon 30 08:30 +0000"]),
        ("every day 23:59", ["Thu 01 23:59 +0000", "Fri 02 23:59 +0000"]),
    ],
)
def test_days(text: str, expected: list[str]) -> None:
    """Days of the week and of the month are those of the zone; a short month's last day stands for the 31st."""
    begin = datetime(2026, 10, 1, 12 if "8" in text and "month" not in text else 0, tzinfo=UTC)
    assert times(text, "UTC", begin, 2) == expected


def test_words_are_read_back() -> None:
    """A schedule is described in words that are read as the same schedule."""
    for text in ("daily 08:30", "weekdays 00:00", "weekly mon,thu 08:30", "monthly 1,15 08:30", "monthly last 23:59"):
        schedule = checked_schedule(text, BERLIN)
        assert described(schedule) == f"{text} ({BERLIN})"
    assert described(checked_schedule("on request", BERLIN)) == "on request"
    assert next_time(checked_schedule("on request", BERLIN), datetime(2026, 1, 1, tzinfo=UTC)) is None


@pytest.mark.parametrize(
    ("text", "zone", "says"),
    [
        ("daily 25:00", "UTC", "no such time as 25:00"),
        ("daily 8:60", "UTC", "no such time as 8:60"),
        ("daily", "UTC", "a time like 08:30 is missing"),
        ("", "UTC", "when is the digest to come?"),
        ("noon", "UTC", "a time like 08:30 is missing"),
        ("caturday 08:30", "UTC", "“caturday” is no day of the week"),
        ("monthly 32 08:30", "UTC", "“32” is no day of the month"),
        ("monthly ² 08:30", "UTC", "“²” is no day of the month"),
        ("daily mon 08:30", "UTC", "“mon” is not understood"),
        ("daily 08:30", "Europe/Atlantis", "there is no time zone “Europe/Atlantis”"),
        ("daily 08:30", "../../etc/passwd", "there is no time zone"),
    ],
)
def test_wrong_schedules(text: str, zone: str, says: str) -> None:
    """What makes no schedule is refused with the word that is wrong."""
    with pytest.raises(UsageError) as refused:
        checked_schedule(text, zone)
    assert says in str(refused.value)


def test_quiet_hours() -> None:
    """Quiet hours are those of the zone's clocks, and may reach over midnight; their end is not quiet."""
    night = checked_quiet("22:00\u201307:00", BERLIN)
    assert night == QuietHours(start=time(22), end=time(7), zone=BERLIN)
    summer = {hour: is_quiet(night, datetime(2026, 7, 1, hour, tzinfo=UTC)) for hour in (4, 5, 19, 20)}
    assert summer == {4: True, 5: False, 19: False, 20: True}
    lunch = checked_quiet("12:00-13:00", "UTC")
    assert [is_quiet(lunch, datetime(2026, 7, 1, hour, tzinfo=UTC)) for hour in (11, 12, 13)] == [False, True, False]
    assert not is_quiet(None, datetime(2026, 7, 1, tzinfo=UTC))


def test_wrong_quiet_hours() -> None:
    """Quiet hours without an end, of a whole day, or in which a digest would come, are refused."""
    for text in ("22:00", "22:00-22:00", "22:00-24:30"):
        with pytest.raises(UsageError):
            checked_quiet(text, "UTC")
    night, now = checked_quiet("22:00-07:00", BERLIN), datetime(2026, 7, 1, tzinfo=UTC)
    with pytest.raises(UsageError, match="quiet hours, 22:00 to 07:00"):
        refuse_at_night(checked_schedule("daily 06:30", BERLIN), night, now)
    refuse_at_night(checked_schedule("daily 07:00", BERLIN), night, now)
    refuse_at_night(checked_schedule("on request", BERLIN), night, now)
