"""One thing after another in a thread of its own: what was made is kept while the next is being made."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future


class Behind:
    """Does one piece of work at a time, in order, beside the thread that gives it; to be used as a context.

    What goes wrong there is raised here: when the next piece is given, or at the end.
    """

    def __init__(self, name: str) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=name)
        self._running: Future[None] | None = None

    def __enter__(self) -> Self:
        """Begin nothing yet."""
        return self

    def __exit__(self, failed: type[BaseException] | None, *_: object) -> None:
        """Wait for the end of what was given."""
        self._thread.shutdown()
        if failed is None:
            self._settle()

    def do(self, work: Callable[[], None]) -> None:
        """Begin a piece of work, as soon as the one before is done."""
        self._settle()
        self._running = self._thread.submit(work)

    def _settle(self) -> None:
        running, self._running = self._running, None
        if running is not None:
            running.result()
