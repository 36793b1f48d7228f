"""Query -> hits: candidates of both indexes, fused, each story once, newest first among near-equals."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import replace
from datetime import timedelta
from functools import partial
from itertools import chain, islice
from threading import Lock
from typing import TYPE_CHECKING, Literal, ParamSpec, TypeVar

import numpy as np
from cachetools import LRUCache

from bot.language.words import words
from bot.model import Form, RetrievedHits, Seek
from bot.retrieval.aim import aim_of
from bot.retrieval.calibration import RANKING
from bot.retrieval.deduplication import deduplicate, of_same_stories
from bot.retrieval.latest import newest_first
from bot.retrieval.ranking import Candidate, blend, demote, limit_per_article, rank
from bot.retrieval.respelling import respelled, unusual_words
from bot.retrieval.similarity import QueryTokens, Similarity
from bot.retrieval.story_search import StorySearch
from bot.retrieval.term_coverage import term_weights, vocabulary
from bot.retrieval.unmentioned import sought_names
from bot.retrieval.wordings import wordings_of
from indexer.model import Selection
from indexer.web.source_filter import admits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from concurrent.futures import Future
    from datetime import datetime

    from bot.model import FoundStories, Hit, Query
    from bot.ports import Library
    from bot.retrieval.aim import Aim
    from bot.retrieval.deduplication import DistinctHits
    from bot.retrieval.pertinence import PertinenceFeatures
    from bot.retrieval.ranking import Order
    from bot.retrieval.wordings import Wordings
    from indexer.model import PlacedPassage, Scored, TextEmbedding, Vector
    from indexer.ports import Embedder, LexicalIndex, VectorIndex

_Given = ParamSpec("_Given")
_Result = TypeVar("_Result")

DEPTH = 50
"""Candidates that are taken from each index."""

REMEMBERED = 2_000
"""Sentences that are kept embedded, so that a story that is asked about again need not be read again: some 50 MB."""

_DEEPER = 8  # times the candidates that are wanted are taken where a filter, which admits many, will cut some
_EXACT = 2_000  # a filter that admits so few passages is answered by scoring every one of them
_QUESTIONS = 64  # texts of questions that are remembered: the spans of an open one are searched one after the other
_SAME_STORY = 10  # passages of other reports of the stories that are shown: they are looked through for what disagrees
_PER_ARTICLE = 4  # passages of one article in the evidence: with two, one answer in thirty is missed


class Retrieval:
    """Finds passages. Safe for several threads.

    Caches the embeddings of recent sentences and questions, nothing else.
    """

    def __init__(
        self,
        *,
        library: Library,
        embedder: Embedder,
        vectors: VectorIndex,
        lexical: LexicalIndex,
        remembered: int = REMEMBERED,
        order: Order = rank,
    ) -> None:
        self._library = library
        self._vectors = vectors
        self._lexical = lexical
        self._sentence_vectors = _RememberedVectors(embedder, remembered, "document")
        self._question_vectors = _RememberedVectors(embedder, _QUESTIONS, "query")
        self._order = order
        self._threads = ThreadPoolExecutor(thread_name_prefix="retrieval")
        self._stories = StorySearch(
            library=library,
            lexical=lexical,
            search=lambda query, now, depth: self._fuse(query, now, depth)[1],
            similar=self._likeness,
        )

    def retrieve(self, query: Query, now: datetime, limit: int = 10, *, gone: bool = False) -> RetrievedHits:
        """Return the best hits, at most four an article, with everything that was found beside them.

        Articles whose pages are gone are left out, unless `gone`.
        """
        embedded, found = self._fuse(query, now, DEPTH)
        candidates = [hit for hit in found if gone or not hit.article.gone]
        distinct = self._deduplicate(query, newest_first(query, candidates, now), now)
        shown = limit_per_article(distinct.hits, _PER_ARTICLE)
        return RetrievedHits(
            hits=tuple(shown[:limit]),
            embedded=embedded,
            candidates=tuple(candidates),
            same_story=tuple(of_same_stories(shown[:limit], shown[limit:], distinct.stories)[:_SAME_STORY]),
            weights=term_weights(query, [hit.words for hit in candidates]),
            stories=distinct.stories,
            newest=self._library.newest(_until(query.selection, now)),
            has_gone=len(candidates) < len(found),
        )

    def respell(self, text: str, query: Query, now: datetime) -> str:
        """Return a question's text without slips: words that no passage holds as what was found spells them."""
        unusual = unusual_words(query.content, self._embed(query)[0])
        strange = [word for word in unusual if not self._lexical.search(word, 1)]
        if not strange:
            return text
        _, hits = self._fuse(query, now, DEPTH)
        said = (set(words(f"{hit.article.title} {hit.placed.passage.text}".casefold())) for hit in hits)
        return respelled(text, strange, Counter(chain.from_iterable(said)))

    def unmentioned(self, query: Query, now: datetime) -> tuple[str, ...]:
        """Return the names in a question of which a word stands in no passage of its time and from its sources."""
        selection = _until(query.selection, now)
        otherwise = frozenset[str]().union(*(other.terms for other in wordings_of(query).others))
        names = sought_names(query, self._embed(query)[0], otherwise=otherwise)
        return tuple(
            name.text
            for name in names
            if not all(self._lexical.search(word, 1, selection=selection) for word in name.words)
        )

    def at_series(self, aim: Aim, question: str) -> Aim:
        """Return an aim at a series of articles alone, if a list asks for one of which there are several."""
        return self._stories.at_series(aim, question)

    def stories(self, aim: Aim, now: datetime, *, gone: bool = False) -> FoundStories:
        """Return the stories on the subject of an open question, in its time; see `StorySearch`.

        Of a question within some articles they are those that these tell.
        """
        if aim.query.within:
            whenever = _until(replace(aim.query.selection, since=None), now)
            return self._stories.told_by(aim.query.within, whenever, now, gone=gone)
        return self._stories.stories(aim, _until(aim.query.selection, now), now, gone=gone)

    def pertinences(self, aim: Aim, selection: Selection, now: datetime) -> dict[str, PertinenceFeatures]:
        """Return what tells of the articles found for what no name says whether they are to the point, by id."""
        return self._stories.pertinences(aim, _until(selection, now), now)

    def similarities(self, query: Query, found: RetrievedHits, texts: Sequence[str]) -> dict[str, Similarity]:
        """Return each text's similarity to the query; as a whole it is measured as a passage's is."""
        known = self._sentence_vectors.embedded(texts)
        tokens = QueryTokens(query, found.embedded[0])
        return {
            text: Similarity(
                cosine=blend([float(known[text].vector @ each.vector) for each in found.embedded]),
                by_term=tokens.nearest(known[text]),
            )
            for text in texts
        }

    def compare(self, query: Query, texts: Sequence[str]) -> dict[str, Similarity]:
        """Return each text's similarity to an open question."""
        return self.similarities(query, RetrievedHits(hits=(), embedded=self._embed(query)), texts) if texts else {}

    def rank_articles(self, query: Query, now: datetime, depth: int = DEPTH) -> tuple[DistinctHits, bool]:
        """Return the candidates that have to do with the query, best first, and whether there may be more of them.

        Each story comes once before any story comes twice.
        """
        if query.form is Form.OVERVIEW and aim_of(query).is_everything:
            hits = self._stories.newest(_until(query.selection, now), depth)
            return self._deduplicate(query, hits, now), len(hits) >= depth
        _, hits = self._fuse(query, now, depth)
        related = [hit for hit in hits if hit.lexical or hit.cosine >= RANKING.related]
        return self._deduplicate(query, newest_first(query, related, now), now), len(related) >= depth

    def _deduplicate(self, query: Query, hits: Sequence[Hit], now: datetime) -> DistinctHits:
        ids = list(dict.fromkeys(hit.article.id for hit in hits))
        stories = self._library.stories(ids, _until(query.selection, now).until)
        every = query.seek is Seek.REASON  # a later report may be the one that says why
        return deduplicate(hits, stories, as_asked=bool(query.publishers), every_report=every, names=query.names)

    def _embed(self, query: Query) -> tuple[TextEmbedding, ...]:
        """Embed the whole question and its clauses."""
        texts = (query.content, *query.clauses)
        known = self._question_vectors.embedded(texts)
        return tuple(known[text] for text in texts)

    def _fuse(self, query: Query, now: datetime, depth: int) -> tuple[tuple[TextEmbedding, ...], list[Hit]]:
        """Return the query embedded, and the candidates of both indexes with their scores, best first.

        While one thread computes vectors and compares them, which leaves Python, another one sees to the words.
        """
        selection = _until(query.selection, now)
        nearest = self._submit(self._like, query, selection, now, depth)
        wordings = wordings_of(query)
        lexical = self._lexical.search(wordings.searched, depth, publishers=query.publishers, selection=selection)
        # Both indexes have filtered by source, which is slow to compare; the rest may not have been filtered at all.
        cut = replace(selection, sources=(), feeds=())
        heard = (each for key in query.within or query.heard for each in self._library.passages_of(key))
        found = _admitted(self._library.passages(_ids(lexical)), cut) | _admitted(heard, selection)
        asked, dense = nearest.result()
        if query.within:
            found = {key: each for key, each in found.items() if each[0].article.id in query.within}
            dense = []
        vectors = [each.vector for each in asked]
        known = {hit.id: (hit.score,) for hit in dense} if len(vectors) == 1 else {}
        compared = self._submit(self._cosines, vectors, [each for each, _ in found.values()], known)
        fresh = _admitted(self._library.passages([key for key in _ids(dense) if key not in found]), cut)
        cosines = {**compared.result(), **self._cosines(vectors, [each for each, _ in fresh.values()], known)}
        candidates = _candidates(query, wordings, {**found, **fresh}, cosines, lexical)
        hits, sought = self._order(query, candidates, now), wordings.products
        if not sought:
            return asked, hits
        return asked, demote(hits, lambda hit: sought.stands_for_another(hit.article.title, hit.placed.passage.text))

    def _submit(self, work: Callable[_Given, _Result], *given: _Given.args, **named: _Given.kwargs) -> Future[_Result]:
        """Do something in another thread, in the context of this one."""
        return self._threads.submit(partial(copy_context().run, work, *given, **named))

    def _cosines(
        self, vectors: Sequence[Vector], placed: Sequence[PlacedPassage], known: Mapping[str, tuple[float, ...]]
    ) -> dict[str, tuple[float, ...]]:
        """Return each passage's cosines with the question and its clauses; `known` ones are not computed again."""
        missing = [each for each in placed if each.passage.id not in known]
        rows = self._vectors.fetch([p.passage.id for p in missing], [p.period for p in missing])
        return {**known, **{key: tuple(float(row @ vector) for vector in vectors) for key, row in rows.items()}}

    def _likeness(self, text: str, placed: Sequence[PlacedPassage]) -> dict[str, float]:
        """Return passages' cosines with a text, by id."""
        vector = self._question_vectors.embedded([text])[text].vector
        return {key: found[0] for key, found in self._cosines([vector], placed, {}).items()}

    def _like(
        self, query: Query, selection: Selection, now: datetime, depth: int
    ) -> tuple[tuple[TextEmbedding, ...], list[Scored]]:
        """Return the query embedded, and what lies nearest to it and its clauses."""
        asked = self._embed(query)
        return asked, self.nearest([each.vector for each in asked], selection, now, depth)

    def nearest(self, vectors: Sequence[Vector], selection: Selection, now: datetime, depth: int) -> list[Scored]:
        """Return the nearest neighbours of each vector within the selection.

        The vector store filters slowly, so a filter that admits few is answered by scoring just these, and one that
        admits many by taking more than is needed and cutting what the selection does not admit.
        """
        later = self._library.newest(Selection())
        if later is None or later < (selection.until or now):
            selection = replace(selection, until=None)  # nothing lies beyond: the same one whenever it is asked for
        if selection.is_empty:
            return [hit for hits in self._vectors.search(np.array(vectors), depth) for hit in hits]
        few = self._library.eligible(selection, _EXACT)
        if few is not None:
            ids, places = [key for key, _ in few], [period for _, period in few]
            return [hit for vector in vectors for hit in self._vectors.score(vector, ids, places, limit=depth)]
        periods = [period for period in self._vectors.periods() if _overlaps(period, selection)]
        found = self._vectors.search(np.array(vectors), depth * _DEEPER, periods=periods)
        admitted = self._library.admitted(_ids(hit for hits in found for hit in hits), selection)
        return [hit for hits in found for hit in islice((hit for hit in hits if hit.id in admitted), depth)]


