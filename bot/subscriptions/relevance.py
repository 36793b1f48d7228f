"""Which watches and digests a story is on, and what a watch would have sent.

A watch stands for the question "What is new on ...?", and is understood as that question is: its names with all that
stands for them, and its other words. Its vector, and the one of what is surely on it, are compared with vectors that
the index has.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import chain, islice
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np
from cachetools import LRUCache

from bot.model.filters import parse_filters
from bot.model.tags import FeedTags
from bot.retrieval.subject_coverage import LEAD
from bot.subscriptions.aboutness import DUE
from bot.subscriptions.exclusions import is_left_out
from bot.subscriptions.fields import FieldIndex, is_field, known_fields, shares_of
from bot.subscriptions.previews import SPAN, Preview
from bot.subscriptions.profiles import Background, ReadArticle, expand, profile_of, rarities_of, relevance
from bot.subscriptions.reasons import reasons
from bot.subscriptions.topics import article_words, as_news_says, lead_concepts, topic_of
from bot.subscriptions.watch_checks import check_sources, check_topic
from bot.subscriptions.watch_index import WatchIndex
from bot.understanding.query import topic_query
from bot.understanding.subjects import RECENT, SubjectKnowledge
from indexer.errors import UsageError
from indexer.model import Selection
from indexer.web.source_filter import admits

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
    from datetime import datetime, tzinfo

    from bot.model.chat import Filters, Place
    from bot.model.known_fields import KnownField
    from bot.ports import Library
    from bot.subscriptions.profiles import Profile
    from bot.subscriptions.records import Digest, NewsStory, Subscription, Watch
    from bot.understanding.subjects import SubjectIndex
    from indexer.model import Article, Scored, Vector
    from indexer.ports import Clock, Embedder, LexicalIndex, VectorIndex

_NEWEST = 500  # articles that say what is common
_SIMILAR = 60  # passages of each index among which articles are looked for that are surely on a topic
_CANDIDATES = 400  # passages of each index that a preview goes through
_REFRESHED = timedelta(days=1)  # how old a background, and what was made by it, may become
_PROFILES = 4_096
_READ = 512  # articles that are remembered: the reports of a story come one after another


def _everything(_: Place, selection: Selection) -> Selection:
    return selection


class StoryRelevance:
    """Tells what stories are on. Safe to use from several threads."""

    def __init__(  # noqa: PLR0913  one keyword for each part
        self,
        *,
        library: Library,
        lexical: LexicalIndex,
        vectors: VectorIndex,
        embedder: Embedder,
        nearest: Callable[[Sequence[Vector], Selection, datetime, int], list[Scored]],
        clock: Clock,
        zone: tzinfo,
        subjects: SubjectKnowledge | None = None,
        fields: Sequence[KnownField] | None = None,
        tags: FeedTags | None = None,
        within: Callable[[Place, Selection], Selection] | None = None,
    ) -> None:
        """Take the parts.

        `nearest` returns the passages within a selection that lie nearest to vectors, `within` narrows a selection to
        what a place draws on.
        """
        self._library, self._lexical, self._vectors, self._embedder = library, lexical, vectors, embedder
        self._nearest = nearest
        self._clock, self._zone = clock, zone
        self._subjects = subjects or SubjectKnowledge()
        self._known_fields = FieldIndex(fields) if fields else None
        self._tags = tags or FeedTags()
        self._within = within or _everything
        self._background: tuple[datetime, Background] | None = None
        self._profiles: LRUCache[str, tuple[Background, Profile]] = LRUCache(_PROFILES)
        self._articles: LRUCache[tuple[str, int], ReadArticle] = LRUCache(_READ)
        self._index: tuple[object, WatchIndex] = ((), WatchIndex({}, _empty()))
        self._lock = Lock()

    @property
    def _fields(self) -> FieldIndex:
        return self._known_fields or known_fields()

    def watches_on(self, story: NewsStory, watches: Sequence[Watch]) -> Collection[str]:
        """Return the ids of the watches that a story is on: one of its articles is, and passes the filters."""
        by_id = {watch.id: watch for watch in watches}
        index = self._watch_index(watches)
        feeds = self._library.feeds_of([article.id for article in story.articles])
        due: set[str] = set()
        for found in self.read(story.articles):
            for key in index.candidates(found) - due:
                watch = by_id[key]
                if self._is_due(watch, found, feeds.get(found.article.id, ())):
                    due.add(key)
        return due

    def digests_on(self, story: NewsStory, digests: Sequence[Digest]) -> Collection[str]:
        """Return the ids of the digests that a story belongs into: one of its articles passes their filters."""
        feeds = self._library.feeds_of([article.id for article in story.articles])
        return {
            digest.id
            for digest in digests
            if (
                selection := self._selection(replace(digest.filters, tags=(*digest.filters.tags, *digest.tags)), digest)
            )
            is not None
            and any(admits(selection, each, feeds.get(each.id, ())) for each in story.articles)
        }

    def check(self, query: str, filters: Filters, place: Place) -> None:
        """Raise `UsageError`, in words, for a watch that means nothing or could never match."""
        self._tags.check(filters.tags)
        chosen = self._within(place, parse_filters(filters, now=self._clock.now(), zone=self._zone))
        check_sources(chosen, self._library)
        check_topic(query, self.profile(query).topic, chosen, self._lexical)

    def preview(self, query: str, filters: Filters, place: Place) -> Preview:
        """Return what a watch would have sent in the last 14 days. Raises as `check` does."""
        self.check(query, filters, place)
        now = self._clock.now()
        chosen = self._within(place, parse_filters(filters, now=now, zone=self._zone))
        selection = replace(self._tags.resolve(chosen), since=now - SPAN, until=now + timedelta(microseconds=1))
        profile = self.profile(query)
        if profile.topic.is_everything:
            articles = [each for each in islice(self._library.articles(selection), _CANDIDATES) if not each.is_issue]
            span = now - articles[-1].when if len(articles) >= _CANDIDATES else SPAN
            return Preview(articles=self._one_of_each(articles), span=max(span, timedelta(hours=1)))
        ids, more = self._candidates(profile, selection, now, _CANDIDATES)
        found = self.read(_articles(self._library, ids))
        on_it = {each.article.id: each for each in found if relevance(profile, each) >= DUE}
        told = self._one_of_each([each.article for each in on_it.values()])
        said = {each.id: reasons(profile, on_it[each.id]) for each in told}
        return Preview(articles=told, said=said, more=more)

    def prepare(self) -> None:
        """Learn what every profile is made by, so that the first preview does not take longer than others."""
        self.background()
        self._known_subjects(self._library.publishers())
        self._embedder.embed_tokens(["news"], "query")

    def profile(self, query: str) -> Profile:
        """Return the profile of a watch's query, made anew once a day."""
        background = self.background()
        with self._lock:
            known = self._profiles.get(query)
        if known and known[0] is background:
            return known[1]
        made = self._profile(query, background)
        with self._lock:
            self._profiles[query] = background, made
        return made

    def background(self) -> Background:
        """Return the newest articles, whatever they are on, read anew once a day."""
        now = self._clock.now()
        known = self._background
        if known is None or now - known[0] >= _REFRESHED or now < known[0]:
            known = self._background = now, self._made_background()
        return known[1]

    def _made_background(self) -> Background:
        leads = self._library.leads(_NEWEST)
        articles = [each for each in islice(self._library.articles(Selection()), _NEWEST) if not each.is_issue]
        counts: dict[str, int] = {}
        for lead in leads:
            for concept in lead_concepts(lead.title, lead.text):
                counts[concept] = counts.get(concept, 0) + 1
        openings = list(self._openings([each.id for each in articles]).values())
        rows = np.array(openings, dtype=np.float32) if openings else np.zeros((0, self._embedder.dimension), np.float32)
        shares = {key: count / len(leads) for key, count in counts.items()}
        told, phrases = shares_of([self._fields.told(lead.title, lead.text[:LEAD]) for lead in leads])
        return Background(openings=rows, shares=shares | told, rarities=rarities_of(phrases))

    def _profile(self, query: str, background: Background) -> Profile:
        now = self._clock.now()
        publishers = self._library.publishers()
        known = self._known_subjects(publishers)
        asked = topic_query(as_news_says(query), now, publishers, lambda: known)
        topic = topic_of(asked, background.shares, self._fields)
        others = {key: word for key, word in topic.words.items() if not is_field(key)}
        apart = others if len(others) > 1 else {}
        whole, *parts = self._embedder.embed_tokens([topic.text, *apart.values()], "query")
        facets = {each: part.vector for each, part in zip(apart, parts, strict=True)}
        profile = profile_of(topic, whole.vector, background, facets)
        if not topic.concepts:
            return profile
        ids, _ = self._candidates(profile, Selection(), now, _SIMILAR)
        return expand(profile, self.read(_articles(self._library, ids)), background)

    def _known_subjects(self, publishers: Collection[str]) -> SubjectIndex:
        return self._subjects.index(self._library.leads(RECENT), publishers)

    def _candidates(self, profile: Profile, selection: Selection, now: datetime, depth: int) -> tuple[list[str], bool]:
        """Return the passages that may be on a topic, and whether there may be more of them."""
        topic = profile.topic
        if topic.names.names:
            hits = self._lexical.naming(topic.names.names, depth, selection=selection, newest_first=True)
            apart = self._lexical.search(topic.names.names[0], depth, selection=selection) if topic.parts else []
            return list(dict.fromkeys(hit.id for hit in (*hits, *apart))), len(hits) >= depth
        worded = self._lexical.search(topic.text, depth, selection=selection) if profile.others else []
        if profile.fields:  # what has no words of them cannot be on them
            for phrases in chain.from_iterable(self._fields.phrases(each.concept) for each in profile.fields):
                worded += self._lexical.naming(phrases, depth, selection=selection)
            return list(dict.fromkeys(hit.id for hit in worded)), False
        scales = [profile.near, *([profile.expanded] if profile.expanded else [])]
        near = self._nearest([each.vector for each in scales], selection, now, depth)
        return list(dict.fromkeys(hit.id for hit in (*worded, *near))), False

    def _watch_index(self, watches: Sequence[Watch]) -> WatchIndex:
        background = self.background()
        key = (id(background), tuple((watch.id, watch.query) for watch in watches))
        known, index = self._index
        if known != key:
            index = WatchIndex({watch.id: self.profile(watch.query) for watch in watches}, background)
            self._index = key, index
        return index

    def _is_due(self, watch: Watch, found: ReadArticle, feeds: Collection[str]) -> bool:
        selection = self._selection(watch.filters, watch)
        return (
            selection is not None
            and admits(selection, found.article, feeds)
            and not is_left_out(found.article, watch.narrowed)
            and relevance(self.profile(watch.query), found) >= DUE
        )

    def _selection(self, filters: Filters, subscription: Subscription) -> Selection | None:
        """Return what a subscription lets through; None: nothing, since a tag or its place's scope has gone."""
        try:
            chosen = self._within(subscription.place, parse_filters(filters, now=self._clock.now(), zone=self._zone))
            return self._tags.resolve(chosen)
        except UsageError:
            return None

    def read(self, articles: Iterable[Article]) -> list[ReadArticle]:
        """Return articles with their words and vectors; each version of one is read once, with its text."""
        wanted = {(each.id, each.version): each for each in articles if not each.is_issue}
        with self._lock:
            known = {key: self._articles[key] for key in wanted if key in self._articles}
        missing = [each for key, each in wanted.items() if key not in known]
        openings = self._openings([each.id for each in missing])
        for each in missing:
            whole = each if each.text else self._library.article(each.id) or each
            read = ReadArticle(article=whole, words=article_words(whole, self._fields), opening=openings.get(each.id))
            known[each.id, each.version] = read
            if read.opening is not None:  # else it is embedded later
                with self._lock:
                    self._articles[each.id, each.version] = read
        return [known[key] for key in wanted]

    def _openings(self, article_ids: Sequence[str]) -> dict[str, Vector]:
        """Return the vectors of the passages that articles begin with, by article."""
        places = self._library.opening_passages(article_ids)
        rows = self._vectors.fetch([key for key, _ in places.values()], [period for _, period in places.values()])
        return {article: rows[key] for article, (key, _) in places.items() if key in rows}

    def _one_of_each(self, articles: Sequence[Article]) -> tuple[Article, ...]:
        """Return the first article of each story, the newest stories first."""
        stories: Mapping[str, object] = {
            key: story.id for key, story in self._library.stories([each.id for each in articles]).items()
        }
        first: dict[object, Article] = {}
        for each in sorted(articles, key=lambda each: (each.when, each.id)):
            first.setdefault(stories.get(each.id, each.id), each)
        return tuple(sorted(first.values(), key=lambda each: (each.when, each.id), reverse=True))


def _articles(library: Library, passage_ids: Sequence[str]) -> list[Article]:
    return list({placed.article.id: placed.article for placed in library.passages(passage_ids)}.values())


def _empty() -> Background:
    return Background(openings=np.zeros((0, 0), dtype=np.float32), shares={})
