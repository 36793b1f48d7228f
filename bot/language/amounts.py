"""Amounts by value and unit: "$1.2bn", "1.2 billion dollars" and "US$1,200 million" are one (pure)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from bot.language import currencies

if TYPE_CHECKING:
    from collections.abc import Sequence

PERCENT, POINT, TIMES, ORDINAL, YEAR, CLOCK = "%", "point", "times", "th", "year", "clock"
MANY = "many"
"""The unit of "thousands": a size that is named, not counted."""

POWER, ENERGY = "W", "Wh"
"""Units that are measured: "1.2 GW" and "1,200 megawatts" are one amount."""

AT_LEAST, AT_MOST = "at least", "at most"
"""Which end of a range an amount gives: "up to $5 billion" follows from "$4-5 billion"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """A number, or a range of numbers, with its unit, if that is a currency, a share or a measure."""

    low: Fraction
    high: Fraction  # the same as `low`, if it is no range
    unit: str = ""  # "": a bare number; else a currency's sign, or one of the units above
    start: int  # where it stands in its text
    end: int
    scale: int = 1  # what "million", "GW" or the like behind it has made of its upper end
    bound: str = ""  # AT_LEAST or AT_MOST, where it is stated as an end: "up to 5"

    @property
    def value(self) -> Fraction:
        """The lower end, which is all of it unless it is a range."""
        return self.low

    @property
    def is_range(self) -> bool:
        """Whether it has two ends."""
        return self.low != self.high

    @property
    def is_money(self) -> bool:
        """Whether it counts a currency."""
        return self.unit in currencies.ALL

    def same_size(self, other: Amount) -> bool:
        """Tell whether both ends are the same, whatever they count."""
        return self.low == other.low and self.high == other.high

    def same(self, other: Amount) -> bool:
        """Tell whether both say the same; a bare number may be a year."""
        return self.same_size(other) and self._has_unit_of(other)

    def _has_unit_of(self, other: Amount) -> bool:
        units = {self.unit, other.unit}
        return len(units) == 1 or units == {"", YEAR}

    def is_end_of(self, other: Amount) -> bool:
        """Tell whether it is said to be that end of a range which it is."""
        if self.is_range or not other.is_range or not self._has_unit_of(other):
            return False
        return self.low == {AT_LEAST: other.low, AT_MOST: other.high}.get(self.bound)


def find_matches(said: Amount, known: Sequence[Amount]) -> list[Amount]:
    """Return those of a sentence's amounts that say what another one says.

    "Up to $5 billion" follows from "$4-5 billion"; "$4-5 billion" from "from $4 billion to $5 billion".
    """
    found = [each for each in known if said.same(each) or said.is_end_of(each)]
    found = found or [each for each in known if _rounds(said, each) or _rounds(each, said)]
    if not found and said.is_range:
        ends = (replace(said, high=said.low), replace(said, low=said.high))
        pairs = ((one, other) for one, other in pairwise(known) if ends[0].same(one) and ends[1].same(other))
        found = list(next(pairs, ()))
    return found


_NEAREST = Fraction(1, 2)


def _rounds(said: Amount, known: Amount) -> bool:
    """Tell whether a whole number of percent is a fraction rounded: "two-thirds" is 67 percent."""
    shares = said.unit == known.unit == PERCENT and not said.is_range and not known.is_range
    odd = known.value.denominator % 3 == 0
    return shares and odd and said.value.denominator == 1 and abs(said.value - known.value) < _NEAREST
