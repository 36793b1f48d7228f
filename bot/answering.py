"""Use cases: ask and search.

A question goes through understand -> retrieve -> judge -> select -> compose -> verify, and where a language model is
configured, generate; each stage hands a frozen record to the next. It goes through them once for each of its parts, and
once more where nothing answers it: in an open form, or from articles whose pages are gone.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import structlog

from bot.composition.acceptance import CitedDraft, accept, with_passages
from bot.composition.citations import cite
from bot.composition.disagreements import contrast
from bot.composition.extremes import MOST_COMPARED, compose_extreme
from bot.composition.further_sentences import MOST_STATEMENTS
from bot.composition.listing import MOST_ENTRIES
from bot.composition.multi_part import join_answers, join_evidence
from bot.composition.nearest import nearest_articles, nearest_told
from bot.composition.open_answers import OPEN_FORMS, compose_open, place_in_stories, told_as
from bot.composition.opinions import FEW_OPINIONS
from bot.composition.overview import MOST_STORIES
from bot.composition.statements import compose, dated, verify
from bot.composition.uncited_answers import UncitedAnswer, beside_news, told_by_stories
from bot.evidence.answerability import Judgement, answerability, judge, may_answer, not_mentioned, refuse
from bot.evidence.confidence import confidence
from bot.evidence.known_names import with_known_names
from bot.evidence.passage_readings import PassageReadings, read_passages
from bot.evidence.reasons import told_without_reason
from bot.evidence.safe_passages import safe_passages
from bot.evidence.selection import select
from bot.evidence.sentence_scores import add_similarity, score, to_compare
from bot.evidence.sentences import evidence_of, evidence_of_stories
from bot.language.product_versions import sought_products
from bot.language.superlatives import newest_of, superlative_of
from bot.model import (
    MAX_RESULTS,
    REASON_MISSING,
    Answer,
    Composition,
    Form,
    Question,
    RefusalReason,
    Result,
    ResultPage,
    Seek,
)
from bot.model.tags import FeedTags
from bot.retrieval.aim import aim_of
from bot.retrieval.provenance import add_discussions, origins_of
from bot.retrieval.snippets import snippet
from bot.retrieval.wordings import wordings_of
from bot.understanding.decomposition import split_question
from bot.understanding.form import open_form
from bot.understanding.query import side_of, understand
from bot.understanding.subjects import RECENT, SubjectKnowledge
from indexer.errors import ModelError, UsageError, WritingFailed
from indexer.indexing.precedence import QuestionPrecedence

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from bot.evidence.sentence_scores import Excerpt, ScoredSentence
    from bot.evidence.sentences import Evidence
    from bot.model import Claim, FoundStories, Hit, Query, Refusal, Support
    from bot.ports import Judge, Library, Reader, Tally, Writer
    from bot.retrieval.aim import Aim
    from bot.retrieval.retriever import Retrieval
    from bot.understanding.decomposition import Part
    from bot.understanding.subjects import SubjectIndex
    from indexer.language.known_subjects import KnownSubject
    from indexer.model import Article

NEAREST = 3
"""Articles that are named when nothing was found."""

_SEARCHED = 60
"""Candidates that a search takes from each index, whichever page is wanted: so its pages fit together, and the number
of articles is the same on each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """A language model that puts answers into words of its own, what judges these, and the count of how that goes."""

    writer: Writer
    judge: Judge
    tally: Tally

    def judged(self, drafts: Sequence[CitedDraft]) -> list[Support]:
        """Return what the judge says of each sentence. Raises `WritingFailed` if it cannot: none is said unchecked."""
        try:
            return self.judge.support([(each.text, each.premise) for each in drafts])
        except ModelError as error:
            raise WritingFailed(f"its sentences cannot be checked: {error}") from error


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An answer in the articles' own words, with what a language model needs to put it into others."""

    answer: Answer
    query: Query
    evidence: Evidence | None  # None: there is nothing to put into other words


