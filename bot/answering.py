"""Use case: ask and search."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import structlog

from bot.composition.disagreements import contrasted
from bot.composition.multi_part import mixed, together
from bot.composition.provenance import first_hand
from bot.composition.statements import compose
from bot.evidence.answerability import borne_out, may_answer
from bot.evidence.sentences import NEVER, spoken_in, weighed
from bot.generation.acceptance import proofread
from bot.language.product_versions import missing_product
from bot.language.words import terms
from bot.model import Answer, Question, Result, ResultPage
from bot.understanding.query import parted, understand
from bot.verification.prompt_injection import addresses_a_machine, may_steer_a_model
from bot.verification.support import supported
from indexer.errors import UsageError, WritingFailed
from indexer.indexing.precedence import Courtesy
from indexer.passages import sentences

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.composition.disagreements import Contrasted
    from bot.evidence.sentences import Stretch
    from bot.model import Evidence, Hit, Query, Source
    from bot.ports import Library, Tally, Writer
    from bot.retrieval.retriever import Retrieval
    from indexer.model import Article, PlacedPassage

NEAREST = 3
"""Articles that are named when nothing was found."""

MAX_RESULTS = 100
"""Articles on one page of a search."""

_SEARCHED = 60
"""Candidates that a search takes from each index, whichever page is wanted: so its pages fit together, and the number
of articles is the same on each."""

_SNIPPET = 300  # characters
_SHOWN = 8  # passages that a language model is given


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An answer in the articles' own words, with what a language model needs to put it into others."""

    answer: Answer
    query: Query
    evidence: Evidence | None  # None: there is nothing to put into other words


