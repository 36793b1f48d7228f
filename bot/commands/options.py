"""Options and arguments that several commands take."""

from __future__ import annotations

from typing import Annotated

import typer

Since = Annotated[str, typer.Option("--since", help="A day (2026-11-24), an ISO time, or a span (7d).")]
Until = Annotated[str, typer.Option("--until", help="Likewise; a day counts to its end.")]
Sources = Annotated[list[str] | None, typer.Option("--source", help="A publisher or a domain; may be repeated.")]
Kinds = Annotated[list[str] | None, typer.Option("--kind", help="reported, announcement, opinion, research, unknown.")]
Now = Annotated[str, typer.Option("--now", help="Answer as of this ISO time: nothing published later is used.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a line.")]
