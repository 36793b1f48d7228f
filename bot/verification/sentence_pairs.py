"""Pairs of sentences: the words that they share, and whether they are on one thing, at one time (pure)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING

from bot.language.lexicon.equivalence import concept, spellings
from bot.language.lexicon.function_words import OPENERS
from bot.language.words import stem
from bot.verification.calibration import CONTRADICTION
from bot.verification.denials import express_denials, negations
from indexer.language.product_names import EVIDENCE, ProductRelation, relation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.language.dates import Meaning
    from bot.verification.parsing.annotation import Sentence, Word

ROLES = frozenset(
    """ceo cfo cto coo chief executive officer president chair chairman chairwoman director minister senator judge mr
    mrs ms dr professor sir inc corp ltd co plc group secretary general""".split()  # noqa: SIM905  not 30 lines
)
"""Words of offices, which are no names whatever their capitals."""
_PLANNING = frozenset(map(concept, map(stem, ("plan", "intend", "report", "claim", "rumour"))))


@dataclass(frozen=True, kw_only=True, eq=False)
class SentencePair:
    """A sentence beside another one. What takes long, or is asked often, is computed once: it has no slots."""

    one: Sentence
    other: Sentence

    @cached_property
    def turned(self) -> SentencePair:
        """The other sentence beside this one."""
        return SentencePair(one=self.other, other=self.one)

    @cached_property
    def own_names(self) -> dict[str, Word]:
        """The first one's names by concept; its first word is one if it is written as one in the other too."""
        elsewhere = {word.key for word in self.other.words if word.name}
        return {
            word.concept: word
            for word in self.one.words
            if word.name
            and word.concept
            and word.key not in ROLES
            and not (word.opening and (word.key in OPENERS or word.key not in elsewhere))
        }

    @cached_property
    def names(self) -> frozenset[str]:
        """The first one's names that the other holds, too, perhaps in another spelling."""
        theirs = self.turned.own_names
        keys = {word.key for word in theirs.values()}
        return frozenset(
            name
            for name, word in self.own_names.items()
            if name in theirs or any(way <= keys for way in spellings(word.key))
        )

    @property
    def own_plain(self) -> frozenset[str]:
        """The first one's concepts that are no names."""
        return self.one.concepts - self.own_names.keys()

    @cached_property
    def plain(self) -> frozenset[str]:
        """The concepts of both that are no names."""
        return self.own_plain & self.turned.own_plain

    @cached_property
    def alike(self) -> float:
        """Share of the shorter one's concepts that are no names."""
        return len(self.plain) / max(1, min(len(self.own_plain), len(self.turned.own_plain)))

    @property
    def whole(self) -> float:
        """The same of the longer one."""
        return len(self.plain) / max(1, len(self.own_plain), len(self.turned.own_plain))

    @property
    def is_on_one_thing(self) -> bool:
        """Whether both speak of one thing, by most of the shorter one's words and a name."""
        named = bool(self.names) or len(self.plain) >= CONTRADICTION.on_one_thing_nameless
        return self.alike >= CONTRADICTION.on_one_thing and bool(self.plain) and named

    @cached_property
    def may_be_of_one_time(self) -> bool:
        """Whether the years, months and quarters that both name may be the same ones."""
        quarters, dates = (self.one.ordinals, self.other.ordinals), (self.one.dates, self.other.dates)
        if all(quarters) and quarters[0].isdisjoint(quarters[1]):
            return False
        return not all(dates) or any(may_be_one_date(mine, theirs) for mine, theirs in product(*dates))

    @property
    def is_denial(self) -> bool:
        """Whether the first one expressly denies the other, with which it shares a name."""
        denied = express_denials(self.one)
        if not denied or self.one.crowded or self.other.crowded or any(express_denials(self.other)):
            return False
        passed = self.names | _PLANNING
        for scope in denied if self.names else ():
            first = next((each for each in scope if each not in passed), "")
            if first in self.plain and 2 * len(self.other.concepts & set(scope)) >= min(len(scope), 4):
                return True
        return False

    @property
    def is_negation(self) -> bool:
        """Whether the first one says that something is not so which the other says is."""
        kept = [frozenset(scope) for scope in negations(self.other)]
        return any(
            _reaches(scope, self.other.concepts)
            and self.other.concepts.issuperset(scope[: CONTRADICTION.denied_words])
            # Of a word that it says more than once one may well not be denied.
            and sum(word.concept == scope[0] for word in self.one.words) == 1
            and not any(_is_kept(scope, denied) for denied in kept)
            for scope in negations(self.one)
        )

    @property
    def is_on_two_products(self) -> bool:
        """Whether they name different products of one line, and none that both name."""
        found = {relation(mine, theirs) for mine, theirs in product(self.one.products, self.other.products)}
        return ProductRelation.OTHER in found and found.isdisjoint(EVIDENCE)


def may_be_one_date(one: frozenset[Meaning], other: frozenset[Meaning]) -> bool:
    """Tell whether two dates may be one: "in March" and "on March 3"."""
    return any(mine.within(theirs) or theirs.within(mine) for mine in one for theirs in other)


def _reaches(scope: Sequence[str], concepts: frozenset[str]) -> bool:
    """Tell whether a statement speaks of the scope of a marker: two words in three, or the first and half of all."""
    met = len(concepts.intersection(scope))
    return bool(scope) and (3 * met >= 2 * len(scope) or (scope[0] in concepts and 2 * met >= len(scope)))


def _is_kept(scope: Sequence[str], denied: frozenset[str]) -> bool:
    """Tell whether a denial of the statement is the one of the passage; one of "them" may be."""
    return not denied or scope[0] in denied or 2 * len(denied.intersection(scope)) >= len(scope)
