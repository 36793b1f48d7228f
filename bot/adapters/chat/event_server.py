"""Events that a platform sends over HTTP: who serves them, and who takes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from aiohttp import web


class EventReceiver(Protocol):
    """Answers the requests by which a platform tells of events, on whatever event loop they come."""

    async def events(self, request: web.Request) -> web.StreamResponse:
        """Take an event, if the platform has signed it."""

    async def health(self, request: web.Request) -> web.StreamResponse:
        """Say whether events can be taken now."""


class EventServer(Protocol):
    """Serves what a platform sends over HTTP."""

    def received_by(self, receiver: EventReceiver) -> AbstractContextManager[str]:
        """Pass requests on until the block ends; yield in words where they come in. Used in a thread.

        Raises `BylineError` if the address cannot be listened on.
        """
