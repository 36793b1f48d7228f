"""A server that runs beside everything else: in a thread with an event loop of its own, which nothing else blocks."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING

import structlog

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractAsyncContextManager


class Beside:
    """Holds an asynchronous context open between `start` and `stop`."""

    def __init__(self, name: str, serving: Callable[[], AbstractAsyncContextManager[None]]) -> None:
        """Take `serving`, which is called within the event loop."""
        self._name = name
        self._serving = serving
        self._begun = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name)

    def start(self) -> None:
        """Begin to serve."""
        self._thread.start()
        self._begun.wait()

    def stop(self) -> None:
        """Leave the context, and wait until that is done."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join()

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except Exception:  # noqa: BLE001  a fault of ours must not end what is served beside
            structlog.get_logger(f"byline.{self._name}").exception("it is not served any more")
        finally:
            self._begun.set()

    async def _serve(self) -> None:
        self._loop, self._end = asyncio.get_running_loop(), asyncio.Event()
        async with self._serving():
            self._begun.set()
            await self._end.wait()
