"""The filters that commands state in words, as selections."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.model.chat import Filters
from bot.model.filters import parse_bound, parse_filters
from indexer.errors import UsageError
from indexer.model import Kind, Selection

TUESDAY = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "end", "expected"),
    [
        ("2026-11-20", False, "2026-11-20T00:00"),
        ("2026-11-20", True, "2026-11-21T00:00"),
        ("2026-11-20T08:00+01:00", True, "2026-11-20T07:00"),
        ("7d", False, "2026-11-17T23:30"),
        ("12h", False, "2026-11-24T11:30"),
    ],
)
def test_bounds(text: str, end: bool, expected: str) -> None:  # noqa: FBT001  a parameter of the table
    """A bound is a day, whole and inclusive, an ISO time, or a span back from now."""
    assert _utc(expected) == parse_bound(text, now=TUESDAY, zone=UTC, end=end)


@pytest.mark.parametrize("text", ["soon", "2026-13-01", "20261", "-3d", "9999999d", "99999m", "d"])
def test_senseless_bounds_are_refused(text: str) -> None:
    """A bound that cannot be understood is an error that shows how to write one."""
    with pytest.raises(UsageError, match="is no time: write a day"):
        parse_bound(text, now=TUESDAY, zone=UTC, end=False)


def test_selection_of_a_command() -> None:
    """The filters of a command become one selection, names as they were written."""
    expected = Selection(since=_utc("2026-11-20T00:00"), sources=("Harbour Post",), kinds=(Kind.OPINION,))
    chosen = parse_filters(
        Filters(since="2026-11-20", sources=(" Harbour Post ",), kinds=("opinion",)), now=TUESDAY, zone=UTC
    )
    assert expected == chosen


def test_unknown_kind_is_refused_with_the_known_ones() -> None:
    """A kind that does not exist is refused, and the message lists those that do."""
    with pytest.raises(UsageError, match="announcement, opinion, reported, research, unknown"):
        parse_filters(Filters(kinds=("gossip",)), now=TUESDAY, zone=UTC)


def test_empty_window_is_refused() -> None:
    """A window that ends before it begins is refused."""
    with pytest.raises(UsageError, match="is not before"):
        parse_filters(Filters(since="2026-11-20", until="2026-11-10"), now=TUESDAY, zone=UTC)


def _utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
