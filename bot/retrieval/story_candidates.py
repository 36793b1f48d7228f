"""The passages that an open question may be answered from, each read and weighed once for all spans of its time."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from bot.language.datelines import opening_sentences
from bot.model import Hit
from bot.retrieval.subject_coverage import PROMINENCE, SubjectCoverage, beginning_of
from bot.retrieval.topic_coverage import TopicWords

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from bot.ports import Library
    from bot.retrieval.aim import Aim
    from indexer.model import PlacedPassage, Selection

_COMPARED = 80  # passages that are compared with a topic
_FIRST = 3  # sentences of a passage in which its topic is looked for
_WORDS = 0.5  # of the relevance to a topic that its words decide, the rest is likeness
_WORDS_OF_EVENTS = 0.2  # where each tells an event that is asked for


class StoryCandidates:
    """What one question reads. Ever longer spans are looked through for it, and most of a span stands in the next."""

    def __init__(
        self, aim: Aim, library: Library, similar: Callable[[str, Sequence[PlacedPassage]], Mapping[str, float]]
    ) -> None:
        """Take what is asked for; `similar` returns passages' cosines with a text, by id."""
        self._aim = aim
        self._library = library
        self._similar = similar
        self.asked: dict[Selection, list[Hit]] = {}  # what a search for the question finds in each time
        self._placed: dict[str, PlacedPassage] = {}
        self._hits: dict[str, Hit] = {}
        self._prominences: dict[tuple[str, ...], float] = {}

    def passages(self, ids: Sequence[str]) -> list[PlacedPassage]:
        """Return passages in the order of their ids; those that are gone are left out."""
        unread = [key for key in ids if key not in self._placed]
        self._placed |= {each.passage.id: each for each in (self._library.passages(unread) if unread else ())}
        return [self._placed[key] for key in ids if key in self._placed]

    def hit(self, placed: PlacedPassage, relevance: float) -> Hit:
        """Return a passage as it was found, with its relevance to the topic."""
        key = placed.passage.id
        if key not in self._hits:
            self._hits[key] = hit_of(placed, relevance)
        return replace(self._hits[key], relevance=relevance, score=relevance)

    def weighed(self, placed: Sequence[PlacedPassage]) -> list[Hit]:
        """Return the passages with their relevance to the topic, scaled so that the best has 1."""
        whole = TopicWords(self._aim.topic)
        openings = {each.passage.id: _Opening(each, whole) for each in placed}
        topic = whole.among(_said_by_any(openings.values()))
        said = {key: each.coverage(topic) for key, each in openings.items()}
        nearest_first = sorted(placed, key=lambda each: -said[each.passage.id])
        like = self._similar(self._aim.query.content, nearest_first[:_COMPARED])
        nearest = max(like.values(), default=0.0) or 1.0
        by_words = _WORDS if not self._aim.event else _WORDS_OF_EVENTS
        worth = {
            key: by_words * share + (1 - by_words) * max(0.0, like.get(key, 0.0)) / nearest
            for key, share in said.items()
        }
        top = max(worth.values(), default=0.0) or 1.0
        return [self.hit(each, worth[each.passage.id] / top) for each in placed]

    def prominence(self, hits: Sequence[Hit]) -> float:
        """Return how much an article is on the subject, 0 to 1; `hits` are its passages that were found."""
        if not self._aim.names.names:
            return max(hit.relevance for hit in hits)
        found = tuple(hit.placed.passage.id for hit in hits)
        if found not in self._prominences:
            self._prominences[found] = self._named_prominence(hits)
        return self._prominences[found]

    def _named_prominence(self, hits: Sequence[Hit]) -> float:
        article, names, event = hits[0].article, self._aim.names, self._aim.event
        found = SubjectCoverage(article, names).prominence([hit.placed.passage.text for hit in hits])
        beginning = beginning_of(article)
        if event and names.is_in(beginning) and event.place(beginning):  # whoever posts what happened to it
            return max(found, PROMINENCE.lead)
        return found


def hit_of(placed: PlacedPassage, relevance: float) -> Hit:
    """Return a passage that was found by what it is on, with its relevance to that, and without its words."""
    return Hit(placed=placed, cosine=0.0, lexical=1.0, relevance=relevance, score=relevance)


class _Opening:
    """How a passage begins: with the title of its article, then its first sentences.

    These are cut only if the passage says more of the topic than the title does: it takes most of the time.
    """

    def __init__(self, placed: PlacedPassage, topic: TopicWords) -> None:
        self._text = placed.passage.text
        self._topic = topic
        self.title = topic.said(placed.article.title)
        self.title_and_passage = self.title | topic.said(self._text)

    @cached_property
    def sentences(self) -> tuple[frozenset[str], ...]:
        """The concepts of the topic that each of the first sentences says."""
        return tuple(map(self._topic.said, opening_sentences(self._text, _FIRST)))

    def coverage(self, topic: TopicWords) -> float:
        """Return the greatest share of a topic of fewer words that the title or a sentence says."""
        said = topic.share(self.title)
        if topic.share(self.title_and_passage) == said:
            return said
        return max((said, *map(topic.share, self.sentences)))


def _said_by_any(openings: Collection[_Opening]) -> frozenset[str]:
    """Return the concepts that the title or a first sentence of any passage says."""
    said = frozenset[str]().union(*(each.title for each in openings))
    for each in openings:
        if not each.title_and_passage <= said:
            said = said.union(*each.sentences)
    return said
