"""What headers mean."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from indexer.fetching import answer_headers

_NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("120", _NOW + timedelta(seconds=120)),
        (" 7 ", _NOW + timedelta(seconds=7)),
        ("0", None),
        ("-5", None),
        ("1.5", None),
        ("soon", None),
        ("", None),
        ("86401", _NOW + timedelta(hours=24)),
        ("9" * 5000, _NOW + timedelta(hours=24)),
        ("Wed, 25 Nov 2026 12:30:00 GMT", _NOW + timedelta(minutes=30)),
        ("Wed, 25 Nov 2026 12:30:00", _NOW + timedelta(minutes=30)),
        ("Wed, 25 Nov 2026 11:30:00 GMT", None),
        ("Wed, 25 Nov 2099 12:30:00 GMT", _NOW + timedelta(hours=24)),
        ("Fri, 31 Dec 9999 23:59:59 -2359", None),
        ("Wed, 99 Nov 2026 12:30:00 GMT", None),
    ],
)
def test_retry_after(value: str, expected: datetime | None) -> None:
    """Retry-After is understood in seconds and as a date, never in the past and never over 24 hours."""
    assert expected == answer_headers.retry_after(value, _NOW)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("max-age=600", timedelta(minutes=10)),
        ("public, Max-Age = 60, must-revalidate", timedelta(minutes=1)),
        ('max-age="60"', timedelta(minutes=1)),
        ("s-maxage=60", None),
        ("no-cache", None),
        ("max-age=-1", None),
        ("max-age=99999999999999", None),
    ],
)
def test_max_age(value: str, expected: timedelta | None) -> None:
    """Only a sensible max-age counts."""
    assert expected == answer_headers.max_age(value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("text/html; charset=UTF-8", ("text/html", "UTF-8")),
        ("Application/RSS+XML;charset='iso-8859-1'", ("application/rss+xml", "iso-8859-1")),
        ('text/xml; version=1; charset="windows-1252"', ("text/xml", "windows-1252")),
        ("text/html", ("text/html", "")),
        ("html", ("", "")),
        ("", ("", "")),
        ("text/html\x1b; charset=a\x00b", ("text/html", "a")),
    ],
)
def test_content_type(value: str, expected: tuple[str, str]) -> None:
    """Media type and charset are told apart, and nothing but their own characters gets through."""
    assert expected == (answer_headers.media_type(value), answer_headers.charset(value))


@pytest.mark.parametrize(
    ("value", "expected"),
    [('W/"a1"', 'W/"a1"'), ('"é"', ""), ("a\r\nX: y", ""), ("x" * 1025, ""), (" b ", "b")],
)
def test_validator(value: str, expected: str) -> None:
    """A validator that could not be sent back as it is is not kept."""
    assert expected == answer_headers.validator(value)
