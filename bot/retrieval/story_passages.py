"""The passages that may tell of what an open question asks for, before it is seen which stories they are of.

Those that name its subject, those that tell events of a kind, or those that are like its topic.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from bot.language.headlines import is_assertion, is_bare_name
from bot.language.round_ups import items_of
from bot.language.words import stems
from bot.model import Form
from bot.retrieval.story_reports import read_whole
from bot.retrieval.subject_coverage import LEAD, SubjectCoverage, beginning_of
from bot.retrieval.topic_coverage import TopicWords
from indexer.model import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from bot.language.event_kinds import EventKind
    from bot.model import Hit, Query
    from bot.ports import Library
    from bot.retrieval.aim import Aim
    from bot.retrieval.story_candidates import StoryCandidates
    from indexer.model import Article, PlacedPassage, Selection
    from indexer.ports import LexicalIndex

NAMING = 240
"""Passages that name a subject, at most: they are read whole, with their articles."""

ON_A_TOPIC = 60
"""Passages on a topic that are taken from each index."""

BEGINS_WITH_TOPIC = 0.5
"""Share of a topic's concepts in the beginning of an article that is on it; set by hand."""

# Set by hand, by reading what open questions found: they bound what is looked at and what is taken for on the topic.
_GONE_THROUGH = 800  # articles of a time that are looked through for events: a month or two
_WIDELY_TOLD = 40  # stories where everything is asked for
_ITEM_BEGINS = 40  # characters of an item by which it is known in a passage
_RELEVANT = 0.6  # of the best hit's relevance that a passage on a topic needs
_RELEVANT_IN_A_LIST = 0.4  # where sentences are compared with the question afterwards
_IS_KNOWN = 0.42  # relevance of the best hit for opinions on a topic without a name, from which anything is on it
_ALIKE = 0.42  # of the best hit's relevance that a commentary needs which names the subject somewhere
_SAID = 0.3  # share of a topic's concepts that it needs beside


