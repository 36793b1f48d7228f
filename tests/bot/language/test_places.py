"""Which words name a place."""

from __future__ import annotations

import pytest

from bot.language.datelines import is_place


@pytest.mark.parametrize("text", ["Oslo", "tokyo", "the EU", "germany", "Ohio", "South Korea"])
def test_a_place_is_known_in_any_letters(text: str) -> None:
    """A city, a region, or a part of the world."""
    assert is_place(text)


@pytest.mark.parametrize("text", ["miss", "ore", "Mass", "ill", "Acme", "pricing", ""])
def test_an_abbreviation_is_no_place_by_itself(text: str) -> None:
    """It is a word, too, where no dateline says otherwise."""
    assert not is_place(text)
