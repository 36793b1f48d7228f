"""`move`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.console import invocation, is_at_terminal, note, out, out_json
from bot.commands.options import AsJson
from bot.commands.progress import progress_bar
from indexer.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.config.sections import Settings
    from indexer.catalogue import Transfer

_SHOWN = 12  # digits of a digest, for two people who compare


def move(
    context: typer.Context,
    *,
    to: Annotated[
        str,
        typer.Option("--to", metavar="URL", help="postgresql+psycopg://user@host/database, or sqlite:///FILE."),
    ],
    password_env: Annotated[
        str, typer.Option("--password-env", metavar="NAME", help="The variable that holds the password for it.")
    ] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Move it without asking.")] = False,
    as_json: AsJson = False,
) -> None:
    """Carry the whole catalogue into another database, and compare it there; the old one stays as it is."""
    from bot.wiring.moves import move as carry
    from bot.wiring.moves import moved_settings, require_movable

    settings = invocation(context).settings()
    moved = moved_settings(settings, to, password_env)
    if not yes:
        if not is_at_terminal():
            raise UsageError("there is no terminal to ask at: stop Byline wherever it runs, and add --yes")
        require_movable(settings, moved)
        note("Byline must not run meanwhile, and the config has to name the new place afterwards")
        if not typer.confirm("Move the catalogue?", err=True):
            note("nothing was moved")
            raise typer.Exit(1)
    with progress_bar() as progress:
        done = carry(settings, moved, progress)
    if as_json:
        sums = {name: {"rows": each.rows, "digest": each.digest} for name, each in done.tables.items()}
        out_json({"from": done.source, "to": done.target, "tables": sums})
    else:
        for line in _told(done):
            out(line)
    note(f"{done.source} was left as it is; its indexes in {settings.byline.data_dir} go with the moved catalogue")
    note(f"now set in {settings.path}:")
    typer.echo(_section(settings, moved), err=True)  # as it was typed: it has no password, and a user's name to keep


def _told(done: Transfer) -> Iterator[str]:
    width = max(map(len, done.tables))
    for name, each in done.tables.items():
        yield f"{name:<{width}} {each.rows:>9} {each.digest[:_SHOWN]}"
    rows = sum(each.rows for each in done.tables.values())
    yield f"{rows} rows of {len(done.tables)} tables are in {done.target}, the same as in {done.source}"


def _section(settings: Settings, moved: Settings) -> str:
    """Return what has to stand in the config file afterwards."""
    given = moved.indexer.catalogue
    if given.url == f"sqlite:///{settings.byline.data_dir.absolute() / 'catalogue.db'}":
        return "nothing below [catalogue]: remove its url and password_env"
    lines = ["[catalogue]", f"url = {json.dumps(given.url)}"]
    if given.password_env:
        lines.append(f"password_env = {json.dumps(given.password_env)}")
    return "\n".join(lines)
