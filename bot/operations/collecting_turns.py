"""Whose turn it is to change what is collected: passes, imports and a new index come one after the other."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from indexer.collecting.collector import Collector

_INTERVAL = 0.2  # seconds between two checks whether a turn is still wanted


class CollectingTurns:
    """One turn at a time, and the collector that is open for all of them. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._is_ending: Callable[[], bool] = lambda: False
        self.collector: Collector | None = None  # to be used within a turn

    def is_ending(self) -> bool:
        """Tell whether the program is about to end: a turn then stops after the item in hand."""
        return self._is_ending()

    def end_when(self, is_ending: Callable[[], bool]) -> None:
        """Take the function that tells whether the program is about to end."""
        self._is_ending = is_ending

    @contextmanager
    def turn(self, is_cancelled: Callable[[], bool], on_wait: Callable[[], None] = lambda: None) -> Iterator[bool]:
        """Wait for a turn; yield False, without one, if it was cancelled. `on_wait` is called if another has it."""
        taken = self._lock.acquire(blocking=False)
        if not taken:
            on_wait()
        while not taken and not is_cancelled():
            taken = self._lock.acquire(timeout=_INTERVAL)
        try:
            yield taken
        finally:
            if taken:
                self._lock.release()

    @contextmanager
    def lend(self, collector: Collector) -> Iterator[None]:
        """Let other turns use a collector until the block ends."""
        self.collector = collector
        try:
            yield
        finally:
            with self._lock:  # a turn that uses it ends first
                self.collector = None
