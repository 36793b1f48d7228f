"""Has the figures of one system measured, each in a process of its own, and keeps them in the folder."""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.wiring.components import MODELS
from tests.benchmarks.systems import SYSTEMS

_CHECKOUT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A comparison in a folder, on so many invented articles."""

    folder: Path
    articles: int
    seed: int = 1
    starts: int = 5  # of a process that answers one question; the median counts

    def prepare(self) -> None:
        """Write the articles, unless they are there."""
        stamp = self.folder / "prepared"
        if not stamp.exists():
            self.folder.mkdir(parents=True, exist_ok=True)
            self._child("prepare", str(self.articles), str(self.seed))
            stamp.touch()

    def measure(self, name: str) -> None:
        """Measure a system, and keep its figures."""
        for old in self.folder.glob(f"{name}-*/"):
            shutil.rmtree(old)
        found: dict[str, Any] = {}
        for work in ("model", "index", "ask", "quality"):
            found |= json.loads(self._child(work, name)[0])
        found["start"] = statistics.median(self._child("start", name)[1] for _ in range(self.starts))
        self._file(name).write_text(json.dumps(found, indent=2), encoding="utf-8")

    def figures(self) -> dict[str, dict[str, Any]]:
        """Return the figures of every system that was measured."""
        files = {name: self._file(name) for name in SYSTEMS}
        return {name: json.loads(file.read_text(encoding="utf-8")) for name, file in files.items() if file.exists()}

    def _file(self, name: str) -> Path:
        return self.folder / f"{name}.json"

    def _child(self, work: str, *arguments: str) -> tuple[str, float]:
        """Return the last line that a child prints, and the seconds until it came.

        Raises `CalledProcessError` if it fails; what it says on stderr is kept in the folder.
        """
        command = [sys.executable, "-m", "tests.benchmarks.child", work, str(self.folder), *arguments]
        environment = {MODELS: str(self.folder / "models"), **os.environ, "HF_HUB_OFFLINE": "1"}
        last, took = "", 0.0
        with (self.folder / "stderr.txt").open("w", encoding="utf-8") as said:
            started = time.perf_counter()
            with subprocess.Popen(
                command, cwd=_CHECKOUT, env=environment, stdout=subprocess.PIPE, stderr=said, text=True
            ) as child:
                assert child.stdout
                for line in child.stdout:
                    last, took = line, time.perf_counter() - started
        if child.returncode:
            raise subprocess.CalledProcessError(child.returncode, command)
        return last, took
