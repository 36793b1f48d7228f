"""What goes on beside the event loop: threads for the disk, threads for answers, tasks that are seen to their end."""

from __future__ import annotations

import asyncio
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from contextvars import copy_context
from functools import partial
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import structlog

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterator

_P = ParamSpec("_P")
_T = TypeVar("_T")

_QUICK = 16  # threads: they wait for the disk, and what waits together is stored together
_RUSH = 1.0  # seconds that work waits, at most, for those who arrive
_CLOSING = 1.0  # seconds that threads are given at the end


class Work:
    """Bounded executors, so that no acknowledgement waits behind an answer, nor a search behind a language model."""

    def __init__(self, answers: int) -> None:
        """Make room for so many answers at a time, and for as many searches."""
        self._quick = ThreadPoolExecutor(_QUICK, thread_name_prefix="journal")
        self._slow = ThreadPoolExecutor(answers, thread_name_prefix="search")
        self._answers = ThreadPoolExecutor(answers, thread_name_prefix="answer")
        self._in_hand: set[Future[Any]] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._arriving = 0
        self._quiet = asyncio.Event()
        self._quiet.set()
        self._log = structlog.get_logger("byline.adapters")

    async def quick(self, function: Callable[_P, _T], *given: _P.args, **named: _P.kwargs) -> _T:
        """Run what only waits for the disk."""
        return await self._run(self._quick, partial(function, *given, **named))

    async def slow(self, function: Callable[_P, _T], *given: _P.args, **named: _P.kwargs) -> _T:
        """Run what searches."""
        return await self._run(self._slow, partial(function, *given, **named))

    async def answer(self, function: Callable[_P, _T], *given: _P.args, **named: _P.kwargs) -> _T:
        """Run what answers, which may wait for a language model."""
        return await self._run(self._answers, partial(function, *given, **named))

    @contextmanager
    def arrival(self) -> Iterator[None]:
        """Let somebody come in: no work begins until they are acknowledged."""
        self._arriving += 1
        self._quiet.clear()
        try:
            yield
        finally:
            self._arriving -= 1
            if not self._arriving:
                self._quiet.set()

    async def quiet(self) -> None:
        """Wait until nobody arrives, but not long: fifty may come at once, and each is owed an acknowledgement."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._quiet.wait(), _RUSH)

    def start(self, what: Coroutine[Any, Any, None]) -> None:
        """Begin a task that nobody waits for but `drain`."""
        task = asyncio.get_running_loop().create_task(what)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    async def drain(self, seconds: float) -> int:
        """Let the tasks come to their end; after so many seconds break them off, and return how many those were."""
        if self._tasks:
            await asyncio.wait(set(self._tasks), timeout=seconds)
        left = set(self._tasks)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        return len(left)

    def close(self) -> int:
        """Give the threads back, which first finish what they have in hand; return how many do not within a second.

        These may use the catalogue on and on, and Python would wait for them for ever.
        """
        for executor in (self._answers, self._slow, self._quick):
            executor.shutdown(wait=False, cancel_futures=True)
        return len(wait(set(self._in_hand), timeout=_CLOSING).not_done)

    async def _run(self, executor: ThreadPoolExecutor, call: Callable[[], _T]) -> _T:
        future = executor.submit(copy_context().run, call)  # with the reference of what it is done for
        self._in_hand.add(future)
        future.add_done_callback(self._in_hand.discard)
        return await asyncio.wrap_future(future)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            self._log.error("a task failed", exc_info=error)
