"""`ask` and `search`."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.console import console_voice, invocation, note
from bot.commands.owner_routing import by_owner
from bot.server.control.protocol import MAX_LINE, Enquiry
from indexer.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bot.server.control.client import Owner

Since = Annotated[str, typer.Option("--since", help="A day (2026-11-24), an ISO time, or a span (7d).")]
Until = Annotated[str, typer.Option("--until", help="Likewise; a day counts to its end.")]
Sources = Annotated[list[str] | None, typer.Option("--source", help="A publisher or a domain; may be repeated.")]
Kinds = Annotated[list[str] | None, typer.Option("--kind", help="reported, announcement, opinion, research, unknown.")]
Now = Annotated[str, typer.Option("--now", help="Answer as of this ISO time: nothing published later is used.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a line.")]


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
    enquiry = Enquiry(
        as_json=as_json, since=since, until=until, sources=tuple(source or ()), kinds=tuple(kind or ()), now=now
    )
    _answer_all(context, question, enquiry)


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
    enquiry = Enquiry(
        search=True,
        as_json=as_json,
        since=since,
        until=until,
        sources=tuple(source or ()),
        kinds=tuple(kind or ()),
        now=now,
        limit=limit,
        offset=offset,
    )
    _answer_all(context, query, enquiry)


def _answer_all(context: typer.Context, text: str, enquiry: Enquiry) -> None:
    """Answer one question, or each line of the input; by the process that runs, or by this one alone."""
    settings = invocation(context).settings()
    asked = replace(enquiry, text=text, zone=settings.byline.timezone.key)
    with console_voice() as voice:

        def served(owner: Owner) -> int:
            return _answered(asked, lambda each: owner.enquire(each, voice))

        def alone() -> int:
            from bot.server.control.questions import replied
            from bot.wiring import engines

            purpose = f"byline {context.info_name}"
            with engines(settings, purpose=purpose, progress=voice.progress) as opened:
                for said in opened.rebuilt:
                    note(said)
                answering = opened.answering()
                return _answered(asked, lambda each: replied(each, answering, opened.clock.now(), voice))

        bad = by_owner(settings, served=served, alone=alone)
    if bad:
        note(f"{bad} bad line{'s' if bad > 1 else ''}")
        raise typer.Exit(1)


def _answered(asked: Enquiry, reply: Callable[[Enquiry], bool]) -> int:
    """Have one question answered, or each line of the input as it comes; return the number of bad lines."""
    if asked.text != "-":
        reply(asked)
        return 0
    bad = 0
    for number, line in _lines():
        bad += not reply(replace(asked, text=line, number=number))
        sys.stdout.flush()
    return bad


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


def register(app: typer.Typer) -> None:
    """Add this group's commands."""
    app.command()(ask)
    app.command()(search)
