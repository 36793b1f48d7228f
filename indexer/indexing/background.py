"""Indexing beside collecting: embedding takes nearly all of the time and need not wait for pages."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

    from indexer.indexing.sync import Syncer
    from indexer.ports import Progress

SOON = 5.0
"""Seconds after the last beginning in which few items wait for more: each time costs a commit of the lexical index."""

MIN_ITEMS = 50
"""Items that are enough to begin with before that, if nothing is being indexed."""

MAX_ITEMS = 200
"""Items that are taken before what was stored earlier is indexed: what can be asked lags behind by twice as many."""


class BackgroundSync:
    """Indexes, in a thread of its own, what this thread stores: the first item at once; a context manager.

    `then` is called there with the number of items that are indexed.

    Errors of that thread are raised here: at the next item, or at the end. The rest stays outstanding.
    """

    def __init__(
        self,
        syncer: Syncer,
        progress: Progress,
        stop: Callable[[], bool],
        *,
        then: Callable[[int], object] = lambda _: None,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._syncer = syncer
        self._progress = progress
        self._stop = stop
        self._then = then
        self._seconds = seconds
        self._soon = seconds()  # when few items are enough
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="indexing")
        self._running: Future[None] | None = None
        self._failed = False
        self._begun = 0  # items that were stored when indexing was last begun

    def __enter__(self) -> Self:
        """Begin nothing yet."""
        return self

    def __exit__(self, failed: type[BaseException] | None, *_: object) -> None:
        """Wait for the end of the indexing under way, or after a failure for the end of its portion."""
        self._failed = failed is not None
        self._thread.shutdown()
        if not self._failed:
            self._settle()

    def notify(self, done: int) -> None:
        """Take note of the number of stored items; begin indexing if it is time, and wait if it is far behind."""
        waiting = done - self._begun
        if self._running is not None and (self._running.done() or waiting >= MAX_ITEMS):
            self._settle()
        if self._running is None and waiting and (waiting >= MIN_ITEMS or self._seconds() >= self._soon):
            self._begun, self._soon = done, self._seconds() + SOON
            self._running = self._thread.submit(self._index, done)

    def _index(self, done: int) -> None:
        self._syncer.drain(self._progress, self._ends)
        if not self._ends():
            self._then(done)

    def _ends(self) -> bool:
        return self._failed or self._stop()

    def _settle(self) -> None:
        running, self._running = self._running, None
        if running is not None:
            running.result()
