"""Dates as feeds and pages write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.web import dates


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
        ("Mar 3, 2026 5:30 PM EST", "2026-03-03T22:30:00+00:00", 2),
        ("March 3, 2026 at 5:30 p.m. ET", "2026-03-03T22:30:00+00:00", 2),
        ("July 3, 2026 at 5:30 p.m. ET", "2026-07-03T21:30:00+00:00", 2),
        ("July 3, 2026, 5 p.m. Pacific Time", "2026-07-04T00:00:00+00:00", 2),
        ("12:45 PM PDT, June 9, 2026", "2026-06-09T19:45:00+00:00", 2),
        ("3 Mar 2026, 17:30 CET", "2026-03-03T16:30:00+00:00", 2),
        ("Tue, 3 Mar 2026 09:00:00 CET", "2026-03-03T08:00:00+00:00", 2),
        ("3 July 2026 17:30 (BST)", "2026-07-03T16:30:00+00:00", 2),
        ("3 July 2026 17:30 IST", "2026-07-03T12:00:00+00:00", 2),
        ("2026-03-03 17:30 UTC+2", "2026-03-03T15:30:00+00:00", 2),
        ("3 March 2026 17:30 UTC+99", "2026-03-03T17:30:00+00:00", 1),
        ("March 3, 2026 5:30 PM Moonbase", "2026-03-03T17:30:00+00:00", 1),
        ("3 March 2026 - 5 min read", "2026-03-03T00:00:00+00:00", 0),
        ("March 3, 2026, updated March 4, 2026 5:30 PM", "2026-03-03T00:00:00+00:00", 0),
        ("28. Februar 2026 um 9.05 Uhr MEZ", "2026-02-28T08:05:00+00:00", 2),
        ("le 3 mars 2026 \u00e0 14h30", "2026-03-03T14:30:00+00:00", 1),
        ("1772559000", "2026-03-03T17:30:00+00:00", 2),
        ("1772559000000", "2026-03-03T17:30:00+00:00", 2),
        ("13/03/2026", "2026-03-13T00:00:00+00:00", 0),
        ("03/13/2026", "2026-03-13T00:00:00+00:00", 0),
        ("03.04.2026, 17.30 Uhr", "2026-04-03T17:30:00+00:00", 1),
        ("13 mrt. 2026", "2026-03-13T00:00:00+00:00", 0),
        ("3. b\u0159ezna 2026", "2026-03-03T00:00:00+00:00", 0),
        ("3 \u043c\u0430\u0440\u0442\u0430 2026, 17:30", "2026-03-03T17:30:00+00:00", 1),
        ("2026\u5e743\u67083\u65e5", "2026-03-03T00:00:00+00:00", 0),
        ("2026 March 3, 10:00 CET", "2026-03-03T09:00:00+00:00", 2),
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
        "today",
        "2 hours ago, 2026",
        "5 min read 2026",
        "page 1 of 3 2026",
        "v2026.03",
        "v1.2.2026",
        "Issue 12 2026",
        "3.14",
        "March 2026",
        "12:30 PM",
        "3 March",
        "3rd Oct 25",
        "20255550123",
        "\u7b2c3\u56de 2026",
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
