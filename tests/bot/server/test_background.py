"""A server in a thread with an event loop of its own."""

from __future__ import annotations

import asyncio
import threading
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from bot.server.background import in_background

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    import pytest


def test_a_context_is_held_open_in_another_thread_until_the_block_ends() -> None:
    """The context is entered before the block begins, left before it is over, and both in the thread of its name."""
    seen: list[str] = []

    @asynccontextmanager
    async def serving() -> AsyncIterator[None]:
        seen.append(f"entered in {threading.current_thread().name}")
        yield
        await asyncio.sleep(0)
        seen.append(f"left in {threading.current_thread().name}")

    with in_background("pages", serving):
        seen.append("block")
    assert seen == ["entered in pages", "block", "left in pages"]


def test_a_server_that_cannot_start_costs_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    """An unexpected error at the start of a server is logged, and the block runs without the server."""

    @asynccontextmanager
    async def serving() -> AsyncIterator[None]:
        _ = {"host": ""}["port"]
        yield

    with in_background("pages", serving):
        ran = True
    assert ran
    said = "".join(capsys.readouterr())
    assert "the server could not be started" in said
    assert "KeyError: 'port'" in said
