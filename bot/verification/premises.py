"""The articles that a statement cites, taken apart once: the premises that it must follow from (pure)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from bot.language.datelines import clean_sentences, without_dateline
from bot.model import Citation, Source
from bot.verification.parsing.annotation import WORD, annotate, compound_parts, normalize
from indexer.passages import sentences

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.verification.parsing.annotation import Sentence

Cited = Citation | Source
"""An article with the words that it is cited for: one passage or several, parted by blank lines."""

_LONGEST = 900
"""Characters: what a reader of 256 tokens can take beside a statement and a title."""

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, eq=False)
class CitedPassage:
    """A passage, taken apart. Each property is computed once, when it is first needed: it has no slots."""

    text: str

    @cached_property
    def parts(self) -> tuple[str, ...]:
        """Its sentences as they stand; all of it, if it has none."""
        return tuple(self.text[start:end] for start, end in sentences(self.text)) or (self.text,)

    @cached_property
    def verbatim(self) -> frozenset[str]:
        """Its whole sentences, normalized, with and without a dateline; not those that are put together of parts."""
        whole = normalize(self.text)
        said = (" ".join(part.split()) for part in self.parts)
        return frozenset(each for each in map(normalize, (*clean_sentences(self.text), *said)) if each in whole)

    @cached_property
    def told(self) -> tuple[tuple[str, frozenset[str]], ...]:
        """Its sentences on one line, without a dateline, with their words."""
        found = (without_dateline(" ".join(part.split())) for part in self.parts)
        return tuple((each, _words(each)) for each in found if each)


@lru_cache(maxsize=256)
def take_apart(passage: str) -> CitedPassage:
    """Return a passage, to be taken apart: remembered, since several statements cite one."""
    return CitedPassage(passage)


@dataclass(frozen=True, eq=False)
class Premises:
    """Cited articles. Each property is computed once, when it is first needed: it has no slots."""

    cited: Sequence[Cited]

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """Their sentences, of each the title last."""
        return tuple(
            annotate(text, each.article.when.date())
            for each in self.cited
            for text in (*take_apart(each.passage).parts, *filter(None, [each.article.title]))
        )

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """The cited passages as a whole, plain, for quotations."""
        return tuple(normalize(each.passage) for each in self.cited)

    @cached_property
    def keys(self) -> frozenset[str]:
        """The words of all sentences and of the publishers' names, folded."""
        publishers = (WORD.findall(each.article.publisher.casefold()) for each in self.cited)
        known = (part for each in self.sentences for word in each.words for part in compound_parts(word.key))
        return frozenset(known).union(*publishers)

    @cached_property
    def concepts(self) -> frozenset[str]:
        """The concepts of all sentences."""
        return frozenset().union(*(each.concepts for each in self.sentences))


def premise_of(statement: str, passages: Sequence[str]) -> str:
    """Return the sentences of some passages that share most words with a statement, in their order, as one text.

    It is what a reader judges the statement by: as many as there is room for, the likest one always.
    """
    told = [each for passage in passages for each in take_apart(passage).told]
    said = _words(statement)
    likest = sorted(range(len(told)), key=lambda place: -len(said & told[place][1]))
    room, held = _LONGEST, set(likest[:1])
    for place in likest:
        room -= len(told[place][0])
        if room < 0:
            break
        held.add(place)
    return " ".join(told[place][0] for place in sorted(held))


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.casefold()))
