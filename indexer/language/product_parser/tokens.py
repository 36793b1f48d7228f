"""Letters, numbers and signs of a text, and the stretches in which names of products may stand (pure)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from indexer.language.product_parser.words import NAMING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

HYPHENS = "\u00b7\u2010\u2011\u2012-"
GAPS = frozenset({"", " ", "\u00a0", "_", *HYPHENS})
"""What may stand between two tokens of one name."""

JOINING_GAPS = frozenset(HYPHENS + "_")

_TOKEN = re.compile(
    r"(?P<letters>[^\W\d_]+)|(?P<number>\d+(?:\.\d+)*)"
    rf"|(?P<other>[^\s\w{HYPHENS}]|(?<!\w)[{HYPHENS}]|[{HYPHENS}](?!\w))"
)
_ANCHOR = re.compile(rf"(?<=[^\W\d_])[ \u00a0_{HYPHENS}]?\d|(?<=\w)[ \u00a0{HYPHENS}](?i:{'|'.join(sorted(NAMING))})\b")
_BEFORE, _AFTER = 60, 60  # characters around an anchor in which its name stands
_STRETCH = 150  # characters that are cut at once: a search for one name needs no more of a long text
_SHORT_WORD = 3  # letters of a word from which on it is looked up as it stands


class NameToken(NamedTuple):
    """A run of letters, a number, or a sign."""

    kind: str  # "letters", "number" or "other"
    text: str
    low: str  # in lower case
    start: int
    end: int

    @property
    def has_capital(self) -> bool:
        """Whether there is a capital in it."""
        return self.text != self.low


@dataclass(frozen=True, slots=True)
class TokenRun:
    """The tokens of a stretch of a text, and what stands between them."""

    text: str
    tokens: Sequence[NameToken]

    def gap(self, number: int) -> str:
        """Return the text between a token and the next one; after the last a line break, which joins nothing."""
        if not 0 <= number < len(self.tokens) - 1:
            return "\n"
        return self.text[self.tokens[number].end : self.tokens[number + 1].start]

    def after(self, number: int) -> NameToken | None:
        """Return the token after another one."""
        return self.tokens[number + 1] if number + 1 < len(self.tokens) else None

    def is_number(self, place: int, gap: str) -> bool:
        """Tell whether a number stands at a place, after a gap."""
        return place < len(self.tokens) and self.tokens[place].kind == "number" and self.gap(place - 1) == gap

    def has_number(self, place: int, *more: str) -> bool:
        """Tell whether a number stands at a place as a version does."""
        return any(self.is_number(place, gap) for gap in (" ", "-", *more))

    def is_size(self, place: int) -> bool:
        """Tell whether a number has the unit of a model's size, "27B"."""
        number = place < len(self.tokens) and self.tokens[place].kind == "number"
        return number and self.letters(place).casefold() in ("b", "m", "t")

    def letters(self, place: int) -> str:
        """Return the letters that are joined to a number."""
        after = self.after(place)
        return after.text if after and after.kind == "letters" and after.start == self.tokens[place].end else ""


def tokenize(text: str, first: int = 0, last: int | None = None) -> list[NameToken]:
    """Return the letters, numbers and signs of a stretch of a text."""
    matches = _TOKEN.finditer(text, first, len(text) if last is None else last)
    return [NameToken(m.lastgroup or "", word := m.group(), word.casefold(), *m.span()) for m in matches]


def near_words(text: str, words: frozenset[str]) -> list[tuple[int, int]]:
    """Return where a text is near one of some words in lower case: first and last character of each place."""
    low = text.casefold() if text.isascii() else text.lower()
    places: list[int] = []
    for word in words:
        if len(word) < _SHORT_WORD:
            places += [found.start() for found in _before_number(word).finditer(low)]
            continue
        place = low.find(word)
        while place >= 0:
            places.append(place)
            place = low.find(word, place + len(word))
    merged: list[tuple[int, int]] = []
    for place in sorted(places):
        begins = place - _BEFORE
        if merged and begins <= merged[-1][1]:
            begins = merged.pop()[0]
        merged.append((max(0, begins), place + _AFTER))
    return merged


@lru_cache(maxsize=256)
def _before_number(word: str) -> re.Pattern[str]:
    """Return the pattern of a letter or two with a number after them: "H100"."""
    return re.compile(rf"(?<![^\W_]){re.escape(word)}(?=[ {HYPHENS}]?\d)")


def stretches(text: str, places: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int, list[int]]]:
    """Yield where names may stand: first and last character, and the anchors between them."""
    first = last = -1
    anchors: list[int] = []
    for match in (found for begins, ends in places for found in _ANCHOR.finditer(text, begins, ends)):
        begins = max(0, match.start() - _BEFORE)
        if anchors and (begins > last or match.start() - first > _STRETCH):
            yield first, last, anchors
            anchors = []
        if not anchors:
            first = _word_start(text, begins, match.start())
        anchors.append(match.start())
        last = match.end() + _AFTER
    if anchors:
        yield first, last, anchors


def _word_start(text: str, place: int, anchor: int) -> int:
    """Return the first place from which on no word is cut."""
    while 0 < place < anchor and text[place - 1].isalnum():
        place += 1
    return place
