"""A collected sample newsroom and the command line, as a user has them."""

from __future__ import annotations

import io
import json
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from bot.commands.application import main
from bot.demo import DemoNewsroom

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a command did."""

    code: int
    out: str
    err: str

    def records(self) -> list[dict[str, Any]]:
        """Return the JSON objects on stdout, one a line."""
        return [json.loads(line) for line in self.out.splitlines()]

    def record(self) -> dict[str, Any]:
        """Return the only JSON object on stdout."""
        (found,) = self.records()
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandLine:
    """Runs `byline` in this process, with real settings, engines and model."""

    config: Path
    capture: pytest.CaptureFixture[str]
    patch: pytest.MonkeyPatch

    def __call__(self, *arguments: str, given: str = "") -> Said:
        """Run a command with `given` on its standard input, which is no terminal."""
        self.patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given.encode()), encoding="utf-8"))
        self.capture.readouterr()
        code = main(["--config", str(self.config), *arguments])
        captured = self.capture.readouterr()
        return Said(code=code, out=captured.out, err=captured.err)


@pytest.fixture
def room() -> Iterator[DemoNewsroom]:
    """Serve the sample newsroom."""
    with DemoNewsroom() as served:
        yield served


@pytest.fixture
def config(room: DemoNewsroom, tmp_path: Path) -> Path:
    """Write the config file of an installation that collects the sample newsroom."""
    file = tmp_path / "config.toml"
    file.write_text(room.config_text(tmp_path / "data"), encoding="utf-8")
    return file


@pytest.fixture
def byline(config: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    """Return the command line of that installation."""
    return CommandLine(config=config, capture=capsys, patch=monkeypatch)
