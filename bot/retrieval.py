"""Query -> evidence: candidates of both indexes, fused, newest first among near-equals, and how far to trust them."""

from __future__ import annotations

import math
from collections import OrderedDict
from dataclasses import replace
from datetime import timedelta
from threading import Lock
from typing import TYPE_CHECKING

from bot.model import Evidence, Hit, Query
from bot.repeats import one_a_story
from bot.wording import terms
from indexer.model import Selection
from indexer.selection import admits

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from bot.ports import Library
    from bot.repeats import Distinct
    from indexer.model import PlacedPassage, Scored
    from indexer.ports import Embedder, LexicalIndex, Vector, VectorIndex

DEPTH = 50
"""Candidates that are taken from each index."""

REMEMBERED = 20_000
"""Sentences whose vectors are kept, so that a story that is asked about again need not be embedded again: 35 MB."""

_EXACT = 2_000  # a filter that admits so few passages is answered by scoring every one of them
_PER_ARTICLE = 4  # passages of one article in the evidence: with two, one answer in thirty is missed (see the README)

# The dense index is better at plain words, the lexical one at names; the rest of the weight is the lexical score's.
_COSINE_WEIGHT = 0.9
_COSINE_WEIGHT_NAMED = 0.75
_COSINE_WEIGHT_SOURCED = 0.3  # for a question that names a publisher
_PREFERRED = 1.15  # for passages of a publisher that the question names

# Without a word in common, a search finds only what is as near as this: to letters that mean nothing, no passage of the
# sample newsroom comes nearer than 0.15, and what is on the subject begins at about 0.25.
_RELATED = 0.2

# (share that age cannot take away, half-life): measured on news questions, see the design notes in the README
_RECENCY = (0.8, timedelta(days=20))
_RECENCY_LATEST = (0.3, timedelta(days=7))

# Logistic model of "the best hits answer the query", fitted on 284 questions, 59 of them unanswerable and near the
# collection, and shifted so that at a floor of 0.5 one answerable question in twenty goes unanswered.
_BIAS, _PER_COSINE, _PER_COVERAGE = -2.7, 5.74, 1.58
_STRANGER = 2.5  # off the logit for a question all of whose names are unknown to every candidate; not fitted
_JUDGED = 5  # hits that are looked at for it, no more than
_JUDGED_PER_ARTICLE = 2


