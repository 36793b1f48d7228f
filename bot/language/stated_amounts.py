"""The amounts that a sentence states: the numbers in its dates and in the names of products are none (pure)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.language.amount_parser import find_amounts
from bot.language.dates import find_dates
from indexer.language.product_names import product_names

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.language.amounts import Amount
    from bot.language.dates import DateExpression
    from indexer.language.product_names import ProductName


def stated_amounts(text: str) -> list[Amount]:
    """Return the amounts of a text in order, without those of its dates and of the products that it names."""
    if not find_amounts(text):
        return []
    return amounts_beside(text, (*find_dates(text), *product_names(text)))


def amounts_beside(text: str, apart: Iterable[DateExpression | ProductName]) -> list[Amount]:
    """Return the amounts of a text in order, where they stand in it, if nothing of what is `apart` is one."""
    rest = list(text)
    for each in apart:
        rest[each.start : each.end] = " " * (each.end - each.start)
    return find_amounts("".join(rest))
