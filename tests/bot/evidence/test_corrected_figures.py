"""Which sentences tell a figure that a later report takes back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.evidence.corrected_figures import corrected
from bot.evidence.sentences import PassageSentence
from bot.model import Hit
from indexer.model import Passage, PlacedPassage
from tests.doubles.catalogue_records import NOW, article


def sentence(text: str, title: str, days: int) -> PassageSentence:
    """Return a sentence that is the whole text of an article, so many days old."""
    of = article(f"{title}{days}", text=text, title=title, published=NOW - timedelta(days=days))
    passage = Passage(id=of.id, article_id=of.id, ordinal=0, start=0, end=len(text), text=text)
    placed = PlacedPassage(passage=passage, article=of, period="2026")
    return PassageSentence(text=text, hit=Hit(placed=placed, cosine=0, lexical=0, relevance=0, score=0), place=0)


TOLD = "Acme raised $5.8 billion from Keelbank."


@pytest.mark.parametrize(
    "later",
    [
        "Acme raised $4.7 billion, not $5.8 billion.",
        "It was not $5.8 billion but $4.7 billion that Acme raised.",
        "The figure of $5.8 billion that was published on Acme was wrong.",
        "It raised $4.7 billion, not $5.8 billion.",  # of whom its title tells
        "Correction: we wrote of $5.8 billion.",
        "Correction: we wrote that the round of Acme was one of $5.8 billion.",
    ],
)
def test_a_figure_is_taken_back(later: str) -> None:
    """By what a later report says of the same name, of which that of an earlier title is one."""
    nameless = sentence("It raised $5.8 billion.", "Acme raises money", 9)
    told = (sentence(TOLD, "Money", 9), nameless, sentence(later, "Acme corrects", 1))
    assert corrected(told) == {TOLD, nameless.text}


@pytest.mark.parametrize(
    ("text", "later"),
    [
        (TOLD, "Globex raised $4.7 billion, not $5.8 billion."),  # of somebody else
        (TOLD, "Acme said that a round of its own is not $5.8 billion worth of trouble."),
        ("Acme bought 100 percent of Kiln.", "Acme, with 4,000 staff, is not 100 percent sure of its detector."),
    ],
)
def test_a_figure_stands(text: str, later: str) -> None:
    """If it is another's, or is not told what it is instead."""
    assert corrected((sentence(text, "Money", 9), sentence(later, "News", 1))) == frozenset()


def test_a_report_that_is_no_older_stands() -> None:
    """Nobody takes back what is said after him."""
    assert corrected(
        (sentence(TOLD, "Money", 1), sentence("Acme raised $2 billion, not $5.8 billion.", "News", 9))
    ) == (frozenset())
