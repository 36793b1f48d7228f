"""Words of a question that nothing here holds -> words that were found, one slip of the keyboard away (pure)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from indexer.model import TextEmbedding

_WORD = re.compile(r"(?<![\w@#./-])[a-z]{5,}(?![\w./@-])")
"""Words that may be mistyped: a short one has too many neighbours, and a capital or a number tells a name."""

_MOST = 8  # such words in a question


def unusual_words(text: str, embedded: TextEmbedding) -> list[str]:
    """Return the words of a text that a model reads in pieces: those that many people write it knows as a whole.

    None where there are more of them than a hurried person mistypes: each has to be looked up.
    """
    found = dict.fromkeys(
        word.group()
        for word in _WORD.finditer(text)
        if sum(word.start() <= start < end <= word.end() for start, end in embedded.spans) > 1
    )
    return list(found) if len(found) <= _MOST else []


def respelled(text: str, strange: Collection[str], found: Mapping[str, int]) -> str:
    """Return a text with `strange` words replaced by their nearest of those that were `found`, with their counts."""
    known = {word: near for word in strange if (near := _nearest(word, found))}
    return _WORD.sub(lambda match: known.get(match.group(), match.group()), text)


def _nearest(word: str, found: Mapping[str, int]) -> str:
    """Return the commonest word that begins alike and becomes this one by a slip; "" for none.

    Two letters that changed their places are a likelier slip than any one of all the others.
    """
    near = [other for other in found if other[0] == word[0] and is_one_slip(word, other)]
    return max(near, key=lambda other: (sorted(other) == sorted(word), found[other], other), default="")


def is_one_slip(one: str, other: str) -> bool:
    """Tell whether a letter more, less or other, or two that changed places, make one word of the other."""
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    start = next((place for place, pair in enumerate(zip(one, other, strict=False)) if len(set(pair)) > 1), None)
    if start is None:
        return True  # one letter more at the end
    mine, theirs = one[start:], other[start:]
    swapped = mine[1::-1] + mine[2:]
    return theirs in (swapped, mine[1:]) or mine == theirs[1:] or mine[1:] == theirs[1:]
