"""Words of a question that may be names which no article mentions."""

from __future__ import annotations

import re
from itertools import pairwise

import numpy as np
import pytest

from bot.model import Query
from bot.retrieval.unmentioned import sought_names
from indexer.model import TextEmbedding


def embedded(text: str, pieces: int = 1) -> TextEmbedding:
    """Return a text whose words of eight letters and more a model reads in so many pieces."""
    spans: list[tuple[int, int]] = []
    for word in re.finditer(r"[\w-]+", text):
        ends = range(word.start() + 1, word.start() + pieces) if len(word.group()) > 7 else range(0)
        edges = [word.start(), *ends, word.end()]
        spans += pairwise(edges)
    tokens = np.zeros((len(spans), 2), np.float16)
    return TextEmbedding(vector=np.zeros(2, np.float32), tokens=tokens, spans=tuple(spans))


@pytest.mark.parametrize(
    ("text", "names", "expected"),
    [
        ("Who opened the works in Lisbon?", {"lisbon"}, ["Lisbon"]),
        ("Lisbon and Lisbon", {"lisbon"}, ["Lisbon"]),  # once
        ("who opened the works in lisbon?", set(), []),
        (
            "Who runs Sakana AI, Ada Lorne or Bo?",
            {"sakana", "ai", "ada", "lorn", "bo"},
            ["Sakana AI", "Ada Lorne", "Bo"],
        ),
        ("Who runs Germany in May?", {"germani", "may"}, []),  # news says "Berlin", and the day
        (
            "How many GPUs has the CFO bought in Q4 for FX-2?",
            {"gpus", "cfo", "q4", "fx-2"},
            [],
        ),  # initials, and what has a digit
        ("What does NVIDIA sell?", {"nvidia"}, ["NVIDIA"]),  # too long for initials
    ],
)
def test_names_are_looked_up(text: str, names: set[str], expected: list[str]) -> None:
    """Those that news writes in one way only."""
    query = Query(text=text, terms=tuple(names), names=frozenset(names))
    assert [name.text for name in sought_names(query, embedded(text))] == expected


@pytest.mark.parametrize(("pieces", "expected"), [(1, []), (2, []), (3, ["midjourney"])])
def test_a_rare_word_may_be_a_name(pieces: int, expected: list[str]) -> None:
    """In a chat names have no capital; a common word with an ending is read in two pieces."""
    text = "what does midjourney cost?"
    found = sought_names(Query(text=text, terms=("midjourney", "cost")), embedded(text, pieces))
    assert [name.text for name in found] == expected


def test_a_name_is_told_apart_by_its_rare_words() -> None:
    """Initials are written in many ways, and stand in many names."""
    query = Query(text="Who runs Sakana AI?", terms=("sakana", "ai"), names=frozenset({"sakana", "ai"}))
    assert sought_names(query, embedded(query.text)) == [("Sakana AI", ("Sakana",))]


def test_another_script_is_no_name() -> None:
    """A model of English reads each word of it in many pieces."""
    text = "Сколько стоит Midjourney?"
    found = sought_names(Query(text=text, terms=("midjourney",)), embedded(text, 3))
    assert [name.text for name in found] == ["Midjourney"]


def test_what_texts_say_otherwise_is_not_missed() -> None:
    """The articles may well tell of it, in the words that stand for it."""
    query = Query(text="Who leads Zephyrine?", terms=("lead", "zephyrin"), names=frozenset({"zephyrin"}))
    assert sought_names(query, embedded(query.text), otherwise={"zephyrin"}) == []


def test_nonsense_is_not_looked_up() -> None:
    """Each word of it would be searched for: nobody asks for so many."""
    text = ", ".join(f"Zephyr{letter}ne" for letter in "abcdefghi")
    query = Query(text=text, terms=(), names=frozenset(f"zephyr{letter}n" for letter in "abcdefghi"))
    assert sought_names(query, embedded(text)) == []
    fewer = Query(text=text.rpartition(",")[0], terms=(), names=query.names)
    assert len(sought_names(fewer, embedded(fewer.text))) == 8
