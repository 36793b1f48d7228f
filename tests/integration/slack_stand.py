"""A running `byline run` in front of the double of Slack, with the sample newsroom collected."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from tests.slack_double.double import wait_until

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

    from bot.demo import DemoNewsroom
    from tests.integration.warm import Running, Warm
    from tests.slack_double import SlackDouble

ANSWERED = "How much money did Calderwick raise, and who led the round?"
SAYS = "480 million pounds"
UNKNOWN = "When does Quillmark Robotics open its factory in Osaka?"


@dataclass(slots=True, kw_only=True)
class Stand:
    """One installation; `start` runs it."""

    folder: Path
    slack: SlackDouble
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

    def start(self) -> None:
        """Run it until it serves."""
        connections = len(self.slack.server.connected)
        self.running = self.warm.start(self.log, "--config", str(self.folder / "config.toml"), "run")
        if self.slack_mode == "http":
            wait_until(lambda: "listening on" in self.said(), what="it listens")
        else:
            wait_until(lambda: len(self.slack.server.connected) > connections, what="it connects")

    @property
    def log(self) -> Path:
        """Where what it says goes."""
        return self.folder / "log"

    @property
    def slack_mode(self) -> str:
        """How it gets its events."""
        return "http" if 'mode = "http"' in (self.folder / "config.toml").read_text(encoding="utf-8") else "socket"

    def said(self) -> str:
        """Return what it has said so far."""
        return self.log.read_text(encoding="utf-8") if self.log.exists() else ""

    def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        """End it, and return its exit code."""
        assert self.running
        os.kill(self.running.pid, number)
        self.running = None
        return self.warm.wait()

    def rows(self, query: str) -> list[Any]:
        """Return what the catalogue answers to a query."""
        with closing(sqlite3.connect(self.folder / "data" / "catalogue.db", timeout=10)) as database:
            return database.execute(query).fetchall()

    def change(self, statement: str) -> None:
        """Change the catalogue behind the installation's back."""
        with closing(sqlite3.connect(self.folder / "data" / "catalogue.db", timeout=10)) as database:
            database.execute(statement)
            database.commit()


def stand(
    folder: Path, slack: SlackDouble, room: DemoNewsroom, warm: Warm, collected: Path | None, more: str = ""
) -> Stand:
    """Install Byline in a folder, with what another installation has collected."""
    folder.mkdir(parents=True, exist_ok=True)
    if collected is not None:
        shutil.copytree(collected, folder / "data")
    text = room.config_text(folder / "data") + "\n[limits]\nper_user = '1000/min'\n\n" + slack.config_text(more)
    (folder / "config.toml").write_text(text, encoding="utf-8")
    return Stand(folder=folder, slack=slack, warm=warm)


def texts(message: dict[str, Any]) -> str:
    """Return all that a message shows."""
    return "\n".join(_texts(message.get("blocks", [])))


def _texts(part: Any) -> list[str]:
    if isinstance(part, dict):
        own = [part["text"]] if isinstance(part.get("text"), str) else []
        return own + [text for value in part.values() for text in _texts(value)]
    return [text for each in part for text in _texts(each)] if isinstance(part, list) else []
