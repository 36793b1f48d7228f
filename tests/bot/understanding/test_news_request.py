"""What an open question is on, beside its subject and its time."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.model import Form, Question, Subject
from bot.understanding.news_request import asks_for_latest, news_topic_of
from bot.understanding.query import understand

NOW = datetime(2026, 8, 14, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("What did Acme announce about glasses?", "Acme glasses"),
        ("what has Acme unveiled for developers and hospitals this week?", "Acme hospitals"),
        ("what did Acme announce this week?", "Acme announce"),
    ],
)
def test_announcing_is_no_topic_beside_one(text: str, topic: str) -> None:
    """That something was announced says less than what it is on; it is a topic only where nothing else is."""
    assert news_topic_of(text, understand(Question(text=text, now=NOW)).names).words == topic


def test_what_a_subject_announces_is_all_there_is_of_it() -> None:
    """Few posts say "announce", and most announce something."""
    subject = Subject(name="Acme")
    found = [
        news_topic_of(text, frozenset({"acm"}), (subject,)).words
        for text in ("What did Acme announce in May?", "What did Acme announce about glasses?")
    ]
    assert found == ["Acme", "Acme glasses"]


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("comments on the harbour bill", "harbour bill"),
        ("what did commentators say after the strike", "strike"),
        ("how do people see the price cut at Acme", "price cut Acme"),
        ("Acme strike after the ruling", "Acme strike ruling"),
        ("how was that 72.3% received", "72.3"),
        ("what happened at Acme in the last 3 weeks", "Acme"),
        ("Boat question: could somebody give a short summary of the strike", "strike"),
        ("I lost track of the strike, what happened from May till now", "strike"),
        ("do ordinary people like electric ferries? what have we seen on that this year", "electric ferries"),
    ],
)
def test_whose_opinion_is_asked_for_is_no_topic(text: str, topic: str) -> None:
    """Nor is that opinions are asked for; a share is one, and no number of days."""
    assert news_topic_of(text, understand(Question(text=text, now=NOW)).names).words == topic


@pytest.mark.parametrize(
    ("text", "latest"),
    [
        ("how much did Acme raise in its last round?", True),
        ("what was Acme's last model?", True),
        ("when was the last outage at Acme?", True),
        ("what happened in the last three weeks?", False),
        ("what did Acme do in the last quarter", False),
        ("who was the last to leave Acme?", False),
        ("what was Acme's last week like", False),
    ],
)
def test_the_last_of_a_kind_is_the_latest(text: str, *, latest: bool) -> None:
    """And no time that is over, nor the last of a row."""
    assert asks_for_latest(text) is latest


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("what went wrong with the boat update", "boat update"),
        ("what did the boat update change", "boat change update"),
        ("give me an update on the boat", "boat"),
        ("what was in the latest update", ""),
    ],
)
def test_an_update_of_something_is_a_topic(text: str, topic: str) -> None:
    """It is a thing, and no word for what is new."""
    assert news_topic_of(text, frozenset()).words == topic


def test_what_opinions_are_of_stands_in_one_clause_with_them() -> None:
    """A preposition of the next one has nothing to do with them; where nothing stands behind, it stood before."""
    assert news_topic_of("people complained that the boat leaks, what was the cause of it?", frozenset()).words == (
        "boat leaks cause"
    )
    assert news_topic_of("why do critics praise a boat that leaks to everybody", frozenset()).words == "boat leaks"


@pytest.mark.parametrize("text", ["What was announced on 12 August 2026?", "what got released last week"])
def test_what_was_announced_in_a_time_is_its_news(text: str) -> None:
    """Where a time is all that is named, everything of it is asked for."""
    query = understand(Question(text=text, now=NOW))
    assert query.form is Form.OVERVIEW
    assert query.selection.since
