"""A server in a thread with an event loop of its own, which nothing else blocks."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

import structlog
from anyio.from_thread import start_blocking_portal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractAsyncContextManager


@contextmanager
def in_background(name: str, serving: Callable[[], AbstractAsyncContextManager[None]]) -> Iterator[None]:
    """Hold an asynchronous context open in a thread until the block ends."""
    with start_blocking_portal(name=name) as portal, ExitStack() as stack:
        try:
            stack.enter_context(portal.wrap_async_context_manager(serving()))
        except Exception:  # noqa: BLE001  a bug in one server must not end the program
            structlog.get_logger(f"byline.{name}").exception("the server could not be started")
        yield
