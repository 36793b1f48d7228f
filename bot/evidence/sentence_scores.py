"""Evidence -> excerpts: sentences, each with a score of how well it answers (pure).

What the words say is scored first; then the sentences that look best are compared with the question by a model, and
their similarity is added. Of the others it is guessed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.evidence.answer_fit import fit
from bot.evidence.answer_words import is_of_sort
from bot.evidence.calibration import (
    LAUNCH_RISE,
    CosineFeatures,
    SentenceFeatures,
    guessed_cosine,
    reading_features,
    reading_score,
    sentence_score,
)
from bot.evidence.exact_wishes import DesignationFocus, HolderFocus
from bot.evidence.launches import is_launch
from bot.evidence.named_subject import NamedSubject
from bot.evidence.other_times import is_of_later_time
from bot.evidence.product_focus import ProductFocus
from bot.evidence.strange_articles import strange_articles
from bot.language.designations import designations
from bot.language.words import stems
from bot.model import Seek

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bot.evidence.passage_readings import PassageReadings, SentenceReading
    from bot.evidence.sentences import Evidence, PassageSentence
    from bot.model import Hit, Query
    from bot.retrieval.similarity import Similarity
    from indexer.model import Article

NEVER = float("-inf")
"""The score of a sentence that is not quoted for its own sake, however similar to the question it is."""

_READ = 8  # hits whose sentences are looked at
_COMPARED = 6  # sentences that the model compares with the question: the cosine of the others is guessed
_COMPARED_ELSEWHERE = 12  # where a newer one may say what holds now, or one beside it the reason
_NEWS = 2  # words that a sentence must add to the question
_NEWS_IN_A_TITLE = 1  # which has no word too many: "xAI joins SpaceX"

_QUOTES = "\"'\u201c\u2018"

# Set by hand: the probability from which the words that answer are taken to stand in a sentence of their passage.
_ANSWERS = 0.25
_FULL = 20  # content words of a sentence of news
_BEFORE_A_PASSAGE = 3  # sentences that count as read for each passage before its own


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoredSentence:
    """A sentence of an excerpt, with how well it answers."""

    sentence: PassageSentence
    rank: int  # of its hit, from 0 for the best one
    excerpt: int  # number of its excerpt
    place: int  # in its excerpt, from 0
    score: float
    guess: float  # at its similarity to the question, before the model has compared them
    features: SentenceFeatures | None = None  # None: it is not quoted for its own sake
    reading: SentenceReading | None = None  # what the reader says of it; None: it was not read
    is_of_sort: bool = True  # the words in it that answer, as the reader has it, may be what is sought
    by_term: Mapping[str, float] | None = None  # similarity to each term of the question; None: not compared
    superseded: bool = False  # a newer one tells what holds now
    behind_event: int = 0  # how far behind the sentence of the event it stands that it gives the reason of; 0: not

    @property
    def text(self) -> str:
        """Its words."""
        return self.sentence.text

    @property
    def answer(self) -> str:
        """The words in it that answer, as the reader has it; "" where it does not see them there, or sees others."""
        if self.reading is None or self.reading.share < _ANSWERS or not self.is_of_sort:
            return ""
        start, end = self.reading.span
        return self.text[start:end]


Excerpt = list[ScoredSentence]
"""The sentences of passages that follow each other in one article, after those that lead in to the first of them."""


def score(query: Query, evidence: Evidence, readings: PassageReadings) -> list[Excerpt]:
    """Return the best hits' sentences in the order of their articles' texts, scored by what they say."""
    hits = evidence.hits[:_READ]
    strange = strange_articles(query, hits, evidence)
    runs = [run for run in _runs(hits) if hits[run[0]].article.id not in strange]
    return [_excerpt(number, run, query, evidence, readings) for number, run in enumerate(runs)]


def to_compare(query: Query, excerpts: Sequence[Excerpt]) -> list[str]:
    """Return the texts of the sentences that are to be compared with the question."""
    hopeful = (each for excerpt in excerpts for each in excerpt if each.score > NEVER)
    ranked = sorted(hopeful, key=lambda each: -(each.score + each.guess))
    most = _COMPARED_ELSEWHERE if query.present or query.seek is Seek.REASON else _COMPARED
    return list(dict.fromkeys(each.text for each in ranked))[:most]


def add_similarity(excerpts: Sequence[Excerpt], similar: Mapping[str, Similarity]) -> list[Excerpt]:
    """Return the excerpts with each sentence's similarity added to its score; a guess, where it is unknown."""
    return [[_compared(each, similar.get(each.text)) for each in excerpt] for excerpt in excerpts]


def _compared(scored: ScoredSentence, similar: Similarity | None) -> ScoredSentence:
    if similar is None:
        return replace(scored, score=scored.score + scored.guess)
    return replace(scored, score=scored.score + similar.cosine, by_term=similar.by_term)


def _runs(hits: Sequence[Hit]) -> list[list[int]]:
    """Return the ranks of the hits, those together whose passages follow each other in one article."""
    rank = {(hit.article.id, hit.placed.passage.ordinal): place for place, hit in enumerate(hits)}
    runs: list[list[int]] = []
    for (article_id, ordinal), first in rank.items():
        if (article_id, ordinal - 1) not in rank:
            run = [first]
            while (after := rank.get((article_id, ordinal + len(run)))) is not None:
                run.append(after)
            runs.append(run)
    return runs


