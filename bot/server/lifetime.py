"""Serves sections for as long as a block lasts."""

from __future__ import annotations

from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING

from bot.server.application import make_application
from bot.server.background import in_background
from bot.server.connections import MOST, Connections
from bot.server.listening import address_of, listening

if TYPE_CHECKING:
    import socket
    from collections.abc import AsyncIterator, Iterable, Iterator

    from bot.config.values import Endpoint
    from bot.server.access import Guard
    from bot.server.application import Section, ShowProblem

_LONGEST = 32_768  # bytes of an address with its parameters
_LINGERING = 2.0  # seconds in which a body that was refused is read away, so that its sender gets the answer


@contextmanager
def http_server(
    name: str,
    key: str,
    endpoint: Endpoint,
    sections: Iterable[Section],
    guard: Guard,
    *,
    most: int = MOST,
    show_problem: ShowProblem = lambda *_: None,
) -> Iterator[str]:
    """Serve sections on an endpoint, which a `key` of the config names, until the block ends; yield the address.

    Raises `BylineError` if it cannot be listened on.
    """
    with (
        listening(endpoint, key) as listener,
        serve(name, listener, sections, guard, most=most, show_problem=show_problem),
    ):
        yield address_of(endpoint, listener)


@contextmanager
def serve(
    name: str,
    listener: socket.socket,
    sections: Iterable[Section],
    guard: Guard,
    *,
    most: int = MOST,
    show_problem: ShowProblem = lambda *_: None,
) -> Iterator[None]:
    """Serve sections on a socket, over at most so many connections, in a thread of its own until the block ends."""
    connections = Connections(most)
    application = make_application(sections, guard, connections, show_problem)

    @asynccontextmanager
    async def serving() -> AsyncIterator[None]:
        where, options = (
            {"sock": listener},
            {"handler_cancellation": True, "lingering_time": _LINGERING, "max_line_size": _LONGEST},
        )
        async with connections.serving(application, where, shutdown_timeout=0.1, **options):
            yield

    with in_background(name, serving):
        yield
