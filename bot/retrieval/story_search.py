"""Query -> the stories of a time on a subject, with the passages that tell them.

A subject that has a name is looked for under its names: where it stands, in a title, a lead or in passing, says whether
an article is on it. A topic without a name, or an event, is looked for as a question is: by its words and by likeness.
Each article that is found for what no name says is judged by all of that together.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from bot.language.event_kinds import RELEASES, event_kinds
from bot.language.name_mentions import NameMentions
from bot.model import Form, FoundStories, Seek
from bot.retrieval.pertinence import pertinence, pertinence_features
from bot.retrieval.ranking import best_first
from bot.retrieval.story_candidates import StoryCandidates, hit_of
from bot.retrieval.story_passages import BEGINS_WITH_TOPIC, NAMING, ON_A_TOPIC, StoryPassages, best_of
from bot.retrieval.story_ranking import kind_weight, rank_stories
from bot.retrieval.story_reports import MOST_WHOLE, read_best, read_whole
from bot.retrieval.story_sides import evened, is_of, is_on_all, is_on_each, on_as_asked
from bot.retrieval.story_spans import windows
from bot.retrieval.subject_coverage import PROMINENCE, SubjectCoverage, beginning_of
from bot.retrieval.term_coverage import vocabulary
from bot.retrieval.title_series import LEAST, asks_for_series, at_series, is_of_series, series_asked
from bot.retrieval.topic_coverage import TopicWords
from indexer.model import Kind
from indexer.web.source_filter import admits

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from bot.model import FoundStory, Hit, Query
    from bot.ports import Library
    from bot.retrieval.aim import Aim
    from bot.retrieval.pertinence import PertinenceFeatures
    from indexer.model import Article, PlacedPassage, Selection
    from indexer.ports import LexicalIndex

_FOR_SOME = re.compile(r"\b(?:preview|beta|waitlist|leak\w*|rumou?r\w*)\b", re.IGNORECASE)

# Set by hand, by reading what open questions found: they bound what is looked at and what is taken for on the topic.
_MAINLY = 0.7  # prominence of a story that is mainly on the subject
_LIKELY = 0.35  # probability of being to the point, from which an article is as much on it as one can be
_EVEN = 0.25  # power of such a probability, as a share of the greatest, that relevance is: differences count little
_BESIDE = 0.7  # of such relevance, below which a story is beside the point; a list compares its sentences itself
_BESIDE_AN_EVENT = 0.8  # where a reason is asked for: what happened is told instead, and no more
_ON_ONE = 0.5  # of the prominence that an article keeps which is on one of several subjects of a question
_BEFORE = 3  # articles from before the time that is asked for
_HOPELESS = 0.34  # of the stories that are enough in the next longer time: it need not be looked through
_MANY = 7  # stories from which those off the topic are left out: fewer are told in one answer as they are
_OFF_TOPIC = 0.4  # of the most relevant story's relevance to a topic, below which one of many is left out


class StorySearch:
    """Finds the stories of a time. Safe for several threads."""

    def __init__(
        self,
        *,
        library: Library,
        lexical: LexicalIndex,
        search: Callable[[Query, datetime, int], list[Hit]],
        similar: Callable[[str, Sequence[PlacedPassage]], Mapping[str, float]],
    ) -> None:
        """Take the ways to search by likeness.

        `search` returns the candidates of both indexes for a query, best first, within its selection; `similar`
        returns passages' cosines with a text, by id.
        """
        self._library = library
        self._lexical = lexical
        self._search = search
        self._passages = StoryPassages(library=library, lexical=lexical, search=search)
        self._similar = similar

    def stories(self, aim: Aim, selection: Selection, now: datetime, *, gone: bool = False) -> FoundStories:
        """Return the stories within a selection; where it has no beginning, of the shortest span with enough."""
        selection = self._since_release(aim.released, selection)
        if aim.query.newest:
            there = (each for each in self._library.articles(selection) if not each.gone)
            newest = list(islice(there, aim.query.newest))
            selection = replace(selection, since=newest[-1].when if newest else selection.since)
        read = StoryCandidates(aim, self._library, self._similar)
        told = self._with_each_side(
            aim, self._of_a_span(aim, read, selection, now, gone=gone), selection, now, gone=gone
        )
        found = read_best(self._library, told, aim.query.form)
        before = () if found.found else self._before(aim, read, selection, now)
        return replace(found, before=before, newest=self._library.newest(selection))

    def at_series(self, aim: Aim, question: str) -> Aim:
        """Return an aim at the series that a list asks for; as it is if no several titles begin with such words."""
        asked = series_asked(question) if asks_for_series(aim) else iter(())
        found = (each for each in asked if len(self._of_series(each, aim.query.selection)) >= LEAST)
        series = next(found, "")
        return at_series(aim, series) if series else aim

    def _of_series(self, series: str, selection: Selection) -> frozenset[str]:
        """Return the ids of the articles whose titles begin with the words of a series."""
        naming = self._lexical.naming((series,), NAMING, selection=replace(selection, since=None))
        placed = self._library.passages([hit.id for hit in naming])
        return frozenset(each.article.id for each in placed if is_of_series(each.article.title, series))

    def _of_a_span(
        self, aim: Aim, read: StoryCandidates, selection: Selection, now: datetime, *, gone: bool
    ) -> FoundStories:
        """Return the stories of the shortest span that holds enough of them.

        They are to be on what of their subject is asked for, too, unless no span holds enough of those.
        """
        whenever = self._whenever(aim, selection, now)
        shortest: FoundStories | None = None  # that holds enough on the subject
        last: int | None = None  # stories on the topic in the time that was looked through before
        for window, enough in windows(aim, selection, now):
            if shortest and not enough and _told_of_topic(aim, shortest):
                break
            if last is not None and enough and aim.is_judged and last < _HOPELESS * enough:
                last = None  # but the one after that
                continue
            found = self._within(aim, read, window, now, whenever, gone=gone)
            last = _told_of_topic(aim, found)
            if not is_on_each(aim, found.found) or sum(map(_is_mainly, found.found)) < enough:
                continue
            shortest = shortest or found
            if (told := _told_of_topic(aim, found)) >= enough:
                return found if told > _told_of_topic(aim, shortest) else shortest
        return shortest if shortest and _told_of_topic(aim, found) <= _told_of_topic(aim, shortest) else found

    def _with_each_side(
        self, aim: Aim, found: FoundStories, selection: Selection, now: datetime, *, gone: bool
    ) -> FoundStories:
        """Return the stories on a comparison with those on a side that they tell nothing of, looked for by itself."""
        if aim.query.form is not Form.COMPARISON or not aim.topic:
            return found
        for names in aim.named:
            if any(is_of(names, story) for story in found.found):
                continue
            alone = replace(aim, names=names, named=(names,))
            read = StoryCandidates(alone, self._library, self._similar)
            side = self._of_a_span(alone, read, selection, now, gone=gone)
            stories = {story.id: story for story in (*found.found, *side.found)}
            found = FoundStories(
                found=tuple(evened(aim, [*stories.values()])),
                counts={**side.counts, **found.counts},
                has_gone=found.has_gone or side.has_gone,
            )
        return found

    def _whenever(self, aim: Aim, selection: Selection, now: datetime) -> Sequence[Hit]:
        """Return the passages on a topic without a name, where no time is asked for; what a time tells is held to them.

        The best of a month that tells nothing of a topic is not on it.
        """
        if aim.is_everything or aim.names.names or aim.event or selection.since:
            return ()
        return self._search(replace(aim.query, selection=selection), now, ON_A_TOPIC)

    def _since_release(self, released: str, selection: Selection) -> Selection:
        """Return a selection from the day on which something came out, if it is that since which news are asked for."""
        if not released or selection.since:
            return selection
        names = NameMentions((released,))
        placed = self._library.passages(
            [hit.id for hit in self._lexical.naming(names.names, NAMING, selection=selection)]
        )
        telling = [each.article for each in placed if _comes_out(each.article, names)]
        if not telling:
            return selection
        first = min(article.when for article in telling)
        return replace(selection, since=first.replace(hour=0, minute=0, second=0, microsecond=0))

    def told_by(
        self, article_ids: Sequence[str], selection: Selection, now: datetime, *, gone: bool = False
    ) -> FoundStories:
        """Return the stories of articles with all their reports that a selection admits, read to the end.

        Reports whose pages are gone are left out, unless `gone`.
        """
        reports = {each.id: each for _, told in self._library.reports_with(article_ids) for each in told}
        keys = [*dict.fromkeys((*article_ids, *reports))]
        admitted = {
            key: [hit_of(each, 1.0) for each in placed]
            for key, placed in read_whole(self._library, keys[:MOST_WHOLE]).items()
            if placed and admits(selection, placed[0].article)
        }
        by_article = {key: hits for key, hits in admitted.items() if gone or not hits[0].article.gone}
        counts = self._library.stories(list(by_article), selection.until)
        ranked = rank_stories(by_article, dict.fromkeys(by_article, 1.0), counts, now)
        return FoundStories(
            found=tuple(ranked),
            counts=counts,
            newest=self._library.newest(selection),
            has_gone=len(by_article) < len(admitted),
        )

    def pertinences(self, aim: Aim, selection: Selection, now: datetime) -> dict[str, PertinenceFeatures]:
        """Return what tells of the articles found for what no name says whether they are to the point, by id."""
        read = StoryCandidates(aim, self._library, self._similar)
        told = self._passages.candidates(aim, read, selection, now, ())
        found = {hit.placed.passage.id: hit.relevance for hit in told}
        by_article = _by_article(aim, [*told, *self._passages.nearest(aim, read, selection, now, ())], gone=True)
        return self._features(aim, by_article, found, now)

    def newest(self, selection: Selection, limit: int) -> list[Hit]:
        """Return how the newest articles begin that a selection admits."""
        articles = (each for each in self._library.articles(selection) if not each.gone)
        openings = self._library.opening_passages([each.id for each in islice(articles, limit)])
        placed = self._library.passages([key for key, _ in openings.values()])
        return sorted((replace(hit_of(each, 1.0), words=vocabulary(each)) for each in placed), key=best_first)

    def _within(
        self,
        aim: Aim,
        read: StoryCandidates,
        selection: Selection,
        now: datetime,
        whenever: Sequence[Hit],
        *,
        gone: bool,
    ) -> FoundStories:
        """Return the stories within a selection with the passages by which they are found."""
        commentaries = self._passages.commentaries(aim, selection, now)
        candidates = best_of(self._passages.candidates(aim, read, selection, now, whenever), commentaries)
        nearest = self._passages.nearest(aim, read, selection, now, whenever) if aim.is_judged else []
        has_gone = any(hit.article.gone for hit in (*candidates, *nearest)) and not gone
        is_judged = False
        if aim.is_judged:
            by_article, prominent = self._judged(aim, candidates, nearest, now, gone=gone)
            # Where nothing is to the point of what is asked for beside a name, what is on the name may tell of it.
            is_judged = not aim.names.names or max(prominent.values(), default=0.0) >= PROMINENCE.central
        if not is_judged:
            by_article = _by_article(aim, candidates, gone=gone)
            prominent = {key: read.prominence(hits) for key, hits in by_article.items()}
        alike = {hit.article.id for hit in commentaries}
        prominent |= {key: max(prominent[key], PROMINENCE.lead) for key in prominent if key in alike}
        central = {key: hits for key, hits in by_article.items() if prominent[key] >= PROMINENCE.central}
        on_it = on_as_asked(aim, central)
        prominent |= {key: _ON_ONE * prominent[key] for key, hits in on_it.items() if not is_on_all(aim, hits)}
        counts = self._library.stories(list(on_it), selection.until)
        is_over = selection.since and selection.until and selection.until <= now
        weighed = rank_stories(on_it, prominent, counts, None if is_over else now, of_events=not aim.topic)
        ranked = _on_topic(weighed, aim.query, is_judged=is_judged)
        return FoundStories(found=tuple(evened(aim, ranked)), counts=counts, has_gone=has_gone)

    def _judged(
        self, aim: Aim, candidates: Sequence[Hit], nearest: Sequence[Hit], now: datetime, *, gone: bool
    ) -> tuple[dict[str, list[Hit]], dict[str, float]]:
        """Return the hits by article, as relevant as it is likely to be to the point, and how much each is on it.

        `candidates` were found as passages on the topic, the `nearest` by likeness alone.
        """
        by_article = _by_article(aim, [*candidates, *nearest], gone=gone)
        found = {hit.placed.passage.id: hit.relevance for hit in candidates}
        features = self._features(aim, by_article, found, now)  # what is of others tells what stands out
        likely = {key: pertinence(each) for key, each in features.items() if _is_named(aim, by_article[key][0].article)}
        top = max(likely.values(), default=0.0) or 1.0
        relevance = {key: (share / top) ** _EVEN for key, share in likely.items()}
        judged = {key: [replace(hit, relevance=relevance[key]) for hit in by_article[key]] for key in likely}
        return judged, {key: min(1.0, share / _LIKELY) for key, share in likely.items()}

    def _features(
        self, aim: Aim, by_article: Mapping[str, Sequence[Hit]], found: Mapping[str, float], now: datetime
    ) -> dict[str, PertinenceFeatures]:
        placed = [hit.placed for hits in by_article.values() for hit in hits]
        return pertinence_features(aim, by_article, found, self._similar(aim.content, placed), now)

    def _before(self, aim: Aim, read: StoryCandidates, selection: Selection, now: datetime) -> tuple[Article, ...]:
        """Return the last articles on it before the time that is asked for, newest first."""
        if aim.is_everything or not selection.since:
            return ()
        earlier = replace(selection, since=None, until=selection.since)
        found = self._within(aim, read, earlier, now, (), gone=False)
        articles = sorted((story.article for story in found.found), key=lambda each: each.when, reverse=True)
        return tuple(articles[:_BEFORE])


def _by_article(aim: Aim, hits: Sequence[Hit], *, gone: bool) -> dict[str, list[Hit]]:
    """Return hits by the ids of their articles, each once, as far as they may be told."""
    found: dict[str, list[Hit]] = {}
    for hit in best_of(hits, ()):
        is_meant = _is_there(aim, hit.article) and (not aim.series or is_of_series(hit.article.title, aim.series))
        if is_meant and (gone or not hit.article.gone):
            found.setdefault(hit.article.id, []).append(hit)
    return found


def _is_named(aim: Aim, article: Article) -> bool:
    """Tell whether an article says the name of a subject anywhere, or is by it; of a topic without a name any does."""
    names = aim.names
    if not names.names or names.is_in(article.title) or names.is_in(article.text):
        return True
    return SubjectCoverage(article, names).is_own


def _is_there(aim: Aim, article: Article) -> bool:
    """Tell whether an article names a country in which something is asked for: what was done elsewhere is no answer."""
    places = aim.places
    return not places.names or places.is_in(article.title) or places.is_in(article.text)


def _comes_out(article: Article, names: NameMentions) -> bool:
    """Tell whether an article says that something has come out, and not only for some."""
    lead = beginning_of(article)
    return names.is_in(article.title) and bool(event_kinds()[RELEASES].place(lead)) and not _FOR_SOME.search(lead)


def _is_mainly(story: FoundStory) -> bool:
    return story.prominence >= _MAINLY


def _told_of_topic(aim: Aim, found: FoundStories) -> int:
    """Return how many stories begin with what of a name is asked for; a topic without a name was searched for."""
    mainly = [story.article for story in found.found if _is_mainly(story)]
    if not aim.names.names or not aim.topic:
        return len(mainly)
    topic = TopicWords(aim.topic)
    return sum(topic.coverage(beginning_of(each)) >= BEGINS_WITH_TOPIC for each in mainly)


def _on_topic(stories: Sequence[FoundStory], query: Query, *, is_judged: bool) -> list[FoundStory]:
    """Return the stories weighted by their relevance to the topic. If there are many, drop those off the topic.

    Where opinions are asked for, a commentary counts as much as news does elsewhere, and stays if it is on the subject.
    """
    form = query.form
    on_it = {story.id: max(hit.relevance for hit in story.hits) for story in stories}
    views = {each.id for each in stories if form is Form.OPINIONS and each.article.kind is Kind.OPINION}
    least = {
        each.id: _OFF_TOPIC / 2 if each.id in views and each.prominence >= _MAINLY else _OFF_TOPIC for each in stories
    }
    if is_judged and form is not Form.LIST:
        beside = _BESIDE_AN_EVENT if query.seek is Seek.REASON else _BESIDE
        least |= {each.id: beside for each in stories if each.id not in views}
    is_few = len(stories) <= _MANY and not is_judged
    kept = [each for each in stories if is_few or on_it[each.id] >= least[each.id]]
    counted = [
        replace(each, weight=each.weight / kind_weight(each.article.kind)) if each.id in views else each
        for each in kept
    ]
    weighed = [replace(each, weight=each.weight * on_it[each.id]) for each in counted]
    return sorted(weighed, key=lambda each: -each.weight)
