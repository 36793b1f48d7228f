"""Options and arguments that several commands take."""

from __future__ import annotations

from typing import Annotated

import typer

Since = Annotated[str, typer.Option("--since", help="A day (2026-11-24), an ISO time, or a span (7d).")]
Until = Annotated[str, typer.Option("--until", help="Likewise; a day counts to its end.")]
Sources = Annotated[list[str] | None, typer.Option("--source", help="A publisher or a domain; may be repeated.")]
Kinds = Annotated[list[str] | None, typer.Option("--kind", help="reported, announcement, opinion, research, unknown.")]
Tags = Annotated[list[str] | None, typer.Option("--tag", help="A tag of feeds in the config; may be repeated.")]
Language = Annotated[str, typer.Option("--language", help="A language's code: en, de.")]
Now = Annotated[str, typer.Option("--now", help="Answer as of this ISO time: nothing published later is used.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a line.")]
