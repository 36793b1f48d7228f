"""Holds something open while it is used and for a while after, so that what comes next need not open it again."""

from __future__ import annotations

import threading
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import TYPE_CHECKING, Generic, Self, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import TracebackType

_T = TypeVar("_T")


class Lease(Generic[_T]):
    """Opens something when it is wanted, and closes it when nobody has used it for a while. Safe in several threads."""

    def __init__(self, open_it: Callable[[], AbstractContextManager[_T]], idle: float) -> None:
        """Take what opens it, and after how many idle seconds it is closed."""
        self._open_it = open_it
        self._idle = idle
        self._lock = threading.Lock()
        self._users = 0
        self._held: tuple[_T] | None = None
        self._closing = ExitStack()
        self._timer: threading.Timer | None = None

    def __enter__(self) -> Self:
        """Hold nothing yet."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        with self._lock:
            self._stop_timer()
            self._close()

    @property
    def is_held(self) -> bool:
        """Whether it is open."""
        return self._held is not None

    @contextmanager
    def use(self) -> Iterator[_T]:
        """Yield it, opened if need be; it stays open at least until the block ends. Raises what opening raises."""
        with self._lock:
            self._stop_timer()
            if self._held is None:
                self._held = (self._closing.enter_context(self._open_it()),)
            (held,) = self._held
            self._users += 1
        try:
            yield held
        finally:
            with self._lock:
                self._users -= 1
                self._start_timer()

    def _close(self) -> None:
        self._held = None
        self._closing.close()

    def _start_timer(self) -> None:
        if self._held is not None and not self._users:
            self._timer = threading.Timer(self._idle, self._close_if_idle)
            self._timer.daemon = True
            self._timer.start()

    def _stop_timer(self) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None

    def _close_if_idle(self) -> None:
        with self._lock:
            if not self._users:
                self._close()
