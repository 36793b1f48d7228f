"""Whose opinion is asked for."""

from __future__ import annotations

import pytest

from bot.language.words import stems
from bot.understanding.opinion_holders import holders_asked


@pytest.mark.parametrize(
    ("text", "holders"),
    [
        ("What do nurses think of the Falcon?", "nurses"),
        ("How do the songwriters and the unions see Acme's deal?", "songwriters unions"),
        ("Acme's debt: what do bankers say?", "bankers"),
        ("what do devs make of Falcon 3", "developers"),
        ("What does Lorne think of the Falcon now?", "Lorne"),
        ("Is Acme paying its own customers? Views from analysts", "analysts"),
        ("What do people think of Acme's detectors?", ""),
        ("What do critics say about the makers of sails?", ""),
        ("Thoughts on Acme's insurers?", ""),
        ("Is Acme's Falcon any use, say teachers", ""),
    ],
)
def test_who_is_asked_for_stands_before_what_they_do(text: str, holders: str) -> None:
    """Where anybody's opinion will do there is nobody, and what it is on holds none."""
    assert holders_asked(text) == stems(holders)


@pytest.mark.parametrize("word", ["a ", "A B ", "Acme, ", "1 "])
def test_a_text_without_end_is_read_to_its_end(word: str) -> None:
    """It took time by the square of the text's length: by that one of these would take hours."""
    assert holders_asked(word * 100_000) == frozenset()
