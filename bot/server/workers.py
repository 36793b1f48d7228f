"""Threads for what waits for the disk or the processor, beside the event loop."""

from __future__ import annotations

import asyncio
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextvars import copy_context
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from bot.server.problems import RETRY_AFTER, HttpProblem

if TYPE_CHECKING:
    from collections.abc import Callable

_P = ParamSpec("_P")
_T = TypeVar("_T")

_CLOSING = 2.0  # seconds that threads have to end


@dataclass(slots=True)
class ServerWorkers:
    """The threads of a server."""

    reads: Workers  # for what reads the catalogue
    questions: Workers  # for what answers and searches, and may wait for a language model
    trials: Workers  # for feeds that are fetched to be tried
    hanging: int = 0  # calls that were still at work when it ended

    def close(self) -> None:
        """End them."""
        self.hanging = sum(each.close() for each in (self.reads, self.questions, self.trials))


class Workers:
    """An executor of some threads, for which only so many calls may wait."""

    def __init__(self, name: str, threads: int, waiting: int = 100) -> None:
        """Take the number of calls that may wait for a thread; the next one is refused."""
        self._executor = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._most = threads + waiting
        self._calls: set[Future[Any]] = set()

    async def run(self, function: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
        """Return what a function returns. Raises `HttpProblem` if too many are waiting."""
        return await asyncio.wrap_future(self.submit(function, *args, **kwargs))

    def submit(self, function: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> Future[_T]:
        """Begin a call, which keeps the log's reference. Raises as `run` does."""
        if len(self._calls) >= self._most:
            raise HttpProblem(503, "too many requests are waiting: try again in a minute", {"Retry-After": RETRY_AFTER})
        future = self._executor.submit(copy_context().run, partial(function, *args, **kwargs))
        self._calls.add(future)
        future.add_done_callback(self._calls.discard)
        return future

    def close(self, *, finish: bool = False) -> int:
        """End the threads, and return the number of calls that hang; with `finish` those in hand are waited for."""
        self._executor.shutdown(wait=finish, cancel_futures=True)
        return len(wait(set(self._calls), timeout=_CLOSING).not_done)
