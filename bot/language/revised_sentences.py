"""Whether a text still says a sentence, and what stands in the place of one that is gone (pure)."""

from __future__ import annotations

from difflib import SequenceMatcher
from operator import itemgetter
from typing import TYPE_CHECKING

from indexer.articles.revisions import word_keys
from indexer.passages import sentences

if TYPE_CHECKING:
    from collections.abc import Sequence

_ALIKE = 0.5
"""Share of their words that a sentence and its replacement have in common, at least; set by hand."""

_COMPARED = 2_000  # sentences of an article, no more
_LONGEST = 1_000  # characters of one of them
_MATCHED = 50  # of them, word by word: the time of a match grows with the square of their length, and more


def lines_of(text: str) -> list[str]:
    """Return the sentences of a text, paragraph by paragraph."""
    return [line for paragraph in text.split("\n\n") for line in sentences_of(paragraph)]


def sentences_of(text: str) -> list[str]:
    """Return the sentences of a paragraph, each on one line."""
    return [" ".join(text[start:end].split()) for start, end in sentences(text)]


def holds(line: str, sentence: str) -> bool:
    """Tell whether a line says a sentence; a dateline may stand before it."""
    wanted, given = word_keys(sentence), word_keys(line)
    return bool(wanted) and given[-len(wanted) :] == wanted


def replacement(was: str, lines: Sequence[str]) -> str:
    """Return the sentence that stands in the place of one that is gone, "" if there is none like it."""
    matcher = SequenceMatcher(None, b=word_keys(was), autojunk=False)
    near: list[tuple[float, str]] = []  # with what two sentences have in common at most, which is soon counted
    for line in lines[:_COMPARED]:
        if len(line) <= _LONGEST:
            matcher.set_seq1(word_keys(line))
            near.append((matcher.quick_ratio(), line))
    near.sort(key=itemgetter(0), reverse=True)
    best, likeness = "", 0.0
    for most, line in near[:_MATCHED]:
        if most < _ALIKE or most <= likeness:
            break
        matcher.set_seq1(word_keys(line))
        if (ratio := matcher.ratio()) > likeness:
            best, likeness = line, ratio
    return best if likeness >= _ALIKE else ""
