"""The control socket is served for as long as a block lasts."""

from __future__ import annotations

from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING

from bot.server.background_thread import Beside
from bot.server.control import socket_path
from indexer.errors import StoreError

if TYPE_CHECKING:
    import socket
    from collections.abc import AsyncIterator, Callable, Iterator
    from pathlib import Path

    from bot.server.control.handlers import Office


class Served:
    """What is served, and what is left of it at the end."""

    def __init__(self, office: Office, listening: socket.socket) -> None:
        self.hanging = 0  # threads that did not come to an end when it did
        self._office = office
        self._listening = listening

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[None]:
        """Serve until the block ends."""
        from bot.server.control.server import ControlServer

        server = ControlServer(self._office)
        try:
            async with server.serving(self._listening):
                yield
        finally:
            self.hanging = server.close()


@contextmanager
def served(data_dir: Path, office: Office, say: Callable[[str], None]) -> Iterator[Served | None]:
    """Serve the control socket until the block ends; where there can be none, say so and go without."""
    try:
        listening = socket_path.bound(data_dir)
    except (OSError, StoreError) as error:
        say(f"{data_dir / socket_path.NAME} cannot be served ({error}): while this runs, other commands are refused")
        yield None
        return
    what = Served(office, listening)
    beside = Beside("control", what.serving)
    beside.start()
    try:
        yield what
    finally:
        socket_path.removed(data_dir)
        beside.stop()
        listening.close()
