"""Evidence -> statements: the sentences that answer best, verbatim, each with its source. No model is needed (pure)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.composition.statement_kind import kind_of
from bot.evidence.answer_fit import fit
from bot.evidence.sentences import is_title, lead_in
from bot.model import Seek, Source, Statement
from bot.retrieval.ranking import to_the_point

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.evidence.sentences import Sentence, Stretch
    from bot.model import Evidence, Hit, Query

# How far below the best sentence the second, the third and any later one may stay: what is worse says something else.
_WORTH = (0.6, 0.5, 0.35)
_WORTH_ELSEWHERE = 0.2  # the same in another article than the best one's
_WORTH_LATEST = 0.7  # the same where the latest is asked for, since being new counts too
_SAME = 0.7  # share of words in common from which two sentences say the same
_PLAIN_SIGHT = frozenset(  # what can be seen to be there or not
    {Seek.NUMBER, Seek.COUNT, Seek.MONEY, Seek.SHARE, Seek.SPAN, Seek.AGE, Seek.DATE, Seek.PLACE}
)
# The date, at least, stands beside a title.
_FIGURES = frozenset({Seek.NUMBER, Seek.COUNT, Seek.MONEY, Seek.SHARE, Seek.SPAN, Seek.AGE})
_MONEY = re.compile(r"[$\u20ac\u00a3\u00a5]\s?\d|\d\w?\s?[$\u20ac\u00a3\u00a5]")  # headlines write it in any order


def compose(
    query: Query, evidence: Evidence, stretches: Sequence[Stretch], max_statements: int
) -> tuple[tuple[Statement, ...], tuple[Source, ...]]:
    """Return the statements in a readable order, and the numbered sources that they cite.

    Nothing is rewritten: a statement is a sentence of the passage that it cites, or its article's title. The best
    sentence comes first; the others stand by article and in its order.
    """
    hits = evidence.hits
    if query.latest or query.headlines or query.digest:
        return _numbered(_newest(query, stretches, hits, max_statements), hits)
    return _numbered(_choose(query, stretches, hits, max_statements), hits)


def _choose(query: Query, stretches: Sequence[Stretch], hits: Sequence[Hit], limit: int) -> list[Sentence]:
    """Return the best sentences with what they lean on, best first, without saying anything twice.

    A short answer is the better one: each further sentence must come nearer to the best one, and if that holds what
    is asked for, so must the others.
    """
    able = (s for found in stretches for s in found if s.score > 0 and 0 < len(_whole(s, found)) <= limit)
    telling = (s for s in able if not (is_title(s.text, hits[s.hit].article) and _lacks_the_figure(s.text, query)))
    ranked = sorted(telling, key=lambda s: (-s.score, s.hit, s.order))
    chosen: list[Sentence] = []
    for sentence in ranked:
        if sentence.title and any(hits[each.hit].article.id == hits[sentence.hit].article.id for each in chosen):
            continue  # its article has said it better
        if _worthy(sentence, ranked[0], hits, len(chosen)) and _to_the_point(sentence, ranked[0], query):
            chosen = _add(chosen, [sentence], stretches, limit)
    return chosen


def _lacks_the_figure(title: str, query: Query) -> bool:
    """Tell whether a title, which is all that is quoted, says no number though one is asked for."""
    return query.seek in _FIGURES and not fit(title, query) and not (query.seek is Seek.MONEY and _MONEY.search(title))


def _newest(query: Query, stretches: Sequence[Stretch], hits: Sequence[Hit], limit: int) -> list[Sentence]:
    """Return the best sentence of each article, the newest article first: what a question for the latest wants."""
    on_it = {hit.article.id for hit in (to_the_point(hits) if query.latest and not query.digest else hits)}
    able = (s for found in stretches for s in found if s.score > 0 and hits[s.hit].article.id in on_it)
    best: dict[str, Sentence] = {}
    for sentence in sorted(able, key=lambda s: (-s.score, s.order)):
        best.setdefault(hits[sentence.hit].article.id, sentence)
    top = max((sentence.score for sentence in best.values()), default=0.0)
    good = [sentence for sentence in best.values() if sentence.score >= _WORTH_LATEST * top]
    ordered = sorted(good, key=lambda s: hits[s.hit].article.when, reverse=True)
    return _add([], ordered, stretches, limit)


def _worthy(sentence: Sentence, best: Sentence, hits: Sequence[Hit], said: int) -> bool:
    """Tell whether a sentence is near enough to the best one to follow so many others."""
    below = _WORTH[min(max(said, 1), len(_WORTH)) - 1]
    elsewhere = hits[sentence.hit].article.id != hits[best.hit].article.id
    return sentence.score >= best.score - (min(below, _WORTH_ELSEWHERE) if elsewhere else below)


def _to_the_point(sentence: Sentence, best: Sentence, query: Query) -> bool:
    """Tell whether a sentence holds a number or the like, if that is asked for and the best one does."""
    return query.seek not in _PLAIN_SIGHT or fit(sentence.text, query) > 0 or not fit(best.text, query)


def _add(
    chosen: Sequence[Sentence], ranked: Sequence[Sentence], stretches: Sequence[Stretch], limit: int
) -> list[Sentence]:
    """Return the chosen sentences with as many of the ranked ones, best first, as fit and say something else."""
    grown = list(chosen)
    for sentence in ranked:
        group = _whole(sentence, stretches[sentence.stretch])
        fresh = [s for s in group if s not in grown]
        if fresh and len(grown) + len(fresh) <= limit and not any(_same(sentence, other) for other in grown):
            grown += fresh
    return grown


def _whole(sentence: Sentence, stretch: Stretch) -> list[Sentence]:
    """Return a sentence with those before it that it leans on; nothing, if they are not there."""
    group = [sentence]
    for before in reversed(stretch[: sentence.order]):
        if not group[0].leans:
            break
        if before.quotable and not before.title:  # else a heading, or a caption
            group.insert(0, before)
    return [] if group[0].leans else group


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
    led = {sentence.hit for sentence in ordered if sentence.lead_in}
    texts = {hit: (lead_in(hits[hit]) if hit in led else "") + hits[hit].placed.passage.text for hit in cited}
    sources = tuple(
        Source(
            number=position,
            article=next(hits[hit].article for hit in cited if hits[hit].article.id == article_id),
            passage="\n\n".join(text for hit, text in texts.items() if hits[hit].article.id == article_id),
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
