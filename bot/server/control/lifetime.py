"""Serves the control socket for as long as a block lasts."""

from __future__ import annotations

from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from bot.server.control import socket_path
from indexer.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from bot.server.application import Section
    from bot.server.control.protocol import Order
    from bot.server.control.section import ControlSection, Handler


@contextmanager
def control_server(
    data_dir: Path,
    handlers: Mapping[type[Order], Handler],
    concurrency: int,
    say: Callable[[str], None],
    others: Iterable[Section] = (),
) -> Iterator[ControlSection | None]:
    """Serve the control socket, and other sections over it, until the block ends.

    Where that is impossible, say so and yield None.
    """
    try:
        listener = socket_path.bind(data_dir)
    except (OSError, StoreError) as error:
        say(f"{data_dir / socket_path.NAME} cannot be served ({error}): while this runs, other commands are refused")
        yield None
        return
    from bot.server.control.peer import PeerGuard
    from bot.server.control.section import ControlSection
    from bot.server.lifetime import serve

    control = ControlSection(handlers, concurrency)
    with closing(listener), closing(control), serve("control", listener, [control, *others], PeerGuard()):
        try:
            yield control
        finally:
            socket_path.remove(data_dir)
