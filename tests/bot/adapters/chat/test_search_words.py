"""Filters beside the words of a search, and days by their names."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given

from bot.adapters.chat.parsing import HelpCommand, parse_search, suggest_days
from bot.adapters.messages.search_state import Search, parse_search_state
from indexer.model import Kind, Selection
from tests.doubles.slack_payloads import ANYTHING, LONG

NOW = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")  # there it is the 25th, a Wednesday


def test_filters_beside_the_words_are_those_among_them() -> None:
    """A search with filters as options is the search with the same filters among its words."""
    beside = {"source": "The Verge", "since": "7d", "until": "", "kind": "announcement"}
    found = parse_search("chips source:wired", beside, now=NOW, zone=UTC)
    chosen = Selection(since=NOW - timedelta(days=7), sources=("The Verge", "wired"), kinds=(Kind.ANNOUNCEMENT,))
    assert found == Search(text="chips", now=NOW, selection=chosen)


@pytest.mark.parametrize(
    ("text", "beside", "said"),
    [
        ("chips since:7d", {"since": "1d"}, "since: given twice"),
        ("chips", {"since": "soon"}, "'soon' is no time"),
        ("chips", {"source": "x" * 61}, "at most 60 characters"),
        ("chips", {"since": "2026-11-20", "until": "2026-11-01"}, "is not before until"),
        ("!!!", {}, "search for what?"),
    ],
)
def test_what_beside_the_words_is_not_understood_gets_help(text: str, beside: dict[str, str], said: str) -> None:
    """A mistake in an option is answered by help that names it."""
    found = parse_search(text, beside, now=NOW, zone=UTC)
    assert isinstance(found, HelpCommand)
    assert said in found.problem


@ANYTHING
@given(LONG, LONG)
def test_any_option_means_something(text: str, source: str) -> None:
    """Nothing that can be written into an option fails, and a search that comes of it can be paged."""
    found = parse_search(text, {"source": source}, now=NOW, zone=UTC)
    if isinstance(found, Search):
        assert parse_search_state(found.value()) == found


def test_days_have_names_in_the_readers_zone() -> None:
    """Named days are those of the zone, and are found by any part of their name."""
    assert suggest_days("week", NOW, BERLIN) == [("this week (2026-11-23)", "2026-11-23")]
    assert suggest_days("Toda", NOW, BERLIN) == [("today (2026-11-25)", "2026-11-25")]
    assert len(suggest_days("", NOW, BERLIN)) == 7
    assert suggest_days("2026", NOW, BERLIN) == []
