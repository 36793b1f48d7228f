"""An answer as a message: statements with citations, numbered sources, its date, buttons (pure)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.adapters.messages import labels
from bot.adapters.messages.answer_words import (
    ALSO_NEAR,
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
from bot.adapters.messages.formatting import cut, length, numbered
from bot.adapters.messages.message import (
    CHOICES,
    MORE,
    MORE_STORIES,
    SHARE_ANSWER,
    Button,
    Message,
    MessagePart,
    fit,
)
from bot.adapters.messages.source_facts import correction, facts, seen_on, story_counts
from bot.adapters.messages.statements import by_side, entries, shown_statements
from bot.model import Form
from indexer.web import mail_urls, urls

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import tzinfo

    from bot.adapters.messages.markup import Markup
    from bot.adapters.messages.source_facts import Story
    from bot.adapters.messages.statements import ShownStatement
    from bot.model import Answer, Clarification, Source
    from indexer.model import Article

_FACT = 200
_CORRECTION = 400
_QUESTION = 300
_SUBJECT = 160  # characters of markup of whose opinion it is, or of a side's name
_NOTE = 80  # characters of the note on what is not told
_SIDE = 60  # characters that a side of a comparison takes beside its own
_MOST_FURTHER = 10
_SHORTENED = "The answer was shortened to fit."
_SOURCES = "Sources"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sharing:
    """What was asked, where an answer stands without its question, and who shared it if only its asker saw it."""

    question: str = ""  # "": no longer known
    by: str = ""  # a name; "": not known, or nobody


def format_answer(
    answer: Answer,
    asked_id: str,
    markup: Markup,
    *,
    share: bool = False,
    sharing: Sharing | None = None,
) -> Message:
    """Return the message for an answer.

    `share` adds the button to share an answer that only its asker sees; `sharing` says who shared it, and what it
    answers.
    """
    stories = story_counts(answer.stories)
    if answer.clarification:
        return _asked_back(answer.clarification, asked_id, markup, _with_sharing(Message(), sharing, markup))
    tail = _with_sharing(_tail(answer, asked_id, markup, share=share), sharing, markup)
    lines, beside = _source_lines(answer, markup, stories), _beside(answer, markup)
    room = markup.room(tail) - sum(map(length, beside)) - sum(map(length, _disagreements(answer, markup)))
    written = _written(answer, lines, markup, room)
    if not written.told:
        return _nothing_found(answer, stories, markup, tail)
    against = (*_disagreements(answer, markup, written.cited), *beside)
    sources = tuple(lines[number] for number in sorted(written.cited))
    more = untold(answer, entries(said for said, _ in written.told))
    return replace(
        tail,
        parts=(
            *tail.parts,
            *_body(answer, written, against, markup),
            MessagePart(lines=sources, heading=markup.strong(_SOURCES)),
        ),
        notes=(*([_SHORTENED] if written.shortened else []), *([more] if more else []), *tail.notes),
    )


def _asked_back(wanted: Clarification, asked_id: str, markup: Markup, tail: Message) -> Message:
    """Return the question that is asked back, with a button for each choice; one too long for it is a line, too.

    Without a choice it can be rated: a platform may know it by its buttons only.
    """
    told = choices(wanted)
    long = [f"\u2022 {markup.text(each)}" for each in told if length(each) > labels.LABEL]
    buttons = tuple(
        Button(action=action, text=cut(text, labels.LABEL), value=asked_id)
        for action, text in zip(CHOICES, told, strict=False)
    )
    part = MessagePart(lines=(markup.text(asking_back(wanted)), *long))
    return replace(tail, parts=(*tail.parts, part), buttons=buttons, rated="" if buttons else asked_id)


def _body(answer: Answer, written: _Written, against: tuple[str, ...], markup: Markup) -> tuple[MessagePart, ...]:
    """Return the parts with what is said; those of a comparison's sides stand beside each other."""
    if answer.form is not Form.COMPARISON:
        return (MessagePart(lines=(*(line for _, line in written.told), *against)),)
    sides = (
        MessagePart(lines=tuple(lines), heading=_side(name, markup), beside=True)
        for name, lines in by_side(written.told).items()
    )
    return (*sides, *([MessagePart(lines=against)] if against else []))


