"""Evidence -> statements: the sentences that answer best, verbatim, each with its source. No model is needed (pure)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from bot.kinds import kind_of
from bot.model import Query, Seek, Source, Statement
from bot.sought import holds
from bot.wording import (
    broad_name,
    dangling,
    hedged,
    terms,
    without_dateline,
    words,
)
from indexer.model import Quality
from indexer.passages import sentences

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.model import Evidence, Hit
    from indexer.model import Article

MAX_SENTENCE = 600
"""Longer sentences are lists and tables that lost their shape: they are not quoted."""

_MIN_WORDS = 5  # shorter ones are headings, captions and exclamations
_READ = 8  # hits whose sentences are looked at
_COMPARED = 16  # sentences that the model compares with the question: of the others that is guessed, from
_GUESS_SAID, _GUESS_PASSAGE = 0.65, 0.3  # the share of its words that they say, and from the cosine of their passage
# How far below the best sentence the second, the third and any later one may stay: what is worse says something else.
_WORTH = (0.5, 0.37, 0.25)
_WORTH_ELSEWHERE = 0.1  # the same in another article than the best one's
_PLAIN_SIGHT = (Seek.NUMBER, Seek.DATE, Seek.PLACE)  # what can be seen to be there or not
_WORTH_LATEST = 0.7  # the same where the latest is asked for, since being new counts too
_SAME = 0.7  # share of words in common from which two sentences say the same
_NEWS = 3  # words that a sentence must add to the question
_NEVER = float("-inf")  # the score of what is not quoted, whatever it is like

# What makes a sentence answer, fitted on 316 questions in plain words (see the README): how like the question it is
# as a whole is worth 1, and on that scale
_SAID = 0.83  # the share of the question's words, by weight, that it says
_NAMED = 0.25  # what of that does not count, because names are all that it says: the title says them, too
_NEARBY = 0.59  # the share that the title or the sentence before it says
_RANK = 0.91  # its passage's own score, as a share of the best passage's
_SOUGHT = 0.34  # to hold what is asked for: a name, a number, a date, a place, a reason
_ADDED = 0.08  # to add as many words to the question as a sentence of news holds, or more
_HEDGE = 0.06  # what a guess costs against a report
_FULL = 20  # content words of a sentence of news

_PROMOTES = re.compile(
    r"\b(?:sign(?:ing)?\sup\s(?:to|for)\s(?:\S+\s){0,6}(?:newsletters?|alerts?|updates|emails?|briefings?)|in\syour\sinbox"
    r"|subscribe\s(?:to|now|here|today)|click\s(?:here|below|on\sthe\slink)|(?:read|watch|see)\smore(?=:)"
    r"|follow\sus\son|download\s(?:our|the)\sapp|all\srights\sreserved)\b",
    re.IGNORECASE,
)
_ENDED = re.compile(r"[.!\u2026][\"'\u2019\u201d)\]]*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence that may be quoted."""

    hit: int  # number of its hit in the evidence
    order: int  # of the sentence in its passage
    text: str
    terms: frozenset[str]
    score: float
    guess: float  # at its likeness to the question, before the model has compared them
    quotable: bool
    leans: bool  # it cannot stand without the one before it


class Likeness(Protocol):
    """Tells how like a query sentences are."""

    def __call__(self, texts: Sequence[str], /) -> Sequence[float]:
        """Return the cosine of each text and the query."""


def compose(
    query: Query, evidence: Evidence, max_statements: int, likeness: Likeness
) -> tuple[tuple[Statement, ...], tuple[Source, ...]]:
    """Return the statements in a readable order, and the numbered sources that they cite.

    Nothing is rewritten: a statement is a sentence of the passage that it cites. The best sentence comes first; the
    others stand by article and in its order.
    """
    hits = evidence.hits[:_READ]
    strange = _strange(query, hits)
    by_hit = [
        [] if hit.article.id in strange else _weighed(number, spoken_in(hit), query, evidence)
        for number, hit in enumerate(hits)
    ]
    if not (query.headlines or query.digest):  # there the order decides
        by_hit = _compared(by_hit, likeness)
    if query.latest or query.headlines or query.digest:
        return _numbered(_newest(by_hit, hits, max_statements), hits)
    return _numbered(_choose(query, by_hit, hits, max_statements), hits)


