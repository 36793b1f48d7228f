"""When a digest comes, and when a place is not to be disturbed (pure).

A time of day is one of a zone's clocks. Where the clocks are put forward over it, it comes as long after midnight as on
other days; where it comes twice, the first time counts (PEP 495 with fold=0). Thus each day has it once.
"""

from __future__ import annotations

import calendar
import re
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.model.local_time import hours_of_day, time_of_day, zone_named
from bot.subscriptions.records import QuietHours, Repeat, Schedule
from indexer.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.model.chat import Scope

HOW = (
    "write it as “daily 08:30”, “weekdays 08:30”, “weekly mon,thu 08:30”, “monthly 1,15 08:30”, “monthly last 08:30” "
    "or “on request”"
)
"""What a schedule may be, for messages."""

LAST = 31
"""The day of a month that stands for its last one, however many it has."""

_DAY = timedelta(days=1)
_LONGEST = 62  # days between two digests, and more: a month's one day
_WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SATURDAY = 5
_NUMBER = re.compile("[0-9]{1,2}")
_WEEKDAY = re.compile(r"(mon|tue|wed|thu|fri|sat|sun)(?:(?:s|nes|rs|ur)?days?)?")
_REPEATS = {"daily": Repeat.DAILY, "weekdays": Repeat.WEEKDAYS, "weekly": Repeat.WEEKLY, "monthly": Repeat.MONTHLY}
_SAMPLE = 14  # digests that are compared with the quiet hours


def checked_schedule(text: str, zone: str) -> Schedule:
    """Return the schedule that words describe, see `HOW`.

    Raises `UsageError`, in words, for a time, a day or a zone that there is not.
    """
    checked_zone(zone)
    words = text.casefold().replace("every day", "daily").split()
    if words == ["on", "request"]:
        return Schedule(repeat=Repeat.ON_REQUEST, zone=zone)
    if not words:
        raise UsageError(f"when is the digest to come? {HOW}")
    *which, at = words
    repeat, days = _repeat(which, text)
    return Schedule(repeat=repeat, at=_time(at, text), zone=zone, days=days)


def _time(word: str, text: str) -> time:
    """Return the time of day that a word is. Raises `UsageError`."""
    try:
        return time_of_day(word)
    except ValueError as error:
        raise UsageError(f"“{text[:80]}”: {error}") from error


def checked_zone(name: str) -> ZoneInfo:
    """Return a time zone by its IANA name. Raises `UsageError` if there is none."""
    if found := zone_named(name):
        return found
    raise UsageError(f"there is no time zone “{name[:40]}”: write it as “Europe/Berlin” or “America/New_York”")


def checked_quiet(text: str, zone: str) -> QuietHours:
    """Return the quiet hours that a text like "22:00-07:00" names. Raises `UsageError`."""
    checked_zone(zone)
    try:
        start, end = hours_of_day(text)
    except ValueError as error:
        raise UsageError(f"quiet hours “{text[:40]}”: {error}") from error
    return QuietHours(start=start, end=end, zone=zone)


def quiet_hours(scope: Scope, zone: str) -> QuietHours | None:
    """Return the quiet hours of a channel's scope, in `zone` where it names none; None if it has none.

    Raises `UsageError` for hours or a zone that there are not.
    """
    return checked_quiet(scope.quiet, scope.zone or zone) if scope.quiet else None


def refuse_at_night(schedule: Schedule, quiet: QuietHours | None, now: datetime) -> None:
    """Raise `UsageError` if a digest would come in a place's quiet hours."""
    if quiet is None or schedule.at is None:
        return
    after = now
    for _ in range(_SAMPLE):
        following = next_time(schedule, after)
        if following is None:
            return
        if is_quiet(quiet, following):
            hours = f"{quiet.start:%H:%M} to {quiet.end:%H:%M} ({quiet.zone})"
            raise UsageError(f"the digest would come in this channel's quiet hours, {hours}: choose another time")
        after = following


