"""Whether a question asks for what is still to come."""

from __future__ import annotations

import pytest

from bot.understanding.coming_events import asks_ahead


@pytest.mark.parametrize(
    ("text", "is_ahead"),
    [
        ("what's coming up next week?", True),
        ("what is next for Acme", True),
        ("which boats are due in June", True),
        ("what is Acme expected to launch", True),
        ("anything on the calendar for June?", True),
        ("what can we expect from Acme", True),
        ("anything scheduled for tomorrow?", True),
        ("what came up last week?", False),
        ("what was expected of Acme", False),
        ("who is next to Acme on the list", False),
    ],
)
def test_what_is_still_to_come_is_asked_for(text: str, *, is_ahead: bool) -> None:
    """By what is coming, due or expected, and not by what was."""
    assert asks_ahead(text) is is_ahead
