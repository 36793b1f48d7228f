"""Use case: ask and search."""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING

from bot.checking import supported
from bot.composing import compose
from bot.model import Answer, Question, Result, ResultPage
from bot.sourcing import first_hand
from bot.understanding import understand
from bot.wording import terms
from indexer.errors import UsageError
from indexer.passages import sentences

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.model import Evidence, Hit, Query, Source, Statement
    from bot.ports import Library
    from bot.retrieval import Retrieval
    from indexer.model import Article

NEAREST = 3
"""Articles that are named when nothing was found."""

MAX_RESULTS = 100
"""Articles on one page of a search."""

_SEARCHED = 200
"""Candidates that a search takes from each index, whichever page is wanted: so its pages fit together, and the number
of articles is the same on each."""

_SNIPPET = 300  # characters


class Answering:
    """Answers questions from what was collected; safe to use from several threads."""

    def __init__(self, *, library: Library, retrieval: Retrieval, max_statements: int, min_confidence: float) -> None:
        self._library = library
        self._retrieval = retrieval
        self._max_statements = max_statements
        self._min_confidence = min_confidence

    def ask(self, question: Question) -> Answer:
        """Return the answer, or "nothing found" with the nearest articles. Raises `UsageError` for no question."""
        started = time.perf_counter()
        query = self._understood(question)
        evidence = self._retrieval.evidence(query, question.now)
        kept, sources = self._supported(query, evidence)
        if not kept and evidence.left_out:  # what is no longer online is better than nothing, with a mark
            evidence = self._retrieval.evidence(query, question.now, gone=True)
            kept, sources = self._supported(query, evidence)
        cited = {number for statement in kept for number in statement.citations}
        further = _further(evidence, sources, cited) if kept else ()
        kept, sources = first_hand(self._library, kept, [source for source in sources if source.number in cited])
        return Answer(
            question=question,
            statements=kept,
            sources=sources,
            nearest=() if kept else _articles(evidence)[:NEAREST],
            further=further,
            stories=evidence.stories,
            confidence=evidence.confidence,
            newest=evidence.newest,
            elapsed_ms=_milliseconds(started),
        )

    def search(self, question: Question, *, limit: int = 10, offset: int = 0) -> ResultPage:
        """Return articles, best first. Raises `UsageError` for no query or a page that makes no sense.

        Only the best candidates are gone through: beyond them a page is empty.
        """
        started = time.perf_counter()
        if not 1 <= limit <= MAX_RESULTS or offset < 0:
            raise UsageError(f"limit must be 1 to {MAX_RESULTS} and offset not negative")
        query = self._understood(question)
        told, more = self._retrieval.ranked(query, question.now, _SEARCHED)
        best: dict[str, Hit] = {}
        for hit in told.hits:
            best.setdefault(hit.article.id, hit)
        ordered = sorted(best.values(), key=lambda hit: hit.article.gone is not None)  # what is gone comes last
        results = tuple(
            Result(
                article=hit.article,
                score=hit.score,
                snippet=_snippet(hit, query),
                story=told.stories.get(hit.article.id),
                copies=told.copies.get(hit.article.id, ()),
            )
            for hit in ordered[offset : offset + limit]
        )
        return ResultPage(
            question=question, results=results, total=len(ordered), more=more, elapsed_ms=_milliseconds(started)
        )

    def _understood(self, question: Question) -> Query:
        if not question.text.strip():
            raise UsageError("there is no question")
        return understand(question, self._library.publishers())

    def _supported(self, query: Query, evidence: Evidence) -> tuple[tuple[Statement, ...], Sequence[Source]]:
        """Return the statements that their sources carry, and the sources."""
        statements, sources = self._composed(query, evidence)
        return tuple(statement for statement in statements if supported(statement, sources)), sources

    def _composed(self, query: Query, evidence: Evidence) -> tuple[Sequence[Statement], Sequence[Source]]:
        if not evidence.hits or evidence.confidence < self._min_confidence:
            return (), ()
        likeness = partial(self._retrieval.likeness, evidence)
        return compose(query, evidence, self._max_statements, likeness)


def _articles(evidence: Evidence) -> tuple[Article, ...]:
    """Return the articles of the evidence, nearest first, each once."""
    return tuple({hit.article.id: hit.article for hit in evidence.hits}.values())


def _further(evidence: Evidence, sources: Sequence[Source], cited: set[int]) -> tuple[Article, ...]:
    """Return the articles of the evidence that are not cited."""
    shown = {source.article.id for source in sources if source.number in cited}
    return tuple(article for article in _articles(evidence) if article.id not in shown)


def _snippet(hit: Hit, query: Query) -> str:
    """Return the part of a passage that says most of what was searched for: whole sentences, if they fit."""
    text = hit.placed.passage.text
    spans = sentences(text) or [(0, len(text))]
    sought = set(query.terms)
    values = [len(sought.intersection(terms(text[start:end]))) for start, end in spans]
    start, end = spans[max(range(len(spans)), key=lambda number: values[number])]
    snippet = " ".join(text[start:end].split())
    return snippet if len(snippet) <= _SNIPPET else snippet[: _SNIPPET - 1].rsplit(" ", 1)[0] + "…"


def _milliseconds(started: float) -> float:
    return round((time.perf_counter() - started) * 1_000, 1)
