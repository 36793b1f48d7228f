"""How names are written."""

from __future__ import annotations

import pytest

from bot.understanding.names import is_in_title_case, name_key, names_in, read_names


def test_spellings_of_a_name_share_a_key() -> None:
    """Hyphens, capitals, articles and the genitive make no other name."""
    assert {name_key(name) for name in ("Acme-Corvid 3", "ACME Corvid 3", "the Acme Corvid 3's")} == {"acme corvid 3"}


def test_line_of_a_product_is_without_its_version() -> None:
    """All versions are of one line, and a name that is all version is its own."""
    corvid = next(each for each in read_names("How is Corvid 3 Mini?").names if each.text == "Corvid 3 Mini")
    assert (corvid.key, corvid.line) == ("corvid 3 mini", "corvid")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Acme's Corvid fell", ["Acme's Corvid"]),
        ("Who runs Acme and Globex", ["Acme", "Globex"]),
        ("Acme rose, and Acme fell", []),
    ],
)
def test_first_word_alone_is_no_name(text: str, names: list[str]) -> None:
    """It may owe its capital to its place."""
    assert names_in(text) == names


def test_capitals_that_are_no_place_s_make_a_name() -> None:
    """Nor does a number with a letter end it; a message all in capitals has none to tell names by."""
    assert [name.text for name in read_names("SAM 3D Objects vs Corvid").names] == ["SAM 3D Objects", "Corvid"]
    assert "WHAT" not in [name.text.split()[0] for name in read_names("WHAT IS ACME").names]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("What is known about this: Hospital trial finds a tool cut waiting?", []),
        ("Really? Four bits are enough?", []),
        ("Compare these: Acme and Hooli", ["Acme", "Hooli"]),
        ("And this: Acme, Hooli?", ["Acme", "Hooli"]),
        ("Is this right: Corvid 3 beats Hooli?", ["Corvid 3", "Hooli"]),
        ("Did Dr. Okoro say so?", ["Dr", "Okoro"]),
    ],
)
def test_first_word_of_a_headline_in_a_question_is_no_name(text: str, names: list[str]) -> None:
    """Behind a colon or a question it owes its capital to its place, too, if it goes on in small letters."""
    assert [name.text for name in dict.fromkeys(read_names(text).names)] == names


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Acme Offers to Sell Its Docks", True),
        ("Hooli Yanks a Corvid Update Over Leaks", True),
        ("Acme offers to sell its docks", False),
        ("Ana Lorne appointed to Acme's Long-Term River Trust", False),
        ("Meet the new Acme River Fund", False),
        ("Acme sells Corvid", False),
        ("", False),
    ],
)
def test_a_headline_may_be_in_title_case(title: str, *, expected: bool) -> None:
    """Nearly every word has a capital then, and not only those of one name."""
    assert is_in_title_case(title) is expected


def test_a_name_in_small_letters_may_say_of_what_something_is() -> None:
    """Behind "that" it does where a noun follows; behind an article it is an ordinary word."""
    runs = {name.text for run in read_names("that acme thing and that crow, an acme boat").runs for name in run}
    assert "acme" in runs
    assert "crow" not in runs
    alone = {name.text for run in read_names("why is an acme boat late").runs for name in run}
    assert "acme" not in alone


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Why Did Acme Sell Corvid?", []),
        ("What Happened To The Acme Docks?", []),
        ("Acme Sells Its Docks After Strike: why?", []),
        ("what did The Ledger write on the Acme Docks", ["Ledger", "Acme Docks"]),
    ],
)
def test_a_question_in_title_case_names_nothing_by_its_capitals(text: str, names: list[str]) -> None:
    """A run of them that no name would have is a headline, in which only what is known is a name."""
    assert [name.text for name in read_names(text).names] == names
