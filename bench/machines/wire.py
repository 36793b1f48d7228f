"""A wire between a process and Postgres that can be cut: what is sent then arrives nowhere, and nobody is told."""

from __future__ import annotations

import asyncio
import threading
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_PIECE = 65_536


class Wire:
    """Passes bytes on between a port of its own and another one; `cut` while the network is down."""

    prefix = ()  # of the command of a process that uses it

    def __init__(self, target: int) -> None:
        self.port = 0
        self._target = target
        self._whole = asyncio.Event()
        self._whole.set()
        self._loop = asyncio.new_event_loop()

    @contextmanager
    def laid(self) -> Iterator[Wire]:
        """Pass on, from a thread, until the block ends."""
        thread = threading.Thread(target=self._loop.run_forever, name="wire", daemon=True)
        thread.start()
        server = asyncio.run_coroutine_threadsafe(
            asyncio.start_server(self._passed_on, "127.0.0.1", 0), self._loop
        ).result()
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            self._loop.call_soon_threadsafe(server.close)
            self._loop.call_soon_threadsafe(self._loop.stop)
            thread.join()

    def cut(self) -> None:
        """Lose all that is sent from now on until `mend`: it arrives later, or the sender gives up first."""
        self._loop.call_soon_threadsafe(self._whole.clear)

    def mend(self) -> None:
        """Pass on again."""
        self._loop.call_soon_threadsafe(self._whole.set)

    async def _passed_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await self._whole.wait()
        with suppress(OSError):
            there, back = await asyncio.open_connection("127.0.0.1", self._target)
            await asyncio.gather(self._pump(reader, back), self._pump(there, writer))

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            with suppress(OSError):
                while piece := await reader.read(_PIECE):
                    await self._whole.wait()
                    writer.write(piece)
                    await writer.drain()
        finally:
            writer.close()
