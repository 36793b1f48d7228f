"""The greatest or the least of what a question compares, from stories as they were found."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.composition.extremes import MOST_COMPARED, compose_extreme
from bot.evidence.sentences import evidence_of_stories
from bot.language.superlatives import superlative_of
from bot.language.words import stems, terms
from bot.model import Form, FoundStories, FoundStory, Hit, Query, Subject
from bot.retrieval.aim import aim_of
from bot.retrieval.similarity import Similarity
from indexer.model import Passage, PlacedPassage
from tests.doubles.catalogue_records import NOW, article

if TYPE_CHECKING:
    from collections.abc import Sequence

ROUND, CHEAPEST = "What was the biggest funding round?", "Which of Acme's models is the cheapest?"
SMALL = "Acme raised $85 million in seed funding on Monday."
MIDDLE = "Globex raised $310 million from pension funds at a value of $4 billion."
GREAT = "Ostrel, the maker of boats, has raised $1.2 billion for a second plant."


def told(question: str, *texts: str, likeness: float = 0.6) -> list[str]:
    """Return what is said of stories of these texts, the newest first; all are as like the question."""
    asked = superlative_of(question)
    assert asked
    subjects = (Subject(name="Acme"),) if "Acme" in question else ()
    query = Query(text=asked.rest, terms=terms(asked.rest), form=Form.LIST, subjects=subjects)
    found = FoundStories(found=tuple(_story(f"a{days}", text, days) for days, text in enumerate(texts)))

    def compare(compared: Sequence[str]) -> dict[str, Similarity]:
        return {text: Similarity(likeness, {}) for text in compared}

    aim = replace(aim_of(query), is_extreme=True)
    claims = compose_extreme(asked, aim, found.found, evidence_of_stories((), found), compare, MOST_COMPARED)
    return [claim.text for claim in claims]


def _story(name: str, text: str, days: int) -> FoundStory:
    of = article(name, text=text, title="News in brief", published=NOW - timedelta(days=days))
    passage = Passage(id=name, article_id=of.id, ordinal=0, start=0, end=len(text), text=text)
    placed = PlacedPassage(passage=passage, article=of, period="2026")
    hit = Hit(placed=placed, cosine=0.5, lexical=1.0, relevance=1.0, score=1.0, words=stems(text))
    return FoundStory(id=of.id, hits=(hit,), prominence=1.0, weight=1.0)


def test_the_greatest_leads_and_the_next_follow() -> None:
    """Whichever is the newest; what a company is valued at is no amount of a round."""
    assert told(ROUND, SMALL, GREAT, MIDDLE) == [GREAT, MIDDLE, SMALL]
    assert told("What was the smallest funding round?", MIDDLE, GREAT, SMALL) == [SMALL, MIDDLE, GREAT]


@pytest.mark.parametrize(
    "text",
    [
        "Initech is in talks to raise $5 billion in a funding round.",
        "Initech may have raised $5 billion, two people familiar with the matter said.",
        "Initech bought Hooli for $5 billion on Monday.",
    ],
)
def test_a_rumour_a_plan_or_something_else_does_not_win(text: str) -> None:
    """Only what is told as a fact of that kind is compared."""
    assert told(ROUND, text, GREAT, SMALL) == [GREAT, SMALL]
    assert not told(ROUND, text)


def test_another_currency_is_not_compared() -> None:
    """It follows those of the commonest one, unless its sentence says outright that it wins."""
    euros = "Initech raised EUR 2 billion for its plant in Ghent."
    ever = "Initech raised EUR 900 million, the biggest funding round ever."
    own = "Initech raised EUR 900 million, its biggest funding round ever."
    assert told(ROUND, euros, GREAT, SMALL) == [GREAT, SMALL, euros]
    assert told(ROUND, ever, GREAT, SMALL) == [ever, GREAT, SMALL]
    assert told(ROUND, own, GREAT, SMALL) == [GREAT, SMALL, own]


def test_a_figure_that_was_taken_back_does_not_win() -> None:
    """The report that corrects it is compared."""
    wrong, right = "Initech raised $5.8 billion on Monday.", "Initech raised $0.8 billion, not $5.8 billion, it said."
    assert told(ROUND, right, GREAT, wrong) == [GREAT, right]


def test_the_same_event_is_told_once() -> None:
    """Two reports of one amount and name are one."""
    again = "The $1.2 billion that Ostrel raised goes into boats."
    assert told(ROUND, GREAT, again, SMALL) == [GREAT, SMALL]


def test_prices_are_compared_for_the_same_quantity() -> None:
    """What leans on the sentence before it is told behind that; no other money of the company is a price."""
    grand = "Acme Grand costs $4.50 per million tokens."
    small = ["Acme has put out a model called Acme Wisp.", "It costs $0.09 per million tokens, and is quick."]
    chat = "Acme sells a chat plan for its models at $0.05 a minute."
    suit = "Acme will pay $0.01 to settle a suit on its models."
    assert told(CHEAPEST, grand, " ".join(small), chat, suit) == [*small, grand]


def test_the_first_is_the_earliest() -> None:
    """Who was only the first somewhere is not."""
    asked = "Which was the first lab to let inspectors test its models?"
    late = "Globex is the first lab in France to let inspectors test its models."
    early = "Ostrel has let inspectors test two of its models."
    never = "Hooli will not let inspectors test its models."
    assert told(asked, late, early, never) == [early, late]


def test_what_is_unlike_the_question_answers_nothing() -> None:
    """Where no kind of events is asked for, a number alone makes no answer."""
    asked, text = "Which team won the most medals?", "Fourteen teams that won sent us 212 medals."
    assert told(asked, text) == [text]
    assert not told(asked, text, likeness=0.3)
    assert not told("Which model is the cheapest?", "The model costs $3 a month.")
