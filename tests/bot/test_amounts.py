"""Amounts: the same number and unit, however they are written."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.amounts import amounts


@pytest.mark.parametrize(
    "ways",
    [
        ["$1.2bn", "1.2 billion dollars", "US$1,200 million", "$1.2 billion", "USD 1.2bn", "$1,200,000,000"],
        ["12%", "12 percent", "twelve per cent", "12 pct"],
        ["1,100", "1100", "1.1 thousand", "1.1k"],
        ["€3.5m", "3.5 million euros", "EUR 3.5 million"],
        ["C$5 million", "5 million Canadian dollars", "CAD 5m"],
        ["half of its staff", "50%", "one half of them", "50 percent"],
        ["half a million", "500,000"],
        ["two and a half million", "2.5 million"],
        ["third quarter", "Q3", "3rd"],
        ["a dozen", "12", "twelve"],
        ["one hundred and ten", "110", "a hundred and ten"],
        ["twenty-five", "25"],
        ["doubled", "twice", "two times", "2x"],
        ["three-quarters of them", "75%"],
        ["a million", "1,000,000", "one million"],
        ["7B", "7 billion"],
        ["£1.1 bn", "1.1 billion pounds"],
        ["9:30", "09:30"],
        ["hundreds", "Hundreds"],
    ],
)
def test_ways_to_write_one_amount(ways: list[str]) -> None:
    """What means one amount is one amount."""
    found = [amounts(way) for way in ways]
    assert [len(each) for each in found] == [1] * len(ways)
    assert all(one[0].same(other[0]) for one, other in pairwise(found))


@pytest.mark.parametrize(
    ("one", "other"),
    [("12%", "12"), ("$5m", "€5m"), ("$5m", "$5bn"), ("6 percent", "6 percentage points"), ("110", "111")],
)
def test_different_amounts(one: str, other: str) -> None:
    """Another number, another unit or another scale is another amount."""
    assert not amounts(one)[0].same(amounts(other)[0])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10-15%", [("10", "%"), ("15", "%")]),
        ("10 to 15 percent", [("10", "%"), ("15", "%")]),
        ("between 10 and 15 percent", [("10", "%"), ("15", "%")]),
        ("$1.2-$1.5 billion", [("1200000000", "$"), ("1500000000", "$")]),
        ("10 and 15 percent", [("10", ""), ("15", "%")]),
        ("a lot", []),
    ],
)
def test_ranges(text: str, expected: list[tuple[str, str]]) -> None:
    """The first number of a range has the unit and the scale of the second; in a list each has its own."""
    assert [(str(each.value), each.unit) for each in amounts(text)] == expected


@pytest.mark.parametrize("text", ["GPT-5", "H100", "one of them", "no one", "5G", "first", "the company"])
def test_no_amounts(text: str) -> None:
    """Numbers in names are no amounts, nor is "one" alone."""
    assert amounts(text) == []


def test_a_year_is_told_from_a_number() -> None:
    """Where a year may stand four digits are one; it equals the bare number, since either may be meant."""
    (year,), (number,) = amounts("in 2024"), amounts("2024 jobs")
    assert (year.unit, number.unit) == ("year", "")
    assert year.same(number)


@given(st.text())
def test_any_text_can_be_read(text: str) -> None:
    """Whatever is written, amounts lie within the text and in order."""
    found = amounts(text)
    assert all(0 <= each.start < each.end <= len(text) for each in found)
    assert all(one.end <= other.start for one, other in pairwise(found))


@given(st.integers(min_value=0, max_value=10**12))
def test_thousands_separators_change_nothing(number: int) -> None:
    """A number is the same with and without commas."""
    assert amounts(f"${number:,}")[0].same(amounts(f"${number}")[0])
