"""Zones, languages and quiet hours as people write them: the config file and chat read them alike."""

from __future__ import annotations

from datetime import time

import pytest

from bot.config import values
from bot.model.filters import parse_language
from bot.subscriptions.schedule import checked_quiet, checked_zone
from indexer.errors import UsageError


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("22:00-07:00", time(22), time(7)),
        ("7:00-9:30", time(7), time(9, 30)),
        ("22.00\u201307.00", time(22), time(7)),
        (" 12:00 - 13:00 ", time(12), time(13)),
    ],
)
def test_quiet_hours_are_read_alike(text: str, start: time, end: time) -> None:
    """What a member may write for the hours in which a channel is not disturbed, the config may say as well."""
    read = checked_quiet(text, "UTC")
    assert (read.start, read.end) == (start, end)
    assert values.quiet_hours(text) == f"{start:%H:%M}-{end:%H:%M}"


@pytest.mark.parametrize("text", ["22:00", "22:00-", "22:00-24:30", "7-9", "22:00-22:00", "22:00-22.00", "at night"])
def test_wrong_quiet_hours_are_refused_alike(text: str) -> None:
    """Hours that there are not, and those of a whole day, are refused in both places."""
    with pytest.raises(UsageError, match="quiet hours “"):
        checked_quiet(text, "UTC")
    with pytest.raises(ValueError, match="must be two times of a day"):
        values.quiet_hours(text)


@pytest.mark.parametrize("name", ["Nowhere/City", "../../etc/passwd", "Europe", "/etc/passwd", "\0", "x" * 5_000, ""])
def test_a_time_zone_that_there_is_not_is_refused_alike(name: str) -> None:
    """A zone that nobody knows, one that leads out of the zones' folder, and a folder are no zones."""
    with pytest.raises(UsageError, match="there is no time zone"):
        checked_zone(name)
    with pytest.raises(ValueError, match=r"time zone|must"):
        values.zone(name)


@pytest.mark.parametrize("text", ["en", " De ", ""])
def test_languages_are_read_alike(text: str) -> None:
    """A language is a code of two letters, in any case, or none."""
    assert values.language(text) == parse_language(text)


def test_a_wrong_language_is_refused_alike() -> None:
    """A language's name is no code of it."""
    with pytest.raises(UsageError, match="is no code of a language"):
        parse_language("english")
    with pytest.raises(ValueError, match="must be the code of a language"):
        values.language("english")
