"""Offices, and what is none."""

from __future__ import annotations

import pytest

from bot.language.offices import is_office, is_word_of_office


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Chief Revenue Officer", True),
        ("Board of Directors", True),
        ("Chief AI Officer", True),
        ("Chief Data and Sails Officer", True),
        ("Chief Scientist", True),
        ("VP of Engineering", True),
        ("Senior Vice President of Engineering", True),
        ("Chief of Staff", True),
        ("Managing Partner", True),
        ("Ada Head", False),
        ("Global Boats", False),
        ("Chief Executive Ada Berg", False),
        ("Chief Scientist Ada Berg", False),
        ("Vice News", False),
        ("General Boats", False),
    ],
)
def test_an_office_is_nobodys_name(name: str, *, expected: bool) -> None:
    """All of its words are of offices, but for what it is of."""
    assert is_office(name) is expected


@pytest.mark.parametrize(
    ("word", "expected"), [("head", True), ("Directors", True), ("security", False), ("ada", False)]
)
def test_a_word_of_an_office_says_so_by_itself(word: str, *, expected: bool) -> None:
    """What an office is of may be something else: security."""
    assert is_word_of_office(word) is expected
