"""Evidence -> statements: the sentences that answer best, verbatim, each with its source. No model is needed (pure)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.model import Query, Seek, Source, Statement, StatementKind
from bot.wording import (
    attributed,
    dangling,
    dates,
    gives_reason,
    hedged,
    names,
    numbers,
    places,
    terms,
    words,
)
from indexer.model import Kind
from indexer.passages import sentences

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.model import Evidence, Hit
    from indexer.model import Article

MAX_SENTENCE = 600
"""Longer sentences are lists and tables that lost their shape: they are not quoted."""

_MIN_WORDS = 5  # shorter ones are headings, captions and exclamations
_READ = 6  # hits whose sentences are looked at
_WORTH = 0.6  # of the best sentence's score: what is worse says something else
_SAME = 0.7  # share of words in common from which two sentences say the same
_AROUND = 0.35  # what a question's word is worth that stands near a sentence and not in it
_SOUGHT = 0.45  # what it is worth to hold what is asked for: a name, a number, a date, a place, a reason
_RANK = 0.5  # what the passage's own score is worth
_HEDGE = 0.12  # what a guess costs against a report
_NEWS = 3  # words that a sentence must add to the question


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence that may be quoted."""

    hit: int  # number of its hit in the evidence
    order: int  # of the sentence in its passage
    text: str
    terms: frozenset[str]
    score: float
    leans: bool  # it cannot stand without the one before it


def compose(query: Query, evidence: Evidence, max_statements: int) -> tuple[tuple[Statement, ...], tuple[Source, ...]]:
    """Return the statements in a readable order, and the numbered sources that they cite.

    Nothing is rewritten: a statement is a sentence of the passage that it cites. Sentences of one article stand
    together and in its order; the article with the best sentence comes first.
    """
    hits = evidence.hits[:_READ]
    by_hit = [_sentences(number, hit, query, evidence.weights, hits[0].score) for number, hit in enumerate(hits)]
    chosen = _choose(by_hit, max_statements)
    return _numbered(chosen, hits)


def _sentences(number: int, hit: Hit, query: Query, weight: Mapping[str, float], best: float) -> list[Sentence]:
    """Return a passage's sentences, scored."""
    text = hit.placed.passage.text
    spoken = [" ".join(text[start:end].split()) for start, end in sentences(text)]
    stems = [frozenset(terms(sentence)) for sentence in spoken]
    around = frozenset(terms(f"{hit.article.title} {hit.article.publisher}"))
    rank = _RANK * (hit.score / best if best else 0.0)
    found = []
    for order, sentence in enumerate(spoken):
        near = around | (stems[order - 1] if order else frozenset())
        fit = _fit(sentence, stems[order], near, query, weight)
        leans = dangling(sentence)
        score = 0.0 if _unquotable(sentence) else fit + rank * fit - (_HEDGE if hedged(sentence) else 0.0)
        found.append(Sentence(hit=number, order=order, text=sentence, terms=stems[order], score=score, leans=leans))
    return found


def _fit(
    sentence: str, stems: frozenset[str], near: frozenset[str], query: Query, weight: Mapping[str, float]
) -> float:
    """Return how well a sentence answers: the question's words in it and around it, and what is asked for."""
    whole = sum(weight.values()) or 1.0
    said = sum(weight[term] for term in stems & weight.keys()) / whole
    nearby = sum(weight[term] for term in (near - stems) & weight.keys()) / whole
    if not said or len(stems - weight.keys()) < _NEWS:
        return 0.0
    return said + _AROUND * nearby + (_SOUGHT if _holds(sentence, query) else 0.0) * min(1.0, said + nearby)


def _holds(sentence: str, query: Query) -> bool:
    """Tell whether a sentence holds what is sought, beyond what the question says itself."""
    match query.seek:
        case Seek.NAME:
            return any(not set(terms(name)) <= set(query.terms) for name in names(sentence))
        case Seek.NUMBER:
            return any(number not in query.text for number in numbers(sentence))
        case Seek.DATE:
            return bool(dates(sentence))
        case Seek.PLACE:
            return any(not set(terms(place)) <= set(query.terms) for place in places(sentence))
        case Seek.REASON:
            return gives_reason(sentence)
        case Seek.ANYTHING:
            return False


def _unquotable(sentence: str) -> bool:
    """Tell whether a sentence is no sentence: a heading, a caption, a table, a question of the writer's own."""
    return len(words(sentence)) < _MIN_WORDS or len(sentence) > MAX_SENTENCE or sentence.endswith(("?", ":"))


def _choose(by_hit: Sequence[Sequence[Sentence]], limit: int) -> list[Sentence]:
    """Return the best sentences with what they lean on, without saying anything twice."""
    ranked = sorted((s for found in by_hit for s in found if s.score > 0), key=lambda s: (-s.score, s.hit, s.order))
    chosen: list[Sentence] = []
    for sentence in ranked:
        if sentence.score < _WORTH * ranked[0].score or len(chosen) >= limit:
            break
        group = _whole(sentence, by_hit[sentence.hit])
        fresh = [s for s in group if s not in chosen]
        if not group or len(chosen) + len(fresh) > limit or any(_same(sentence, other) for other in chosen):
            continue
        chosen += fresh
    return chosen


def _whole(sentence: Sentence, passage: Sequence[Sentence]) -> list[Sentence]:
    """Return a sentence with those before it that it leans on; nothing, if it leans on another passage."""
    first = sentence.order
    while passage[first].leans and first > 0:
        first -= 1
    group = list(passage[first : sentence.order + 1])
    if group[0].leans or any(_unquotable(s.text) for s in group):
        return []
    return group


def _same(one: Sentence, other: Sentence) -> bool:
    """Tell whether two sentences say the same: copies of a story, or a lead that is repeated."""
    smaller = min(len(one.terms), len(other.terms)) or 1
    return len(one.terms & other.terms) / smaller >= _SAME


def _numbered(chosen: Sequence[Sentence], hits: Sequence[Hit]) -> tuple[tuple[Statement, ...], tuple[Source, ...]]:
    """Return the sentences in reading order as statements, and their articles as numbered sources."""
    articles = list(dict.fromkeys(hits[sentence.hit].article.id for sentence in chosen))
    number = {article_id: position for position, article_id in enumerate(articles, start=1)}

    def place(sentence: Sentence) -> tuple[int, int, int]:
        placed = hits[sentence.hit].placed
        return number[placed.article.id], placed.passage.ordinal, sentence.order

    ordered = sorted(chosen, key=place)
    statements = tuple(
        Statement(text=s.text, kind=_kind(s.text, hits[s.hit].article), citations=(number[hits[s.hit].article.id],))
        for s in ordered
    )
    cited = dict.fromkeys(sentence.hit for sentence in ordered)
    sources = tuple(
        Source(
            number=position,
            article=next(hits[hit].article for hit in cited if hits[hit].article.id == article_id),
            passage="\n\n".join(hits[hit].placed.passage.text for hit in cited if hits[hit].article.id == article_id),
        )
        for article_id, position in number.items()
    )
    return statements, sources


def _kind(sentence: str, article: Article) -> StatementKind:
    """Return how a sentence is to be taken: a guess stays a guess, and what a commentary passes on is a report."""
    if hedged(sentence):
        return StatementKind.HEDGED
    if article.kind is Kind.OPINION and attributed(sentence):
        return StatementKind.REPORTED
    return StatementKind(article.kind.value)
