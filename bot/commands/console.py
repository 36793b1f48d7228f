"""The output of commands: data to stdout, progress and messages to stderr, errors in one line."""

from __future__ import annotations

import json
import os
import shlex
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import typer

from indexer.errors import BylineError
from indexer.web.redaction import redact

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import tzinfo
    from pathlib import Path

    from bot.config.sections import Settings
    from bot.server.control.output import Output


@dataclass(frozen=True, slots=True, kw_only=True)
class Invocation:
    """The global options of one call."""

    config: Path
    verbose: bool = False

    def settings(self) -> Settings:
        """Read the config file, and log as it says. Raises `ConfigError`."""
        from bot.commands.log_output import log_to_stderr
        from bot.config.loader import load
        from bot.wiring.secrets import conceal_tokens

        settings = load(self.config)
        conceal_tokens(settings)
        log_to_stderr(form=settings.byline.log, verbose=self.verbose)
        return settings

    def settings_if_any(self) -> Settings | None:
        """Return the settings, or None without a config file, for what can be done without. Raises `ConfigError`."""
        return self.settings() if self.config.exists() else None


def invocation(context: typer.Context) -> Invocation:
    """Return the global options of the call that a command is part of."""
    found = context.find_object(Invocation)
    if found is None:  # only if a command were run outside the application
        raise typer.Exit(2)
    return found


def called(context: typer.Context) -> str:
    """Return how the program is called with this config file."""
    root = context.find_root()
    source = root.get_parameter_source("config")
    is_named = source is not None and source.name == "COMMANDLINE"
    return f"byline -c {shlex.quote(str(invocation(context).config))}" if is_named else "byline"


def zone_of(settings: Settings) -> tzinfo:
    """Return the time zone of the person at the command line."""
    return settings.byline.timezone


class OutputClosed(Exception):
    """The reader of the output has closed it: `byline export | head`."""


def out(text: str) -> None:
    """Write data. Raises `OutputClosed` if its reader has closed it, `BylineError` if it cannot be written."""
    try:
        typer.echo(text)
    except BrokenPipeError as error:
        raise OutputClosed from error
    except OSError as error:
        raise BylineError(f"the output cannot be written: {error.strerror or error}") from error


def out_redacted(text: str) -> None:
    """Write data on this installation, without the passwords and keys that addresses and errors may hold."""
    out(redact(text))


def out_json(record: Mapping[str, Any]) -> None:
    """Write one JSON object on a line of its own."""
    out(json.dumps(record, ensure_ascii=False))


def is_at_terminal() -> bool:
    """Tell whether the standard input is a terminal; it may also be closed."""
    return sys.stdin is not None and sys.stdin.isatty()


def is_styled() -> bool:
    """Tell whether the standard output is a terminal that shows styles and links, and plain text is not asked for.

    The variable NO_COLOR asks for it: https://no-color.org.
    """
    if sys.stdout is None or not sys.stdout.isatty() or os.environ.get("NO_COLOR"):
        return False
    from rich.console import Console

    console = Console()
    return not (console.is_dumb_terminal or console.legacy_windows)


def note(text: str) -> None:
    """Print a message that is no data."""
    typer.echo(redact(text), err=True)


@contextmanager
def console_output() -> Iterator[Output]:
    """Yield the output that is printed here: data to stdout, the rest to stderr."""
    from bot.commands.progress import progress_bar
    from bot.server.control.output import Output

    with progress_bar() as progress:
        yield Output(out=out, note=note, progress=progress)
