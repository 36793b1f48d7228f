"""Jobs that stand for documents which nobody has met yet; and a `Sandbox` that puts them in their place."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from indexer.errors import NotAFeed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from indexer.errors import BylineError
    from indexer.ports import Key, Read, Sandbox


def give(value: str) -> str:
    """Read something harmless."""
    return value


def refuse() -> str:
    """Find that it is no feed."""
    raise NotAFeed("an HTML page, not a feed")


def err() -> str:
    """Have a fault of our own."""
    return str(1 // 0)


def hang() -> str:
    """Never end, and listen to nobody."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    while True:
        time.sleep(0)


def sleep() -> str:
    """Wait for something that never comes."""
    time.sleep(1_000)
    return ""


def swell() -> str:
    """Take more and more memory."""
    held = []
    while True:
        held.append(bytearray(10_000_000))


def crash() -> str:
    """Take the process along."""
    os.kill(os.getpid(), signal.SIGKILL)
    return ""


def crash_once(mark: Path) -> str:
    """Be killed by somebody else, the first time."""
    if mark.exists():
        return "done"
    mark.touch()
    return crash()


def announce(mark: Path) -> str:
    """Say which process it is that hangs."""
    mark.write_text(str(os.getpid()))
    return hang()


class Order:
    """What a pickle of it has its reader do: call a function."""

    def __init__(self, function: Callable[..., Any], *given: Any) -> None:
        self._call = function, given

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        """Return the call."""
        return self._call


def give_order(mark: Path) -> Order:
    """Have whoever reads the answer make a folder."""
    return Order(os.mkdir, mark)


class Tripping:
    """A real sandbox, to which one job is put in place of all whose text holds a word."""

    def __init__(self, sandbox: Sandbox, word: str, job: Callable[[], str]) -> None:
        self._sandbox = sandbox
        self._word = word
        self._job = job

    def read(self, job: Callable[[], Read]) -> Read:
        """Read it, or trip over it."""
        job = self._placed(job)
        return self._sandbox.read(job)

    def read_all(
        self, jobs: Iterable[tuple[Key, Callable[[], Read] | None]]
    ) -> Iterator[tuple[Key, Read | BylineError | None]]:
        """Read them, or trip over them."""
        return self._sandbox.read_all((key, self._placed(job)) for key, job in jobs)

    def close(self) -> None:
        """Close the real one."""
        self._sandbox.close()

    def _placed(self, job: Any) -> Any:  # what the other job gives is not reached
        return self._job if self._word in repr(job) else job


def environment_of(process: int) -> str:
    """Return the environment of a process as it was started, or why it cannot be had."""
    try:
        return Path(f"/proc/{process}/environ").read_text("utf-8", errors="replace")
    except OSError as error:
        return type(error).__name__


def known() -> dict[str, str]:
    """Return the environment that a child has."""
    return dict(os.environ)


def connect(port: int) -> str:
    """Connect to this computer, and tell what came of it."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=5):
            return "connected"
    except OSError as error:
        return type(error).__name__


def start_program() -> str:
    """Start a program, and tell what came of it."""
    try:
        return subprocess.run(["/bin/echo", "started"], capture_output=True, text=True, check=True).stdout
    except OSError as error:
        return type(error).__name__


def descriptors() -> list[str]:
    """Return what the open descriptors of a child beyond the first three lead to."""
    found = []
    for each in Path("/dev/fd").iterdir():
        with suppress(OSError):
            found += [str(each.readlink())] if int(each.name) > 2 else []
    return found