class Answering:
    """Answers questions from what was collected; safe to use from several threads."""

    def __init__(
        self,
        *,
        library: Library,
        retrieval: Retrieval,
        max_statements: int,
        min_confidence: float,
        writer: Writer | None = None,
        tally: Tally | None = None,
        courtesy: Courtesy | None = None,
    ) -> None:
        """Take a `writer`, if answers are to be in words of its own, and a `tally` that counts how that goes.

        By `courtesy` whatever indexes in this process lets questions go first.
        """
        self._courtesy = courtesy or Courtesy()
        self._library = library
        self._retrieval = retrieval
        self._max_statements = max_statements
        self._min_confidence = min_confidence
        self._writer = writer
        self._tally = tally
        self._log = structlog.get_logger("byline.answering")

    def ask(self, question: Question) -> Answer:
        """Return the answer, or "nothing found" with the nearest articles. Raises `UsageError` for no question."""
        return self.tell(self.find(question))

    def find(self, question: Question) -> Found:
        """Return the answer in the articles' own words: what takes the processor, and no more than that."""
        started = time.perf_counter()
        with self._courtesy.question():
            found = self._found_in_parts(question) or self._found(question, self._max_statements)
            return replace(found, answer=replace(self._led(found.answer), elapsed_ms=_milliseconds(started)))

    def tell(self, found: Found) -> Answer:
        """Return what was found in a language model's words, if there is one and they hold; else as it was found.

        This may wait for the model for as long as it is given, and takes no processor meanwhile.
        """
        if self._writer is None or found.evidence is None:
            return found.answer
        started = time.perf_counter()
        now = found.answer.question.now
        try:
            answer = self._written(self._writer, found.query, found.evidence, found.answer)
        except WritingFailed as failed:
            self._log.warning("the model's answer is not used", reason=str(failed))
            answer = found.answer
            if self._tally:
                self._tally.fell_back(str(failed), now)
        else:
            if self._tally:
                self._tally.wrote(now)
        return replace(answer, elapsed_ms=round(found.answer.elapsed_ms + _milliseconds(started), 1))

    def give_way(self) -> None:
        """Wait for no language model any more: answers are in the articles' own words from now on."""
        if self._writer is not None:
            self._writer.give_way()

    def search(self, question: Question, *, limit: int = 10, offset: int = 0) -> ResultPage:
        """Return articles, best first. Raises `UsageError` for no query or a page that makes no sense.

        Only the best candidates are gone through: beyond them a page is empty.
        """
        started = time.perf_counter()
        if not 1 <= limit <= MAX_RESULTS or offset < 0:
            raise UsageError(f"limit must be 1 to {MAX_RESULTS} and offset not negative")
        with self._courtesy.question():
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

    def _found_in_parts(self, question: Question) -> Found | None:
        """Return what is known of each part of a question as one; None if it has no parts, or nothing is known."""
        parts = parted(question)
        each = max(1, self._max_statements // max(1, len(parts)))
        found = [self._found(part.question, each, part.beside) for part in parts]
        if not any(one.answer.found for one in found):
            return None
        return Found(
            answer=together(question, [one.answer for one in found]),
            query=self._understood(question),
            evidence=mixed([one.evidence for one in found if one.evidence]),
        )

    def _found(self, question: Question, most: int, beside: str = "") -> Found:
        """Return the answer to a question that is asked as one, in at most so many statements.

        If it is a side of a comparison, `beside` is the other one.
        """
        query = self._understood(question)
        query = replace(query, beside=frozenset(terms(beside)).difference(query.terms))
        answer, evidence = self._quoted(question, query, most)
        if not answer.found and evidence.left_out:  # what is no longer online is better than nothing, with a mark
            answer, evidence = self._quoted(question, query, most, gone=True)
        return Found(answer=answer, query=query, evidence=evidence if self._enough(evidence) else None)

    def _quoted(self, question: Question, query: Query, most: int, *, gone: bool = False) -> tuple[Answer, Evidence]:
        """Return the answer in the articles' own words, or "nothing found", and what it rests on."""
        evidence = self._retrieval.evidence(query, question.now, gone=gone)
        sentences: list[Stretch] = []
        if may_answer(query, evidence.confidence, self._min_confidence):
            sentences = weighed(query, evidence, partial(self._retrieval.likeness, query, evidence))
            evidence = replace(evidence, confidence=_borne_out(query, evidence, sentences))
        enough = self._enough(evidence)
        statements, sources = compose(query, evidence, sentences, most) if enough else ((), ())
        kept = tuple(each for each in statements if supported(each, sources) and not addresses_a_machine(each.text))
        answer = Answer(
            question=question,
            confidence=evidence.confidence,
            newest=evidence.newest,
            nearest=_articles(evidence)[:NEAREST],
            stories=evidence.stories,
            searched=query.selection,
        )
        said = _saying(answer, contrasted(kept, sources, evidence, most), evidence)
        return said if said.found else replace(said, instead=missing_product(query.products, evidence.found)), evidence

    def _enough(self, evidence: Evidence) -> bool:
        """Tell whether it is likely enough that the evidence answers."""
        return bool(evidence.hits) and evidence.confidence >= self._min_confidence

    def _led(self, answer: Answer) -> Answer:
        """Return an answer whose sources lead to the first hand."""
        statements, sources = first_hand(self._library, answer.statements, answer.sources)
        return replace(answer, statements=statements, sources=sources)

    def _written(self, writer: Writer, query: Query, evidence: Evidence, quoted: Answer) -> Answer:
        """Return the answer in a model's words. Raises `WritingFailed`."""
        shown = _readable(evidence)
        if not shown:
            raise WritingFailed("what was found gives orders to language models: it was not asked")
        drafts = writer.write(query.text, shown, self._max_statements)
        statements, sources = proofread(drafts, shown, query, self._max_statements)
        said = contrasted(statements, sources, evidence, self._max_statements)
        return replace(self._led(_saying(quoted, said, evidence)), composer="model")


def _borne_out(query: Query, evidence: Evidence, sentences: Sequence[Stretch]) -> float:
    """Return how likely it is that the sentences answer: not at all, if none is on the product that is asked for."""
    if query.products and not any(each.score > NEVER for stretch in sentences for each in stretch):
        return 0.0
    return borne_out(query, evidence, sentences)


def _readable(evidence: Evidence) -> list[PlacedPassage]:
    """Return the passages that a model may see: on what is asked for, and none that speaks to models.

    None of an article in which one certainly speaks to models: what is left may go on with it. Of others those stay out
    that only may.
    """
    hostile = {
        hit.article.id for hit in evidence.hits if any(map(addresses_a_machine, (hit.article.title, *spoken_in(hit))))
    }
    hits = (hit for hit in evidence.hits if hit.article.id not in hostile and not hit.other_product)
    safe = (hit.placed for hit in hits)
    return [each for each in safe if not may_steer_a_model(f"{each.article.title}\n{each.passage.text}")][:_SHOWN]


def _saying(answer: Answer, said: Contrasted, evidence: Evidence) -> Answer:
    """Return an answer with these statements and the sources that they cite; "nothing found" if there are none."""
    if not said.statements:
        return answer
    cited = {number for statement in said.statements for number in statement.citations}
    return replace(
        answer,
        statements=said.statements,
        sources=tuple(source for source in said.sources if source.number in cited),
        disagreements=said.disagreements,
        nearest=(),
        further=_further(evidence, said.sources, cited),
    )


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