def _strange(query: Query, hits: Sequence[Hit]) -> frozenset[str]:
    """Return the ids of the articles that speak of none of the question's names: what they tell is of somebody else."""
    names = frozenset(name for name in query.names if not broad_name(name))
    said: dict[str, set[str]] = {}
    for hit in hits:
        said.setdefault(hit.article.id, set()).update(
            terms(f"{hit.article.title} {hit.article.publisher} {hit.placed.passage.text}")
        )
    return frozenset(key for key, spoken in said.items() if names and names.isdisjoint(spoken))


def spoken_in(hit: Hit) -> list[str]:
    """Return a passage's sentences, each on one line and without the dateline of an agency's report."""
    text = hit.placed.passage.text
    return [without_dateline(" ".join(text[start:end].split())) for start, end in sentences(text)]


def _compared(by_hit: Sequence[Sequence[Sentence]], likeness: Likeness) -> list[list[Sentence]]:
    """Return the sentences with what their likeness to the question is worth; of the worst it is guessed."""
    hopeful = sorted((s for found in by_hit for s in found if s.score > _NEVER), key=lambda s: -(s.score + s.guess))
    texts = list(dict.fromkeys(s.text for s in hopeful))[:_COMPARED]
    like = dict(zip(texts, likeness(texts), strict=True))
    return [[replace(s, score=s.score + like.get(s.text, s.guess)) for s in found] for found in by_hit]


def _weighed(number: int, texts: Sequence[str], query: Query, evidence: Evidence) -> list[Sentence]:
    """Return a passage's sentences with scores, likeness apart: none, if it cannot be quoted or adds nothing."""
    hit = evidence.hits[number]
    stems = [frozenset(terms(text)) for text in texts]
    around = frozenset(terms(f"{hit.article.title} {hit.article.publisher}"))
    rank = _RANK * hit.score / (max(other.score for other in evidence.hits) or 1.0)
    found = []
    for order, text in enumerate(texts):
        near = around | (stems[order - 1] if order else frozenset())
        said = _share(stems[order], evidence.weights)
        score = rank + _SAID * said + _NEARBY * _share(near - stems[order], evidence.weights)
        score -= _NAMED * len(stems[order] & query.names) / (len(query.names) or 1)
        added = len(stems[order] - evidence.weights.keys())
        score += _SOUGHT * holds(text, query) + _ADDED * min(1.0, added / _FULL) - _HEDGE * hedged(text)
        quotable = is_quotable(text, hit.article)
        if query.headlines or query.digest:
            score = 1.0 - order / len(texts)  # how an article begins says what it is about
        found.append(
            Sentence(
                hit=number,
                order=order,
                text=text,
                terms=stems[order],
                score=score if quotable and added >= _NEWS else _NEVER,
                guess=_GUESS_SAID * said + _GUESS_PASSAGE * hit.cosine,
                quotable=quotable,
                leans=dangling(text),
            )
        )
    return found


def _share(stems: frozenset[str], weights: Mapping[str, float]) -> float:
    """Return the share of the question's words, by weight, that are among the stems."""
    whole = sum(weights.values()) or 1.0
    return sum(weights[term] for term in stems & weights.keys()) / whole


def is_quotable(sentence: str, article: Article) -> bool:
    """Tell whether a sentence is one of the news: no heading, no caption, no table, no "Sign up for our letter"."""
    if len(words(sentence)) < _MIN_WORDS or len(sentence) > MAX_SENTENCE or _PROMOTES.search(sentence):
        return False
    return bool(_ENDED.search(sentence)) or article.quality is Quality.HEADLINE  # of that a title is all there is


