"""A part of a processor for a process: a control group of Linux, version 1 or 2, with a quota. Only root may make one.

https://docs.kernel.org/scheduler/sched-bwc.html: of each period the group may take so much, on all processors together.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_PERIOD = 10_000  # microseconds: short, or a question would wait for the next one
_WEIGHT = 10_000  # beside that of other groups, and of programs in none: about 1,000, or 100 in version 2
_PATIENCE = 10.0  # seconds until what was killed is gone
_ROOT = Path("/sys/fs/cgroup")
_ENTER = "import os, sys; open(sys.argv[1], 'w').write(str(os.getpid())); os.execv(sys.argv[2], sys.argv[2:])"


class Share:
    """A control group; what is run with `prefix` is in it."""

    def __init__(self, name: str) -> None:
        """Choose its place: where version 1 is mounted it has a folder for processors."""
        self._is_first = (_ROOT / "cpu").is_dir()
        self._folder = (_ROOT / "cpu" if self._is_first else _ROOT) / f"byline-{os.getpid()}-{name}"
        self.prefix = (sys.executable, "-c", _ENTER, str(self._folder / "cgroup.procs"))

    @contextmanager
    def made(self) -> Iterator[Share]:
        """Have it until the block ends; what runs in it then is killed. Raises `OSError` where it cannot be made."""
        if not self._is_first:
            (_ROOT / "cgroup.subtree_control").write_text("+cpu", encoding="ascii")
        self._folder.mkdir()
        try:
            yield self
        finally:
            self._remove()

    def _remove(self) -> None:
        deadline = time.monotonic() + _PATIENCE
        while self._folder.is_dir():
            for pid in (self._folder / "cgroup.procs").read_text(encoding="ascii").split():
                with suppress(ProcessLookupError):
                    os.kill(int(pid), signal.SIGKILL)
            try:
                self._folder.rmdir()
            except OSError:  # what was killed is in it for a moment more
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.05)

    def limit(self, processors: float) -> None:
        """Let it take so much of a processor, and have that before whatever else runs here."""
        quota = round(processors * _PERIOD)
        if self._is_first:
            self._write("cpu.shares", _WEIGHT)
            self._write("cpu.cfs_period_us", _PERIOD)
            self._write("cpu.cfs_quota_us", quota)
        else:
            self._write("cpu.weight", _WEIGHT)
            self._write("cpu.max", f"{quota} {_PERIOD}")

    def free(self) -> None:
        """Let it take what it can get."""
        if self._is_first:
            self._write("cpu.cfs_quota_us", -1)
        else:
            self._write("cpu.max", f"max {_PERIOD}")

    def _write(self, name: str, value: object) -> None:
        (self._folder / name).write_text(str(value), encoding="ascii")
