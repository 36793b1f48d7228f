"""`mcp`."""

from __future__ import annotations

import sys
import threading
from typing import TYPE_CHECKING, Any

import typer

from bot.commands.console import invocation, note
from bot.commands.owner_lease import OwnerLease
from bot.commands.owner_routing import by_owner
from bot.commands.signals import ended_by_signals
from indexer.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable


def mcp(context: typer.Context) -> None:
    """Serve the news to another program's language model, by the Model Context Protocol on stdin and stdout.

    Beside a running `byline run` that process answers. It ends when stdin is closed.
    """
    settings = invocation(context).settings()
    if sys.stdin is None or sys.stdout is None:
        raise UsageError("mcp speaks on the standard input and output, which are closed")
    if sys.stdin.isatty():
        note("waiting for a program that speaks the Model Context Protocol: see docs/mcp.md; Ctrl-D ends")
    with OwnerLease(settings, "byline mcp") as lease, ended_by_signals():

        def request(method: str, params: dict[str, Any]) -> dict[str, Any]:
            def alone() -> dict[str, Any]:
                from bot.server.control.peer import OWNER
                from bot.server.mcp.desk import Desk

                with lease.newsroom() as newsroom:
                    return Desk(newsroom, OWNER.name, is_counted=False).request(method, params)

            if lease.is_held:
                return alone()
            return by_owner(settings, served=lambda owner: owner.mcp(method, params), alone=alone)

        _in_thread(request)


def _in_thread(request: Callable[[str, dict[str, Any]], dict[str, Any]]) -> None:
    """Serve until stdin is closed; a signal ends the wait, which reading stdin would not notice."""
    failed: list[BaseException] = []

    def serve() -> None:
        try:
            from bot.server.mcp.stdio import serve

            serve(request)
        except BaseException as error:  # noqa: BLE001  it is raised below, where the command ends
            failed.append(error)

    thread = threading.Thread(target=serve, name="mcp", daemon=True)  # its threads, which read stdin, are likewise
    thread.start()
    thread.join()
    if failed:
        raise failed[0]