def _side(name: str, markup: Markup) -> str:
    shown = markup.shorten(name, _SUBJECT)
    return markup.with_bold(shown, (0, len(shown))) if shown else ""


def _beside(answer: Answer, markup: Markup) -> list[str]:
    """Return what a comparison says below its sides: of which of them nothing is known."""
    said = missing(answer, shown=markup.text) if answer.form is Form.COMPARISON else ""
    return [said] if said else []


def shared_note(name: str, markup: Markup) -> str:
    """Return the note that says who shared something, if that is known."""
    return f"Shared{' by ' * bool(name)}{markup.cut(name, _FACT)}."


def format_more_sources(answer: Answer, markup: Markup) -> Message:
    """Return the message behind "More sources": articles that were found and are not cited."""
    stories = story_counts(answer.stories)
    tail = Message(notes=(_as_of(answer, markup),))
    lines = _listed(answer.further[:_MOST_FURTHER], answer.question.zone, markup, markup.room(tail) // 2, stories)
    heading = markup.strong("More on this, not cited in the answer") if lines else ""
    return replace(
        tail, parts=(MessagePart(lines=tuple(lines or ["There are no more sources on this."]), heading=heading),)
    )


def article_line(article: Article, zone: tzinfo, markup: Markup, story: Story | None = None) -> str:
    """Return an article in one line: its linked title, and the facts to judge it by."""
    said = facts(article, zone, story, day=markup.day, shown=lambda text: markup.cut(text, _FACT))
    if not markup.is_linkable(article.url) and (place := _place(article.url)):
        said.append(markup.cut(place, _FACT))
    return f"{markup.link(article.url, article.title, markup.title)} ({', '.join(said)})"


def _place(url: str) -> str:
    """Return in words where an article is that cannot be linked."""
    return "by mail" if mail_urls.is_mail(url) else urls.host(url)


def _with_sharing(tail: Message, sharing: Sharing | None, markup: Markup) -> Message:
    if sharing is None:
        return tail
    asked = markup.cut(sharing.question, _QUESTION)
    head = (MessagePart(lines=(markup.strong(asked),)),) if asked else ()
    return replace(tail, parts=head, notes=(*tail.notes, *([shared_note(sharing.by, markup)] if sharing.by else [])))


def _source_line(source: Source, zone: tzinfo, markup: Markup, stories: Mapping[str, Story]) -> str:
    """Return a source in one line, after the article that it took its news from, if that was collected."""
    line = article_line(source.article, zone, markup, stories.get(source.article.id))
    if source.origin:
        line = f"original: {article_line(source.origin, zone, markup)}, as told in {line}"
    if seen := [markup.link(url, name, markup.title) for name, url in seen_on(source)]:
        line = f"{line}, seen on {', '.join(seen)}"
    noted = markup.cut(correction(source.article), _CORRECTION)
    return f"{line}\n{noted}" if noted else line


def _source_lines(answer: Answer, markup: Markup, stories: Mapping[str, Story]) -> dict[int, str]:
    """Return the lines of an answer's sources by their numbers."""
    zone = answer.question.zone
    return {
        source.number: f"{_mark([source.number], markup).strip()} {_source_line(source, zone, markup, stories)}"
        for source in answer.sources
    }


def _mark(citations: Iterable[int], markup: Markup) -> str:
    return " " + markup.text(numbered(citations).strip())


def _as_of(answer: Answer, markup: Markup) -> str:
    return as_of(answer, minute=markup.minute, day=markup.day, shown=markup.text)


def _disagreements(answer: Answer, markup: Markup, shown: frozenset[int] | None = None) -> list[str]:
    return disagreements(answer, shown, day=markup.day, mark=lambda numbers: _mark(numbers, markup))


def _tail(answer: Answer, asked_id: str, markup: Markup, *, share: bool) -> Message:
    buttons = [Button(action=MORE, text=labels.MORE_SOURCES, value=asked_id)] if answer.further else []
    buttons += [Button(action=MORE_STORIES, text=labels.MORE_STORIES, value=asked_id)] if answer.untold else []
    buttons += [Button(action=SHARE_ANSWER, text=labels.SHARE, value=asked_id)] if share else []
    return Message(notes=(_as_of(answer, markup),), rated=asked_id, buttons=tuple(buttons))


def _nothing_found(answer: Answer, stories: Mapping[str, Story], markup: Markup, tail: Message) -> Message:
    """Return what was looked for, and the nearest that is known instead, as far as it fits."""
    is_named = answer.on_nearest_product is not None
    first = f"{_mark([1], markup).strip()} " if is_named else nearest_lead(answer)
    lines = (article_line(each, answer.question.zone, markup, stories.get(each.id)) for each in answer.alternatives)
    near = fit((f"{'• ' if place else first}{line}" for place, line in enumerate(lines)), markup.room(tail) // 2)
    why = nothing_found(
        answer,
        day=markup.day,
        shown=lambda text: markup.cut(text, _FACT),
        mark=lambda numbers: _mark(numbers, markup) if near else "",
    )
    said = nearest_quote(answer, shown=markup.text)
    parts = (
        *tail.parts,
        MessagePart(lines=(why, *([] if is_named else near[:1]), *([said] if said and near else []))),
        *([MessagePart(lines=tuple(near[:1]), heading=markup.strong(_SOURCES))] if is_named and near else []),
        *([MessagePart(lines=tuple(near[1:]), heading=markup.strong(ALSO_NEAR))] if near[1:] else []),
    )
    return replace(tail, parts=parts)


def _listed(
    articles: Iterable[Article],
    zone: tzinfo,
    markup: Markup,
    room: int,
    stories: Mapping[str, Story],
) -> list[str]:
    return fit((f"• {article_line(article, zone, markup, stories.get(article.id))}" for article in articles), room)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Written:
    """The part of an answer that fits into a message, as lines of markup."""

    told: tuple[tuple[ShownStatement, str], ...] = ()  # statements with their lines
    cited: frozenset[int] = frozenset()  # numbers of the shown sources
    shortened: bool = False


def _written(answer: Answer, sources: Mapping[int, str], markup: Markup, room: int) -> _Written:
    """Return the statements that fit, in order, each with those of its sources that fit; sources stay whole.

    A statement none of whose sources fits is left out, and so is everything after it.
    """
    told = shown_statements(answer)
    room -= length(markup.strong(_SOURCES)) + length(_SHORTENED) + 2 + _NOTE
    is_compared = answer.form is Form.COMPARISON
    room -= sum(length(_side(name, markup)) + _SIDE for name in {said.subject for said in told}) if is_compared else 0
    written = _Written()
    for said in told:
        if sources.keys().isdisjoint(said.citations):
            continue
        shown, is_whole = _line(said, markup, named=not is_compared)
        left = room - length(shown + _mark(said.citations, markup)) - 1
        cited, left = _affordable(said.citations, sources, written.cited, left)
        if not cited:
            return replace(written, shortened=True)
        room = left
        written = _Written(
            told=(*written.told, (said, shown + _mark(cited, markup))),
            cited=written.cited.union(cited),
            shortened=written.shortened or not is_whole,
        )
    return written


def _line(said: ShownStatement, markup: Markup, *, named: bool) -> tuple[str, bool]:
    """Return a statement as a line of markup, and whether that is the whole of it; `named` with whose it is."""
    subject = f"{_side(said.subject, markup)}: " if named and said.subject else ""
    lead = f"{said.opening}{said.date}{subject}{said.mark}"
    room = markup.statement - length(subject) - (2 * length(markup.bold) if said.span else 0)
    kept = markup.shorten(said.text, room)
    return lead + markup.with_bold(kept, said.span_in(kept)), kept == said.text


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