def last_time(schedule: Schedule, now: datetime) -> datetime | None:
    """Return the last time at or before `now` that a digest was to come; None: it only comes on request."""
    if schedule.at is None:
        return None
    today = now.astimezone(ZoneInfo(schedule.zone)).date() + _DAY
    times = (_moment(day, schedule) for day in _days(schedule, today, -1))
    return next((when for when in times if when <= now), None)


def next_time(schedule: Schedule, now: datetime) -> datetime | None:
    """Return the first time after `now` that a digest is to come; None: it only comes on request."""
    if schedule.at is None:
        return None
    today = now.astimezone(ZoneInfo(schedule.zone)).date() - _DAY
    times = (_moment(day, schedule) for day in _days(schedule, today, 1))
    return next((when for when in times if when > now), None)


def is_quiet(quiet: QuietHours | None, now: datetime) -> bool:
    """Tell whether a place is not to be disturbed."""
    if quiet is None:
        return False
    local = now.astimezone(ZoneInfo(quiet.zone)).time()
    if quiet.start < quiet.end:
        return quiet.start <= local < quiet.end
    return local >= quiet.start or local < quiet.end


def described(schedule: Schedule) -> str:
    """Return a schedule as words that `checked_schedule` reads, with its zone in brackets."""
    if schedule.at is None:
        return "on request"
    days = ""
    if schedule.repeat is Repeat.WEEKLY:
        days = ",".join(_WEEK[day] for day in schedule.days) + " "
    elif schedule.repeat is Repeat.MONTHLY:
        days = ",".join("last" if day == LAST else str(day) for day in schedule.days) + " "
    return f"{schedule.repeat} {days}{schedule.at:%H:%M} ({schedule.zone})"


def _repeat(words: list[str], text: str) -> tuple[Repeat, tuple[int, ...]]:
    """Return how often and on which days. Raises `UsageError`."""
    first, rest = (words[0], words[1:]) if words else ("daily", [])
    named = [part for word in rest for part in word.split(",") if part]
    repeat = _REPEATS.get(first)
    if repeat is None:  # "mondays 08:30"
        repeat, named = Repeat.WEEKLY, [part for word in words for part in word.split(",") if part]
    if repeat is Repeat.WEEKLY:
        return repeat, tuple(sorted({_weekday(each, text) for each in named or ["mon"]}))
    if repeat is Repeat.MONTHLY:
        return repeat, tuple(sorted({_month_day(each, text) for each in named or ["1"]}))
    if named:
        raise UsageError(f"“{text[:80]}”: “{named[0][:20]}” is not understood; {HOW}")
    return repeat, ()


def _weekday(word: str, text: str) -> int:
    found = _WEEKDAY.fullmatch(word)
    if not found:
        raise UsageError(f"“{text[:80]}”: “{word[:20]}” is no day of the week; {HOW}")
    return _WEEK.index(found[1])


def _month_day(word: str, text: str) -> int:
    day = LAST if word == "last" else int(word) if _NUMBER.fullmatch(word) else 0
    if not 1 <= day <= LAST:
        raise UsageError(f"“{text[:80]}”: “{word[:20]}” is no day of the month, which are 1 to 31 or “last”; {HOW}")
    return day


def _days(schedule: Schedule, start: date, step: int) -> Iterator[date]:
    """Yield the days from one on, forwards or backwards, on which a digest comes."""
    for number in range(_LONGEST):
        day = start + step * number * _DAY
        if _is_day(schedule, day):
            yield day


def _is_day(schedule: Schedule, day: date) -> bool:
    if schedule.repeat is Repeat.WEEKDAYS:
        return day.weekday() < _SATURDAY
    if schedule.repeat is Repeat.WEEKLY:
        return day.weekday() in schedule.days
    if schedule.repeat is Repeat.MONTHLY:
        last = calendar.monthrange(day.year, day.month)[1]
        return day.day in {min(each, last) for each in schedule.days}
    return True


def _moment(day: date, schedule: Schedule) -> datetime:
    """Return the moment of a digest on a day, in UTC."""
    return datetime.combine(day, schedule.at or time(), ZoneInfo(schedule.zone)).astimezone(UTC)
