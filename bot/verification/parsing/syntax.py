"""The parse of a sentence: tokens, and clauses with their certainty (pure records)."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.verification.lexicon.function_words import LIGHT
from bot.verification.lexicon.synonyms import is_listed, senses

if TYPE_CHECKING:
    from bot.verification.parsing.annotation import Sentence, Word


Span = tuple[int, int]
"""The places of a sentence's tokens from the first up to, but without, the second; (0, 0) for nothing."""


class Certainty(IntEnum):
    """The certainty with which a sentence asserts a clause."""

    FALSE = 0  # it is denied, or said to be false
    POSSIBLE = 1
    MEANT = 2  # planned, wanted, expected
    AHEAD = 3  # sure to come: it is promised, agreed on, announced
    SO = 4


@lru_cache(maxsize=16_384)
def meanings(word: str) -> frozenset[int | str]:
    """Return the senses of a word and of its parts: "Oslo-based" is based."""
    found = (
        frozenset().union(senses(word), *(senses(part) for part in word.split("-"))) if "-" in word else senses(word)
    )
    return found | senses(bare) if (bare := without_denial(word)) else found


_LEAST = 4  # letters behind "un-"


def without_denial(word: str) -> str:
    """Return the word that one with "un-" denies, "" for another word: "unrelated" is not related."""
    bare = word.removeprefix("un").removeprefix("-")
    known = word.startswith("un") and len(bare) >= _LEAST and is_listed(bare) and word not in _NO_DENIALS
    return bare if known else ""


_NO_DENIALS = frozenset(
    {"unless", "united", "unions", "unites", "unlikely", "understand", "underway", "undertake", "underline"}
)


@dataclass(frozen=True, slots=True, eq=False)
class Token:
    """A word where it stands."""

    word: Word
    low: str
    brk: str  # the marks between it and the word before
    base: str  # the base form of a possible verb
    sort: str  # the verb forms that it may be, see `verb_form`
    name: bool
    senses: frozenset[int | str]  # its meanings; empty for a word without content

    @property
    def is_possessive(self) -> bool:
        """Whether it stands there with a possessive ending, which its text lacks."""
        return self.word.end - self.word.start > len(self.word.text)


@dataclass(slots=True, eq=False)
class Clause:
    """A verb with its subject, object and agent, as places of tokens."""

    verb: int
    base: str
    start: int = 0  # of its verb group
    first: int = 0  # of the whole clause
    last: int = 0  # the place after its end
    passive: bool = False
    level: Certainty = Certainty.SO
    subject: tuple[int, int] = (0, 0)
    agent: tuple[int, int] = (0, 0)
    object: tuple[int, int] = (0, 0)
    previous: Clause | None = None
    governor: Clause | None = None
    joined: Clause | None = None  # the one that a participle belongs to
    loose: bool = False  # "is to", "is due to": as sure as "will", and as little
    purpose: bool = False  # it is the purpose of another one
    own: bool = False  # its group has an auxiliary of its own
    senses: frozenset[int | str] = frozenset()

    @property
    def light(self) -> bool:
        """Whether its verb says little by itself."""
        return self.base in LIGHT


@dataclass(frozen=True, slots=True, eq=False)
class Parse:
    """A sentence with its tokens and clauses."""

    sentence: Sentence
    tokens: tuple[Token, ...]
    clauses: tuple[Clause, ...]
    senses: frozenset[int | str] = field(default=frozenset())

    def text(self, span: tuple[int, int]) -> str:
        """Return a span's words."""
        return " ".join(token.word.text for token in self.tokens[span[0] : span[1]])

    def names(self, span: tuple[int, int]) -> frozenset[str]:
        """Return the names in a span, folded."""
        return frozenset(token.low for token in self.tokens[span[0] : span[1]] if token.name)
