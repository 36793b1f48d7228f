"""Whether two sentences say the same: in nearly the same words, and of the same names and amounts (pure)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.language.stated_amounts import stated_amounts
from bot.language.words import is_broad_name, is_written_as_name, names, stems

if TYPE_CHECKING:
    from collections.abc import Collection
    from collections.abc import Set as AbstractSet

    from bot.language.amounts import Amount


def words_shared(one: AbstractSet[str], other: AbstractSet[str]) -> float:
    """Return how alike two sentences are by the stems of their words, 0 to 1: what share of the shorter's both have."""
    return len(one & other) / (min(len(one), len(other)) or 1)


def are_of_two(one: str, other: str) -> bool:
    """Tell whether each of two sentences has an amount, or a name, that the other lacks.

    However alike their words are: "The Pro plan costs $20 a month." and "The Max plan costs $90 a month.".
    """
    return _have_each_their_own(stated_amounts(one), stated_amounts(other)) or bool(
        _named(one, other) - stems(other) and _named(other, one) - stems(one)
    )


def _have_each_their_own(mine: Collection[Amount], theirs: Collection[Amount]) -> bool:
    return _has_another(mine, theirs) and _has_another(theirs, mine)


def _has_another(amounts: Collection[Amount], known: Collection[Amount]) -> bool:
    return any(not any(each.same(other) for other in known) for each in amounts)


def _named(sentence: str, other: str) -> frozenset[str]:
    """Return the stems of the names of a sentence, without those of countries and days, which reports vary."""
    written = (name for name in names(sentence) if is_written_as_name(name, sentence, other))
    return frozenset(term for term in stems(" ".join(written)) if not is_broad_name(term))
