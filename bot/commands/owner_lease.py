"""Owns the data directory while it is used, and for a while after, so that what comes next need not open it again."""

from __future__ import annotations

import threading
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

    from bot.config import Settings
    from bot.server.newsroom import Newsroom

_IDLE = 10.0  # seconds: a model's calls come one after the other; opening takes one, and others may want to own it


class OwnerLease:
    """Opens the installation when it is wanted, and lets go of it when nobody has used it for a while.

    Meanwhile it serves the commands of other shells. Safe to use from several threads.
    """

    def __init__(self, settings: Settings, purpose: str, idle: float = _IDLE) -> None:
        """Take what other processes are told of the owner, and after how many seconds it lets go."""
        self._settings = settings
        self._purpose = purpose
        self._idle = idle
        self._lock = threading.Lock()
        self._users = 0
        self._opened: Newsroom | None = None
        self._closing = ExitStack()
        self._timer: threading.Timer | None = None

    def __enter__(self) -> Self:
        """Own nothing yet."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let go."""
        with self._lock:
            self._stop_timer()
            self._close()

    @property
    def is_held(self) -> bool:
        """Whether this process owns the data directory."""
        return self._opened is not None

    @contextmanager
    def newsroom(self) -> Iterator[Newsroom]:
        """Yield what the installation knows; opened if need be. Raises `DataDirBusy` if another process owns it."""
        with self._lock:
            self._stop_timer()
            opened = self._opened or self._open()
            self._users += 1
        try:
            yield opened
        finally:
            with self._lock:
                self._users -= 1
                self._start_timer()

    def _open(self) -> Newsroom:
        from bot.commands.owner_process import owner_process
        from bot.wiring import newsroom_of

        with ExitStack() as stack:
            owner = stack.enter_context(
                owner_process(self._settings, self._purpose, lambda *_: None, for_one_pass=True)
            )
            self._opened = newsroom_of(owner.opened, owner.live, owner.questions)
            self._closing = stack.pop_all()
        return self._opened

    def _close(self) -> None:
        self._opened = None
        self._closing.close()

    def _start_timer(self) -> None:
        if not self._users and self._opened:
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