class Retrieval:
    """Finds passages; keeps nothing between two queries but the vectors of sentences. Safe for several threads."""

    def __init__(
        self,
        *,
        library: Library,
        embedder: Embedder,
        vectors: VectorIndex,
        lexical: LexicalIndex,
        remembered: int = REMEMBERED,
    ) -> None:
        self._library = library
        self._embedder = embedder
        self._vectors = vectors
        self._lexical = lexical
        self._sentences = _Sentences(embedder, remembered)

    def evidence(self, query: Query, now: datetime, limit: int = 10, *, gone: bool = False) -> Evidence:
        """Return the best hits, at most four an article, with the confidence that they answer the query.

        Articles whose pages are gone are left out, unless `gone`.
        """
        vector = self._embedder.embed_query(query.text)
        found = self._fused(query, vector, now, DEPTH)
        hits = [hit for hit in found if gone or not hit.article.gone]
        told = self._told(query, hits, now)
        judged = _at_most(hits, _JUDGED_PER_ARTICLE)[:_JUDGED]
        vocabularies = [_vocabulary(hit.placed) for hit in hits]
        weights = _weights(query.terms, vocabularies)
        return Evidence(
            hits=tuple(_at_most(told.hits, _PER_ARTICLE)[:limit]),
            confidence=_confidence(query, weights, judged, _spoken(hits, vocabularies)),
            vector=vector,
            weights=weights,
            newest=self._library.newest(_until(query.selection, now)),
            stories=told.stories,
            left_out=len(hits) < len(found),
        )

    def likeness(self, evidence: Evidence, texts: Sequence[str]) -> list[float]:
        """Return the cosine of each text and the query that the evidence was found for."""
        vectors = self._sentences.vectors(texts)
        return [float(vectors[text] @ evidence.vector) for text in texts]

    def ranked(self, query: Query, now: datetime, depth: int = DEPTH) -> tuple[Distinct, bool]:
        """Return the candidates that have to do with the query, best first, and whether there may be more of them.

        Each story comes once before any comes twice.
        """
        hits = self._fused(query, self._embedder.embed_query(query.text), now, depth)
        related = [hit for hit in hits if hit.lexical or hit.cosine >= _RELATED]
        return self._told(query, related, now), len(related) >= depth

    def _told(self, query: Query, hits: Sequence[Hit], now: datetime) -> Distinct:
        ids = list(dict.fromkeys(hit.article.id for hit in hits))
        stories = self._library.stories(ids, _until(query.selection, now).until)
        return one_a_story(hits, stories, as_asked=bool(query.publishers))

    def _fused(self, query: Query, vector: Vector, now: datetime, depth: int) -> list[Hit]:
        """Return the candidates of both indexes with their scores, best first."""
        selection = _until(query.selection, now)
        dense = self._dense(vector, selection, now, depth)
        lexical = self._lexical.search(query.text, depth, publishers=query.publishers, selection=selection)
        placed = {p.passage.id: p for p in self._library.passages(_ids([*dense, *lexical]))}
        placed = {key: p for key, p in placed.items() if admits(selection, p.article)}
        cosines = {hit.id: hit.score for hit in dense}
        missing = [p for key, p in placed.items() if key not in cosines]
        exact = self._vectors.score(vector, [p.passage.id for p in missing], [p.period for p in missing])
        cosines |= {hit.id: hit.score for hit in exact}
        top = max((hit.score for hit in lexical), default=1.0) or 1.0
        words = {hit.id: hit.score / top for hit in lexical}
        hits = [_scored(query, p, cosines.get(key, 0.0), words.get(key, 0.0), now) for key, p in placed.items()]
        return sorted(hits, key=lambda hit: (-hit.score, -hit.article.when.timestamp(), hit.placed.passage.id))

    def _dense(self, vector: Vector, selection: Selection, now: datetime, depth: int) -> list[Scored]:
        """Return nearest neighbours within the selection.

        The vector store filters slowly, so a filter that admits few is answered by scoring just these, and one that
        admits many by taking more than is needed: the caller cuts what the selection does not admit.
        """
        later = self._library.newest(Selection())
        narrow = selection.since or selection.sources or selection.kinds or (selection.until or now) < now
        if not narrow and (later is None or later <= now):
            return self._vectors.search(vector, depth)
        few = self._library.eligible(selection, _EXACT)
        if few is not None:
            return self._vectors.score(vector, [key for key, _ in few], [period for _, period in few])[:depth]
        periods = [period for period in self._vectors.periods() if _overlaps(period, selection)]
        return self._vectors.search(vector, depth * 8, periods=periods)


class _Sentences:
    """Remembers the vectors of sentences; those that were not asked for longest are forgotten first."""

    def __init__(self, embedder: Embedder, most: int) -> None:
        self._embedder = embedder
        self._most = most
        self._known: OrderedDict[str, Vector] = OrderedDict()
        self._lock = Lock()

    def vectors(self, texts: Sequence[str]) -> dict[str, Vector]:
        """Return the vector of each text; what is not known is embedded, outside of the lock."""
        with self._lock:
            found = {text: self._known[text] for text in texts if text in self._known}
        fresh = [text for text in dict.fromkeys(texts) if text not in found]
        if fresh:
            # Copied: a row alone would keep the whole batch in memory.
            found |= {text: row.copy() for text, row in zip(fresh, self._embedder.embed(fresh), strict=True)}
        self._keep(found)
        return found

    def _keep(self, used: Mapping[str, Vector]) -> None:
        with self._lock:
            for text, vector in used.items():
                self._known[text] = vector
                self._known.move_to_end(text)
            while len(self._known) > self._most:
                self._known.popitem(last=False)


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


