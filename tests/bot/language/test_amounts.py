"""Amounts: the same number and unit, however they are written."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.amount_parser import find_amounts
from bot.language.amounts import find_matches
from bot.language.stated_amounts import stated_amounts


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
        ["\u20b9500 crore", "Rs 500 crore", "Rs. 500cr", "5 billion Indian rupees", "INR 5bn"],
        ["Rs 1.2 lakh crore", "1.2 trillion rupees"],
        ["CHF 1.1 billion", "1.1 billion Swiss francs"],
        ["DKK 5m", "5 million Danish kroner"],
        ["half a billion dollars", "$500m"],
        ["$10+ billion", "$10bn"],
        ["two hundred and five", "205"],
        ["two and a half million euros", "\u20ac2.5m"],
        ["a million dollars", "$1,000,000"],
        ["1.2GW", "1.2 gigawatts", "1,200 MW", "a 1.2-gigawatt"],
        ["3 GWh", "3,000 megawatt-hours"],
        ["a quarter of a billion dollars", "$250m", "a quarter of a billion US dollars"],
        ["half of a million", "half a million", "500,000"],
        ["a quarter of a gigawatt", "250 MW"],
    ],
)
def test_ways_to_write_one_amount(ways: list[str]) -> None:
    """What means one amount is one amount."""
    found = [find_amounts(way) for way in ways]
    assert [len(each) for each in found] == [1] * len(ways)
    assert all(one[0].same(other[0]) for one, other in pairwise(found))


@pytest.mark.parametrize(
    ("one", "other"),
    [("12%", "12"), ("$5m", "€5m"), ("$5m", "$5bn"), ("6 percent", "6 percentage points"), ("110", "111")],
)
def test_different_amounts(one: str, other: str) -> None:
    """Another number, another unit or another scale is another amount."""
    assert not find_amounts(one)[0].same(find_amounts(other)[0])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10-15%", [(10, 15, "%")]),
        ("10 to 15 percent", [(10, 15, "%")]),
        ("a 10- to 15-percent rise", [(10, 15, "%")]),
        ("between about 10 and 15 percent", [(10, 15, "%")]),
        ("$1.2-$1.5 billion", [(1_200_000_000, 1_500_000_000, "$")]),
        ("$4-5 billion", [(4_000_000_000, 5_000_000_000, "$")]),
        ("$4 to 5 billion", [(4_000_000_000, 5_000_000_000, "$")]),
        ("between $4 and 5 billion", [(4_000_000_000, 5_000_000_000, "$")]),
        ("$4 billion to as much as $5 billion", [(4_000_000_000, 5_000_000_000, "$")]),
        ("$1.5-2bn", [(1_500_000_000, 2_000_000_000, "$")]),
        ("\u20ac10\u201315m", [(10_000_000, 15_000_000, "EUR")]),
        ("$500,000-$1 million", [(500_000, 1_000_000, "$")]),
        ("$500 to $1 million", [(500, 1_000_000, "$")]),
        ("$500-1,000", [(500, 1_000, "$")]),
        ("7B-13B parameters", [(7_000_000_000, 13_000_000_000, "")]),
        ("five to ten times", [(5, 10, "times")]),
        ("5-10x", [(5, 10, "times")]),
        ("10-fold to 20-fold", [(10, 20, "times")]),
        ("between one and two percent", [(1, 2, "%")]),
        ("twenty-five to a hundred and ten", [(25, 110, "")]),
        ("4GW-6GW", [(4_000_000_000, 6_000_000_000, "W")]),
        ("5 million-10 million", [(5_000_000, 10_000_000, "")]),
        ("one or two million", [(1_000_000, 2_000_000, "")]),
        ("3,500 to 4,000 MW", [(3_500_000_000, 4_000_000_000, "W")]),
        ("200 to 2000 jobs", [(200, 2000, "")]),
        ("ranging from $10 to $20", [(10, 20, "$")]),
        ("fees run from $10 to $20", [(10, 20, "$")]),
        ("the tax would raise from 200 to 300 million euros", [(200_000_000, 300_000_000, "EUR")]),
    ],
)
def test_a_range_is_one_amount_with_two_ends(text: str, expected: list[tuple[int, int, str]]) -> None:
    """Unit and scale that are written at one end of a range are those of both."""
    assert [(int(each.low), int(each.high), each.unit) for each in find_amounts(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10 and 15 percent", [(10, ""), (15, "%")]),
        ("rose from 10 to 15 percent", [(10, "%"), (15, "%")]),
        ("was raised from 10 to 15 percent", [(10, "%"), (15, "%")]),
        ("would raise rates from 10 to 15 percent", [(10, "%"), (15, "%")]),
        ("raised to 2.6 from 2.9", [(Fraction("2.6"), ""), (Fraction("2.9"), "")]),
        ("by 412 votes to 96", [(412, ""), (96, "")]),
        ("a 5-to-4 ruling", [(5, ""), (4, "")]),
        ("gave $100 to 500 people", [(100, "$"), (500, "")]),
        ("paid $4 million to 5 founders", [(4_000_000, "$"), (5, "")]),
        ("from 2019 to 2021", [(2019, "year"), (2021, "year")]),
        ("from Q1 to Q3", [(1, "th"), (3, "th")]),
        ("a lot", []),
    ],
)
def test_two_numbers_beside_each_other_need_be_no_range(text: str, expected: list[tuple[Fraction, str]]) -> None:
    """Lists, scores, years, and what was beside what is, are amounts of their own."""
    found = find_amounts(text)
    assert [(each.low, each.unit) for each in found] == expected
    assert not any(each.is_range for each in found)


@pytest.mark.parametrize(
    ("known", "said", "expected"),
    [
        ("$4-5 billion", "$4 billion to $5 billion", True),
        ("$4-5 billion", "up to $5 billion", True),
        ("$4-5 billion", "at least $4 billion", True),
        ("from $4 billion to $5 billion", "$4-5 billion", True),
        ("$4-5 billion", "from $4 billion to $5 billion", True),
        ("$4-5 billion", "$5 billion", False),
        ("$4-5 billion", "up to $4 billion", False),
        ("$4-5 billion", "$4-6 billion", False),
        ("$4-5 billion", "\u20ac4-5 billion", False),
        ("$500,000-$1 million", "$500 billion", False),
        ("$4 billion", "$4-5 billion", False),
    ],
)
def test_a_range_bears_out_what_gives_its_ends(known: str, said: str, expected: bool) -> None:  # noqa: FBT001
    """A range is borne out by both of its ends, and one end only by what says which one it is."""
    assert all(bool(find_matches(each, find_amounts(known))) == expected for each in find_amounts(said))


@pytest.mark.parametrize(
    "text",
    [
        *("GPT-5", "H100", "one of them", "no one", "5G", "first", "the company", "COVID-19"),
        *("Qwen3-30B-A3B", "Llama-3.1-8B", "one to one", "the one and only"),
    ],
)
def test_no_amounts(text: str) -> None:
    """Numbers in names are no amounts, nor is "one" alone."""
    assert find_amounts(text) == []


@pytest.mark.parametrize("length", [25, 310, 5_000])
@pytest.mark.parametrize("form", ["{}", "${}", "{} and a half million", ".{} percent", "3.{}"])
def test_endless_numbers_are_no_amounts(form: str, length: int) -> None:
    """They count nothing, and nothing could be computed with them."""
    assert find_amounts(form.format("1" * length)) == []
    assert find_amounts(f"1{',000' * length} jobs") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("try 50 prompts", [(50, "")]),
        ("TRY 50 million", [(50_000_000, "TRY")]),
        ("all three won awards", [(3, "")]),
        ("In 2025 won by a nose", [(2025, "year")]),
        ("5,000 won", [(5_000, "KRW")]),
        ("20 Korean won", [(20, "KRW")]),
        ("3 trillion won", [(3_000_000_000_000, "KRW")]),
        ("It weighs 25 pounds.", [(25, "")]),
        ("25 pounds of steel", [(25, "")]),
        ("25 pounds", [(25, "GBP")]),
        ("5 million pounds of debt", [(5_000_000, "GBP")]),
        ("RM5 million", [(5_000_000, "MYR")]),
        ("R5 million", [(5_000_000, "ZAR")]),
        ("the R1 runs", []),
        ("five rand", [(5, "ZAR")]),
        ("three Rand researchers", [(3, "")]),
        ("the RS 6 runs", [(6, "")]),
        ("kr 500", [(500, "kr")]),
    ],
)
def test_words_may_be_money_or_not(text: str, expected: list[tuple[int, str]]) -> None:
    """By their capitals, by how much is told, and by the words around."""
    found = find_amounts(text)
    assert [(int(each.low), each.unit) for each in found] == expected
    assert all(each.is_money is (each.unit not in ("", "year")) for each in found)


def test_a_year_is_told_from_a_number() -> None:
    """Where a year may stand four digits are one; it equals the bare number, since either may be meant."""
    (year,), (number,) = find_amounts("in 2024"), find_amounts("2024 jobs")
    assert (year.unit, number.unit) == ("year", "")
    assert year.same(number)


@given(st.text())
def test_any_text_can_be_read(text: str) -> None:
    """Whatever is written, amounts lie within the text and in order."""
    found = find_amounts(text)
    assert all(0 <= each.start < each.end <= len(text) for each in found)
    assert all(one.end <= other.start for one, other in pairwise(found))


@given(st.integers(min_value=0, max_value=10**12))
def test_thousands_separators_change_nothing(number: int) -> None:
    """A number is the same with and without commas."""
    assert find_amounts(f"${number:,}")[0].same(find_amounts(f"${number}")[0])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Acme opens 9 offices on 3 May.", ["9"]),
        ("On November 21, 2026 Acme lost 20 people.", ["20"]),
        ("Corvid 3 has 40 layers.", ["40"]),
        ("Acme opened on 2026-05-03.", []),
        ("Acme waits.", []),
    ],
)
def test_a_sentence_states_no_date_and_no_version(text: str, expected: list[str]) -> None:
    """Its other amounts keep their places."""
    assert [text[each.start : each.end] for each in stated_amounts(text)] == expected
