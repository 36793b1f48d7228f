"""The port `Sandbox` in child processes: a job that goes wrong costs only itself."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar, cast

from indexer.errors import BylineError, Unreadable
from indexer.sandbox.child import Child, ChildFailed, JobLimits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from indexer.sandbox.job_results import JobResult

_Key = TypeVar("_Key")
_Read = TypeVar("_Read")

MAX_CHILDREN = 2
"""Children at once. One takes up to 200 MB, and two read pages faster than one parent embeds and stores them; one
processor is left to the parent, and each child first has to load the parsers."""

_ATTEMPTS = 2  # at a job whose child died: the cause may be elsewhere, such as a system short of memory


@dataclass(slots=True)
class _Task:
    """A job under way."""

    key: Any
    job: Callable[[], Any]
    attempts: int = 1


class ProcessSandbox:
    """Reads in child processes, which are started when they are needed. For one thread at a time."""

    def __init__(self, limits: JobLimits = JobLimits(), *, most: int = 0) -> None:  # noqa: B008  a frozen record
        """Start nothing yet; `most` children at once, 0: one a processor beside the parent's, up to `MAX_CHILDREN`."""
        self._limits = limits
        self._most = most or max(1, min((os.cpu_count() or 1) - 1, MAX_CHILDREN))
        self._idle: list[Child] = []

    @property
    def children(self) -> int:
        """How many children wait for work."""
        return len(self._idle)

    def read(self, job: Callable[[], _Read]) -> _Read:
        ((_, read),) = self.read_all([(None, job)])
        if isinstance(read, BylineError):
            raise read
        return cast("_Read", read)  # None only where there is no job

    def read_all(
        self, jobs: Iterable[tuple[_Key, Callable[[], _Read] | None]]
    ) -> Iterator[tuple[_Key, _Read | BylineError | None]]:
        busy: dict[Child, _Task] = {}
        try:
            for key, job in jobs:
                if job is None:
                    yield key, None
                else:
                    while len(busy) >= self._most:
                        yield from self._done(busy)
                    yield from self._begun(busy, _Task(key, job))
                yield from self._done(busy, wait=False)
            while busy:
                yield from self._done(busy)
        finally:
            for child in busy:
                child.end()

    def close(self) -> None:
        """End the children; the next job starts new ones."""
        while self._idle:
            self._idle.pop().end()

    def _begun(self, busy: dict[Child, _Task], task: _Task) -> Iterator[tuple[Any, BylineError]]:
        """Give a task to a child; yield its failure if none can be had that takes it."""
        try:
            child = self._idle_child() or Child(self._limits)
        except OSError as error:
            yield task.key, Unreadable(f"no process could be started to read it: {error.strerror}")
            return
        try:
            child.give(task.job)
        except ChildFailed as failure:
            child.end()
            yield from self._after_failure(busy, task, failure)
        else:
            busy[child] = task

    def _idle_child(self) -> Child | None:
        """Return a child that waits for work, without those that something ended while they did."""
        while self._idle:
            child = self._idle.pop()
            if child.alive:
                return child
            child.end()
        return None

    def _done(self, busy: dict[Child, _Task], *, wait: bool = True) -> Iterator[tuple[Any, Any]]:
        """Yield the results that are ready; waits at most until a limit is reached."""
        from multiprocessing import connection

        patience = min(child.left for child in busy) if wait else 0
        ready = connection.wait([child.pipe for child in busy], patience)
        for child in [child for child in busy if child.pipe in ready or not child.left]:
            task = busy.pop(child)
            try:
                answer = child.take() if child.pipe in ready else None
            except ChildFailed as failure:
                child.end()
                yield from self._after_failure(busy, task, failure)
                continue
            if answer is None:
                child.end()
                yield task.key, Unreadable(f"could not be read within {self._limits.time}")
                continue
            self._idle.append(child)
            yield task.key, _outcome(answer)

    def _after_failure(
        self, busy: dict[Child, _Task], task: _Task, failure: ChildFailed
    ) -> Iterator[tuple[Any, BylineError]]:
        if failure.beyond:
            yield task.key, Unreadable(f"could not be read within {failure.beyond}")
        elif task.attempts < _ATTEMPTS:
            task.attempts += 1
            yield from self._begun(busy, task)
        else:
            yield task.key, Unreadable(str(failure))


def _outcome(answer: JobResult) -> Any:
    """Return what a job gave or its expected failure; raise what nobody expected, as if it had happened here."""
    if answer.fault:
        raise RuntimeError(f"unexpected, in the process that reads:\n{answer.fault}")
    return answer.error or answer.value
