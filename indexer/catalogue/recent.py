"""What was read last and still holds."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

T = TypeVar("T")

_MOST = 16


class Recalled:
    """Values by name, each for as long as the state that it was read in lasts. Safe for several threads.

    Those that were not asked for longest are forgotten first.
    """

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._known: OrderedDict[Hashable, tuple[Hashable, Any]] = OrderedDict()
        self._lock = Lock()

    def get(self, name: Hashable, state: Hashable, read: Callable[[], T]) -> T:
        """Return a value of this state, read anew if it is not known."""
        with self._lock:
            known = self._known.get(name)
            if known is not None and known[0] == state:
                self._known.move_to_end(name)
                return cast("T", known[1])
        value = read()
        with self._lock:
            self._known[name] = (state, value)
            self._known.move_to_end(name)
            while len(self._known) > self._most:
                self._known.popitem(last=False)
        return value
