"""Whose article a question speaks of."""

from __future__ import annotations

import pytest

from bot.language.words import terms
from bot.understanding.cited_outlets import cited_outlets

NAMED = [
    ("What does the Bloomberg report say of Acme?", ["Bloomberg"]),
    ("What does the latest 'Harbour Post' article say of Acme?", ["Harbour Post"]),
    ("Who is the chief in articles from both Fortune and The Verge?", ["Fortune", "The Verge"]),
    ("Which chip, as reported by CBSSports.com, is late?", ["CBSSports.com"]),
    ("Which chip was covered by Engadget and Polygon?", ["Engadget", "Polygon"]),
    ("What did Acme report in spring?", []),
    ("Who reported Acme's mistakes first?", []),
    ("What did Mira Vance tell the Harbour Post?", []),
    ("How many reports did Acme publish in May?", []),
    ("What research on agents was published in February 2026?", []),
    ("Which ruling was reported in Japan?", []),
]


@pytest.mark.parametrize(("question", "named"), NAMED)
def test_outlets_are_known_by_what_is_theirs(question: str, named: list[str]) -> None:
    """An outlet is what an article, a report or a piece is said to be by, and nothing else."""
    assert set(cited_outlets(question)) == {frozenset(terms(name)) for name in named}
