"""Whether a question asks what holds now."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from bot.model import Exchange, Question
from bot.understanding.present_state import without_now
from bot.understanding.query import understand
from indexer.model import Selection

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "What does Corvid Pro cost?",
        "what's acme worth",
        "Who runs Acme these days?",
        "Which chips does Acme use?",
        "acme headcount",
        "price of corvid pro",
        "Under which licence is Heron 2 released?",
        "When is Heron 3 due?",
        "On what date will Heron 1 be switched off?",
        "When will the first Heron 3 cards be shipped?",
        "What'll the old plan cost?",
        "Who is going to lead what was once Acme?",
        "Has Acme closed the Corvid deal?",
        "Is Rutger still at Acme?",
        "How many people does Acme employ as of today?",
        "How much does Corvid Pro cost today?",
        "Who leads the lab that Acme bought?",
    ],
)
def test_present_tense_or_no_verb_asks_for_what_holds_now(text: str) -> None:
    """So does a word that says "now", of which no news of that day is asked for."""
    query = understand(Question(text=text, now=NOW))
    assert query.present == date(2026, 11, 20)
    assert not query.selection.since
    assert not query.periods


@pytest.mark.parametrize(
    "text",
    [
        "What did Corvid Pro cost?",
        "did Acme buy Corvid?",
        "Did Acme buy Corvid?",
        "Were Acme's cards free?",
        "Had Acme a Corvid deal?",
        "Who was chief executive of Acme before Ada Lind?",
        "Who runs Acme's lab in 2025?",
        "How much does Corvid Pro cost in March?",
        "What is the original licence of Heron 2?",
        "Who bought Corvid?",
        "In which countries did Corvid start out?",
        "Under which licence was the model that Acme offers published?",
        "When was Heron 2 released?",
        "Who is the former head of Acme?",
        "Why does Acme raise its prices?",
        "What does Acme say about the suit?",
        "What did Acme announce today?",
        "How much is Acme reportedly worth?",
        "What is the latest version of Heron?",
        "What's the code name of the lens in Heron?",
    ],
)
def test_what_has_been_or_is_dated_or_rumoured_is_not_asked_of_the_present(text: str) -> None:
    """Neither are reasons, words and the latest, which have their own order."""
    assert understand(Question(text=text, now=NOW)).present is None


def test_a_time_that_the_asker_states_is_kept() -> None:
    """Within it, nothing is asked of the present."""
    selection = Selection(since=datetime(2026, 1, 1, tzinfo=UTC))
    assert understand(Question(text="What does Corvid Pro cost?", now=NOW, selection=selection)).present is None


def test_a_time_of_the_question_before_is_kept() -> None:
    """What follows up "in March" is still asked of March."""
    before = Exchange(question="What did Corvid Pro cost in March?", answer="Corvid Pro cost $20 in March.")
    assert understand(Question(text="and Corvid Mini?", now=NOW, conversation=(before,))).present is None


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Who is currently the head of Acme?", "Who is the head of Acme?"),
        ("What is Acme's valuation at the moment?", "What is Acme's valuation?"),
        ("What is the current price of Corvid?", "What is the price of Corvid?"),
        ("Does Acme still sell Corvid these days?", "Does Acme sell Corvid?"),
        ("What does Corvid cost right now?", "What does Corvid cost?"),
        ("now?", "now?"),
        ("What is today's price?", "What is today's price?"),
    ],
)
def test_words_that_only_say_now_are_left_out(text: str, left: str) -> None:
    """They are no words of what is asked, and no article need hold them."""
    assert without_now(text) == left


def test_now_is_no_term() -> None:
    """It weighs nothing in the search, and is not read."""
    query = understand(Question(text="Who currently heads Acme at the moment?", now=NOW))
    assert query.terms == ("head", "acm")
    assert query.content == "Who heads Acme?"
