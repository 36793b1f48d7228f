"""What stands around a request is not asked."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.model import Form, Question
from bot.understanding.circumstances import without_circumstances
from bot.understanding.query import understand


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Which docks signed with Acme? need it for a slide", "Which docks signed with Acme?"),
        ("Which docks signed with Acme? I'm writing a memo for my boss", "Which docks signed with Acme?"),
        ("Which docks signed with Acme? It's for the board.", "Which docks signed with Acme?"),
        ("catch me up on Acme please, I've a call with them on monday", "catch me up on Acme please"),
        ("does Acme sell oars? asking for a rowing club", "does Acme sell oars?"),
        ("compare Acme and Hooli on oars, we have to pick one by friday", "compare Acme and Hooli on oars"),
        ("someone said so at lunch, who runs the docks at Acme?", "who runs the docks at Acme?"),
        ("a friend of mine starts there in May, so who runs the docks at Acme?", "so who runs the docks at Acme?"),
        ("we build bots. by how much did Acme cut its fees? need it for a call", "by how much did Acme cut its fees?"),
        ("what, if you don't mind me asking, does Acme build", "what does Acme build"),
        ("we need new oars. is Acme cheaper than it was? our club pays", "is Acme cheaper than it was?"),
    ],
)
def test_why_somebody_asks_is_not_asked(text: str, asked: str) -> None:
    """Before a request, behind it, or within it."""
    assert without_circumstances(text) == asked


@pytest.mark.parametrize(
    "text",
    [
        "Which docks signed with Acme? Only in July.",
        "Which docks need it for a bell?",
        "I have a call with Acme on Monday, what's new there?",
        "we just signed with Acme. who else uses them?",
        "my CEO dropped that name, bring me up to date?",
        "saw that Italy fined Acme, how much?",
        "my talk is about humanoid robots. what did Acme show this year?",
        "what has Acme shipped? I only care about May",
        "catch me up on Acme, I was off from 1 to 20 August",
        "compare Acme and Hooli in funding, customers and price",
        "which firm bought the docks? i think it was a bank",
        "Acme's bid, how did that end?",
        "whats going on at Acme, i heard layoffs??",
        "which dock lets us moor now? saw something about it in june",
        "what is new on boats, for the open sea?",
        "how is the strike at Acme going, drivers want more pay?",
        "I need a list of docks",
        "",
    ],
)
def test_what_a_request_may_need_stays(text: str) -> None:
    """Its subject, its limits, and all of a message of which it is not plain what asks."""
    assert without_circumstances(text) == text


def test_an_appointment_is_no_time_of_the_news() -> None:
    """Nor a part of the topic."""
    question = Question(
        text="catch me up on Acme, I've a call with them on monday", now=datetime(2026, 11, 24, 12, tzinfo=UTC)
    )
    query = understand(question)
    assert query.form is Form.OVERVIEW
    assert query.selection.since is None
    assert "call" not in query.terms
