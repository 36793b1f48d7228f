"""Whose turn it is to change what is collected: passes, imports and a new index come one after the other."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from indexer.collecting.collector import Collector

_LOOK = 0.2  # seconds between two looks whether whoever waits has given up


class Shift:
    """One turn at a time, and the collector that is there for all of them."""

    def __init__(self) -> None:
        self._free = threading.Lock()
        self._ending: Callable[[], bool] = lambda: False
        self.collector: Collector | None = None  # to be used by whoever has the turn

    @property
    def ending(self) -> bool:
        """Tell whether the program is about to end: whoever has the turn then stops after the item in hand."""
        return self._ending()

    def end_with(self, ending: Callable[[], bool]) -> None:
        """Take what tells whether the program is about to end."""
        self._ending = ending

    @contextmanager
    def turn(self, given_up: Callable[[], bool], waiting: Callable[[], None] = lambda: None) -> Iterator[bool]:
        """Wait for the turn; yield False, without it, if it was given up. `waiting` is called if it is not free."""
        mine = self._free.acquire(blocking=False)
        if not mine:
            waiting()
        while not mine and not given_up():
            mine = self._free.acquire(timeout=_LOOK)
        try:
            yield mine
        finally:
            if mine:
                self._free.release()

    @contextmanager
    def lending(self, collector: Collector) -> Iterator[None]:
        """Let others use a collector in their turn until the block ends."""
        self.collector = collector
        try:
            yield
        finally:
            with self._free:  # whoever uses it comes to an end first
                self.collector = None
