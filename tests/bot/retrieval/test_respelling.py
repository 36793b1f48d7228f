"""Slips of the keyboard in questions."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from bot.retrieval.respelling import is_one_slip, respelled, unusual_words
from indexer.model import TextEmbedding


@pytest.mark.parametrize("slip", ["casued", "caued", "causeed", "cauzed", "cause", "causedd"])
def test_one_slip(slip: str) -> None:
    """A letter more, less or other, or two that changed places, in either direction."""
    assert is_one_slip(slip, "caused")
    assert is_one_slip("caused", slip)


@pytest.mark.parametrize("other", ["caused", "closed", "usedca", "cused1", "caus"])
def test_no_slip(other: str) -> None:
    """The same word is none, and two slips are no reason to take one word for another."""
    assert not is_one_slip("caused", other)


FOUND = {"cased": 9, "caused": 3, "outage": 4, "acme": 9, "prize": 1}


@pytest.mark.parametrize(
    ("text", "strange", "expected"),
    [
        ("what casued the outgae?", ["casued", "outgae"], "what caused the outage?"),
        ("what casued it", [], "what casued it"),  # some passage holds it
        ("did Outgae casu it", ["outgae"], "did Outgae casu it"),  # a name, and a word too short
        ("the brize", ["brize"], "the brize"),  # hands seldom miss the first letter
        ("outgae-x and outgae.com", ["outgae"], "outgae-x and outgae.com"),
    ],
)
def test_what_nothing_holds_is_spelled_as_what_was_found(text: str, strange: list[str], expected: str) -> None:
    """Letters that changed places count before a commoner word; names, and what is near to nothing, stay."""
    assert respelled(text, strange, FOUND) == expected


def test_a_word_that_is_read_in_pieces_is_unusual() -> None:
    """What a model knows as a whole is a word that people write, whatever this collection holds."""
    places = (0, 4, 9, 10, 14)  # of "the prize brize", the last word in two pieces
    spans = tuple((a, b - (b in (4, 10))) for a, b in pairwise((0, 4, 10, 12, 15)))
    embedded = TextEmbedding(vector=np.zeros(2, np.float32), tokens=np.zeros((len(places), 2), np.float32), spans=spans)
    assert unusual_words("the prize brize", embedded) == ["brize"]


def test_nonsense_is_not_looked_up() -> None:
    """Each word of it would be searched for: nobody mistypes so many."""
    words = [f"zq{letter}xv" for letter in "abcdefghijkl"]
    text = " ".join(words)
    spans = tuple((start, start + 2) for at in range(len(words)) for start in (at * 6, at * 6 + 2))
    embedded = TextEmbedding(vector=np.zeros(2, np.float32), tokens=np.zeros((len(spans), 2), np.float32), spans=spans)
    assert unusual_words(text[:47], embedded) == words[:8]
    assert unusual_words(text, embedded) == []
