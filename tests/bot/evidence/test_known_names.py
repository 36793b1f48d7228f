"""Which words of a question are names, by how articles write them."""

from __future__ import annotations

import pytest

from bot.evidence.known_names import with_known_names
from bot.model import Hit, Question
from bot.understanding.query import understand
from indexer.model import Passage, PlacedPassage
from tests.doubles.catalogue_records import NOW, article

TEXTS = (
    "A licence of Tessera is free, said the CEO. In a small test by DeepL and xAI, Tessera and Mr Oram did well.",
    "Nobody but Tessera, DeepL or xAI had tested it. The CEO of Oram, asked on TV, calls the licence Small.",
    "Pilot is the name of a plan. In Canada and in Canada alone the pilot waits. Licence and all, she said.",
    "Zorbstock raises 23 million",
    "A licence is free, said its Head of Plans. A licence is not, said the Head of Tests.",
)


def hit(place: int, text: str) -> Hit:
    """Return a hit on an article of one passage."""
    about = article(f"a{place}", text=text, title="News", published=NOW, first_seen=NOW)
    whole = Passage(id=about.id, article_id=about.id, ordinal=0, start=0, end=len(text), text=text)
    placed = PlacedPassage(passage=whole, article=about, period="2026-11")
    return Hit(placed=placed, cosine=0.6, lexical=0.6, relevance=0.8, score=0.8)


def names(question: str) -> frozenset[str]:
    """Return the names of a question, once articles were found."""
    query = understand(Question(text=question, now=NOW))
    return with_known_names(query, [hit(place, text) for place, text in enumerate(TEXTS)]).names


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("what licence is tessera's small model under?", {"tessera"}),
        ("does deepl or xai pay for it", {"deepl", "xai"}),
        ("who is the ceo and was on tv", set()),
        ("who is the pilot in canada", set()),
        ("who is head of plans at tessera", {"tessera"}),
        ("what is said of the weather", set()),
        ("Tessera or oram?", {"tessera", "oram"}),
        ("who led the zorbstock round", {"zorbstock"}),
    ],
)
def test_what_articles_write_as_a_name_is_one(question: str, expected: set[str]) -> None:
    """However a question is typed; not a word of news that begins a sentence, an office, or what is a word as often."""
    assert names(question) == expected


def test_without_articles_names_are_those_of_the_question() -> None:
    """Nothing is known then but what the question says."""
    query = understand(Question(text="what does Ibis pay tessera?", now=NOW))
    assert with_known_names(query, []) is query
