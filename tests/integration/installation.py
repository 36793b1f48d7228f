"""A running `byline run` with the sample newsroom collected."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

    from bot.demo import DemoNewsroom
    from tests.integration.warm import Running, Warm

ANSWERED = "How much money did Calderwick raise, and who led the round?"
SAYS = "480 million pounds"
UNKNOWN = "When does Quillmark Robotics open its factory in Osaka?"


@dataclass(slots=True, kw_only=True)
class Installation:
    """One installation; `run` runs it."""

    folder: Path
    warm: Warm
    running: Running | None = None

    def __enter__(self) -> Self:
        """Be there until the block ends."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End what still runs."""
        if self.running:
            self.end(signal.SIGKILL)

    def run(self) -> None:
        """Run it."""
        self.running = self.warm.start(self.log, "--config", str(self.config), "run")

    def run_to_end(self) -> int:
        """Run it until it ends by itself, and return its exit code."""
        return self.warm.run(self.log, "--config", str(self.config), "run")

    @property
    def config(self) -> Path:
        """Where its config file is."""
        return self.folder / "config.toml"

    @property
    def log(self) -> Path:
        """Where what it says goes."""
        return self.folder / "log"

    def said(self) -> str:
        """Return what it has said so far."""
        return self.log.read_text(encoding="utf-8") if self.log.exists() else ""

    def log_json(self) -> None:
        """Let it log one JSON object a line."""
        text = self.config.read_text(encoding="utf-8")
        self.config.write_text(text.replace("[byline]\n", '[byline]\nlog = "json"\n'), encoding="utf-8")

    def told_of(self, message: str) -> list[dict[str, Any]]:
        """Return what was logged of the question in a message, once that is posted; nothing before."""
        said = [json.loads(line) for line in self.said().splitlines() if line.startswith("{") and line.endswith("}")]
        found = [line for line in said if str(line.get("asked")).endswith(message)]
        return found if any(line["event"] == "posted" for line in found) else []

    def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        """End it, if it has not ended itself, and return its exit code."""
        assert self.running
        running, self.running = self.running, None
        with suppress(ProcessLookupError):
            os.kill(running.pid, number)
        return self.warm.wait(running)

    def change(self, statement: str) -> None:
        """Change the catalogue behind the installation's back."""
        with closing(sqlite3.connect(self.folder / "data" / "catalogue.db", timeout=120)) as database:
            database.execute(statement)
            database.commit()

    def rows(self, query: str) -> list[Any]:
        """Return what the catalogue answers to a query."""
        with closing(sqlite3.connect(self.folder / "data" / "catalogue.db", timeout=120)) as database:
            return database.execute(query).fetchall()


def install(folder: Path, room: DemoNewsroom, collected: Path | None, sections: str) -> None:
    """Install Byline in a folder, with what another installation has collected, and more sections in its config."""
    folder.mkdir(parents=True, exist_ok=True)
    if collected is not None:
        shutil.copytree(collected, folder / "data")
    text = room.config_text(folder / "data") + "\n[limits]\nper_user = '1000/min'\n\n" + sections
    (folder / "config.toml").write_text(text, encoding="utf-8")
