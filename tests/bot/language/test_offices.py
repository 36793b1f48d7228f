"""Offices, and what is none."""

from __future__ import annotations

import pytest

from bot.language.offices import is_office, is_word_of_office


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Chief Revenue Officer", True), ("Board of Directors", True), ("Ada Head", False), ("Global Boats", False)],
)
def test_an_office_is_nobodys_name(name: str, *, expected: bool) -> None:
    """All of its words are of offices."""
    assert is_office(name) is expected


@pytest.mark.parametrize(
    ("word", "expected"), [("head", True), ("Directors", True), ("security", False), ("ada", False)]
)
def test_a_word_of_an_office_says_so_by_itself(word: str, *, expected: bool) -> None:
    """What an office is of may be something else: security."""
    assert is_word_of_office(word) is expected
