"""Dates as feeds and pages write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer import dates


@pytest.mark.parametrize(
    ("text", "when", "precision"),
    [
        ("2026-03-02T09:00:00Z", "2026-03-02T09:00:00+00:00", 2),
        ("2026-03-02T09:00:00.500+0200", "2026-03-02T07:00:00.500000+00:00", 2),
        ("2026-03-02 09:00", "2026-03-02T09:00:00+00:00", 1),
        ("2026-03-02", "2026-03-02T00:00:00+00:00", 0),
        ("20260302", "2026-03-02T00:00:00+00:00", 0),
        ("2026/3/2 11:12 UTC", "2026-03-02T11:12:00+00:00", 2),
        ("Mon, 02 Mar 2026 09:00:00 GMT", "2026-03-02T09:00:00+00:00", 2),
        ("Mon, 2 Mar 2026 09:00:00 EST", "2026-03-02T14:00:00+00:00", 2),
        ("Seg, 24 Set 2018 19:42:40 -0300", "2018-09-24T22:42:40+00:00", 2),
        ("March 3, 2026", "2026-03-03T00:00:00+00:00", 0),
        ("Mar. 3rd, 2026 at 5:30 p.m.", "2026-03-03T17:30:00+00:00", 1),
        ("5 January 2024, 12:05 AM", "2024-01-05T00:05:00+00:00", 1),
        ("3. Mai 2026", "2026-05-03T00:00:00+00:00", 0),
        ("1 juillet 2025", "2025-07-01T00:00:00+00:00", 0),
        ("1 juin 2025", "2025-06-01T00:00:00+00:00", 0),
        ("12 de marzo de 2025", "2025-03-12T00:00:00+00:00", 0),
        ("Thu, 01 Jan 1970 00:00:00 GMT", "1970-01-01T00:00:00+00:00", 2),
    ],
)
def test_reads_what_leaves_no_doubt(text: str, when: str, precision: int) -> None:
    """Days and times in the common notations are read, with how exactly they were given."""
    moment = dates.parse(text)
    assert (when, precision) == ((moment.when.isoformat(), moment.precision) if moment else ("", -1))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "3 hours ago",
        "03/04/2026",
        "2026",
        "Tue, 30 Feb 2026 10:00:00 GMT",
        "5 Foo 2024",
        "2026-13-01",
        "1:00",
        "Mon, 02 Mar 99999 09:00:00 GMT",
        "9" * 61,
    ],
)
def test_guesses_nothing(text: str) -> None:
    """What could be two days, or none, is no date."""
    assert dates.parse(text) is None


@given(st.text(max_size=70) | st.text(alphabet="0123456789-/:.TZ +jan,", max_size=40))
def test_nothing_raises(text: str) -> None:
    """Whatever stands where a date should be, there is a moment with a zone, or none."""
    moment = dates.parse(text)
    assert moment is None or moment.when.tzinfo is not None


def test_days_without_a_zone_may_be_one_apart() -> None:
    """A time without a zone can mean the day before or after; one with a zone cannot."""
    day, near, exact = (dates.parse(text) for text in ("2026-03-02", "2026-03-03T01:00Z", "2026-03-04T01:00Z"))
    assert day
    assert near
    assert exact
    assert [day.same_day(near), day.same_day(exact), near.same_day(exact)] == [True, False, False]
