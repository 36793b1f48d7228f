"""Amounts and days of a statement that are written in digits: each must stand in the sources (pure).

What is counted in words ("a third of them") is often reckoned or rounded: it is left to the reader.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.language.amounts import YEAR, find_matches

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.language.amounts import Amount
    from bot.language.dates import DateExpression
    from bot.verification.parsing.annotation import Sentence
    from bot.verification.premises import Premises


def check_figures(statement: Sentence, grounds: Premises) -> Iterator[str]:
    """Yield objections to a statement's amounts and days."""
    if statement.crowded:
        yield "it holds more than can be compared"
    for amount in statement.amounts:
        shown = statement.text[amount.start : amount.end]
        if _has_digits(shown) and not (_stands_there(amount, grounds) or _is_year_of_a_day(amount, grounds)):
            yield f"{shown} is not there"
    for occasion in statement.occasions:
        shown = statement.text[occasion.start : occasion.end]
        if _has_digits(shown) and not (_is_named_there(occasion, grounds) or _is_year_there(occasion, grounds)):
            yield f"{shown} is not there"


def _has_digits(shown: str) -> bool:
    return any(map(str.isdecimal, shown))


def _stands_there(amount: Amount, grounds: Premises) -> bool:
    return any(
        find_matches(amount, each.amounts)
        or any(_is_bare(amount, other) for other in each.amounts if _has_digits(each.text[other.start : other.end]))
        for each in grounds.sentences
    )


def _is_bare(amount: Amount, other: Amount) -> bool:
    """Tell whether one of two is the other's number without its unit: "from 9.8 to 7.1 watts"."""
    if amount.is_range or other.is_range or (amount.unit and other.unit) or other.scale != 1:
        return False
    return other.value in (amount.value, amount.value / amount.scale)


def _is_year_of_a_day(amount: Amount, grounds: Premises) -> bool:
    """Tell whether a year is that of a day which is named."""
    return amount.unit == YEAR and any(
        meaning.year == amount.value
        for each in grounds.sentences
        for occasion in each.occasions
        for meaning in occasion.meanings
    )


def _is_named_there(occasion: DateExpression, grounds: Premises) -> bool:
    return any(occasion.within(other) for each in grounds.sentences for other in each.occasions)


def _is_year_there(occasion: DateExpression, grounds: Premises) -> bool:
    """Tell whether a day expression means a year that stands there as a number."""
    years = {int(a.value) for each in grounds.sentences for a in each.amounts if a.unit in (YEAR, "")}
    return any(meaning == type(meaning)(year=year) for meaning in occasion.meanings for year in years)
