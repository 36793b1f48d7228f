"""Where texts name somebody or something."""

from __future__ import annotations

import pytest

from bot.language.name_mentions import is_name, mentions_apart, mentions_of


@pytest.mark.parametrize(
    ("name", "text", "count"),
    [
        ("Acme", "Acme's chips, and ACME again", 2),
        ("Acme", "acme of skill, and Acmeville", 0),
        ("Falcon 4", "Falcon-4 and Falcon\u00a04, but not Falcon 4.7 or Falcon 40", 2),
        ("xAI", "xAI and XAI", 2),
        ("HBM", "HBM4, HBM3E and HBM, but not HBM4.5, HBMs or XHBM", 3),
        ("SAIL", "SAILv2 and SAILv3, but not SAILvx", 2),
        ("HBM4", "HBM4, but not HBM4E or HBM", 1),
        ("export controls", "Export controls bite", 1),
        ("(", "(", 0),
    ],
)
def test_names_are_counted(name: str, text: str, count: int) -> None:
    """A name is written as one: with its capital, whole, and however its parts are joined."""
    assert mentions_of([name]).count(text) == count


def test_an_alias_names_it_too() -> None:
    """The first place counts, whichever name stands there."""
    found = mentions_of(["Acme", "Falcon"])
    assert found.first("The Falcon of Acme") == 4
    assert found.first("nothing") is None


def test_a_name_within_a_longer_one_is_the_longer_ones() -> None:
    """Of "Falcon 5" and "Falcon 5 Fast" each is named where it stands whole, however it is joined."""
    plain, fast = mentions_apart([["Falcon 5"], ["Falcon 5 Fast"]])
    assert [each.count("Falcon-5-Fast is no Falcon 5") for each in (plain, fast)] == [1, 1]


def test_a_variant_is_no_version_where_names_are_exact() -> None:
    """Another is "Falcon 5 Mini", and not "Falcon 5 is fast"; a family is named by any of its versions."""
    plain, family = mentions_apart([["Falcon 5"], ["Heron"]], are_exact=True)
    said = ["Falcon 5 Mini", "Falcon-5-mini", "Falcon 5 Fast and API", "Falcon 5 fast becomes dear", "Falcon 5 is out"]
    assert [plain.is_in(each) for each in said] == [False, False, False, True, True]
    assert family.is_in("Heron Pro")


def test_what_is_a_name() -> None:
    """A capital or a digit makes one."""
    assert [is_name(text) for text in ("Acme", "o3", "export controls")] == [True, True, False]