class Answering:
    """Answers questions from what was collected; safe to use from several threads."""

    def __init__(  # noqa: PLR0913  one keyword for each part
        self,
        *,
        library: Library,
        retrieval: Retrieval,
        max_statements: int,
        min_confidence: float,
        reader: Reader | None = None,
        writing: Writing | None = None,
        subjects: Sequence[KnownSubject] | None = None,
        tags: FeedTags | None = None,
        precedence: QuestionPrecedence | None = None,
    ) -> None:
        """Take a `reader` of passages, and a language model for `writing`, if answers are to be in words of its own.

        Without `subjects` those that are shipped are known. Through `precedence` indexing in this process lets
        questions go first.
        """
        self._precedence = precedence or QuestionPrecedence()
        self._library = library
        self.retrieval = retrieval
        self._max_statements = max_statements
        self._min_confidence = min_confidence
        self._reader = reader
        self._writing = writing
        self.subjects = SubjectKnowledge(subjects)
        self.tags = tags or FeedTags()
        self._log = structlog.get_logger("byline.answering")

    def ask(self, question: Question) -> Answer:
        """Return the answer, or "nothing found" with the nearest articles. Raises `UsageError` for no question."""
        return self.tell(self.find(question))

    def find(self, question: Question) -> Found:
        """Return the answer in the articles' own words: what takes the processor, and no more than that."""
        started = time.perf_counter()
        with self._precedence.question():
            query = self._understand(question)
            if query.form is Form.CLARIFY and query.clarification:
                asked_back = Answer(question=question, form=query.form, clarification=query.clarification)
                return Found(answer=replace(asked_back, elapsed_ms=_milliseconds(started)), query=query, evidence=None)
            found = None if query.form in OPEN_FORMS else self._find_parts(question, query)
            found = found or self._find_whole(question, query, self._max_statements)
            answer = self._explain(self._cite(found.answer, found.composition), found.query)
        answer = replace(answer, elapsed_ms=_milliseconds(started))
        return Found(answer=answer, query=found.query, evidence=found.evidence if found.enough else None)

    def tell(self, found: Found) -> Answer:
        """Return what was found in a language model's words, if there is one and they hold; else as it was found.

        This may wait for the model for as long as it is given, and takes no processor meanwhile.
        """
        if self._writing is None or found.evidence is None:
            return found.answer
        started = time.perf_counter()
        now = found.answer.question.now
        try:
            answer = self._generate(self._writing, found.query, found.evidence, found.answer)
        except WritingFailed as failed:
            self._log.warning("the model's answer is not used", reason=str(failed))
            answer = found.answer
            self._writing.tally.fell_back(str(failed), now)
        else:
            self._writing.tally.wrote(now)
        return replace(answer, elapsed_ms=round(found.answer.elapsed_ms + _milliseconds(started), 1))

    def _find_parts(self, question: Question, query: Query) -> UncitedAnswer | None:
        """Return the answers to a question's parts as one; None if it has no parts, or none is answered."""
        parts = split_question(question)
        each = max(1, self._max_statements // max(1, len(parts)))
        found = [self._find_part(part, each) for part in parts]
        if not any(one.composition.claims for one in found):
            return None
        answer, composition = join_answers(question, [(one.answer, one.composition) for one in found])
        evidence = join_evidence([one.evidence for one in found if one.enough])
        return UncitedAnswer(answer=answer, composition=composition, query=query, evidence=evidence, enough=True)

    def _find_part(self, part: Part, most: int) -> UncitedAnswer:
        query = self._understand(part.question, part.form)
        return self._find_whole(part.question, query, most, part.beside, may_widen=part.form is None)

    def _find_whole(
        self, question: Question, query: Query, most: int, beside: str = "", *, may_widen: bool = True
    ) -> UncitedAnswer:
        """Return what answers a question that has no parts, in at most `most` statements.

        If it is a side of a comparison, `beside` is the other one. If it `may_widen`, a fact that nothing tells is told
        of in the open form that is asked for next to it.
        """
        if most_or_least := self._find_extreme(question, query, most):
            return most_or_least
        told = self._find_stories(question, query) if query.form in OPEN_FORMS else None
        if told and query.form is Form.OPINIONS and len(told.composition.claims) < FEW_OPINIONS:
            told = beside_news(told, self._find_stories(question, self._understand(question, Form.OVERVIEW)))
        if told and (told.composition.claims or query.form is not Form.COMPARISON):
            return told
        if told:  # the sides go by no name that is told of: what describes them may be
            query = replace(query, form=Form.FACT)
        query = side_of(query, beside)
        find = partial(self._find, question, query, most, reads=told is None)  # no span of a text compares two
        found = find()
        if not found.composition.claims and found.evidence.retrieved.has_gone:
            found = find(gone=True)  # better than nothing, with a mark
        refusal = found.answer.refusal
        if not told and may_widen and refusal and (form := open_form(query, refusal.reason)):
            told = self._find_stories(question, self._understand(question, form))
            lacking = (REASON_MISSING,) if query.seek is Seek.REASON else told.answer.missing
            return replace(told, answer=replace(told.answer, missing=lacking)) if told.composition.claims else found
        return told if told and not found.composition.claims else found

    def _find_stories(self, question: Question, query: Query) -> UncitedAnswer:
        """Return what answers an open question: the stories on its subject, in its time."""
        query = told_as(query)
        compare = partial(self.retrieval.compare, query)
        for gone in (False, True):  # what is gone tells only where nothing else does
            aim, stories, evidence = self._stories_on(query, question.now, gone=gone)
            said = compose_open(aim, stories, evidence, compare)
            if said.claims or not stories.has_gone:
                break
        composition = contrast(said.claims, evidence, MOST_STATEMENTS)
        answer = Answer(
            question=question,
            form=query.form,
            refusal=said.refusal,
            newest=stories.newest,
            searched=query.selection,
            untold=len(said.untold),
            subjects=tuple(each.name for each in query.subjects),
            missing=said.missing,
            nearest=() if said.claims else (stories.before or tuple(each.article for each in stories.found))[:NEAREST],
            further=_uncited((each.article for each in said.untold), composition),
        )
        return told_by_stories(answer, query, composition, stories, evidence)

    def _find_extreme(self, question: Question, query: Query, most: int) -> UncitedAnswer | None:
        """Return what answers a question that compares: what wins, and the next ones; None if nothing is compared."""
        if newest := newest_of(query.text):
            return self._find_newest(question, query, newest)
        asked = superlative_of(query.text) if query.form in (Form.FACT, Form.LIST) and not query.told else None
        if asked is None or query.within:
            return None
        entries = MOST_ENTRIES if query.form is Form.LIST else MOST_COMPARED
        listed = self._understand(replace(question, text=asked.rest, conversation=()), Form.LIST)
        aim, stories, evidence = self._stories_on(listed, question.now, is_extreme=True)
        compare = partial(self.retrieval.compare, query)
        claims = compose_extreme(asked, aim, stories.found, evidence, compare, entries)
        composition = Composition(claims=claims if query.form is Form.LIST else claims[:most])
        answer = Answer(question=question, form=query.form, newest=stories.newest, searched=listed.selection)
        return told_by_stories(answer, query, composition, stories, evidence) if claims else None

    def _find_newest(self, question: Question, query: Query, listed: str) -> UncitedAnswer | None:
        """Return the newest of what is `listed`, a question for all of them, and what came before it; None for none."""
        listing = replace(question, text=listed, conversation=())
        found = self._find_stories(listing, self._understand(listing, Form.LIST))
        newest = sorted(found.composition.claims, key=lambda each: each.date or question.now, reverse=True)
        if not newest:
            return None
        claims = tuple(replace(each, subject="" if each.subject in each.text else each.subject) for each in newest)
        return replace(
            found,
            answer=replace(found.answer, question=question, form=Form.OVERVIEW, untold=0, further=()),
            composition=Composition(claims=claims[:MOST_COMPARED]),
            query=replace(found.query, text=query.text),
        )

    def _stories_on(
        self, query: Query, now: datetime, *, gone: bool = False, is_extreme: bool = False
    ) -> tuple[Aim, FoundStories, Evidence]:
        """Return what a question is on, and the stories on that with their sentences."""
        aim = self.retrieval.at_series(replace(aim_of(query), is_extreme=is_extreme), query.text)
        stories = self.retrieval.stories(aim, now, gone=gone)
        return aim, stories, evidence_of_stories(query.products, stories)

    def _understand(self, question: Question, form: Form | None = None) -> Query:
        if not question.text.strip():
            raise UsageError("there is no question")
        question = replace(question, selection=self.tags.resolve(question.selection))
        query = understand(question, self._library.publishers(), self._known, form)
        if (
            query.form is Form.CLARIFY
            or (text := self.retrieval.respell(question.text, query, question.now)) == question.text
        ):
            return query
        return understand(replace(question, text=text), self._library.publishers(), self._known, form)

    def _known(self) -> SubjectIndex:
        return self.subjects.index(self._library.leads(RECENT), self._library.publishers())

    def _find(
        self, question: Question, query: Query, most: int, *, reads: bool = True, gone: bool = False
    ) -> UncitedAnswer:
        """Take an understood question through all stages.

        `reads`: the reader may judge it; with `gone` also from articles whose pages are gone.
        """
        retrieved = self.retrieval.retrieve(query, question.now, gone=gone)
        query = with_known_names(query, retrieved.candidates)
        evidence = evidence_of(wordings_of(query), retrieved)
        judgement, excerpts = self._judge(query, evidence, reads=reads)
        selected = [] if judgement.refusal else select(query, evidence, excerpts, most)
        claims = verify(compose(selected))
        if query.seek is Seek.DATE:
            claims = [dated(claim) for claim in claims]
        composition = contrast(claims, evidence, most)
        near = nearest_told(query, evidence, excerpts, judgement, self._min_confidence)
        answer = Answer(
            question=question,
            confidence=judgement.probability,
            refusal=judgement.refusal or _refusal(query, evidence, excerpts, selected, claims),
            newest=evidence.retrieved.newest,
            stories=evidence.retrieved.stories,
            searched=query.selection,
            form=Form.OVERVIEW if query.latest else query.form,
            nearest=() if composition.claims else nearest_articles(query, evidence, near)[:NEAREST],
            nearest_quote=near.text if near else "",
            further=_further(evidence, composition),
        )
        enough = judgement.refusal is None
        return UncitedAnswer(answer=answer, composition=composition, query=query, evidence=evidence, enough=enough)

    def _judge(self, query: Query, evidence: Evidence, *, reads: bool) -> tuple[Judgement, list[Excerpt]]:
        """Return whether the evidence answers, and its sentences scored; none if they could not make it enough."""
        probability = confidence(query, evidence)
        excerpts: list[Excerpt] = []
        if may_answer(query, probability, self._min_confidence):
            readings = self._read(query, evidence) if reads else PassageReadings()
            scored = score(query, evidence, readings)
            similar = self.retrieval.similarities(query, evidence.retrieved, to_compare(query, scored))
            excerpts = add_similarity(scored, similar)
            probability = answerability(query, evidence, excerpts, readings, probability)
        return judge(query, evidence, excerpts, probability, self._min_confidence), excerpts

    def _read(self, query: Query, evidence: Evidence) -> PassageReadings:
        """Return what the reader says of the best passages; nothing if it fails, which costs an answer its span."""
        try:
            return read_passages(self._reader, query, evidence)
        except ModelError as error:
            self._log.error("the reader failed: the question is answered without it", reason=str(error))
            return PassageReadings()

    def _cite(self, answer: Answer, composition: Composition) -> Answer:
        """Return an answer with what it says and the sources that carry it, numbered."""
        statements, sources = cite(composition.claims, origins_of(self._library, composition.claims))
        sources = add_discussions(self._library, sources)
        return replace(answer, statements=statements, sources=sources, disagreements=composition.disagreements)

    def _explain(self, answer: Answer, query: Query) -> Answer:
        """Return an answer that is too unlikely with names that no article mentions as the reason, if there are any."""
        is_unlikely = answer.refusal is not None and answer.refusal.reason is RefusalReason.UNLIKELY
        if not is_unlikely or answer.nearest_quote:
            return answer
        names = self.retrieval.unmentioned(query, answer.question.now)
        return replace(answer, refusal=not_mentioned(names)) if names else answer

    def _generate(self, writing: Writing, query: Query, evidence: Evidence, quoted: Answer) -> Answer:
        """Return the answer in a model's words. Raises `WritingFailed`."""
        shown = safe_passages(evidence)
        if not shown:
            raise WritingFailed("what was found gives orders to language models: it was not asked")
        most = self._max_statements if query.form is Form.FACT else MOST_STORIES
        drafts = with_passages(writing.writer.write(query.text, shown, most), shown)
        sought = sought_products(query.products)  # by all parts of the question, of which evidence has the first's
        claims = accept(drafts, query.terms, sought, most, writing.judged(drafts))
        composition = contrast(claims, evidence, most)
        if query.form is not Form.FACT:
            placed = place_in_stories(composition.claims, evidence.retrieved.stories)
            composition = replace(composition, claims=placed)
        further = _further(evidence, composition)
        answer = replace(quoted, nearest=(), nearest_quote="", refusal=None, further=further, composer="model")
        return self._cite(answer, composition)

    def give_way(self) -> None:
        """Wait for no language model any more: answers are in the articles' own words from now on."""
        if self._writing is not None:
            self._writing.writer.give_way()

    def search(self, question: Question, *, limit: int = 10, offset: int = 0) -> ResultPage:
        """Return articles, best first. Raises `UsageError` for no query or a page that makes no sense.

        Only the best candidates are gone through: beyond them a page is empty.
        """
        started = time.perf_counter()
        if not 1 <= limit <= MAX_RESULTS or offset < 0:
            raise UsageError(f"limit must be 1 to {MAX_RESULTS} and offset not negative")
        with self._precedence.question():
            query = self._understand(question)
            distinct, more = self.retrieval.rank_articles(query, question.now, _SEARCHED)
        best: dict[str, Hit] = {}
        for hit in distinct.hits:
            best.setdefault(hit.article.id, hit)
        ordered = sorted(best.values(), key=lambda hit: hit.article.gone is not None)  # what is gone comes last
        results = tuple(
            Result(
                article=hit.article,
                score=hit.score,
                snippet=snippet(hit, query),
                story=distinct.stories.get(hit.article.id),
                copies=distinct.copies.get(hit.article.id, ()),
            )
            for hit in ordered[offset : offset + limit]
        )
        return ResultPage(
            question=question, results=results, total=len(ordered), more=more, elapsed_ms=_milliseconds(started)
        )


def _refusal(
    query: Query,
    evidence: Evidence,
    excerpts: Sequence[Excerpt],
    selected: Sequence[ScoredSentence],
    claims: Sequence[Claim],
) -> Refusal | None:
    """Return why likely evidence answers nothing all the same; None if it does."""
    if claims:
        return None
    if selected:
        detail = f"none of the {len(selected)} sentences that were selected is borne out by its passage"
        return refuse(query, evidence, RefusalReason.NOT_SUPPORTED, detail)
    detail = "no sentence of the articles that were found can stand as an answer"
    if query.seek is Seek.REASON and (told := told_without_reason(query, evidence, excerpts)):
        detail = f"nothing that was found says why; it is told: {told}"
    return refuse(query, evidence, RefusalReason.NO_QUOTABLE_SENTENCE, detail)


def _further(evidence: Evidence, composition: Composition) -> tuple[Article, ...]:
    """Return the articles of the evidence that are not cited, best first, if something is."""
    return _uncited((hit.article for hit in evidence.hits), composition)


def _uncited(articles: Iterable[Article], composition: Composition) -> tuple[Article, ...]:
    """Return those of articles that are not cited, each once, if something is cited."""
    cited = {each.article.id for claim in composition.claims for each in claim.citations}
    by_id = {article.id: article for article in articles}
    return tuple(article for key, article in by_id.items() if key not in cited) if cited else ()


def _milliseconds(started: float) -> float:
    return round((time.perf_counter() - started) * 1_000, 1)