class _RememberedVectors:
    """Remembers texts as they are embedded; those that were not asked for longest are forgotten first."""

    def __init__(self, embedder: Embedder, most: int, kind: Literal["query", "document"]) -> None:
        self._embedder = embedder
        self._kind: Literal["query", "document"] = kind
        self._known: LRUCache[str, TextEmbedding] = LRUCache(most)
        self._lock = Lock()

    def embedded(self, texts: Sequence[str]) -> dict[str, TextEmbedding]:
        """Return each text's embedding; unknown texts are embedded outside of the lock."""
        with self._lock:
            found = {text: self._known[text] for text in texts if text in self._known}
        fresh = [text for text in dict.fromkeys(texts) if text not in found]
        if fresh:
            new = dict(zip(fresh, self._embedder.embed_tokens(fresh, self._kind), strict=True))
            with self._lock:
                self._known.update(new)
            found |= new
        return found


def _admitted(placed: Iterable[PlacedPassage], selection: Selection) -> dict[str, tuple[PlacedPassage, frozenset[str]]]:
    """Return the passages that a selection admits, each with its words, by id."""
    return {each.passage.id: (each, vocabulary(each)) for each in placed if admits(selection, each.article)}


def _candidates(
    query: Query,
    wordings: Wordings,
    found: Mapping[str, tuple[PlacedPassage, frozenset[str]]],
    cosines: Mapping[str, tuple[float, ...]],
    lexical: Sequence[Scored],
) -> list[Candidate]:
    """Return the passages that were found, with what both indexes say of them."""
    top = max((hit.score for hit in lexical), default=1.0) or 1.0
    bm25 = {hit.id: hit.score / top for hit in lexical}
    nothing = (0.0,) * (1 + len(query.clauses))  # of what the catalogue has and the vectors have not yet
    return [
        Candidate(
            placed=each,
            cosines=cosines.get(key, nothing),
            bm25=bm25.get(key, 0.0),
            dated=query.dated if query.periods_at(each.article.when) else frozenset(),
            words=words | wordings.terms(f"{each.article.title}\n{each.passage.text}"),
        )
        for key, (each, words) in found.items()
    ]


def _until(selection: Selection, now: datetime) -> Selection:
    """Return the selection without what was published after `now`."""
    latest = now + timedelta(microseconds=1)  # the bound is exclusive, and what appeared just now is meant
    return replace(selection, until=min(selection.until or latest, latest))


def _overlaps(period: str, selection: Selection) -> bool:
    """Tell whether a period ("2026" or "2026-11") may hold what a selection admits."""
    since = selection.since.isoformat()[: len(period)] if selection.since else period
    until = selection.until.isoformat()[: len(period)] if selection.until else period
    return since <= period <= until


def _ids(hits: Iterable[Scored]) -> list[str]:
    return list(dict.fromkeys(hit.id for hit in hits))
