"""The output of an order, from the thread that does it to the event loop that sends it."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from bot.server.control.output import Output
from bot.server.control.protocol import BEAT

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from concurrent.futures import Future

_INTERVAL = 0.25  # seconds: progress is sent at most this often


class EventStream:
    """Carries the output of one order as events."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._events: deque[dict[str, Any]] = deque()
        self._progress: dict[str, tuple[int, int]] = {}
        self._arrived = asyncio.Event()
        self._gone = False
        self.output = Output(
            out=lambda text: self._put({"out": text}),
            note=lambda text: self._put({"note": text}),
            progress=self._note_progress,
            is_gone=lambda: self._gone,
        )

    def hang_up(self) -> None:
        """Tell the thread that nobody reads its output any more."""
        self._gone = True

    async def batches(self, work: Future[dict[str, Any]]) -> AsyncIterator[list[dict[str, Any]]]:
        """Yield the events to send, in order, until the work is done and nothing is left."""
        work.add_done_callback(lambda _: self._wake())
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

    def _note_progress(self, what: str, done: int, total: int) -> None:
        self._progress[what] = (done, total)

    def _put(self, event: dict[str, Any]) -> None:
        self._events.append(event)
        self._wake()

    def _wake(self) -> None:
        with suppress(RuntimeError):  # the loop has ended: nobody reads
            self._loop.call_soon_threadsafe(self._arrived.set)
