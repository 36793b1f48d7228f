"""Which companies, and which kinds of events, a text tells of."""

from __future__ import annotations

import pytest

from indexer.stories.companies import companies, companies_by_word, companies_of_publisher
from indexer.stories.events import events
from indexer.stories.terms import key, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Claude maker eyes Narvik", {"Anthropic"}),
        ("Amodei: no plans for a listing", {"Anthropic"}),
        ("Opus and Sonnet get cheaper", {"Anthropic"}),
        ("DeepMind's robots", {"Google"}),
        ("Google DeepMind's robots", {"Google"}),
        ("Why GitHub Copilot is slow", {"GitHub"}),
        ("SK hynix samples HBM4E", {"SK Hynix"}),
        ("Together we figure it out", set()),
        ("How Figure's robots work", {"Figure AI"}),
    ],
)
def test_companies(text: str, expected: set[str]) -> None:
    """A company is told of by its products and people, too; a short name that may be a word counts within a text."""
    assert companies(words(text)) == expected


@pytest.mark.parametrize(
    ("publisher", "expected"),
    [("google developers blog", {"Google"}), ("mistral ai", {"Mistral"}), ("google news", set()), ("", set())],
)
def test_whose_pages_a_publisher_has(publisher: str, expected: set[str]) -> None:
    """A company's own pages are told by what their publisher's name begins with; others' news is nobody's own."""
    assert companies_of_publisher(publisher) == expected


def test_the_companies_of_a_word() -> None:
    """A word of a name tells of the company, whatever its form."""
    assert companies_by_word(key("Claude")) == {"Anthropic"}
    assert companies_by_word(key("Tuesday")) == frozenset()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Yomiuri takes OpenAI to court", "The newspaper filed a complaint"),
        ("Autodesk layoffs", "1,000 roles to go"),
        ("Harvey hits $11 billion valuation", "Harvey raises $200 million"),
    ],
)
def test_one_kind_of_event_has_many_words(one: str, other: str) -> None:
    """Reports in other words tell of one kind of event."""
    assert events(words(one)) & events(words(other))
    assert not events(words(one)) & events(words("Claude is down worldwide"))
