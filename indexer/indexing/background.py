"""Indexing beside collecting: embedding takes nearly all of the time, and need not wait for pages, nor they for it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

    from indexer.indexing.sync import Syncer
    from indexer.ports import Progress

MIN_ITEMS = 50
"""Items that are enough to begin with, if nothing is being indexed: each time costs a commit of the lexical index."""

MAX_ITEMS = 200
"""Items that are taken before what was stored earlier is indexed: what can be asked lags behind by twice as many."""


class BackgroundSync:
    """Tells the indexes, in a thread of its own, what this thread stores; to be used as a context.

    What goes wrong there is raised here: at the next item, or at the end. What is not reached stays outstanding.
    """

    def __init__(self, syncer: Syncer, progress: Progress, stop: Callable[[], bool]) -> None:
        self._syncer = syncer
        self._progress = progress
        self._stop = stop
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="indexing")
        self._running: Future[None] | None = None
        self._failed = False
        self._begun = 0  # items that were stored when indexing was last begun

    def __enter__(self) -> Self:
        """Begin nothing yet."""
        return self

    def __exit__(self, failed: type[BaseException] | None, *_: object) -> None:
        """Wait for what is under way: to its end, or if something failed to the end of a portion."""
        self._failed = failed is not None
        self._thread.shutdown()
        if not self._failed:
            self._settle()

    def notify(self, done: int) -> None:
        """Say how many items are stored by now; begin to index if it is time, and wait if indexing is far behind."""
        waiting = done - self._begun
        if self._running is not None and (self._running.done() or waiting >= MAX_ITEMS):
            self._settle()
        if self._running is None and waiting >= MIN_ITEMS:
            self._begun = done
            self._running = self._thread.submit(self._syncer.drain, self._progress, self._ends)

    def _ends(self) -> bool:
        return self._failed or self._stop()

    def _settle(self) -> None:
        running, self._running = self._running, None
        if running is not None:
            running.result()