def _cosine_weight(query: Query) -> float:
    """Return the share of a hit's score that is its cosine."""
    if query.publishers:
        return _COSINE_WEIGHT_SOURCED
    return _COSINE_WEIGHT_NAMED if query.names else _COSINE_WEIGHT


def _scored(query: Query, placed: PlacedPassage, cosine: float, lexical: float, now: datetime) -> Hit:
    """Return a hit with its score: a weighted sum of both indexes, less for age."""
    weight = _cosine_weight(query)
    lasting, half_life = _RECENCY_LATEST if query.latest else _RECENCY
    age = max(now - placed.article.when, timedelta())
    fresh = lasting + (1 - lasting) * 0.5 ** (age / half_life)
    score = (weight * max(cosine, 0.0) + (1 - weight) * lexical) * fresh
    if placed.article.publisher in query.publishers:
        score *= _PREFERRED
    return Hit(placed=placed, cosine=cosine, lexical=lexical, score=score)


def _at_most(hits: Sequence[Hit], number: int) -> list[Hit]:
    """Return the hits without those of an article that come after its first `number`."""
    seen: dict[str, int] = {}
    kept = []
    for hit in hits:
        seen[hit.article.id] = seen.get(hit.article.id, 0) + 1
        if seen[hit.article.id] <= number:
            kept.append(hit)
    return kept


def _weights(query_terms: Sequence[str], pool: Sequence[frozenset[str]]) -> dict[str, float]:
    """Return how much each of the query's terms tells apart, from the candidates' vocabularies.

    Inverse document frequency over the pool: what every candidate says weighs little, what few or none say weighs
    much. The pool is all that is like the question, so this is the frequency that matters for choosing among it.
    """
    return {term: math.log(1 + (len(pool) + 1) / (1 + sum(term in said for said in pool))) for term in query_terms}


def _vocabulary(placed: PlacedPassage) -> frozenset[str]:
    """Return the stems that a passage speaks of: its own, its title's and its publisher's."""
    article = placed.article
    return frozenset(terms(f"{article.publisher} {article.title} {placed.passage.text}"))


def _spoken(pool: Sequence[Hit], vocabularies: Sequence[frozenset[str]]) -> dict[str, frozenset[str]]:
    """Return the stems that each article speaks of, as far as its candidates tell: a full name stands in one only."""
    spoken: dict[str, frozenset[str]] = {}
    for hit, vocabulary in zip(pool, vocabularies, strict=True):
        spoken[hit.article.id] = spoken.get(hit.article.id, frozenset()) | vocabulary
    return spoken


def _confidence(
    query: Query, weights: Mapping[str, float], best: Sequence[Hit], spoken: Mapping[str, frozenset[str]]
) -> float:
    """Return the probability, 0 to 1, that one of the best hits answers the query.

    From the best cosine, from the share of the query's words, by weight and names apart, that an article speaks of
    which knows every name of the query (the right event of another company is no answer), and less for names that
    no candidate knows.
    """
    if not best:
        return 0.0
    asked = {term: weight for term, weight in weights.items() if term not in query.names}
    whole = sum(asked.values()) or 1.0
    said = [spoken[hit.article.id] for hit in best]
    covered = max(
        (sum(asked[term] for term in known & asked.keys()) for known in said if query.names <= known), default=0
    )
    known = frozenset[str]().union(*spoken.values())
    strangers = len(query.names - known) / len(query.names) if query.names else 0.0
    cosine = max(hit.cosine for hit in best)
    logit = _BIAS + _PER_COSINE * cosine + _PER_COVERAGE * covered / whole - _STRANGER * strangers
    return 1 / (1 + math.exp(-logit))
