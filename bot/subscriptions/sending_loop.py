"""Use case: send what is planned to the destinations that need no chat platform, again and again."""

from __future__ import annotations

import asyncio
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import structlog

from indexer.errors import BylineError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from bot.subscriptions.sender import Sender

_PAUSE = 30.0  # seconds between two rounds
_DRAIN_TIMEOUT = 10.0  # seconds that a round in hand has to end: a mail that is cut off is not sent again


class SendingLoop:
    """Sends by several senders, each in rounds of its own, so that none waits for another."""

    def __init__(self, senders: Sequence[Sender], edits: Callable[[], Iterable[str]], pause: float = _PAUSE) -> None:
        """Take what returns the ids of the sendings to be edited, and the seconds between two rounds."""
        self._senders = senders
        self._edits = edits
        self._pause = pause
        self._log = structlog.get_logger("byline.subscriptions")

    def run(self, stop: threading.Event) -> None:
        """Go on until `stop`."""
        asyncio.run(self._run(stop))

    @contextmanager
    def in_background(self) -> Iterator[None]:
        """Go on in a thread until the block ends."""
        stop = threading.Event()
        thread = threading.Thread(target=self.run, args=(stop,), name="sending")
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join()

    async def _run(self, stop: threading.Event) -> None:
        ended = asyncio.Event()
        tasks = [asyncio.ensure_future(self._repeat(sender, ended)) for sender in self._senders]
        await asyncio.to_thread(stop.wait)
        ended.set()
        _, left = await asyncio.wait(tasks, timeout=_DRAIN_TIMEOUT)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    async def _repeat(self, sender: Sender, ended: asyncio.Event) -> None:
        while not ended.is_set():
            try:
                await sender.round(self._edits())
            except Exception as error:  # noqa: BLE001  a fault costs a round; the next one may do better
                trace = not isinstance(error, BylineError)
                self._log.warning("a round of sending failed", reason=str(error), exc_info=trace)
            try:
                await asyncio.wait_for(ended.wait(), self._pause)
            except TimeoutError:
                continue
