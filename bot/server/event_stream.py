"""What is told of work while it is done: from the thread that does it to the event loop that sends it."""

from __future__ import annotations

import asyncio
import json
import time
from collections import deque
from contextlib import suppress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from concurrent.futures import Future

    from aiohttp import web

CONTENT_TYPE = "application/x-ndjson"
"""Of events: a JSON object a line; an empty one is a sign of life."""

BEAT = 5.0
"""Seconds without an event after which a sign of life is sent."""

PATIENCE = 30.0
"""Seconds in which events have to be read."""

_INTERVAL = 0.25  # seconds: progress is sent at most this often


class EventStream:
    """Carries the events of one piece of work."""

    def __init__(self) -> None:
        self.is_gone = False  # nobody reads any more
        self._loop = asyncio.get_running_loop()
        self._events: deque[dict[str, Any]] = deque()
        self._progress: dict[str, tuple[int, int]] = {}
        self._arrived = asyncio.Event()

    def put(self, event: dict[str, Any]) -> None:
        """Have an event sent. May be called in any thread."""
        self._events.append(event)
        self._wake()

    def put_progress(self, what: str, done: int, total: int) -> None:
        """Have told how far something is; what comes in between may be left out."""
        self._progress[what] = (done, total)

    async def answer(
        self,
        request: web.Request,
        response: web.StreamResponse,
        work: Future[Any],
        last_event: Callable[[], dict[str, Any]],
    ) -> dict[str, Any] | None:
        """Send the events of the work, in order, and `last_event` once it is done; return that.

        A client that hangs up, or does not read, calls the work off: it is hung up on, and None is returned. The head
        is sent first, so `last_event` must return an error, not raise it.
        """
        try:
            await response.prepare(request)
            work.add_done_callback(lambda _: self._wake())
            async for events in self._batches(work):
                await _send_events(response, events)
            ended = last_event()
            await _send_events(response, [ended])
        except (ConnectionResetError, TimeoutError):
            if request.transport:
                request.transport.abort()
            return None
        finally:
            self.is_gone = True
            work.cancel()
        return ended

    async def _batches(self, work: Future[Any]) -> AsyncIterator[list[dict[str, Any]]]:
        last = time.monotonic()
        while not work.done() or self._events:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._arrived.wait(), _INTERVAL)
            self._arrived.clear()
            batch = self._take()
            if not batch and time.monotonic() - last >= BEAT:
                batch = [{}]
            if batch:
                last = time.monotonic()
                yield batch

    def _take(self) -> list[dict[str, Any]]:
        progress, self._progress = self._progress, {}
        batch = [{"progress": [what, *how_far]} for what, how_far in list(progress.items())]
        while self._events:
            batch.append(self._events.popleft())
        return batch

    def _wake(self) -> None:
        with suppress(RuntimeError):  # the loop has ended: nobody reads
            self._loop.call_soon_threadsafe(self._arrived.set)


async def _send_events(response: web.StreamResponse, events: list[dict[str, Any]]) -> None:
    """Send events. Raises `TimeoutError` if they are not read: then nobody listens."""
    async with asyncio.timeout(PATIENCE):
        await response.write(b"".join(json.dumps(event).encode() + b"\n" for event in events))
