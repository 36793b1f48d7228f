"""Permission to send, asked for again at the last moment: when a request's bytes are about to leave.

A process may be stopped between two of its instructions for longer than its lease, or its claim on a question, lasts
(SIGSTOP, a machine that swaps or is suspended). Another process goes on meanwhile. What this one had decided before it
must not do afterwards. No chat platform refuses a post by a number, so the last look is as near to the sending as a
program can have it: after waiting for the channel's turn, for a connection and for a rate limit, one turn of the event
loop before the bytes are given to the operating system.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import aiohttp

_CHECK: ContextVar[Callable[[], None] | None] = ContextVar("send permission", default=None)


@contextmanager
def asking_permission(check: Callable[[], None]) -> Iterator[None]:
    """Have `check` called before each request of the block, in sessions with `permission_trace`.

    What it raises is raised to whoever makes the request, and nothing is sent.
    """
    token = _CHECK.set(check)
    try:
        yield
    finally:
        _CHECK.reset(token)


def ask_permission() -> None:
    """Raise what the check of the block raises, if there is one: for what is sent otherwise than by aiohttp."""
    if check := _CHECK.get():
        check()


def permission_trace() -> aiohttp.TraceConfig:
    """Return what makes a session of aiohttp ask.

    aiohttp calls `on_request_headers_sent` before it writes them (aiohttp/http_writer.py, `write_headers`), and closes
    the connection if that raises.
    """
    import aiohttp

    async def ask(*_: Any) -> None:
        ask_permission()

    trace = aiohttp.TraceConfig()
    trace.on_request_headers_sent.append(ask)
    return trace