def _choose(query: Query, by_hit: Sequence[Sequence[Sentence]], hits: Sequence[Hit], limit: int) -> list[Sentence]:
    """Return the best sentences with what they lean on, best first, without saying anything twice.

    A short answer is the better one: each further sentence must come nearer to the best one, and if that holds what
    is asked for, so must the others.
    """
    able = (s for found in by_hit for s in found if s.score > 0 and 0 < len(_whole(s, found)) <= limit)
    ranked = sorted(able, key=lambda s: (-s.score, s.hit, s.order))
    chosen: list[Sentence] = []
    for sentence in ranked:
        if _worthy(sentence, ranked[0], hits, len(chosen)) and _to_the_point(sentence, ranked[0], query):
            chosen = _add(chosen, [sentence], by_hit, limit)
    return chosen


def _newest(by_hit: Sequence[Sequence[Sentence]], hits: Sequence[Hit], limit: int) -> list[Sentence]:
    """Return the best sentence of each article, the newest article first: what a question for the latest wants."""
    best: dict[str, Sentence] = {}
    for sentence in sorted((s for found in by_hit for s in found if s.score > 0), key=lambda s: (-s.score, s.order)):
        best.setdefault(hits[sentence.hit].article.id, sentence)
    top = max((sentence.score for sentence in best.values()), default=0.0)
    good = [sentence for sentence in best.values() if sentence.score >= _WORTH_LATEST * top]
    ordered = sorted(good, key=lambda s: hits[s.hit].article.when, reverse=True)
    return _add([], ordered, by_hit, limit)


def _worthy(sentence: Sentence, best: Sentence, hits: Sequence[Hit], said: int) -> bool:
    """Tell whether a sentence is near enough to the best one to follow so many others."""
    below = _WORTH[min(max(said, 1), len(_WORTH)) - 1]
    elsewhere = hits[sentence.hit].article.id != hits[best.hit].article.id
    return sentence.score >= best.score - (min(below, _WORTH_ELSEWHERE) if elsewhere else below)


def _to_the_point(sentence: Sentence, best: Sentence, query: Query) -> bool:
    """Tell whether a sentence holds a number or the like, if that is asked for and the best one does."""
    return query.seek not in _PLAIN_SIGHT or holds(sentence.text, query) or not holds(best.text, query)


def _add(
    chosen: Sequence[Sentence], ranked: Sequence[Sentence], by_hit: Sequence[Sequence[Sentence]], limit: int
) -> list[Sentence]:
    """Return the chosen sentences with as many of the ranked ones, best first, as fit and say something else."""
    grown = list(chosen)
    for sentence in ranked:
        group = _whole(sentence, by_hit[sentence.hit])
        fresh = [s for s in group if s not in grown]
        if fresh and len(grown) + len(fresh) <= limit and not any(_same(sentence, other) for other in grown):
            grown += fresh
    return grown


def _whole(sentence: Sentence, passage: Sequence[Sentence]) -> list[Sentence]:
    """Return a sentence with those before it that it leans on; nothing, if it leans on another passage."""
    first = sentence.order
    while passage[first].leans and first > 0:
        first -= 1
    group = list(passage[first : sentence.order + 1])
    if group[0].leans or not all(s.quotable for s in group):
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

    ordered = [sentence for block in _in_order(chosen, number, hits) for sentence in block]
    statements = tuple(
        Statement(text=s.text, kind=kind_of(s.text, hits[s.hit].article), citations=(number[hits[s.hit].article.id],))
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


def _in_order(chosen: Sequence[Sentence], number: Mapping[str, int], hits: Sequence[Hit]) -> list[list[Sentence]]:
    """Return the sentences with those that lean on them: first what answers best, then the rest as it is read."""

    def place(sentence: Sentence) -> tuple[int, int, int]:
        placed = hits[sentence.hit].placed
        return number[placed.article.id], placed.passage.ordinal, sentence.order

    blocks: list[list[Sentence]] = []
    for sentence in sorted(chosen, key=place):
        if sentence.leans and blocks:
            blocks[-1].append(sentence)
        else:
            blocks.append([sentence])
    return sorted(blocks, key=lambda block: chosen[0] not in block)
