"""The parse of a sentence: tokens and clauses (pure records)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.verification.parsing.annotation import Sentence, Word


Span = tuple[int, int]
"""The places of a sentence's tokens from the first up to, but without, the second; (0, 0) for nothing."""


@dataclass(frozen=True, slots=True, eq=False)
class Token:
    """A word where it stands."""

    word: Word
    low: str
    brk: str  # the marks between it and the word before
    base: str  # the base form of a possible verb
    sort: str  # the verb forms that it may be, see `verb_form`
    name: bool

    @property
    def is_possessive(self) -> bool:
        """Whether it stands there with a possessive ending, which its text lacks."""
        return self.word.end - self.word.start > len(self.word.text)


@dataclass(slots=True, eq=False)
class Clause:
    """A verb with its subject and object, as places of tokens."""

    verb: int
    base: str
    start: int = 0  # of its verb group
    first: int = 0  # of the whole clause
    last: int = 0  # the place after its end
    passive: bool = False
    subject: tuple[int, int] = (0, 0)
    object: tuple[int, int] = (0, 0)
    previous: Clause | None = None
    governor: Clause | None = None
    joined: Clause | None = None  # the one that a participle belongs to
    own: bool = False  # its group has an auxiliary of its own


@dataclass(frozen=True, slots=True, eq=False)
class Parse:
    """A sentence with its tokens and clauses."""

    sentence: Sentence
    tokens: tuple[Token, ...]
    clauses: tuple[Clause, ...]

    def text(self, span: tuple[int, int]) -> str:
        """Return a span's words."""
        return " ".join(token.word.text for token in self.tokens[span[0] : span[1]])
