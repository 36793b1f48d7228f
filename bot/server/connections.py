"""Edge: limits how many connections an HTTP server holds, and how long it waits for a request.

Every connection takes a descriptor, and a process often has no more than 1,024 of them: a client that opens
connections and sends nothing would stop everything. When there are too many, the oldest one that has not asked
anything is closed, so that an honest request is answered however many half-open connections there are.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import TYPE_CHECKING, Any, cast

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping

    Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

MOST = 128
"""Connections of one server at a time: far more than Slack, a monitor and a proxy open together."""

PATIENCE = 10.0
"""Seconds in which the head of a request has to arrive, and then its body; an idle connection is closed after as
many."""

_BACKLOG = 64  # connections accepted at once: the limit may be exceeded by as many for a moment


class Connections:
    """Holds the connections of one server, `most` at a time."""

    def __init__(self, most: int = MOST, patience: float = PATIENCE) -> None:
        self._most = most
        self._patience = patience
        self._open: dict[asyncio.BaseProtocol, _Connection] = {}  # by aiohttp's end of it, oldest first
        self._answering: set[asyncio.BaseProtocol] = set()
        self._asked: set[asyncio.BaseProtocol] = set()  # a request came over them already

    def __len__(self) -> int:
        """Return how many are open."""
        return len(self._open)

    @asynccontextmanager
    async def serving(
        self, application: web.Application, where: Mapping[str, Any], **options: Any
    ) -> AsyncIterator[asyncio.Server]:
        """Serve an application until the block ends; then close what is open.

        `where` is what `loop.create_server` is told, `options` are those of aiohttp's `AppRunner`. Raises `OSError` if
        the address cannot be listened on.
        """
        runner = web.AppRunner(
            application,
            handle_signals=False,
            access_log=None,
            keepalive_timeout=self._patience,
            logger=_log(),
            **options,
        )
        await runner.setup()
        try:
            answering: Any = runner.server
            server = await asyncio.get_running_loop().create_server(
                lambda: _Connection(answering(), self), backlog=_BACKLOG, **where
            )
            try:
                yield server
            finally:
                server.close()
        finally:
            with suppress(TimeoutError):  # of what is in hand
                await runner.cleanup()

    @web.middleware
    async def read_in_time(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Read the body before the handler does: a middleware. Raises `HTTPException` for one that does not come."""
        try:
            async with asyncio.timeout(self._patience):
                await request.read()
        except (ConnectionError, web.RequestPayloadError) as error:  # it hung up, or sends nonsense
            raise web.HTTPBadRequest(text="the body cannot be read\n") from error
        except TimeoutError as error:
            late = web.HTTPRequestTimeout(text="the body did not arrive in time\n")
            late.force_close()
            raise late from error
        with self.answering(request):
            return await handler(request)

    @contextmanager
    def answering(self, request: web.Request) -> Iterator[None]:
        """Keep the connection of a request until the block ends, however many others come."""
        protocol = request.protocol
        self._answering.add(protocol)
        try:
            yield
        finally:
            self._answering.discard(protocol)
            if protocol in self._open:
                self._asked.add(protocol)

    def opened(self, connection: _Connection) -> None:
        """Take one in; close another if it is one too many, or itself if all others are being answered."""
        self._open[connection.inner] = connection
        if len(self._open) > self._most:
            idle = [each for each in self._open if each not in self._answering]
            victim = next((each for each in idle if each not in self._asked), idle[0])
            self._open[victim].abort()

    def closed(self, connection: _Connection) -> None:
        """Forget one."""
        for held in (self._answering, self._asked):
            held.discard(connection.inner)
        self._open.pop(connection.inner, None)


def _log() -> logging.Logger:
    """Return the log of a server: of faults of the program, not of what is no HTTP, which costs its sender only."""
    log = logging.getLogger("byline.http")
    log.addFilter(_is_fault)
    return log


def _is_fault(record: logging.LogRecord) -> bool:
    return not (record.exc_info and isinstance(record.exc_info[1], HttpProcessingError))


class _Connection(asyncio.Protocol):
    """Passes everything on to aiohttp's protocol, and reports when it is opened and closed."""

    def __init__(self, inner: asyncio.Protocol, connections: Connections) -> None:
        self.inner = inner
        self._connections = connections
        self._transport: asyncio.Transport | None = None
        self.data_received = inner.data_received  # type: ignore[method-assign]
        self.eof_received = inner.eof_received  # type: ignore[method-assign]
        self.pause_writing = inner.pause_writing  # type: ignore[method-assign]
        self.resume_writing = inner.resume_writing  # type: ignore[method-assign]

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self._transport = cast("asyncio.Transport", transport)
        self.inner.connection_made(transport)
        self._connections.opened(self)

    def connection_lost(self, exc: Exception | None) -> None:
        """End."""
        self._connections.closed(self)
        self.inner.connection_lost(exc)

    def abort(self) -> None:
        """Close it at once, and count it no longer."""
        self._connections.closed(self)
        if self._transport is not None:
            self._transport.abort()
