"""One child process that reads: given jobs one by one, ended when one of them goes beyond a limit.

A thread could not be ended, and a parser written in C listens to nobody: only a process can be stopped for certain.
It is started afresh, since the parent has threads, connections and a lock that a copy of it would share. Each child
has a pipe of its own, so that one that dies in the middle of an answer harms no other: where children share a pipe,
as in the pools that libraries offer, the others wait for ever then. Nobody but the two ends holds the pipe, so that
an idle child ends with its parent, however that ends; a timer of the operating system ends a busy one. Started by
`multiprocessing`, a child would import the parent's main program, and complain about a parent that was killed.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import traceback
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pickle import UnpicklingError
from typing import TYPE_CHECKING, Any

from indexer.errors import BylineError
from indexer.sandbox import restrictions
from indexer.sandbox.job_results import JobResult, packed, unpacked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SECONDS = 20.0
"""How long one page or feed may be read, in processor time. The worst that are known take 8 s."""

PATIENCE = 3.0
"""Factor on `SECONDS` for the time by the clock: embedding or other programs may have the processor."""

MEGABYTES = 1_000
"""Memory of one child, beyond which it gets none. The worst page that is known takes 280."""

_GRACE = 5.0  # seconds more, after which the system ends a child that its parent has not: there is no parent left
_START = "import sys; sys.path[:] = sys.argv[4:]; from indexer.sandbox.child import serve; serve(*sys.argv[1:4])"
_OUT_OF_MEMORY = 77  # exit code of a child; any that no signal and no interpreter uses


@dataclass(frozen=True, slots=True, kw_only=True)
class JobLimits:
    """What one job may take."""

    seconds: float = SECONDS
    megabytes: int = MEGABYTES

    @property
    def time(self) -> str:
        """The limit of time in words."""
        return f"{self.seconds:g} s"

    @property
    def memory(self) -> str:
        """The limit of memory in words."""
        return f"{self.megabytes:,} MB of memory"


class ChildFailed(Exception):
    """A child ended before it answered, or its answer is none; it is of no more use.

    `beyond` names the limit that it went beyond, if that was why.
    """

    def __init__(self, why: str, beyond: str = "") -> None:
        """Keep the limit apart, since to go beyond it is the job's fault."""
        super().__init__(f"the process that read it {why}")
        self.beyond = beyond


class Child:
    """A process that does jobs. It takes its time to start, which counts as time of its first job."""

    def __init__(self, limits: JobLimits) -> None:
        from multiprocessing.connection import Pipe

        self._limits = limits
        self._until = 0.0
        self.pipe, there = Pipe()
        given = (there.fileno(), limits.seconds, limits.megabytes, *sys.path)
        with there, _block_interrupts():
            self._process = subprocess.Popen(
                [sys.executable, "-c", _START, *map(str, given)],
                pass_fds=[there.fileno()],  # all others are closed
                env=restrictions.child_environment(),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
            )

    @property
    def left(self) -> float:
        """The seconds by the clock that are left of the time of the job in hand."""
        return max(0.0, self._until - time.monotonic())

    @property
    def alive(self) -> bool:
        """Tell whether it has not ended."""
        return self._process.poll() is None

    def give(self, job: Callable[[], Any]) -> None:
        """Start a job. Raises `ChildFailed` if the child has ended meanwhile."""
        self._until = time.monotonic() + PATIENCE * self._limits.seconds
        try:
            self.pipe.send(job)
        except OSError as error:
            raise self._death() from error

    def take(self) -> JobResult:
        """Return the answer for which `pipe` is ready. Raises `ChildFailed` if it will never come, or is none."""
        try:
            return unpacked(self.pipe.recv_bytes())
        except (EOFError, OSError) as error:
            raise self._death() from error
        except UnpicklingError as error:
            raise ChildFailed(f"gave no answer: {error}") from error

    def end(self) -> None:
        """End it at once, whatever it is doing."""
        self.pipe.close()
        self._process.kill()
        self._process.wait()

    def _death(self) -> ChildFailed:
        code: int | None = None
        with suppress(subprocess.TimeoutExpired):  # its pipe is closed a moment before it is gone
            code = self._process.wait(_GRACE)
        beyond = dict.fromkeys((-signal.SIGPROF, -signal.SIGALRM), self._limits.time) | {
            _OUT_OF_MEMORY: self._limits.memory
        }
        # A negative code is the number of a signal.
        return ChildFailed(f"ended with exit code {code}", beyond.get(code, "") if code else "")


@contextmanager
def _block_interrupts() -> Iterator[None]:
    """Keep Ctrl-C from processes started within the block: the parent ends its children.

    The set of blocked signals is inherited. A handler would come too late: while Python starts, a Ctrl-C shows the
    traceback of wherever it is just then.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def serve(descriptor: str, seconds: str, megabytes: str) -> None:
    """Do jobs until the pipe is closed: what a child runs."""
    from multiprocessing.connection import Connection

    _limit_memory(int(megabytes))
    restrictions.apply()
    pipe: Connection[Any, Any] = Connection(int(descriptor))
    with suppress(EOFError, OSError):  # the parent has gone, or wants no more
        while True:
            job = pipe.recv()
            _set_timers(float(seconds), PATIENCE * float(seconds) + _GRACE)
            answer = packed(_answer(job))
            _set_timers(0, 0)
            pipe.send_bytes(answer)


def _set_timers(processor: float, clock: float) -> None:
    """Let the system end this process after some seconds; 0: never."""
    signal.setitimer(signal.ITIMER_PROF, processor)
    signal.setitimer(signal.ITIMER_REAL, clock)


def _limit_memory(megabytes: int) -> None:
    """Refuse this process more memory of its own, where the system can: macOS does not keep to it, Linux does."""
    import resource

    with suppress(OSError, ValueError):  # a lower limit is in force already
        resource.setrlimit(resource.RLIMIT_DATA, (megabytes * 1_000_000, megabytes * 1_000_000))
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a parser that crashes leaves no file of this size behind


def _answer(job: Callable[[], Any]) -> JobResult:
    try:
        return JobResult(job())
    except BylineError as error:
        return JobResult(error=error)
    except MemoryError:
        os._exit(_OUT_OF_MEMORY)  # the process is in an unknown state; a new one replaces it
    except Exception:  # noqa: BLE001  told to the parent, which raises it there
        return JobResult(fault=traceback.format_exc())
