"""`ask`."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.commands.enquiries import answer
from bot.commands.options import AsJson, Kinds, Language, Now, Since, Sources, Tags, Until
from bot.server.control.protocol import Enquiry


def ask(
    context: typer.Context,
    question: Annotated[str, typer.Argument(help='The question; "-" reads one a line, plain or JSON.')],
    *,
    since: Since = "",
    until: Until = "",
    source: Sources = None,
    kind: Kinds = None,
    tag: Tags = None,
    language: Language = "",
    now: Now = "",
    as_json: AsJson = False,
) -> None:
    """Answer a question, with sources, or say that nothing was found."""
    enquiry = Enquiry(
        text=question,
        as_json=as_json,
        since=since,
        until=until,
        sources=tuple(source or ()),
        kinds=tuple(kind or ()),
        tags=tuple(tag or ()),
        language=language,
        now=now,
    )
    answer(context, enquiry)
