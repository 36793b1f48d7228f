"""When what a sentence tells was: last days and background."""

from __future__ import annotations

from datetime import date

import pytest

from bot.language.dates import is_background

SEVENTH = date(2026, 11, 7)


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
    assert is_background(text, SEVENTH) == expected
