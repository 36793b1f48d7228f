"""What texts say in other words than a question."""

from __future__ import annotations

import pytest

from bot.language.words import terms
from bot.model import Query
from bot.retrieval.wordings import wordings_of


@pytest.mark.parametrize(
    ("asked", "text", "said"),
    [
        ("Who is the CFO of Acme?", "Ana Torres, its finance chief, left.", "CFO"),
        ("Who is Acme's chief financial officer?", "Acme's CFO left.", "chief financial officer"),
        ("who is finance chief of acme", "the company's chief financial officer", "finance chief"),
        ("Acme's Q3 revenue", "Sales of the third quarter rose.", "Q3"),
        ("What did Chinese labs release?", "A lab from China", "Chinese"),
        ("Who is the CFO of Acme?", "The chief executive spoke of finance.", ""),
        ("Acme's Q3 revenue", "Sales of the second quarter rose.", ""),
        ("Tell us about Acme", "an American firm", ""),
        ("What do American firms pay?", "It told us.", ""),
        ("What do American firms pay?", "The US pays.", "American"),
        ("Who leads Acme?", "The chief executive", ""),
        ("What did the US government say?", "American officials", "US"),
        ("What did the US government say?", "It told us.", ""),
        ("Has Acme gone public?", "Acme's IPO raised little.", "gone public"),
        ("progress in maths", "a proof in mathematics", "maths"),
    ],
)
def test_a_text_says_in_other_words_what_is_asked(asked: str, text: str, said: str) -> None:
    """Offices, quarters and countries are said by each of their names, and by nothing that is only like them."""
    assert wordings_of(Query(text=asked, terms=terms(asked))).terms(text) == frozenset(terms(said))


def test_the_other_ways_are_searched_for() -> None:
    """An index of words as they are written is asked for the other names and spellings, too."""
    wanted = wordings_of(Query(text="the CFO of the data centre", terms=())).searched
    assert all(way in wanted for way in ("CFO", "chief financial officer", "finance chief", "centre", "center"))
