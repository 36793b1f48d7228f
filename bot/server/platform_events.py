"""The requests by which a chat platform tells of events: routes that are there before the adapter is connected."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from bot.server.access import OpenGuard
from bot.server.application import Route
from bot.server.problems import RETRY_AFTER, HttpProblem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiohttp import web

    from bot.adapters.chat.event_server import EventReceiver

_EVENT = 1_048_576
"""Bytes of an event: a click comes with the message that it was made on."""


class PlatformEvents:
    """Passes requests on to whoever receives them, and has the platform try again while nobody does: a section.

    The receiver tells by their signatures which requests are the platform's. So they need neither a token nor a Host
    that this server knows: whatever name a proxy passes on, who cannot sign gets nothing.
    """

    def __init__(self, path: str, health: str) -> None:
        """Take the path of events, and that of the health for balancers."""
        self._path = path
        self._health_path = health
        self._receiver: EventReceiver | None = None

    def routes(self) -> tuple[Route, ...]:
        """Return both routes."""
        guard = OpenGuard()
        return (
            Route(method="POST", path=self._path, handler=self._events, scope=None, guard=guard, body=_EVENT),
            Route(method="GET", path=self._health_path, handler=self._health, scope=None, guard=guard),
        )

    @contextmanager
    def received_by(self, receiver: EventReceiver) -> Iterator[None]:
        """Pass requests on until the block ends."""
        self._receiver = receiver
        try:
            yield
        finally:
            self._receiver = None

    async def _events(self, request: web.Request) -> web.StreamResponse:
        return await self._present().events(request)

    async def _health(self, request: web.Request) -> web.StreamResponse:
        return await self._present().health(request)

    def _present(self) -> EventReceiver:
        if self._receiver is None:
            raise HttpProblem(503, "the platform is not connected yet, or no longer", {"Retry-After": RETRY_AFTER})
        return self._receiver
