"""Threads for the disk, for searches and for answers beside the event loop, and tasks that are drained at the end."""

from __future__ import annotations

import asyncio
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from contextvars import copy_context
from functools import partial
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import structlog
from tenacity import AsyncRetrying, retry_if_exception_type, stop_after_attempt, wait_chain, wait_fixed

from indexer.errors import StoreUnreachable

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterator

_P = ParamSpec("_P")
_T = TypeVar("_T")

_DISK_THREADS = 16  # transactions that wait at the same time are committed together
_LONGEST_HOLD = 1.0  # seconds that work waits, at most, for acknowledgements
_CLOSE_TIMEOUT = 1.0  # seconds
_STORE_PAUSES = (0.2, 0.5, 1.0, 2.0, 4.0)  # seconds


class Executors:
    """Bounded executors: no acknowledgement waits for an answer, and no search for a language model."""

    def __init__(self, answers: int) -> None:
        """Take the number of answers, and of searches, that may be under way at a time."""
        self._disk = ThreadPoolExecutor(_DISK_THREADS, thread_name_prefix="journal")
        self._searches = ThreadPoolExecutor(answers, thread_name_prefix="search")
        self._answers = ThreadPoolExecutor(answers, thread_name_prefix="answer")
        self._calls: set[Future[Any]] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._unacknowledged = 0
        self._all_acknowledged = asyncio.Event()
        self._all_acknowledged.set()
        self._log = structlog.get_logger("byline.adapters")

    async def run_io(self, function: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
        """Run a function that only waits for the disk."""
        return await self._run(self._disk, partial(function, *args, **kwargs))

    async def run_store(self, function: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
        """Run a function that stores what is not delivered again, also while a database server is restarted.

        Raises `StoreUnreachable` after some seconds. The function must do no harm when it is run twice.
        """
        storing = AsyncRetrying(
            retry=retry_if_exception_type(StoreUnreachable),
            wait=wait_chain(*map(wait_fixed, _STORE_PAUSES)),
            stop=stop_after_attempt(len(_STORE_PAUSES) + 1),
            reraise=True,
        )
        return await storing(self.run_io, partial(function, *args, **kwargs))

    async def run_search(self, function: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
        """Run a function that searches."""
        return await self._run(self._searches, partial(function, *args, **kwargs))

    async def run_answer(self, function: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
        """Run a function that answers, and may wait for a language model."""
        return await self._run(self._answers, partial(function, *args, **kwargs))

    @contextmanager
    def hold_work(self) -> Iterator[None]:
        """Hold back work within the block, in which an event is stored and acknowledged."""
        self._unacknowledged += 1
        self._all_acknowledged.clear()
        try:
            yield
        finally:
            self._unacknowledged -= 1
            if not self._unacknowledged:
                self._all_acknowledged.set()

    async def wait_until_acknowledged(self) -> None:
        """Wait until no event waits for its acknowledgement, a second at most: fifty may come at once."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._all_acknowledged.wait(), _LONGEST_HOLD)

    def start(self, coroutine: Coroutine[Any, Any, None]) -> None:
        """Start a task, for whose end only `drain` waits."""
        task = asyncio.get_running_loop().create_task(coroutine)
        self._tasks.add(task)
        task.add_done_callback(self._end)

    async def drain(self, seconds: float) -> int:
        """Wait until all tasks have ended; after `seconds` cancel those that have not, and return their number."""
        if self._tasks:
            await asyncio.wait(set(self._tasks), timeout=seconds)
        left = set(self._tasks)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        return len(left)

    def close(self) -> int:
        """Shut the threads down, and return the number of calls that do not end within a second.

        Such a call may go on using the catalogue, and Python would wait for it for ever.
        """
        for executor in (self._answers, self._searches, self._disk):
            executor.shutdown(wait=False, cancel_futures=True)
        return len(wait(set(self._calls), timeout=_CLOSE_TIMEOUT).not_done)

    async def _run(self, executor: ThreadPoolExecutor, call: Callable[[], _T]) -> _T:
        future = executor.submit(copy_context().run, call)  # keeps the log's reference
        self._calls.add(future)
        future.add_done_callback(self._calls.discard)
        return await asyncio.wrap_future(future)

    def _end(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            self._log.error("a task failed", exc_info=error)
