"""An answer as its page shows it (pure)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.adapters.messages.answer_words import (
    as_of,
    asking_back,
    choices,
    disagreements,
    missing,
    nearest_lead,
    nearest_quote,
    nothing_found,
    untold,
)
from bot.adapters.messages.formatting import one_line
from bot.adapters.messages.source_facts import facts, seen_on, story_counts
from bot.adapters.messages.statements import by_side, entries, shown_statements
from bot.model import Form
from bot.server.pages.page_room import named, room_of
from bot.server.pages.story_view import correction_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.adapters.messages.statements import ShownStatement
    from bot.model import Answer
    from bot.server.pages.story_view import CorrectionView
    from indexer.model import Article


_SOURCES = 16_000  # bytes of HTML of all sources: what does not fit is named without links


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementView:
    """A statement; the words that answer stand apart."""

    opening: str
    date: str
    subject: str
    mark: str
    before: str
    words: str
    after: str
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SideView:
    """A side of a comparison, with what is told of it."""

    name: str
    told: tuple[StatementView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleView:
    """An article with the facts to judge it by."""

    article: Article
    facts: tuple[str, ...]
    number: int = 0  # as a source
    origin: Article | None = None
    seen: tuple[tuple[str, str], ...] = ()  # communities with addresses
    correction: CorrectionView | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerView:
    """What an answer says, in the order in which it is shown; empty fields are left out."""

    question: str
    as_of: str
    asked_back: str = ""
    choices: tuple[str, ...] = ()
    nothing: str = ""
    paragraphs: tuple[tuple[StatementView, ...], ...] = ()
    sides: tuple[SideView, ...] = ()
    remarks: tuple[str, ...] = ()
    sources: tuple[ArticleView, ...] = ()
    nearest: tuple[ArticleView, ...] = ()
    nearest_heading: str = ""
    nearest_quote: str = ""  # below the first of them
    more: str = ""  # on what is not told


def answer_view(answer: Answer) -> AnswerView:
    """Return an answer as it is shown."""
    asked, said = one_line(answer.question.text), one_line(as_of(answer))
    if wanted := answer.clarification:
        return AnswerView(question=asked, as_of=said, asked_back=asking_back(wanted), choices=tuple(choices(wanted)))
    if not answer.found:
        return _nothing(answer, asked, said)
    told = shown_statements(answer)
    views = tuple(map(_statement, told))
    cited = {number for each in told for number in each.citations}
    sides: tuple[SideView, ...] = ()
    if answer.form is Form.COMPARISON:
        grouped = by_side(zip(told, views, strict=True))
        sides = tuple(SideView(name=name, told=tuple(each)) for name, each in grouped.items())
    nothing_on = missing(answer) if sides else ""
    return AnswerView(
        question=asked,
        as_of=said,
        paragraphs=() if sides else (views,) if answer.form is Form.FACT else tuple((each,) for each in views),
        sides=sides,
        remarks=(*disagreements(answer, cited), *([nothing_on] if nothing_on else [])),
        sources=_in_their_room(_sources(answer, cited)),
        more=untold(answer, entries(told)),
    )


def article_facts(article: Article, answer: Answer) -> tuple[str, ...]:
    """Return what an article is judged by, each on one clean line."""
    counts = story_counts(answer.stories).get(article.id)
    return tuple(facts(article, answer.question.zone, counts, shown=named))


def _nothing(answer: Answer, asked: str, said: str) -> AnswerView:
    return AnswerView(
        question=asked,
        as_of=said,
        nothing=nothing_found(answer, mark=lambda _: ""),
        nearest=_in_their_room(
            ArticleView(article=each, facts=article_facts(each, answer)) for each in answer.alternatives
        ),
        nearest_heading=nearest_lead(answer).rstrip(" :"),
        nearest_quote=nearest_quote(answer),
    )


def _statement(said: ShownStatement) -> StatementView:
    start, end = said.span or (len(said.text), len(said.text))
    return StatementView(
        opening=said.opening,
        date=said.date,
        subject=said.subject,
        mark=said.mark,
        before=said.text[:start],
        words=said.text[start:end],
        after=said.text[end:],
        citations=said.citations,
    )


def _sources(answer: Answer, cited: set[int]) -> list[ArticleView]:
    return [
        ArticleView(
            article=source.article,
            facts=article_facts(source.article, answer),
            number=source.number,
            origin=source.origin,
            seen=tuple(seen_on(source)),
            correction=correction_of(source.article),
        )
        for source in answer.sources
        if answer.form is Form.FACT or source.number in cited
    ]


def _in_their_room(articles: Iterable[ArticleView]) -> tuple[ArticleView, ...]:
    """Return articles without the links for which there is no room left: somebody made them that long."""
    room, found = _SOURCES, []
    for each in articles:
        if room_of(each) > room:
            each = replace(each, article=replace(each.article, url=""), facts=(), origin=None, seen=())  # noqa: PLW2901
        room -= room_of(each)
        found.append(each)
    return tuple(found)
