"""The command line as a whole: global options, groups of commands, and what an error looks like."""

from __future__ import annotations

import errno
import io
import logging
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands import feeds, slack, watches
from bot.commands.archive import export, import_
from bot.commands.ask import ask
from bot.commands.backup import backup, restore
from bot.commands.console import Invocation, OutputClosed, note
from bot.commands.demo import demo
from bot.commands.doctor import doctor
from bot.commands.eval import evaluate
from bot.commands.forget import forget
from bot.commands.index import index
from bot.commands.init import init
from bot.commands.mcp import mcp
from bot.commands.move import move
from bot.commands.read import read
from bot.commands.reindex import reindex
from bot.commands.run import run
from bot.commands.search import search
from bot.commands.service import service
from bot.commands.status import status
from bot.commands.watches import digest
from indexer.errors import BylineError, CatalogueTooNew, ConfigError, StoreError, StoreRefused, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from typer.core import TyperGroup

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
_OF_USE = (CatalogueTooNew, ConfigError, StoreRefused, UsageError)
_FAILED = 1
_INTERRUPTED = 130
_NO_ROOM = frozenset((errno.ENOSPC, errno.EDQUOT, errno.EFBIG))  # libraries write files of their own, too


def _version(wanted: bool) -> None:  # noqa: FBT001  the form that typer calls
    if wanted:
        from importlib.metadata import version

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


app.command("init")(init)
app.command("run")(run)
app.command("demo")(demo)
app.command("ask")(ask)
app.command("search")(search)
app.command("index")(index)
app.command("import")(import_)
app.command("export")(export)
app.command("read")(read)
app.add_typer(feeds.group, name="feeds")
app.add_typer(watches.group, name="watches")
app.command("digest")(digest)
app.command("mcp")(mcp)
app.command("status")(status)
app.command("eval")(evaluate)
app.command("doctor")(doctor)
app.command("reindex")(reindex)
app.command("backup")(backup)
app.command("restore")(restore)
app.command("move")(move)
app.command("forget")(forget)
app.command("service")(service)
app.add_typer(slack.group, name="slack")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit code; an expected failure is one message, never a traceback."""
    _take_any_character()
    try:
        _command()(arguments, prog_name="byline")
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except BylineError as error:
        return _told(error)
    except KeyboardInterrupt:
        return _INTERRUPTED
    except OutputClosed:
        sys.stdout = None  # or its flush at exit would fail once more
    except OSError as error:
        if error.errno not in _NO_ROOM:
            raise
        return _told(StoreError(f"{error}: make room on the disk, also where temporary files go, and start again"))
    return 0


@cache
def _command() -> TyperGroup:
    """Return the commands with what their signatures say: reading those takes as long as a short command."""
    return typer.main.get_group(app)


def _take_any_character() -> None:
    """Let stdout show what it cannot encode as "?": a terminal that is not UTF-8, half of a surrogate pair."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")


def _told(error: BylineError) -> int:
    """Tell an expected failure in one message, and return its exit code."""
    logging.getLogger(__name__).debug("failed", exc_info=error)
    note(str(error) if isinstance(error, ConfigError) else f"byline: {error}")
    return _WRONG_USE if isinstance(error, _OF_USE) else _FAILED
