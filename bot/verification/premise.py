"""The sentences of passages that are likest to a statement: what a reader is given to judge it by (pure)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.language.datelines import without_dateline
from bot.language.words import stems
from indexer.passages import sentences

if TYPE_CHECKING:
    from collections.abc import Sequence

_LONGEST = 900
"""Characters: what a reader of 256 tokens can take beside a statement and a title."""

_WORD = re.compile(r"\w+")


def premise_of(statement: str, passages: Sequence[str]) -> str:
    """Return the sentences of some passages that share most words with a statement, in their order, as one text.

    As many as there is room for; the likest one always.
    """
    told = [each for passage in passages for each in _sentences(passage)]
    said = _words(statement)
    likest = sorted(range(len(told)), key=lambda place: -len(said & told[place][1]))
    room, held = _LONGEST, set(likest[:1])
    for place in likest:
        room -= len(told[place][0])
        if room < 0:
            break
        held.add(place)
    return " ".join(told[place][0] for place in sorted(held))


def nearest_sentences(statement: str, passages: Sequence[str]) -> list[str]:
    """Return the sentences of some passages that share most words of content with a statement; several may be equal."""
    said = stems(statement)
    shared = {told: len(said & stems(told)) for passage in passages for told, _ in _sentences(passage)}
    most = max(shared.values(), default=0)
    return [told for told, count in shared.items() if count == most]


@lru_cache(maxsize=256)
def _sentences(passage: str) -> tuple[tuple[str, frozenset[str]], ...]:
    """Return the sentences of a passage, without a dateline, with their words.

    Remembered, since several statements cite one passage.
    """
    spans = sentences(passage) or [(0, len(passage))]
    found = (without_dateline(" ".join(passage[start:end].split())) for start, end in spans)
    return tuple((each, _words(each)) for each in found if each)


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.casefold()))
