"""An answer as a message: statements with marks, numbered sources, as of when, buttons (pure)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.adapters.slack.blocks import (
    MORE,
    ROOM,
    SHARE_ANSWER,
    Message,
    actions,
    button,
    context,
    fallback,
    feedback,
    fitting,
    size,
    stacked,
)
from bot.adapters.slack.escaping import link, linkable, mrkdwn, mrkdwn_cut
from bot.adapters.text import NOTHING_FOUND, as_of, correction, facts, length, marked, numbered
from indexer import urls

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import tzinfo

    from bot.adapters.slack.blocks import Block
    from bot.adapters.text import Story
    from bot.model import Answer, Source
    from indexer.model import Article

_STATEMENT = 1_500  # characters of one; longer ones are cut at a sentence's end
_TITLE = 500
_FACT = 200
_MOST_FURTHER = 10
_SHORTENED = "The answer was shortened to fit."


def answer_message(
    answer: Answer, asked_id: str, *, stories: Mapping[str, Story] | None = None, share: bool = False
) -> Message:
    """Return the message for an answer.

    `stories` gives, by article id, how many outlets have an article's story, and how many origins; `share` adds the
    button that an answer has which only its asker sees.
    """
    tail = _tail(answer, asked_id, share=share)
    lines = _source_lines(answer, stories or {})
    written = _written(answer, lines, ROOM - size(tail))
    if not written.statements:
        return _nothing_found(answer, tail)
    sources = [lines[number] for number in sorted(written.cited)]
    note = [context(_SHORTENED)] if written.shortened else []
    return Message(
        text=fallback([*written.statements, *sources]),
        blocks=(*stacked(written.statements), *stacked(["*Sources*", *sources]), *note, *tail),
    )


def further_message(answer: Answer, stories: Mapping[str, Story] | None = None) -> Message:
    """Return the message behind "More sources": what was found and is not cited."""
    lines = _listed(answer.further[:_MOST_FURTHER], answer.question.zone, ROOM // 2, stories)
    lines = ["*More on this, not cited in the answer*", *lines] if lines else ["There are no more sources on this."]
    return Message(text=fallback(lines), blocks=(*stacked(lines), context(mrkdwn(as_of(answer)))))


def article_line(article: Article, zone: tzinfo, story: Story | None = None) -> str:
    """Return an article in one line: its title, linked, and what a reader has to know of it."""
    said = ", ".join(mrkdwn_cut(fact, _FACT) for fact in facts(article, zone, story))
    host = "" if linkable(article.url) else mrkdwn_cut(urls.host(article.url), _FACT)
    return f"{link(article.url, article.title, _TITLE)} ({said}{', ' * bool(host)}{host})"


def _source_line(source: Source, zone: tzinfo, stories: Mapping[str, Story]) -> str:
    """Return a source in one line: where its news comes from first, if that was collected."""
    line = article_line(source.article, zone, stories.get(source.article.id))
    if source.origin:
        line = f"original: {article_line(source.origin, zone)}, as told in {line}"
    noted = mrkdwn_cut(correction(source.article), _STATEMENT)
    return f"{line}\n{noted}" if noted else line


def _source_lines(answer: Answer, stories: Mapping[str, Story]) -> dict[int, str]:
    """Return the lines of an answer's sources by their numbers."""
    zone = answer.question.zone
    return {
        source.number: f"{numbered([source.number]).strip()} {_source_line(source, zone, stories)}"
        for source in answer.sources
    }


def _tail(answer: Answer, asked_id: str, *, share: bool) -> list[Block]:
    buttons = [button(MORE, "More sources", asked_id)] if answer.further else []
    buttons += [button(SHARE_ANSWER, "Share to channel", asked_id)] if share else []
    return [context(mrkdwn(as_of(answer))), feedback(asked_id), *actions(*buttons)]


def _nothing_found(answer: Answer, tail: Sequence[Block]) -> Message:
    near = _listed(answer.nearest, answer.question.zone, ROOM // 2)
    lines = [NOTHING_FOUND, *(["*Nearest articles*", *near] if near else [])]
    return Message(text=fallback(lines), blocks=(*stacked(lines), *tail))


def _listed(
    articles: Iterable[Article], zone: tzinfo, room: int, stories: Mapping[str, Story] | None = None
) -> list[str]:
    told = stories or {}
    return fitting((f"• {article_line(article, zone, told.get(article.id))}" for article in articles), room)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Written:
    """What fits of an answer, as lines of mrkdwn."""

    statements: tuple[str, ...] = ()
    cited: frozenset[int] = frozenset()  # numbers of the sources that are shown
    shortened: bool = False


def _written(answer: Answer, sources: Mapping[int, str], room: int) -> _Written:
    """Return the statements that fit, in order, each with those of its sources that fit; sources stay whole.

    A statement without a source is not shown: nothing is said without one. What comes after a statement that does
    not fit is left out.
    """
    written = _Written()
    for said in answer.statements:
        if sources.keys().isdisjoint(said.citations):
            continue
        mark, words = marked(said)
        shown = mark + mrkdwn_cut(words, _STATEMENT)
        left = room - length(shown + numbered(said.citations)) - 1
        cited, left = _affordable(said.citations, sources, written.cited, left)
        if not cited:
            return replace(written, shortened=True)
        room = left
        written = _Written(
            statements=(*written.statements, shown + numbered(cited)),
            cited=written.cited.union(cited),
            shortened=written.shortened or shown != mark + mrkdwn(words),
        )
    return written


def _affordable(
    numbers: Iterable[int], sources: Mapping[int, str], shown: frozenset[int], room: int
) -> tuple[list[int], int]:
    """Return those of a statement's sources for which there is room or which are shown already, and the room left."""
    cited = []
    for number in dict.fromkeys(numbers):
        cost = 0 if number in shown else length(sources.get(number, "")) + 1
        if number in sources and cost <= room:
            room -= cost
            cited.append(number)
    return cited, room
