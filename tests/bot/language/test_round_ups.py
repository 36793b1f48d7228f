"""Round-ups: which texts are made of items, and what each says."""

from __future__ import annotations

import pytest

from bot.language.round_ups import is_list_of_headlines, item_with, items_of

LETTER = """**Harbours.** Oslo closed its port for an hour.

**People.** Ada Berg leaves Acme. She sails on Monday.

**Overheard.** "My boat is mostly apologies."
"""
TOWNS = """Four ports gave up their night bells. We called three.
OSLO: kept its own until May. It rang 40 times a night.
HULL: off since June.
1. Port Ellen (Islay): sold to a museum.
Why? It was the noise.
"""


@pytest.mark.parametrize(
    ("text", "headings"),
    [
        (LETTER, ["Harbours", "People", "Overheard"]),
        (TOWNS, ["OSLO", "HULL", "Port Ellen"]),
        ("Hull v. Acme, Oslo. Sails.\n\nVinter v. Ostrel. Masts.\n\nxAI \u2013 Oars.\n\nPhi-3.5: Keels.",
         ["Hull v. Acme, Oslo", "Vinter v. Ostrel", "xAI", "Phi-3.5"]),
    ],
)  # fmt: skip
def test_items_stand_under_headings(text: str, headings: list[str]) -> None:
    """In bold, in capitals, by names or numbers, if at least half of the paragraphs do."""
    assert [each.heading for each in items_of(text)] == headings


@pytest.mark.parametrize(
    "text",
    [
        "Host: How is the port?\n\nBerg: Deep.\n\nHost: And the boats?\n\nBerg: Loud.\n\nHost: Thanks.\n\nBerg: Bye.",
        "Resolved. The bell rang again.\n\nCause: a rope.\n\nActions: more ropes, and thicker ones.",
        "Acme: a boat.\n\nSails. Four.\n\nMasts. Two.\n\nAbout Acme. Acme builds boats in Oslo.",
        "Acme has bought Ostrel.\n\nThe price: 4 million.\n\nBoth build boats.\n\nA port is next.\n\nNote: it rains.",
        "OSLO, March 3 (Reuters) - Acme sold its boats.\n\nHULL, March 3 (AP) - Rain.\n\nLEEDS, March 3 (AP) - Sun.",
        "",
    ],
)
def test_a_text_on_one_thing_has_no_items(text: str) -> None:
    """Those of an interview are who speaks; a report on an outage and a company's release have chapters."""
    assert items_of(text) == ()


def test_an_item_knows_its_sentences() -> None:
    """Its title is its heading with its first sentence."""
    item = item_with(LETTER, "She sails on Monday.")
    assert item is not None
    assert item.title == "People: Ada Berg leaves Acme."
    assert item.begins_with("Ada Berg leaves Acme.")
    assert not item.begins_with("She sails on Monday.")
    town = item_with(TOWNS, "OSLO: kept its own until May.")
    assert town is not None
    assert town.begins_with("OSLO: kept its own until May.")
    assert town.is_heading("OSLO:")
    assert not town.is_heading("OSLO: kept its own until May.")
    assert item_with(TOWNS, "We called three.") is None


@pytest.mark.parametrize(
    ("heading", "elsewhere", "is_named"),
    [
        ("Acme Labs", "", True),
        ("GPT-6", "", True),
        ("Klarna", "We rang Klarna twice.", True),
        ("Outages", "Outages are seldom.", False),
        ("Open weights", "", False),
        ("OSLO", "From Oslo to Hull", True),
        ("MONEY", "A port", False),
    ],
)
def test_a_heading_may_be_a_name(heading: str, elsewhere: str, is_named: bool) -> None:  # noqa: FBT001
    """Told by its capitals, and by how the rest of the text writes it."""
    item = items_of(f"{heading}: one.\n\nAda: two.\n\nBea: three.")[0]
    assert item.is_named(elsewhere) is is_named


def test_hostile_text_is_read_at_once() -> None:
    """It has no end, or nothing but openings."""
    for text in ("A" * 90_000 + ": x", "(a " * 30_000, "\n".join(["**A. " * 3_000] * 10)):
        assert items_of(text) == ()


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Acme opens a port, Ostrel sells boats, Kiln hires a crew", True),
        ("Acme opens a port, \u201cOstrel sells\u201d, 3 boats sank", True),
        ("Acme opens a port, Ostrel sells boats", False),
        ("Acme opens a port, Ostrel sells boats, and Kiln hires a crew", False),
        ("Acme, Ostrel sells boats, Kiln hires a crew", False),
        ("Acme sells 4,000 boats, Ostrel sells oars, Kiln hires a crew", False),
    ],
)
def test_headlines_stand_between_commas(title: str, expected: bool) -> None:  # noqa: FBT001  of the table
    """At least three, each of more than one word and with a capital letter or a number at its beginning."""
    assert is_list_of_headlines(title) is expected


def test_a_long_list_of_headlines_is_read_at_once() -> None:
    """Also if what stands at its end is none, however its words may be parted."""
    title = ", ".join(["Acme " + "opens one more port in a town by the sea and " * 9 + "leaves"] * 99)
    assert is_list_of_headlines(title)
    assert not is_list_of_headlines(f"{title}, and more")
