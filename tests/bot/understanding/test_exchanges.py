"""What a follow-up puts in the place of a part of the question before."""

from __future__ import annotations

import pytest

from bot.model import Exchange
from bot.understanding.exchanges import exchanged
from bot.understanding.follow_ups import complete
from bot.understanding.subjects import SubjectIndex
from indexer.language.known_subjects import KnownSubject

INDEX = SubjectIndex((KnownSubject(name="Acme", products=("Corvid",)),))
GROWTH = "what has Acme done in biology and chemistry this year?"


@pytest.mark.parametrize(
    ("before", "text", "expected"),
    [
        (GROWTH, "ok and in maths?", "what has Acme done in maths this year?"),
        (GROWTH, "hm, and Globex", "what has Globex done in biology and chemistry this year?"),
        (GROWTH, "make it last year", "what has Acme done in biology and chemistry last year?"),
        ("Compare Acme and Globex on long texts", "now on code please", "Compare Acme and Globex on code"),
        ("what do people think of oars?", "And of sails?", "what do people think of sails?"),
        ("what does it say about oars?", "and on sails?", "what does it say on sails?"),
        ("what did Acme show at Boatfair?", "and Globex?", "what did Globex show at Boatfair?"),
        ("does Acme pay its crews?", "what about zorbex", "does zorbex pay its crews?"),
        ("how many boats does Acme own?", "same for lorne ai", "how many boats does lorne ai own?"),
        ("list Acme's boats", "zorbex's?", "list zorbex's boats"),
        ("who is the CEO of Acme?", "cto?", "who is the cto of Acme?"),
        ("Who is chief scientist at Acme?", "and head of research", "Who is head of research at Acme?"),
        ("does Acme sail in Oslo yet?", "tokyo?", "does Acme sail in tokyo yet?"),
        ("which suits has Acme in the US?", "and in Europe", "which suits has Acme in Europe?"),
        ("does Acme speak Danish?", "zorbish too?", "does Acme speak zorbish?"),
        ("what does Acme charge crews", "zorbex?", "what does zorbex charge crews"),
    ],
)
def test_one_part_is_exchanged(before: str, text: str, expected: str) -> None:
    """A name, a time, an office, or what stands behind the same preposition; the rest of the question holds on."""
    assert exchanged(text, before, INDEX) == expected


@pytest.mark.parametrize(
    ("before", "text"),
    [
        ("How much did Acme raise?", "and the price?"),
        ("How much did Acme raise?", "what about their revenue"),
        ("How much did Acme raise?", "and who paid?"),
        ("How much did Acme raise?", "and in Oslo?"),
        ("Did Acme sue Globex?", "and Initech?"),
        ("Who left Acme in 2023?", "since then?"),
        ("Who runs Acme?", "When?"),
        ("Who runs Acme?", "Either?"),
        (GROWTH, "ok thanks"),
        (GROWTH, ""),
    ],
)
def test_nothing_is_exchanged_for_what_has_no_place(before: str, text: str) -> None:
    """A question of its own, what is asked beside, and a name that may stand for either of two."""
    assert exchanged(text, before, INDEX) == ""


def test_what_is_the_subjects_is_asked_of_it() -> None:
    """And the question before is not asked again."""
    whole = complete("what about their prices", [Exchange(question="Which docks use Acme?")], lambda: INDEX)
    assert whole.text == "Acme's prices"


def test_another_question_begins_anew() -> None:
    """Nothing of what was asked before belongs to it."""
    turns = [Exchange(question="Who is the CTO of Acme?")]
    assert complete("thanks, now something else: who runs Globex?", turns, lambda: INDEX).text == "who runs Globex?"


def test_why_the_question_before_was_asked_is_no_part_of_it() -> None:
    """An appointment is no time of what follows it up."""
    turns = [Exchange(question="catch me up on Acme, I've a call with them on monday")]
    assert complete("and Globex?", turns, lambda: INDEX).text == "catch me up on Globex"


def test_he_may_be_a_name_in_small_letters() -> None:
    """As chats write it; a word of news is none."""
    turns = [Exchange(question="what's zorba lorne's view on boats?")]
    assert complete("has he changed it?", turns, lambda: INDEX).text == "has zorba lorne changed it?"
