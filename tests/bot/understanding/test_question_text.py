"""Questions as they are read."""

from __future__ import annotations

import pytest

from bot.understanding.question_text import without_purpose


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Which docks signed with Acme? need it for a slide", "Which docks signed with Acme?"),
        ("Which docks signed with Acme? I'm writing a memo for my boss", "Which docks signed with Acme?"),
        ("Which docks signed with Acme? It's for the board.", "Which docks signed with Acme?"),
        ("Which docks signed with Acme? Only in July.", "Which docks signed with Acme? Only in July."),
        ("I need a list. Which docks signed?", "I need a list. Which docks signed?"),
        ("Which docks need it for a bell?", "Which docks need it for a bell?"),
    ],
)
def test_what_the_answer_is_wanted_for_is_not_asked(text: str, asked: str) -> None:
    """It stands behind the question, and asks nothing itself."""
    assert without_purpose(text) == asked
