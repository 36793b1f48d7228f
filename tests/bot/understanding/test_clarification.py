"""What is asked back where a question says not what it is on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.model import Clarification, Exchange, Form, Question
from bot.understanding.query import understand
from bot.understanding.subjects import SubjectIndex, SubjectKnowledge
from indexer.language.known_subjects import KnownSubject
from indexer.model import Lead

NOW = datetime(2026, 8, 1, tzinfo=UTC)
KNOWN = (KnownSubject(name="Acme", products=("Corvid",)), KnownSubject(name="Globex"))
TEXTS = (
    "On Monday Acme rose.",
    "Then Acme fell.",
    "Now Corvid 3 is out.",
    "So Globex met.",
    "At Acme, Ana Torres left.",
)


@pytest.fixture(scope="module")
def index() -> SubjectIndex:
    """Return what a small collection tells."""
    leads = [Lead(title="", text=text, when=NOW - timedelta(days=day)) for day, text in enumerate(TEXTS)]
    later = Lead(title="", text="Next Initech's chief executive Bo Li won.", when=NOW + timedelta(days=1))
    return SubjectKnowledge(KNOWN).index((later, *leads))


def asked_back(text: str, index: SubjectIndex, *before: str) -> Clarification | None:
    """Return what is asked back to a question."""
    conversation = tuple(Exchange(question=each) for each in before)
    query = understand(Question(text=text, now=NOW, conversation=conversation), subjects=lambda: index)
    assert (query.form is Form.CLARIFY) is (query.clarification is not None)
    return query.clarification


@pytest.mark.parametrize(
    ("text", "missing", "choices"),
    [
        ("and what does it cost?", "it", ("What does Corvid 3 cost?",)),
        ("what did they announce?", "they", ("What did Acme announce?", "What did Globex announce?")),
        ("are they hiring?", "they", ("Is Acme hiring?", "Is Globex hiring?")),
        (
            "when does it come to europe?",
            "it",
            tuple(f"When does {name} come to europe?" for name in ("Acme", "Corvid 3", "Globex")),
        ),
        ("what is its context window", "its", ("What is Corvid 3's context window?",)),
        ("and this week?", "this week", ("What happened at Acme this week?", "What happened at Globex this week?")),
        ("more", "more", ("What is the latest on Acme?", "What is the latest on Globex?")),
        (
            "is there a free tier",
            "is there a free tier",
            ("Acme: is there a free tier", "Globex: is there a free tier"),
        ),
        (
            "any reactions to their launch?",
            "their",
            ("Any reactions to Acme's launch?", "Any reactions to Globex's launch?"),
        ),
        (
            "how many ppl were hit by it in the end?",
            "it",
            tuple(f"How many people were hit by {name} in the end?" for name in ("Acme", "Corvid 3", "Globex")),
        ),
        (
            "And what about the price?",
            "what about the price",
            ("Acme: what about the price?", "Globex: what about the price?"),
        ),
        ("Who else?", "Who else", ("What is the latest on Acme?", "What is the latest on Globex?")),
        ("whats the latest on them", "them", ("What's the latest on Acme?", "What's the latest on Globex?")),
    ],
)
def test_missing_subject_is_asked_for(text: str, missing: str, choices: tuple[str, ...], index: SubjectIndex) -> None:
    """The words that point nowhere are named, with what was told most of lately, and fits, in their place."""
    assert asked_back(text, index) == Clarification(missing=missing, choices=choices)
    assert asked_back(text, index, "hi") == Clarification(missing=missing, choices=choices)


@pytest.mark.parametrize(
    "text",
    [
        "is it true that prices fell?",
        "what time is it?",
        "how long does it take to train a model?",
        "when will Acme release it?",
        "which company said it would close its office?",
        "and what about the price of memory chips?",
        "and what about data centres?",
        "who else left Acme?",
        "reactions to making chips report their location",
        "how many satellites will starbarge launch for its data centre",
        "when is starbarge opening its data centre",
        "hello",
        "",
        "why did they take down that corvid feature",
    ],
)
def test_what_refers_to_nothing_is_not_asked_back(text: str, index: SubjectIndex) -> None:
    """An "it" that stands for nothing, or for something in the question, is understood."""
    assert asked_back(text, index) is None


def test_conversation_says_what_is_meant(index: SubjectIndex) -> None:
    """What was named before is not asked back."""
    assert asked_back("and what does it cost?", index, "What is Corvid 3?") is None
    assert asked_back("and what about the price?", index, "What is Corvid 3?") is None
    assert asked_back("who else?", index, "Who left Acme?") is None


def test_what_a_message_has_said_is_not_asked_back(index: SubjectIndex) -> None:
    """What somebody has is meant by "it", and "the model" behind much else is any model."""
    assert asked_back("zorbex's support bot - by how much did it lower the wait?", index) is None
    assert asked_back("lots of reports and notes with stuff the model invented, any news?", index) is None
    assert asked_back("what does the model cost?", index) is not None


def test_who_was_named_in_small_letters_is_meant(index: SubjectIndex) -> None:
    """Nothing is asked back; a word of news is no name."""
    assert asked_back("what are zorba lorne's views on boats? has he changed his mind?", index) is None
    assert asked_back("has he changed his mind?", index) is not None
