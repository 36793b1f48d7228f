"""Pairs of sentences: the words that they share, and whether they are on one thing (pure)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.language.amounts import ORDINAL, YEAR
from bot.language.dates import Meaning
from bot.language.lexicon.equivalence import spellings
from bot.language.lexicon.function_words import OPENERS
from bot.verification.calibration import CONTRADICTION

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.verification.parsing.annotation import Sentence, Word

ROLES = frozenset(
    """ceo cfo cto coo chief executive officer president chair chairman chairwoman director minister senator judge mr
    mrs ms dr professor sir inc corp ltd co plc group secretary general""".split()  # noqa: SIM905  not 30 lines
)
"""Words of offices, which are no names whatever their capitals."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SentencePair:
    """Two sentences with the words that they share."""

    one: Sentence
    other: Sentence
    names: frozenset[str]  # that both hold
    plain: frozenset[str]  # concepts that are no names, of both
    alike: float  # share of the shorter one's concepts that are no names
    whole: float  # the same of the longer one


def compare(one: Sentence, other: Sentence) -> SentencePair:
    """Return two sentences compared."""
    mine, theirs = names_of(one, other), names_of(other, one)
    plain, others = one.concepts - mine.keys(), other.concepts - theirs.keys()
    smaller, larger = sorted((len(plain) or 1, len(others) or 1))
    shared = plain & others
    names = frozenset(
        name
        for name, word in mine.items()
        if name in theirs or any(way <= {each.key for each in theirs.values()} for way in spellings(word.key))
    )
    alike, whole = len(shared) / smaller, len(shared) / larger
    return SentencePair(one=one, other=other, names=names, plain=shared, alike=alike, whole=whole)


def names_of(sentence: Sentence, other: Sentence) -> dict[str, Word]:
    """Return the names of a sentence by concept; its first word is one if it is written as one in the other too."""
    elsewhere = {word.key for word in other.words if word.name}
    return {
        word.concept: word
        for word in sentence.words
        if word.name
        and word.concept
        and word.key not in ROLES
        and not (word.opening and (word.key in OPENERS or word.key not in elsewhere))
    }


def are_on_one_thing(both: SentencePair) -> bool:
    """Tell whether two sentences speak of one thing, by most of the shorter one's words and a name."""
    return (
        both.alike >= CONTRADICTION.on_one_thing
        and bool(both.plain)
        and (bool(both.names) or len(both.plain) >= CONTRADICTION.on_one_thing_nameless)
    )


def may_be_of_one_time(one: Sentence, other: Sentence) -> bool:
    """Tell whether the years, months and quarters that two sentences name may be the same ones."""
    pairs = [(list(dates(one)), list(dates(other))), (_quarters(one), _quarters(other))]
    return all(
        not mine or not theirs or any(may_be_one_date(a, b) for a in mine for b in theirs) for mine, theirs in pairs
    )


def dates(sentence: Sentence) -> Iterator[frozenset[Meaning]]:
    """Yield the meanings of the dates and years of a sentence; a weekday is none."""
    yield from (each.meanings for each in sentence.occasions if not each.relative)
    yield from (frozenset({Meaning(year=int(each.value))}) for each in sentence.amounts if each.unit == YEAR)


def _quarters(sentence: Sentence) -> list[frozenset[Meaning]]:
    found = (each for each in sentence.amounts if each.unit == ORDINAL)
    return [frozenset({Meaning(word=str(each.value))}) for each in found]


def may_be_one_date(one: frozenset[Meaning], other: frozenset[Meaning]) -> bool:
    """Tell whether two dates may be one: "in March" and "on March 3"."""
    return any(mine.within(theirs) or theirs.within(mine) for mine in one for theirs in other)
