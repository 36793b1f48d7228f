"""`search`."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.commands.enquiries import answer
from bot.commands.options import AsJson, Kinds, Language, Now, Since, Sources, Tags, Until
from bot.server.control.protocol import Enquiry


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
    tag: Tags = None,
    language: Language = "",
    now: Now = "",
    as_json: AsJson = False,
) -> None:
    """List articles, best first."""
    enquiry = Enquiry(
        text=query,
        search=True,
        as_json=as_json,
        since=since,
        until=until,
        sources=tuple(source or ()),
        kinds=tuple(kind or ()),
        tags=tuple(tag or ()),
        language=language,
        now=now,
        limit=limit,
        offset=offset,
    )
    answer(context, enquiry)
