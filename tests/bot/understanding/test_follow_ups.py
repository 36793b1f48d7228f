"""What a follow-up means after an answer."""

from __future__ import annotations

import pytest

from bot.model import Exchange
from bot.understanding.follow_ups import complete, statements_of
from bot.understanding.subjects import SubjectIndex
from indexer.language.known_subjects import KnownSubject

SAID = ("Acme opened an office in Seoul.", "Corvid 3 failed on Monday", "Globex sued Acme over the name.")
BEFORE = Exchange(question="What happened at Acme this week?", answer="\n".join(SAID))
INDEX = SubjectIndex((KnownSubject(name="Acme", products=("Corvid",)), KnownSubject(name="Globex")))


def meant(text: str, *conversation: Exchange) -> str:
    """Return the whole question that a text stands for."""
    return complete(text, conversation or (BEFORE,), lambda: INDEX).text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("and globex?", "What happened at globex this week?"),
        ("and last month?", "What happened at Acme last month?"),
        ("and in July?", "What happened at Acme in July?"),
        ("the second one", "Tell me more about this: Corvid 3 failed on Monday"),
        ("tell me more abt the last", "Tell me more about this: Globex sued Acme over the name"),
        ("number 1", "Tell me more about this: Acme opened an office in Seoul"),
        ("more on the Seoul one", "Tell me more about this: Acme opened an office in Seoul"),
        ("is the second one free?", "is Corvid 3 free?"),
        ("the ninth one", "What happened at Acme this week? the ninth one"),
        ("why?", "Why? Acme opened an office in Seoul"),
        ("what do people think of it?", "what do people think of Acme?"),
    ],
)
def test_follow_up_of_an_overview_is_a_whole_question(text: str, expected: str) -> None:
    """Another name or time stands in the place of the one before, and a place in the answer for its statement."""
    assert meant(text) == expected


@pytest.mark.parametrize("text", ["more", "and more?", "show me the rest", "anything else?", "more please"])
def test_more_asks_again_for_what_was_not_told(text: str) -> None:
    """What all answers to the question said is not to be said again."""
    again = Exchange(question="more", answer="Acme hired ten people.")
    whole = complete(text, (BEFORE, again), lambda: INDEX)
    assert whole.text == BEFORE.question
    assert whole.told == (*SAID, "Acme hired ten people.")


def test_it_is_what_only_the_answer_named() -> None:
    """A question that names nobody is explained by the subject of its answer."""
    asked = Exchange(question="what's this about a harbour paying twice?", answer="Acme paid its sailors twice.")
    whole = complete("and how did that end? any update this week", [asked], lambda: INDEX)
    assert whole.text == "and how did Acme end? any update this week"


def test_they_are_whom_a_product_is_of() -> None:
    """And "it" is the product."""
    asked = Exchange(question="who made Pica Code, the agent at Acme?", answer="Two sailors made it.")
    assert complete("where do things stand with them now?", [asked], lambda: INDEX).text.endswith("with Acme now?")
    assert complete("what do people think of it?", [asked], lambda: INDEX).text.endswith("of Pica Code?")


def test_thanks_are_no_subject() -> None:
    """What is only polite is not what a later question follows up."""
    thanks = Exchange(question="thanks!", answer="")
    assert meant("and globex?", BEFORE, thanks) == "What happened at globex this week?"
    assert meant("Who runs Globex?", thanks) == "Who runs Globex?"


def test_both_are_those_named_before() -> None:
    """A question of "the two" is on what was named before it."""
    before = Exchange(question="what are corvid 2 and globex?")
    assert meant("which of the two is cheaper?", before) == "which of the two is cheaper? corvid 2, Globex"


def test_statements_of_an_answer_in_one_text() -> None:
    """An answer that comes as one text has its sentences for statements."""
    assert statements_of("Acme rose. Globex fell.") == ("Acme rose.", "Globex fell.")
    assert statements_of("") == ()
