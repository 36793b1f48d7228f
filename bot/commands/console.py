"""How commands speak: data to stdout, progress and messages to stderr, errors in one line."""

from __future__ import annotations

import json
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import tzinfo
    from pathlib import Path

    from bot.config import Settings
    from indexer.ports import Progress


@dataclass(frozen=True, slots=True, kw_only=True)
class Invocation:
    """The global options of one call."""

    config: Path
    verbose: bool = False

    def settings(self) -> Settings:
        """Read the config file. Raises `ConfigError`."""
        from bot.config import load  # noqa: PLC0415  start-up counts

        return load(self.config)


def invocation(context: typer.Context) -> Invocation:
    """Return the global options of the call that a command is part of."""
    found = context.find_object(Invocation)
    if found is None:  # only if a command were run outside the application
        raise typer.Exit(2)
    return found


def zone_of(settings: Settings) -> tzinfo:
    """Return the time zone of whoever sits at the command line."""
    return settings.byline.timezone


def out(text: str) -> None:
    """Write data."""
    typer.echo(text)


def out_json(record: Mapping[str, Any]) -> None:
    """Write one JSON object on a line of its own."""
    typer.echo(json.dumps(record, ensure_ascii=False))


def note(text: str) -> None:
    """Tell the person at the terminal something that is no data."""
    typer.echo(text, err=True)


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """Yield a function that shows how far something has come; silent where stderr is no terminal."""
    if not sys.stderr.isatty():
        yield lambda _what, _done, _total: None
        return
    from rich.console import Console  # noqa: PLC0415  start-up counts
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn  # noqa: PLC0415

    columns = (TextColumn("{task.description:>14}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        tasks: dict[str, Any] = {}

        def show(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = bars.add_task(what, total=total)
            bars.update(tasks[what], completed=done, total=total)

        yield show
