"""An index that can be replaced while it is being searched."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator

_Index = TypeVar("_Index")


class SwitchableIndex(Generic[_Index]):
    """Passes every call on to the index that serves; another can be put in its place while it is being asked.

    It has the methods of the index that it stands for, which a cast tells the type checker. Both indexes hold the same
    passages, so that a question may begin with the one and end with the other.
    """

    def __init__(self, index: _Index) -> None:
        self._index = index
        self._free = threading.Condition()
        self._asking = 0

    def __getattr__(self, name: str) -> Any:
        """Return what the index has under a name; a method is one that holds on to the index while it runs."""
        found = getattr(self._index, name)
        if not callable(found):
            return found

        def call(*given: Any, **named: Any) -> Any:
            with self._held() as index:
                return getattr(index, name)(*given, **named)

        return call

    def replace(self, index: _Index) -> _Index:
        """Put an index in the place of the one that serves; return the replaced one, which is no longer in use."""
        with self._free:
            self._free.wait_for(lambda: not self._asking)
            before, self._index = self._index, index
            return before

    @contextmanager
    def _held(self) -> Iterator[_Index]:
        with self._free:
            self._asking += 1
            index = self._index
        try:
            yield index
        finally:
            with self._free:
                self._asking -= 1
                if not self._asking:
                    self._free.notify_all()
