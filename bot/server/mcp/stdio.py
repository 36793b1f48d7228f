"""Edge: the protocol on standard input and output, until the input is closed."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import anyio
from mcp.server.stdio import stdio_server

from bot.operations.log_reference import new_reference, referred
from bot.server.mcp.protocol import make_server

if TYPE_CHECKING:
    from collections.abc import Callable

_REQUESTS = 4  # at a time: a program's model waits for its calls


def serve(request: Callable[[str, dict[str, Any]], dict[str, Any]]) -> None:
    """Serve until the standard input is closed; `request` is as `bot.server.mcp.desk.Desk.request`, in threads.

    Nothing but the protocol goes to the standard output: what else is printed meanwhile goes to stderr.
    """
    anyio.run(_serve, request)


async def _serve(request: Callable[[str, dict[str, Any]], dict[str, Any]]) -> None:
    threads = anyio.CapacityLimiter(_REQUESTS)

    async def in_thread(method: str, params: dict[str, Any]) -> dict[str, Any]:
        with referred(new_reference()):
            return await anyio.to_thread.run_sync(partial(request, method, params), limiter=threads)

    server = make_server(in_thread)
    async with stdio_server() as (read, write):
        await server.run(read, write, server.create_initialization_options())