class StoryPassages:
    """Finds passages that may tell of what is asked for. Safe for several threads."""

    def __init__(
        self, *, library: Library, lexical: LexicalIndex, search: Callable[[Query, datetime, int], list[Hit]]
    ) -> None:
        """Take the ways to look: `search` returns the candidates of both indexes for a query, see `StorySearch`."""
        self._library = library
        self._lexical = lexical
        self._search = search

    def candidates(
        self, aim: Aim, read: StoryCandidates, selection: Selection, now: datetime, whenever: Sequence[Hit]
    ) -> list[Hit]:
        """Return passages that may tell of what is asked for, with relevances to its topic from 0 to 1."""
        if aim.is_everything:
            first = self._library.opening_passages(self._library.widely_told(selection, _WIDELY_TOLD))
            return [read.hit(each, 1.0) for each in read.passages([key for key, _ in first.values()])]
        if aim.event and not aim.names.sought:
            placed = self._telling(aim.event, read, selection)
        elif aim.event and (aim.is_activity or aim.query.form is Form.LIST):
            placed = self._telling_of(aim, aim.event, read, selection)
        elif aim.names.sought:
            placed = self._naming(aim.names.sought, read, selection)
            if aim.topic and len(placed) >= NAMING:
                placed = self._with_nearest(aim, read, placed, selection, now)
        else:
            return self._on_topic(aim, selection, now, whenever)
        if not aim.topic:
            return [read.hit(each, 1.0) for each in placed]
        found = read.weighed(placed)
        if aim.names.names or aim.query.form is not Form.LIST:
            return found
        return best_of(found, self._on_topic(aim, selection, now, whenever))  # an event is told in other words, too

    def nearest(
        self, aim: Aim, read: StoryCandidates, selection: Selection, now: datetime, whenever: Sequence[Hit]
    ) -> list[Hit]:
        """Return the passages that a search for the question as it was asked finds; none for named events: see `aim`.

        What a time tells is held to what was told `whenever` of a topic without a name, see `candidates`.
        """
        if aim.is_on_named_events:
            return []
        hits = self._as_asked(aim, read, selection, now)
        least = _RELEVANT_IN_A_LIST * max((hit.relevance for hit in whenever), default=0.0)
        return [hit for hit in hits if hit.relevance >= least]

    def _as_asked(self, aim: Aim, read: StoryCandidates, selection: Selection, now: datetime) -> list[Hit]:
        """Return what a search for the question as it was asked finds; once for each time."""
        if selection not in read.asked:
            query = replace(aim.query, undated=aim.content, selection=selection)
            read.asked[selection] = self._search(query, now, ON_A_TOPIC)
        return read.asked[selection]

    def _naming(self, names: Sequence[str], read: StoryCandidates, selection: Selection) -> list[PlacedPassage]:
        return read.passages([hit.id for hit in self._lexical.naming(names, NAMING, selection=selection)])

    def _with_nearest(
        self,
        aim: Aim,
        read: StoryCandidates,
        placed: Sequence[PlacedPassage],
        selection: Selection,
        now: datetime,
    ) -> list[PlacedPassage]:
        """Return passages that name a subject with those nearest to what of it is asked for.

        Where more name it than are taken, which of them are has nothing to do with the topic.
        """
        nearest = (hit.placed for hit in self._as_asked(aim, read, selection, now))
        naming = (each for each in nearest if aim.names.is_in(f"{each.article.publisher}\n{_said_in(each)}"))
        return list({each.passage.id: each for each in (*naming, *placed)}.values())

    def _telling(self, event: EventKind, read: StoryCandidates, selection: Selection) -> list[PlacedPassage]:
        """Return the passages that tell events of a kind: those that its probes find.

        The articles of a time that is not too long are gone through, too, and found if their beginning tells it.
        """
        articles = list(islice(self._library.articles(selection), _GONE_THROUGH + 1)) if selection.since else []
        articles = articles if len(articles) <= _GONE_THROUGH else []
        begun = [each.id for each in articles if event.is_titled(each.title) or event.place(each.text[:LEAD])]
        openings = self._library.opening_passages(begun)
        headed = [each.id for each in articles if any(event.heads(item.heading) for item in items_of(each.text))]
        found = (
            *self._naming(event.probes, read, selection),
            *read.passages([key for key, _ in openings.values()]),
            *(each for placed in read_whole(self._library, headed).values() for each in placed),
        )
        return [each for each in {each.passage.id: each for each in found}.values() if _tells(each, event)]

    def _telling_of(
        self, aim: Aim, event: EventKind, read: StoryCandidates, selection: Selection
    ) -> list[PlacedPassage]:
        """Return the passages that tell events of a kind and name a subject; for a list all that name it if none does.

        Of what names a company that is much told of, little tells whom it bought.
        """
        naming = self._naming(aim.names.sought, read, selection)
        beside = (each for each in self._telling(event, read, selection) if aim.names.is_in(_said_in(each)))
        both = {each.passage.id: each for each in (*naming, *beside)}
        telling = [each for each in both.values() if _tells(each, event) or _is_of_maker(each.article, aim, event)]
        return telling if telling or aim.is_activity else naming

    def commentaries(self, aim: Aim, selection: Selection, now: datetime) -> list[Hit]:
        """Return passages of commentaries that are like a question for opinions, and say its subject somewhere.

        A commentary seldom begins with what it is on, or says it as one name. What has no name is said if most of its
        words are.
        """
        if aim.query.form is not Form.OPINIONS or not (aim.names.names or aim.topic):
            return []
        hits = self._search(replace(aim.query, selection=selection), now, ON_A_TOPIC)
        top = max((hit.relevance for hit in hits), default=0.0) or 1.0
        asked = [stems(each.name) for each in aim.query.subjects]
        good = [hit for hit in hits if hit.article.kind is Kind.OPINION and hit.relevance >= _ALIKE * top]
        texts = {hit.article.id: f"{hit.article.title}\n{hit.article.text}" for hit in good}
        if aim.names.names:
            able = {key for key, text in texts.items() if any(name <= stems(text) for name in asked)}
        else:
            topic = TopicWords(aim.topic)
            texts = texts if top >= _IS_KNOWN else {}
            able = {key for key, text in texts.items() if topic.coverage(text) >= BEGINS_WITH_TOPIC}
        return [replace(hit, relevance=hit.relevance / top) for hit in good if hit.article.id in able]

    def _on_topic(self, aim: Aim, selection: Selection, now: datetime, whenever: Sequence[Hit]) -> list[Hit]:
        """Return the passages that are about as relevant to a topic without a name as the best one."""
        is_known = whenever and not selection.since
        hits = whenever if is_known else self._search(replace(aim.query, selection=selection), now, ON_A_TOPIC)
        top = max((hit.relevance for hit in (*whenever, *hits)), default=0.0) or 1.0
        if aim.query.form is Form.OPINIONS and top < _IS_KNOWN:
            return []
        topic = TopicWords(aim.topic)
        least = (_RELEVANT_IN_A_LIST if aim.query.form is Form.LIST else _RELEVANT) * top
        good = [hit for hit in hits if hit.relevance >= least and _says(hit, topic)]
        return [replace(hit, relevance=hit.relevance / top) for hit in good]


def _said_in(placed: PlacedPassage) -> str:
    return f"{placed.article.title}\n{placed.passage.text}"


def best_of(hits: Sequence[Hit], others: Sequence[Hit]) -> list[Hit]:
    """Return hits of two searches, each once with the greater relevance."""
    best: dict[str, Hit] = {}
    for hit in (*hits, *others):
        known = best.get(hit.placed.passage.id)
        if known is None or known.relevance < hit.relevance:
            best[hit.placed.passage.id] = hit
    return list(best.values())


def _says(hit: Hit, topic: TopicWords) -> bool:
    """Tell whether a passage with its title says enough of a topic's words."""
    return topic.coverage(_said_in(hit.placed)) >= _SAID


def _is_of_maker(article: Article, aim: Aim, event: EventKind) -> bool:
    """Tell whether a subject posts what it has made: by nothing but its name, or beginning with what is asked for."""
    if not (event.is_told_by_name and SubjectCoverage(article, aim.names).is_own):
        return False
    begins = beginning_of(article)
    is_on_topic = bool(aim.topic) and TopicWords(aim.topic).coverage(begins) >= BEGINS_WITH_TOPIC
    return is_bare_name(article.title) or (is_on_topic and not is_assertion(article.title))


def _tells(placed: PlacedPassage, event: EventKind) -> bool:
    """Tell whether a passage, its article's title or the heading of an item in it tells of an event of a kind."""
    if event.is_titled(placed.article.title) or event.place(placed.passage.text) is not None:
        return True
    said = " ".join(placed.passage.text.split())
    return any(event.heads(each.heading) and each.body[:_ITEM_BEGINS] in said for each in items_of(placed.article.text))
