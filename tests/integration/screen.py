"""A terminal with a person at it."""

from __future__ import annotations

import os
import pty
import select
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.integration.warm import Warm

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator
    from pathlib import Path

    from tests.integration.conftest import Launcher
    from tests.integration.warm import AtTerminal

PATIENCE = 240.0  # seconds


@dataclass(slots=True, kw_only=True)
class Terminal:
    """The person's side of a terminal."""

    descriptor: int
    process: subprocess.Popen[bytes] | AtTerminal
    seen: bytes = field(default=b"")
    read: int = 0  # bytes of it that were waited for

    def until(self, words: str) -> str:
        """Return what is shown up to these words, from where the last call stopped."""
        sought = words.encode()
        deadline = time.monotonic() + PATIENCE
        while (at := self.seen.find(sought, self.read)) < 0:
            assert time.monotonic() < deadline, f"no {words!r} in {self.seen!r}"
            assert self._more(), f"ended without {words!r}: {self.seen!r}"
        start, self.read = self.read, at + len(sought)
        return self.seen[start : self.read].decode(errors="replace")

    def type(self, text: str) -> None:
        """Press keys."""
        os.write(self.descriptor, text.encode())

    def ended(self) -> int:
        """Wait for the end, and return the exit code."""
        deadline = time.monotonic() + PATIENCE
        while self._more():
            assert time.monotonic() < deadline, f"does not end: {self.seen!r}"
        return self.process.wait()

    def _more(self) -> bool:
        """Take in what is shown, if there is something; tell whether more may come."""
        if not select.select([self.descriptor], [], [], 0.2)[0]:
            return True
        try:
            got = os.read(self.descriptor, 65_536)
        except OSError:  # Linux's word for: the other side was closed
            return False
        self.seen += got
        return bool(got)


@contextmanager
def terminal(start: Launcher | Warm, *arguments: str | Path) -> Iterator[Terminal]:
    """Start a command at a terminal: by a program of its own, or at once."""
    ours, theirs = pty.openpty()
    try:
        process: subprocess.Popen[bytes] | AtTerminal
        if isinstance(start, Warm):
            process = start.start_at(os.ttyname(theirs), *map(str, arguments))
        else:
            process = start(*arguments, stdin=theirs, stdout=theirs, stderr=theirs)
        os.close(theirs)
        yield Terminal(descriptor=ours, process=process)
    finally:
        os.close(ours)
