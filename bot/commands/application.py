"""The command line as a whole: global options, groups of commands, and what an error looks like."""

from __future__ import annotations

import logging
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands import asking, collecting, serving, upkeep
from bot.commands.console import Invocation, note
from indexer.errors import BylineError, ConfigError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

app = typer.Typer(
    name="byline",
    help="Answers questions about AI-industry news, with source links, from the feeds that you name.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)

_WRONG_USE = 2
_FAILED = 1
_INTERRUPTED = 130


def _version(wanted: bool) -> None:  # noqa: FBT001  the form that typer calls
    if wanted:
        from importlib.metadata import version  # noqa: PLC0415  start-up counts

        typer.echo(f"byline {version('byline')}")
        raise typer.Exit


@app.callback()
def options(
    context: typer.Context,
    *,
    config: Annotated[Path, typer.Option("--config", "-c", envvar="BYLINE_CONFIG", help="The config file.")] = Path(
        "config.toml"
    ),
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Say more on stderr.")] = False,
    version: Annotated[  # noqa: ARG001  its callback does the work
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Keep the global options for the command that follows."""
    context.obj = Invocation(config=config, verbose=verbose)


for group in (serving, asking, collecting, upkeep):
    group.register(app)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit code; an expected failure is one message, never a traceback."""
    try:
        app(arguments, prog_name="byline")
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except BylineError as error:
        return _told(error)
    except KeyboardInterrupt:
        return _INTERRUPTED
    except BrokenPipeError:  # the reader of our output went away: `byline export | head`
        sys.stdout = None  # or its flush at exit would fail once more
    return 0


def _told(error: BylineError) -> int:
    """Tell an expected failure in one message, and return its exit code."""
    logging.getLogger(__name__).debug("failed", exc_info=error)
    note(str(error) if isinstance(error, ConfigError) else f"byline: {error}")
    return _WRONG_USE if isinstance(error, ConfigError | UsageError) else _FAILED
