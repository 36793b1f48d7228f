"""What is said in a thread -> what is sent by the event loop."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from bot.server.control.protocol import BEAT
from bot.server.control.voice import Voice

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from concurrent.futures import Future

_TURN = 0.25  # seconds between two looks at how far something has come: each is told once a turn, at most


class Speaking:
    """Carries the words of one order from the thread that does it."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._said: deque[dict[str, Any]] = deque()
        self._progress: dict[str, tuple[int, int]] = {}
        self._news = asyncio.Event()
        self._gone = False
        self.voice = Voice(
            out=lambda text: self._say({"out": text}),
            note=lambda text: self._say({"note": text}),
            progress=self._come,
            gone=lambda: self._gone,
        )

    def hang_up(self) -> None:
        """Tell whoever speaks that nobody listens any more."""
        self._gone = True

    async def events(self, work: Future[dict[str, Any]]) -> AsyncIterator[list[dict[str, Any]]]:
        """Yield what there is to send, in order, until the work is done and everything is said."""
        work.add_done_callback(lambda _: self._wake())
        last = time.monotonic()
        while not work.done() or self._said:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._news.wait(), _TURN)
            self._news.clear()
            found = self._taken()
            if not found and time.monotonic() - last >= BEAT:
                found = [{}]
            if found:
                last = time.monotonic()
                yield found

    def _taken(self) -> list[dict[str, Any]]:
        progress, self._progress = self._progress, {}
        found = [{"progress": [what, *how_far]} for what, how_far in list(progress.items())]
        while self._said:
            found.append(self._said.popleft())
        return found

    def _come(self, what: str, done: int, total: int) -> None:
        self._progress[what] = (done, total)

    def _say(self, event: dict[str, Any]) -> None:
        self._said.append(event)
        self._wake()

    def _wake(self) -> None:
        with suppress(RuntimeError):  # the loop has ended: nobody listens
            self._loop.call_soon_threadsafe(self._news.set)