def _sentences(run: Sequence[int], evidence: Evidence) -> Iterator[tuple[int, PassageSentence]]:
    """Yield rank and sentence of passages that follow each other, after the title and what leads in to the first."""
    first = evidence.hits[run[0]]
    if heading := evidence.heading(first):
        yield run[0], heading
    yield from ((run[0], each) for each in evidence.lead_in(first))
    for rank in run:
        yield from ((rank, each) for each in evidence.sentences(evidence.hits[rank]))


def _excerpt(number: int, run: Sequence[int], query: Query, evidence: Evidence, readings: PassageReadings) -> Excerpt:
    """Return the sentences of passages that follow each other with scores, similarity apart."""
    found: Excerpt = []
    article, sought = evidence.hits[run[0]].article, evidence.sought
    bearings = ProductFocus(sought, article, evidence.hits, apart=bool(query.clauses)) if sought else None
    designated = designations(query.text)
    focus = DesignationFocus(designated, article) if designated else None
    scorer = _Scorer(query, evidence, article)
    before: frozenset[str] = frozenset()
    for place, (rank, sentence) in enumerate(_sentences(run, evidence)):
        on_it = bearings is None or bearings.is_on_it(sentence.text)
        on_it &= focus is None or focus.is_on_it(sentence.text)
        quoted = on_it and scorer.may_answer(sentence)
        features = scorer.features(sentence, before) if quoted else None
        reading = readings.of(sentence)
        words = sentence.text[slice(*reading.span)] if reading else ""
        found.append(
            ScoredSentence(
                sentence=sentence,
                rank=rank,
                excerpt=number,
                place=place,
                score=sentence_score(features) + _read_score(reading) + scorer.rise(sentence) if features else NEVER,
                guess=scorer.guess(sentence),
                features=features,
                reading=reading if query.seek is not Seek.WHETHER else None,  # no span of a text is a yes or a no
                is_of_sort=is_of_sort(words, query.seek),
            )
        )
        before = frozenset() if sentence.is_heading else sentence.terms
    return found


def _read_score(reading: SentenceReading | None) -> float:
    """Return what the reader adds to the score of a sentence; nothing for one that it has not read."""
    return reading_score(reading_features(reading.answerable, reading.share)) if reading else 0.0


class _Scorer:
    """Scores the sentences of one article by what they say."""

    def __init__(self, query: Query, evidence: Evidence, article: Article) -> None:
        self._query = query
        self._weights = evidence.retrieved.weights
        self._whole = sum(self._weights.values()) or 1.0
        self._about = stems(f"{article.title} {article.publisher}")
        self._by_the_named = any(stems(author) <= query.names for author in article.authors)
        self._best = max(hit.score for hit in evidence.hits) or 1.0
        self._holder = HolderFocus(query, evidence.wordings)
        self._subject = NamedSubject(query, evidence, article)
        self._launches = is_launch(article, query)

    def may_answer(self, sentence: PassageSentence) -> bool:
        """Tell whether a sentence can be quoted for its own sake, and says more than the question."""
        launches = self._launches and sentence.is_title
        if sentence.is_lead_in or not (sentence.is_quotable or sentence.is_brief or launches):
            return False
        if not (self._holder.may_tell(sentence) and self._subject.may_be_of(sentence)):
            return False
        if is_of_later_time(sentence, self._query):
            return False
        least = 0 if launches else _NEWS_IN_A_TITLE if sentence.is_title else _NEWS
        if self._query.seek is Seek.WHETHER and sentence.text[0] not in _QUOTES:  # "It is open." may be what is denied
            least = 0
        return len(sentence.terms - self._weights.keys()) >= least

    def rise(self, sentence: PassageSentence) -> float:
        """Return what a sentence gains by being the title under which just what is asked about is announced."""
        return LAUNCH_RISE * (self._launches and sentence.is_title)

    def guess(self, sentence: PassageSentence) -> float:
        """Return what the similarity of a sentence to the question is guessed to be worth."""
        return guessed_cosine(CosineFeatures(said=self._share(sentence.terms), passage=sentence.hit.cosine))

    def features(self, sentence: PassageSentence, before: frozenset[str]) -> SentenceFeatures:
        """Return what makes a sentence answer; `before` are the terms of the one before."""
        hit, own, query = sentence.hit, sentence.terms, self._query
        return SentenceFeatures(
            rank=hit.score / self._best,
            said=self._share(own),
            nearby=self._share((before | self._about) - own),
            named=len(own & query.names) / (len(query.names) or 1),
            sought=fit(sentence, query),
            added=min(1.0, len(own - self._weights.keys()) / _FULL),
            early=1 / (1 + sentence.place + _BEFORE_A_PASSAGE * hit.placed.passage.ordinal),
            hedged=float(sentence.is_hedged),
            heading=float(sentence.is_heading),
            by_the_named=float(self._by_the_named),
            beside=len(own & query.beside) / (len(query.beside) or 1),
        )

    def _share(self, said: frozenset[str]) -> float:
        """Return the share of the question's words, by weight, that are said."""
        return sum([weight for term, weight in self._weights.items() if term in said]) / self._whole
