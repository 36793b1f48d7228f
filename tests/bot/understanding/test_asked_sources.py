"""Whose articles a question asks for."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.model import Form, Question
from bot.understanding.asked_sources import asked_sources
from bot.understanding.names import name_key
from bot.understanding.query import topic_query, understand
from bot.understanding.subjects import SubjectIndex
from indexer.language.known_subjects import KnownSubject
from indexer.model import Selection

NOW = datetime(2026, 8, 14, 12, tzinfo=UTC)
PUBLISHERS = ("The Ledger", "Harbour Post", "Acme", "Acme Yards", "Time")
INDEX = SubjectIndex([KnownSubject(name="Acme")])


@pytest.mark.parametrize(
    ("text", "publishers", "rest", "newest"),
    [
        ("What were the main stories in the ledger in May?", ("The Ledger",), "What were the main in May?", 0),
        ("What did The Ledger write about boats?", ("The Ledger",), "What boats?", 0),
        ("What was on the acme blog last week?", ("Acme",), "What was last week?", 0),
        ("What has the Acme Yards newsletter covered?", ("Acme Yards",), "What has ?", 0),
        ("Summarise the latest issue of The Ledger", ("The Ledger",), "Summarise the latest", 1),
        ("Recap the last three issues of the Harbour Post", ("Harbour Post",), "Recap the last", 3),
        ("Recap the last 2 posts on the Acme blog", ("Acme",), "Recap the last", 2),
        ("Any posts by Time about boats?", ("Time",), "Any about boats?", 0),
        ("What are the top stories in harbour post?", ("Harbour Post",), "What are the top ?", 0),
        ("What's the latest in The Ledger?", ("The Ledger",), "What's the latest ?", 0),
    ],
)
def test_a_publisher_is_asked_for_by_what_only_it_has(
    text: str, publishers: tuple[str, ...], rest: str, newest: int
) -> None:
    """A blog, an issue, stories in it; what an outlet wrote."""
    found = asked_sources(text, PUBLISHERS, lambda: INDEX)
    assert found is not None
    assert (found.publishers, found.rest, found.newest) == (publishers, rest, newest)


def test_a_question_is_not_remembered() -> None:
    """Only names are, which come again with other questions."""
    asked_sources("What did The Ledger write about my boat?", PUBLISHERS, lambda: INDEX)
    remembered = name_key.cache_info().currsize
    asked_sources("What did The Ledger write about my house?", PUBLISHERS, lambda: INDEX)
    assert name_key.cache_info().currsize == remembered


@pytest.mark.parametrize(
    "text",
    [
        "What did Acme say about boats?",
        "What are the main stories from Acme?",
        "What did time tell of them?",
        "What were the biggest stories in time for the fair?",
        "Any posts by time travellers?",
        "Give me an overview of the strike in Time",
        "What happened at The Ledger?",
        "What is new in The Ledger's lawsuit?",
    ],
)
def test_what_is_on_a_publisher_is_not_its_articles_alone(text: str) -> None:
    """Of a company, what it says is news; of an outlet, what it is in."""
    assert asked_sources(text, PUBLISHERS, lambda: INDEX) is None


def test_whose_articles_are_asked_for_narrows_the_selection() -> None:
    """All that they tell of the time is told, and the publisher is no subject of it."""
    query = understand(Question(text="What did The Ledger write about in May?", now=NOW), PUBLISHERS, lambda: INDEX)
    assert (query.form, query.subjects, query.newest) == (Form.OVERVIEW, (), 0)
    assert query.selection.sources == ("The Ledger",)
    assert query.selection.since == datetime(2026, 5, 1, tzinfo=UTC)
    latest = understand(Question(text="Summarise the latest issue of The Ledger", now=NOW), PUBLISHERS, lambda: INDEX)
    assert (latest.newest, latest.selection) == (1, Selection(sources=("The Ledger",)))


def test_a_fact_or_a_stated_source_is_left_alone() -> None:
    """A fact is only looked for there first, and whoever states a source has said whose articles they want."""
    fact = understand(Question(text="How much did The Ledger say Hop cost?", now=NOW), PUBLISHERS, lambda: INDEX)
    assert (fact.form, fact.selection, fact.publishers) == (Form.FACT, Selection(), ("The Ledger",))
    stated = Selection(sources=("Time",))
    asked = Question(text="Summarise the latest issue of The Ledger", now=NOW, selection=stated)
    assert understand(asked, PUBLISHERS, lambda: INDEX).selection == stated


def test_a_topic_may_be_a_publisher() -> None:
    """Whoever watches a blog is not sent whatever there is."""
    assert topic_query("the Acme blog", NOW, PUBLISHERS, lambda: INDEX).selection == Selection()
