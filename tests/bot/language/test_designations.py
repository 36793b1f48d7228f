"""What tells one of a kind from the others by a letter or a number."""

from __future__ import annotations

import pytest

from bot.language.designations import designations


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Acme raises $5m in Series B funding", {("series", "b")}),
        ("who led acme's series b?", {("series", "b")}),
        ("who led their series a?", {("series", "a")}),
        ("the Series A-2 and the Series C", {("series", "a"), ("series", "c")}),
        ("Series-D round", {("series", "d")}),
        ("a seed round, and a pre-seed round", {("series", "seed"), ("series", "pre-seed")}),
        ("Phase III, after phase two", {("phase", "3"), ("phase", "2")}),
        ("Acme Ventures closes Fund II", {("fund", "2")}),
        ("Stage 4", {("stage", "4")}),
    ],
)
def test_what_bears_a_letter_or_a_number(text: str, expected: set[tuple[str, str]]) -> None:
    """Rounds, phases and funds are read alike however they are written."""
    assert designations(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "a series a company made",
        "a Series of talks",
        "the series of B",
        "it will fund 3 plants",
        "seed crystals",
        "Phase 3.5 of the game",
        "a phase Iris named",
    ],
)
def test_what_bears_none(text: str) -> None:
    """A letter may be a word, and who funds three plants has no third fund."""
    assert not designations(text)


def test_a_possessive_is_no_part_of_it() -> None:
    """Whose lead is asked for stands before its mark."""
    assert designations("Who led the Series B's second close?") == {("series", "b")}
