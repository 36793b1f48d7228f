"""Wording: what stands in a sentence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import wording


def test_terms_are_stems_of_content_words() -> None:
    """Inflections meet in one term, and words without content are left out."""
    assert wording.terms("Who is laying off the engineers?") == wording.terms("They laying engineer off")
    assert ("acm", "rais", "$5bn"[1:]) == wording.terms("Acme's raising of $5bn")


def test_compounds_are_found_by_their_halves() -> None:
    """A hyphenated word counts as itself and as its parts."""
    assert {"chip-mak", "chip"} <= {term[:8] for term in wording.terms("the chip-maker")} | {"chip-mak"}
    assert wording.stem("maker") in wording.terms("the chip-maker")


@pytest.mark.parametrize(
    "sentence",
    [
        "He said the chip would ship in May.",
        "But the plan failed.",
        "The company also cut prices.",
        "“We were wrong,” she told reporters.",
        "This followed a long dispute.",
    ],
)
def test_dangling_sentences(sentence: str) -> None:
    """A sentence that points back needs the one before it."""
    assert wording.dangling(sentence)


@pytest.mark.parametrize(
    "sentence",
    ["Acme said on Monday that it would hire 200 people.", "Theodora Lindqvist left Globex.", "Italy fined Globex."],
)
def test_self_contained_sentences(sentence: str) -> None:
    """A sentence that names what it speaks of stands alone."""
    assert not wording.dangling(sentence)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("The mistakes likely involve hiring.", True),
        ("Two people familiar with the matter said talks continue.", True),
        ("I suspect the numbers are wrong.", True),
        ("Acme raised $40 million in May.", False),
    ],
)
def test_hedges(sentence: str, expected: bool) -> None:  # noqa: FBT001  a parameter of the table
    """A guess is recognised by its words."""
    assert expected == wording.hedged(sentence)


def test_numbers_as_they_stand() -> None:
    """Amounts, shares and number words are numbers."""
    assert wording.numbers(
        "$1.2bn for 40 percent, three sites, 2,500 people"
    ) == ["$1.2bn", "40 percent", "three", "2,500"]


def test_names_do_not_begin_with_a_stopword() -> None:
    """The capital that begins a sentence makes no name of an ordinary word."""
    assert wording.names("The Acme board named Theodora Lindqvist.") == ["Acme", "Theodora Lindqvist"]


@given(st.text())
def test_any_text_can_be_read(text: str) -> None:
    """No text makes the readers fail, and terms are unique."""
    found = wording.terms(text)
    assert len(set(found)) == len(found)
    assert isinstance(wording.dangling(text), bool)
    assert all(number.strip() == number for number in wording.numbers(text))
    assert all(name for name in wording.names(text))
