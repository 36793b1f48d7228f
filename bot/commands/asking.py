"""`ask` and `search`."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.console import invocation, note, out, out_json, progress_bar, zone_of
from bot.model import Question
from indexer.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime, tzinfo

    from bot.answering import Answering

Since = Annotated[str, typer.Option("--since", help="A day (2026-11-24), an ISO time, or a span (7d).")]
Until = Annotated[str, typer.Option("--until", help="Likewise; a day counts to its end.")]
Sources = Annotated[list[str] | None, typer.Option("--source", help="A publisher or a domain; may be repeated.")]
Kinds = Annotated[list[str] | None, typer.Option("--kind", help="reported, announcement, opinion, research, unknown.")]
Now = Annotated[str, typer.Option("--now", help="Answer as of this ISO time: nothing published later is used.")]
MAX_LINE = 1_000_000
"""Bytes of one line of input; a question with its whole conversation takes a few thousand."""

AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a line.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What the options of one call say of time and sources; a line of input may say otherwise."""

    since: str = ""
    until: str = ""
    sources: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    now: str = ""

    def question(self, text: str, *, clock: datetime, zone: tzinfo) -> Question:
        """Return the question that a text asks, with these filters."""
        return self._narrowed(Question(text=text, now=self._asked(clock, zone), zone=zone))

    def question_on(self, line: str, *, clock: datetime, zone: tzinfo) -> Question:
        """Return the question on a line of input: filters that the line states stand in place of these."""
        from bot.adapters.jsonl import question_of  # noqa: PLC0415  start-up counts

        if not line:
            raise UsageError(f"longer than {MAX_LINE:,} bytes")
        question = question_of(line, now=self._asked(clock, zone), zone=zone)
        return question if not question.selection.empty else self._narrowed(question)

    def _asked(self, clock: datetime, zone: tzinfo) -> datetime:
        from bot.understanding import instant  # noqa: PLC0415  start-up counts

        try:
            return instant(self.now, zone) if self.now else clock
        except (ValueError, OverflowError) as error:
            raise UsageError(f"--now: not an ISO 8601 time: {self.now!r}") from error

    def _narrowed(self, question: Question) -> Question:
        from bot.understanding import selection  # noqa: PLC0415  start-up counts

        chosen = selection(
            since=self.since,
            until=self.until,
            sources=self.sources,
            kinds=self.kinds,
            now=question.now,
            zone=question.zone,
        )
        return replace(question, selection=chosen)


def ask(
    context: typer.Context,
    question: Annotated[str, typer.Argument(help='The question; "-" reads one a line, plain or JSON.')],
    *,
    since: Since = "",
    until: Until = "",
    source: Sources = None,
    kind: Kinds = None,
    now: Now = "",
    as_json: AsJson = False,
) -> None:
    """Answer a question, with sources, or say that nothing was found."""
    from bot.adapters.jsonl import answer_record  # noqa: PLC0415  start-up counts
    from bot.adapters.terminal import answer_text  # noqa: PLC0415

    def reply(answering: Answering, asked: Question, identity: object) -> None:
        answer = answering.ask(asked)
        if as_json:
            out_json(answer_record(answer, identity))
        else:
            out(answer_text(answer) + "\n")

    filters = Filters(since=since, until=until, sources=tuple(source or ()), kinds=tuple(kind or ()), now=now)
    _answer_all(context, question, filters, reply, as_json=as_json)


def search(
    context: typer.Context,
    query: Annotated[str, typer.Argument(help='What to search for; "-" reads one query a line, plain or JSON.')],
    *,
    limit: Annotated[int, typer.Option("--limit", help="Articles on a page.")] = 10,
    offset: Annotated[int, typer.Option("--offset", help="Articles to skip.")] = 0,
    since: Since = "",
    until: Until = "",
    source: Sources = None,
    kind: Kinds = None,
    now: Now = "",
    as_json: AsJson = False,
) -> None:
    """List articles, best first."""
    from bot.adapters.jsonl import page_record  # noqa: PLC0415  start-up counts
    from bot.adapters.terminal import results_text  # noqa: PLC0415

    def reply(answering: Answering, asked: Question, identity: object) -> None:
        page = answering.search(asked, limit=limit, offset=offset)
        if as_json:
            out_json(page_record(page, identity))
        else:
            out(results_text(page, offset) + "\n")

    filters = Filters(since=since, until=until, sources=tuple(source or ()), kinds=tuple(kind or ()), now=now)
    _answer_all(context, query, filters, reply, as_json=as_json)


def _answer_all(
    context: typer.Context,
    text: str,
    filters: Filters,
    reply: Callable[[Answering, Question, object], None],
    *,
    as_json: bool,
) -> None:
    """Answer one question, or each line of the input with one process and one loading of the model."""
    from bot.wiring import engines  # noqa: PLC0415  start-up counts

    settings = invocation(context).settings()
    zone = zone_of(settings)
    purpose = f"byline {context.info_name}"
    with progress_bar() as progress, engines(settings, purpose=purpose, progress=progress) as opened:
        for said in opened.rebuilt:
            note(said)
        answering = opened.answering()
        if text != "-":
            reply(answering, filters.question(text, clock=opened.clock.now(), zone=zone), 1)
            return
        bad = 0
        for number, line in _lines():
            bad += not _answer_line(answering, filters, reply, number, line, opened.clock.now(), zone, as_json=as_json)
    if bad:
        note(f"{bad} bad line{'s' if bad > 1 else ''}")
        raise typer.Exit(1)


def _lines() -> Iterator[tuple[int, str]]:
    """Yield the lines of the input that are not blank, with their numbers; "" stands for one that is too long."""
    if sys.stdin is None:
        raise UsageError('"-" reads the standard input, which is closed')
    number = 0
    while raw := sys.stdin.buffer.readline(MAX_LINE + 1):
        number += 1
        if len(raw) > MAX_LINE and not raw.endswith(b"\n"):
            _skip_line()
            yield number, ""
        elif line := raw.decode("utf-8", errors="replace").strip():
            yield number, line


def _skip_line() -> None:
    """Read up to the end of a line without keeping it."""
    while (rest := sys.stdin.buffer.readline(MAX_LINE)) and not rest.endswith(b"\n"):
        pass


def _answer_line(
    answering: Answering,
    filters: Filters,
    reply: Callable[[Answering, Question, object], None],
    number: int,
    line: str,
    clock: datetime,
    zone: tzinfo,
    *,
    as_json: bool,
) -> bool:
    """Answer a line of the input; a bad one yields an error and the rest runs."""
    from bot.adapters.jsonl import line_id  # noqa: PLC0415  start-up counts

    identity = line_id(line, number)
    try:
        reply(answering, filters.question_on(line, clock=clock, zone=zone), identity)
    except UsageError as error:
        if as_json:
            out_json({"id": identity, "error": str(error)})
        else:
            note(f"line {number}: {error}")
        return False
    sys.stdout.flush()
    return True


def register(app: typer.Typer) -> None:
    """Add this group's commands."""
    app.command()(ask)
    app.command()(search)
