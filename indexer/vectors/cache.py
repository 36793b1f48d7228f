"""The vectors that were asked for last, in memory: whoever asks again within the same filter has them at once."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from indexer.ports import Vector

    Place = tuple[str, str]  # id and period

MOST = 20_000
"""Vectors that are kept: 31 MB of them, and ten filters of the largest size that is answered by scoring everything."""


class Remembered:
    """Vectors by id and period; those that were not asked for longest are forgotten first. Safe for several threads."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._known: OrderedDict[Place, Vector] = OrderedDict()
        self._lock = Lock()

    def of(self, places: Iterable[Place]) -> dict[Place, Vector]:
        """Return those of the vectors that are known."""
        with self._lock:
            found = {key: self._known[key] for key in places if key in self._known}
            for key in found:
                self._known.move_to_end(key)
        return found

    def keep(self, vectors: Mapping[Place, Vector]) -> None:
        """Know these from now on, in place of those that were not asked for longest."""
        with self._lock:
            self._known.update((key, vector.copy()) for key, vector in vectors.items())  # a row would keep its batch
            while len(self._known) > self._most:
                self._known.popitem(last=False)

    def forget(self, places: Iterable[Place]) -> None:
        """Know these no more."""
        with self._lock:
            for key in places:
                self._known.pop(key, None)

    def clear(self) -> None:
        """Know nothing."""
        with self._lock:
            self._known.clear()
