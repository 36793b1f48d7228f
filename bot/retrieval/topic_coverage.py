"""How much of what an open question is on a text tells, in its words or in words of the same concept (pure)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from bot.language.lexicon.equivalence import concept
from bot.language.lexicon.synonyms import senses
from bot.language.words import stems, words

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True)
class TopicWords:
    """The content words of a topic. It has no slots, for the sake of `cached_property`."""

    text: str
    weights: tuple[tuple[str, float], ...] = ()  # of concepts, 1 for others

    @cached_property
    def concepts(self) -> frozenset[str]:
        """The concepts of the content words."""
        return _concepts(self.text)

    def coverage(self, text: str) -> float:
        """Return the share of the concepts that a text says; 1 if there are none."""
        return self.share(self.said(text))

    def said(self, text: str) -> frozenset[str]:
        """Return the concepts that a text says."""
        return self.concepts & _concepts(text)

    def share(self, said: frozenset[str]) -> float:
        """Return the share that some of the concepts have; 1 if there are none."""
        if not self.concepts:
            return 1.0
        weights = dict(self.weights)
        whole = sum(weights.get(each, 1.0) for each in self.concepts)
        return sum(weights.get(each, 1.0) for each in self.concepts & said) / whole

    def weighed(self, texts: Sequence[str]) -> TopicWords:
        """Return the words with weights for the concepts: what nearly every text says tells none from another."""
        said = Counter(each for text in texts for each in _concepts(text) & self.concepts)
        return TopicWords(self.text, tuple((each, 1 - said[each] / (len(texts) + 1)) for each in sorted(self.concepts)))

    def likeness(self, sentence: str) -> float:
        """Return the share of the words that a sentence says or has a synonym of; 1 if there are none.

        Of a longer text this would say little: some word of it is a synonym of nearly anything.
        """
        said = _senses(sentence)
        return sum(not each.isdisjoint(said) for each in self._own) / len(self._own) if self._own else 1.0

    @cached_property
    def _own(self) -> tuple[frozenset[int | str], ...]:
        """The senses of each of the words."""
        return tuple(map(senses, words(self.text)))

    def among(self, said: frozenset[str]) -> TopicWords:
        """Return the words of concepts that anything says: what nothing says tells none from another."""
        return TopicWords(" ".join(word for word in words(self.text) if not _concepts(word).isdisjoint(said)))


@lru_cache(maxsize=4_096)
def _concepts(text: str) -> frozenset[str]:
    return frozenset(map(concept, stems(text)))


@lru_cache(maxsize=4_096)
def _senses(sentence: str) -> frozenset[int | str]:
    return frozenset(sense for word in words(sentence) for sense in senses(word))
