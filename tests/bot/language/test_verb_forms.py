"""Verbs: their forms, and their base forms."""

from __future__ import annotations

import pytest

from bot.language.lexicon.verb_forms import conjugate, verb_form


@pytest.mark.parametrize(
    ("base", "third", "gerunds", "pasts", "participles"),
    [
        ("scrap", "scraps", ("scrapping",), ("scrapped",), ()),
        ("scrape", "scrapes", ("scraping",), ("scraped",), ()),
        ("admit", "admits", ("admitting",), ("admitted",), ()),
        ("quit", "quits", ("quitting",), ("quit",), ()),
        ("equip", "equips", ("equipping",), ("equipped",), ()),
        ("visit", "visits", ("visiting",), ("visited",), ()),
        ("fix", "fixes", ("fixing",), ("fixed",), ()),
        ("deny", "denies", ("denying",), ("denied",), ()),
        ("delay", "delays", ("delaying",), ("delayed",), ()),
        ("tie", "ties", ("tying",), ("tied",), ()),
        ("agree", "agrees", ("agreeing",), ("agreed",), ()),
        ("cancel", "cancels", ("canceling", "cancelling"), ("canceled", "cancelled"), ()),
        ("write", "writes", ("writing",), ("wrote",), ("written",)),
        ("forget", "forgets", ("forgetting",), ("forgot",), ("forgotten",)),
    ],
)
def test_forms_of_a_verb(
    base: str, third: str, gerunds: tuple[str, ...], pasts: tuple[str, ...], participles: tuple[str, ...]
) -> None:
    """By the rules of spelling, or as its list gives them."""
    assert conjugate(base) == (third, gerunds, pasts, participles)


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("cut", ("cut", "bd")),
        ("oversaw", ("oversee", "d")),
        ("froze", ("freeze", "d")),
        ("found", ("find", "d")),
        ("labelling", ("label", "g")),
        ("loom", ("", "")),
    ],
)
def test_a_form_has_its_base_form(word: str, expected: tuple[str, str]) -> None:
    """It may be several forms of it."""
    assert verb_form(word) == expected
