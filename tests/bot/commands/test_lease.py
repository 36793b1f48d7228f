"""What is held open while it is used, and for a while after."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from bot.commands.lease import Lease
from indexer.errors import DataDirBusy

if TYPE_CHECKING:
    from collections.abc import Iterator

LONG = 600.0  # seconds: longer than any test


class Door:
    """Something that can be opened and closed, and says when it was."""

    def __init__(self, *, is_locked: bool = False) -> None:
        self.is_locked = is_locked
        self.opened = 0
        self.closed = threading.Event()

    @contextmanager
    def open(self) -> Iterator[int]:
        """Yield how often it was opened."""
        if self.is_locked:
            raise DataDirBusy("locked")
        self.opened += 1
        self.closed.clear()
        yield self.opened
        self.closed.set()


def test_it_is_opened_once_and_closed_at_the_end() -> None:
    """Uses one after the other and inside each other share what is open; the end closes it."""
    door = Door()
    with Lease(door.open, LONG) as lease:
        assert not lease.is_held
        with lease.use() as first, lease.use() as second:
            assert (first, second, lease.is_held) == (1, 1, True)
        with lease.use() as third:
            assert third == 1
    assert (lease.is_held, door.closed.is_set()) == (False, True)


def test_it_is_closed_when_it_is_idle_and_opened_anew() -> None:
    """A while after the last use it is closed, and not before; then it is opened again."""
    door = Door()
    with Lease(door.open, 0.0) as lease:
        with lease.use():
            with lease.use():
                pass
            assert not door.closed.is_set()
        assert door.closed.wait(60)
        with lease.use() as again:
            assert again == 2


def test_what_cannot_be_opened_is_tried_again() -> None:
    """An error reaches whoever wants it, and leaves nothing held."""
    door = Door(is_locked=True)
    with Lease(door.open, LONG) as lease:
        with pytest.raises(DataDirBusy), lease.use():
            pass
        assert not lease.is_held
        door.is_locked = False
        with lease.use() as opened:
            assert opened == 1
