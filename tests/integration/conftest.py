"""A collected sample newsroom and the command line, as a user has them."""

from __future__ import annotations

import io
import json
import os
import shutil
import signal
import subprocess
import sys
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from bot.commands.application import main
from bot.demo import DemoNewsroom
from tests.doubles.discord import DiscordDouble
from tests.doubles.slack import SlackDouble
from tests.integration.warm import Warm

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


ROOT = Path(__file__).parents[2]

SECRETS = {
    "SLACK_BOT_TOKEN": "xoxb-never-shown-1",
    "SLACK_APP_TOKEN": "xapp-never-shown-2",
    "SLACK_SIGNING_SECRET": "never-shown-3",
    "DISCORD_TOKEN": "never-shown-4",
    "CHROMA_TOKEN": "never-shown-5",
    "OPENAI_API_KEY": "sk-never-shown-6",
}
"""Tokens in the environment of whatever is run; no output may hold one."""

_START = """
import fcntl, os, runpy, signal, sys, termios
# Whether or not what has started the tests ignores Ctrl-C, as `nohup` and shells do in the background.
signal.signal(signal.SIGINT, signal.SIG_IGN if "DEAF" in os.environ else signal.default_int_handler)
if os.isatty(0):
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)  # so that Ctrl-C becomes SIGINT
journal = os.environ.get("CONNECTIONS")
def note(event, arguments):
    if event == "socket.connect" and isinstance(arguments[1], tuple) or event == "socket.getaddrinfo":
        where = arguments[1][0] if event == "socket.connect" else arguments[0]
        with open(journal, "a", encoding="utf-8") as file:
            print(where if isinstance(where, str) else (where or b"").decode(), file=file)
if journal:
    sys.addaudithook(note)
runpy.run_module("bot", run_name="__main__", alter_sys=True)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Launcher:
    """Starts `byline` as a process of its own, which has nothing but a home and a folder for temporary files."""

    folder: Path
    running: ExitStack = field(default_factory=ExitStack)

    @property
    def environment(self) -> dict[str, str]:
        """Return the environment: what a program needs, and secrets."""
        for name in ("home", "tmp"):
            (self.folder / name).mkdir(exist_ok=True)
        names = ("PATH", "LANG", "LC_ALL", "BYLINE_MODELS", "BYLINE_CPU_WITHOUT", "OMP_WAIT_POLICY")
        kept = {name: os.environ[name] for name in names if name in os.environ}
        return {
            **kept,
            **SECRETS,
            "HOME": str(self.folder / "home"),
            "TMPDIR": str(self.folder / "tmp"),
            "PYTHONPATH": str(ROOT),
            "PYTHONDONTWRITEBYTECODE": "1",
            "HF_HUB_OFFLINE": "1",
            "TERM": "xterm",
        }

    def __call__(
        self,
        *arguments: str | Path,
        stdin: int = subprocess.DEVNULL,
        stdout: int = subprocess.PIPE,
        stderr: int = subprocess.PIPE,
        cwd: Path | None = None,
        more: Mapping[str, str] | None = None,
        umask: int = -1,
    ) -> subprocess.Popen[bytes]:
        """Start a command; it is killed at the end of the test if it still runs."""
        process = subprocess.Popen(
            [sys.executable, "-c", _START, *map(str, arguments)],
            stdin=stdin,
            stdout=stdout,
            stderr=stderr,
            cwd=cwd or self.folder,
            env={**self.environment, **(more or {})},
            umask=umask,
            start_new_session=True,
        )
        self.running.enter_context(process)
        self.running.callback(_end, process)
        return process


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill a process that is not ended, with all that it has started."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)


@pytest.fixture
def launch(tmp_path: Path) -> Iterator[Launcher]:
    """Return what starts processes, and end those that still run."""
    launcher = Launcher(folder=tmp_path)
    with launcher.running:
        yield launcher


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

    def __call__(self, *arguments: str, given: str | bytes = "") -> Said:
        """Run a command with `given` on its standard input, which is no terminal."""
        typed = given.encode() if isinstance(given, str) else given
        self.patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(typed), encoding="utf-8"))
        self.capture.readouterr()
        code = main(["--config", str(self.config), *arguments])
        captured = self.capture.readouterr()
        return Said(code=code, out=captured.out, err=captured.err)


@pytest.fixture(scope="session")
def room() -> Iterator[DemoNewsroom]:
    """Serve one sample newsroom to all tests; one that changes it serves its own."""
    with DemoNewsroom() as served:
        yield served


@pytest.fixture(scope="session")
def collected(room: DemoNewsroom, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a data directory into which the newsroom was collected, to be copied: collecting takes seconds."""
    folder = tmp_path_factory.mktemp("collected")
    (folder / "config.toml").write_text(room.config_text(folder / "data"), encoding="utf-8")
    assert main(["--config", str(folder / "config.toml"), "index"]) == 0
    return folder / "data"


@pytest.fixture(scope="session")
def warm() -> Iterator[Warm]:
    """Yield what commands are started from that shall start at once; it has the tokens for both platforms."""
    with Warm({**SlackDouble.tokens, **DiscordDouble.tokens}) as process:
        yield process


@pytest.fixture
def config(room: DemoNewsroom, tmp_path: Path) -> Path:
    """Write the config file of an installation that collects the sample newsroom."""
    file = tmp_path / "config.toml"
    file.write_text(room.config_text(tmp_path / "data"), encoding="utf-8")
    return file


@pytest.fixture
def data(config: Path, collected: Path) -> Path:
    """Return the data directory of that installation, into which the newsroom was collected: a copy, times and all."""
    return shutil.copytree(collected, config.parent / "data")


@pytest.fixture
def byline(config: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    """Return the command line of that installation."""
    return CommandLine(config=config, capture=capsys, patch=monkeypatch)
