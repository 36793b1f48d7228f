"""Serves the control socket for as long as a block lasts."""

from __future__ import annotations

from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from bot.server.control import socket_path
from indexer.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from bot.server.control.handlers import OrderHandlers
    from bot.server.control.server import ControlServer


@contextmanager
def control_server(
    data_dir: Path, handlers: OrderHandlers, say: Callable[[str], None]
) -> Iterator[ControlServer | None]:
    """Serve the control socket until the block ends; where that is impossible, say so and yield None."""
    try:
        listening = socket_path.bind(data_dir)
    except (OSError, StoreError) as error:
        say(f"{data_dir / socket_path.NAME} cannot be served ({error}): while this runs, other commands are refused")
        yield None
        return
    from bot.server.background import in_background
    from bot.server.control.server import ControlServer

    server = ControlServer(handlers)
    with closing(listening), in_background("control", lambda: server.serving(listening)):
        try:
            yield server
        finally:
            socket_path.remove(data_dir)
