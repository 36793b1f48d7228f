"""The processes of Byline, each as on a machine of its own: a data folder, a role, and what it is run within."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bench.ports import free_port

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

_ENDING = 60.0  # seconds that a process has to end when it is asked to


@dataclass(slots=True)
class Machine:
    """One process; `start` may follow `kill` as often as you like."""

    name: str
    role: str
    folder: Path
    prefix: Sequence[str] = ()  # of the command: a namespace, a share of a processor
    environment: Mapping[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)  # of its health and metrics, or of its server
    kills: int = 0
    _process: subprocess.Popen[bytes] | None = None

    def install(self, config: str, *, has_metrics: bool = True) -> None:
        """Write its config file."""
        self.folder.mkdir(parents=True)
        own = f'[byline]\ndata_dir = "{self.folder / "data"}"\nlog = "json"\n'
        own += f'metrics = "127.0.0.1:{self.port}"\n' if has_metrics else ""
        (self.folder / "config.toml").write_text(own + config, encoding="utf-8")

    def start(self) -> None:
        """Run it."""
        command = [
            *self.prefix,
            sys.executable,
            "-m",
            "bot",
            "--config",
            str(self.folder / "config.toml"),
            "run",
            "--role",
            self.role,
        ]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                command, env={**os.environ, **self.environment}, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )

    def signal(self, number: int) -> None:
        """Send it a signal."""
        if self._process:
            self._process.send_signal(number)

    def kill(self) -> None:
        """End it as a power cut would."""
        if self._process:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()
            self.kills += 1

    def end(self) -> int:
        """Ask it to end, and return its exit code."""
        if not self._process:
            return 0
        self._process.terminate()
        deadline = time.monotonic() + _ENDING
        while self._process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.1)
        if self._process.poll() is None:
            self._process.kill()
        return self._process.wait()

    @property
    def pid(self) -> int:
        """Its number as a process, 0 if it was never started."""
        return self._process.pid if self._process else 0

    def has_ended(self) -> bool:
        """Tell whether it ended by itself, which nothing should make it do."""
        return self._process is not None and self._process.poll() is not None

    def said(self) -> str:
        """Return all that it has said."""
        log = self.folder / "log"
        return log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""
