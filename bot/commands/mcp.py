"""`mcp`."""

from __future__ import annotations

import sys
import threading
import time
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

import typer

from bot.commands.console import invocation, note
from bot.commands.lease import Lease
from bot.commands.owner_routing import by_owner
from bot.commands.signals import ended_by_signals
from indexer.errors import DataDirBusy, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bot.config.sections import Settings
    from bot.server.newsroom import Newsroom

    Request = Callable[[str, dict[str, Any]], dict[str, Any]]

_IDLE = 10.0  # seconds: a model's calls come one after the other; opening takes one, and `run` may want to own it
_PATIENCE = 20.0  # seconds in which another process has to serve what it owns: it may just be opening it


def mcp(context: typer.Context) -> None:
    """Serve the news to another program's language model, by the Model Context Protocol on stdin and stdout.

    Beside a running `byline run` that process answers. It ends when stdin is closed.
    """
    settings = invocation(context).settings()
    if sys.stdin is None or sys.stdout is None:
        raise UsageError("mcp speaks on the standard input and output, which are closed")
    if sys.stdin.isatty():
        note("waiting for a program that speaks the Model Context Protocol: see docs/mcp.md; Ctrl-D ends")
    with Lease(partial(_owned, settings), _IDLE) as lease, ended_by_signals():

        def alone(method: str, params: dict[str, Any]) -> dict[str, Any]:
            from bot.server.control.peer import OWNER
            from bot.server.mcp.desk import Desk

            with lease.use() as newsroom:
                return Desk(newsroom, OWNER.name, is_counted=False).request(method, params)

        def by_whoever_owns(method: str, params: dict[str, Any]) -> dict[str, Any]:
            if lease.is_held:
                return alone(method, params)
            return by_owner(
                settings, served=lambda owner: owner.mcp(method, params), alone=lambda: alone(method, params)
            )

        _serve(lambda method, params: patiently(lambda: by_whoever_owns(method, params)))


@contextmanager
def _owned(settings: Settings) -> Iterator[Newsroom]:
    """Own the data directory, and serve the commands of other shells, until the block ends."""
    from bot.commands.owner_process import owner_process
    from bot.wiring.http_server import newsroom_of

    with owner_process(settings, "byline mcp", lambda *_: None, for_one_pass=True) as owner:
        yield newsroom_of(owner.opened, owner.live, owner.questions)


def patiently(work: Callable[[], dict[str, Any]], patience: float = _PATIENCE) -> dict[str, Any]:
    """Return what comes of a request that another process may have to let go of the data directory for, or to open it.

    Raises `DataDirBusy` if it does neither in so many seconds.
    """
    until = time.monotonic() + patience
    while True:
        try:
            return work()
        except DataDirBusy:  # which took some seconds
            if time.monotonic() >= until:
                raise


def _serve(request: Request) -> None:
    """Serve until stdin is closed; a signal ends the wait, which reading stdin would not notice."""
    failed: list[BaseException] = []

    def serve_in_thread() -> None:
        try:
            from bot.server.mcp.stdio import serve

            serve(request)
        except BaseException as error:  # noqa: BLE001  it is raised below, where the command ends
            failed.append(error)

    thread = threading.Thread(target=serve_in_thread, name="mcp", daemon=True)  # so are its threads, which read stdin
    thread.start()
    thread.join()
    if failed:
        raise failed[0]
