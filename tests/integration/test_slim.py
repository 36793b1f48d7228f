"""An installation without PyTorch: a real environment with the packages of requirements-slim.txt and no other.

Its packages are those of the environment that the tests run in, by links, so that nothing is downloaded.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import venv
from importlib.metadata import distribution
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from scripts.container_check import instructions, stages, values
from scripts.slim_requirements import FILE, pinned, slim_packages, slim_requirements
from tests.integration.conftest import ROOT

if TYPE_CHECKING:
    from tests.integration.conftest import Launcher

_IMPORT_ALL = """
import importlib, json, pkgutil
import bot, indexer
failed = {}
for package in (bot, indexer):
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if found.name.endswith("__main__") or ".versions." in found.name or found.name.endswith("migrations.env"):
            continue  # a program, and what Alembic loads as files
        try:
            importlib.import_module(found.name)
        except ModuleNotFoundError as error:
            failed[found.name] = error.name
print(json.dumps(failed))
"""
_NEED_TORCH = {
    "bot.evidence.reader.export": "torch",
    "indexer.embedding.onnx.build": "torch",
    "indexer.embedding.onnx.quantisation": "torch",
}
"""Modules that make copies of models: nothing imports them until one is to be made."""


class SlimEnvironment:
    """A virtual environment, and what runs in it."""

    def __init__(self, folder: Path, prepared: Path) -> None:
        venv.create(folder, symlinks=True)
        self.python = folder / "bin" / "python"
        (self._packages,) = folder.glob("lib/python*/site-packages")
        for name in (*pinned(FILE), "byline"):
            self._link(name)
        self._folder, self._prepared = folder, prepared

    def run(self, *arguments: str | Path, without: str = "", **more: str) -> subprocess.CompletedProcess[str]:
        """Run Python there, in a clean environment; `without` names a variable that is not to be set."""
        known = {
            "PATH": os.environ["PATH"],
            "HOME": str(self._folder),
            "PYTHONPATH": str(ROOT),
            "BYLINE_PREPARED": str(self._prepared),
            "BYLINE_MODELS": str(self._folder / "models"),
            **more,
        }
        environment = {name: value for name, value in known.items() if name != without}
        command = [self.python, "-W", "ignore", *arguments]
        return subprocess.run(command, cwd=self._folder, env=environment, capture_output=True, text=True, check=False)

    def byline(self, config: Path, *arguments: str, without: str = "", **more: str) -> subprocess.CompletedProcess[str]:
        """Run a command of Byline there."""
        return self.run("-m", "bot", "--config", config, *arguments, without=without, **more)

    def _link(self, name: str) -> None:
        installed = distribution(name)
        for top in {file.parts[0] for file in installed.files or ()} - {"..", "__pycache__"}:
            here = self._packages / top
            there = Path(str(installed.locate_file(top)))
            if not top.startswith("__editable__") and there.exists() and not here.exists():
                here.symlink_to(there)
            elif here.is_symlink() and there.is_dir() and here.resolve() != there.resolve():
                pytest.fail(f"{top} belongs to several folders")


@pytest.fixture(scope="module")
def slim(tmp_path_factory: pytest.TempPathFactory, prepared: Path) -> SlimEnvironment:
    """Return the environment."""
    return SlimEnvironment(tmp_path_factory.mktemp("slim"), prepared)


def test_the_list_is_what_the_packages_need() -> None:
    """requirements-slim.txt is what `python -m scripts.slim_requirements` writes now."""
    drawn = slim_requirements(slim_packages(), pinned(ROOT / "constraints.txt"))
    assert FILE.read_text(encoding="utf-8") == drawn, "run `python -m scripts.slim_requirements`"


def test_only_what_makes_copies_needs_torch(slim: SlimEnvironment) -> None:
    """Every module is imported with the packages of the list alone, but for the makers of models' copies."""
    done = slim.run("-c", _IMPORT_ALL)
    assert done.returncode == 0, done.stderr
    failed: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    assert failed == _NEED_TORCH


def test_it_collects_and_answers(slim: SlimEnvironment, config: Path, data: Path) -> None:
    """With prepared copies the demonstration collects and answers without torch.

    Where another installation collected, the first question gets its vector by a copy, too; doctor says what computes.
    """
    demo = slim.run("-m", "bot", "demo", without="BYLINE_MODELS")
    assert demo.returncode == 0, demo.stderr
    assert "Tessaline Inc. will cut" in demo.stdout
    assert data.is_dir()
    answer = slim.byline(config, "ask", "How many jobs is Tessaline cutting?")
    assert answer.returncode == 0, answer.stderr
    assert "Tessaline Inc. will cut" in answer.stdout
    told = slim.byline(config, "doctor")
    assert "computed by onnxruntime, from a copy of the model (cosine 0.99" in told.stdout + told.stderr


def test_without_prepared_copies_it_says_what_is_missing(slim: SlimEnvironment, config: Path, tmp_path: Path) -> None:
    """Without torch and without copies, nothing is embedded; the message says why, and what was collected is kept."""
    none = str(tmp_path / "none")
    for command in (("index",), ("ask", "How many jobs is Tessaline cutting?")):
        done = slim.byline(config, *command, without="BYLINE_PREPARED", BYLINE_MODELS=none)
        assert done.returncode == 1, done.stdout
        assert "Traceback" not in done.stderr
        assert "Install sentence-transformers, or let BYLINE_PREPARED name a folder" in done.stderr
    told = slim.byline(config, "doctor", without="BYLINE_PREPARED", BYLINE_MODELS=none)
    assert told.returncode == 1
    assert "no copy that is prepared: BYLINE_PREPARED names no folder" in told.stdout + told.stderr
    assert not list(tmp_path.glob("none/*/made.json"))  # with torch it is tried again


def test_a_damaged_copy_is_not_believed(slim: SlimEnvironment, prepared: Path, data: Path, tmp_path: Path) -> None:
    """Prepared copies that were cut off on their way are refused, and the message names the file."""
    (folder,) = (each for each in prepared.iterdir() if each.is_dir())
    damaged = tmp_path / "prepared" / folder.name
    damaged.mkdir(parents=True)
    for file in folder.iterdir():
        (damaged / file.name).write_bytes(file.read_bytes()[: 1_000_000 if file.suffix == ".onnx" else None])
    done = slim.byline(
        data.parent / "config.toml",
        "ask",
        "How many jobs is Tessaline cutting?",
        BYLINE_MODELS=str(tmp_path / "none"),
        BYLINE_PREPARED=str(damaged.parent),
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert f"{damaged / 'unsigned.onnx'} is damaged" in done.stderr


def test_copies_are_prepared_where_torch_is(slim: SlimEnvironment, tmp_path: Path) -> None:
    """Preparing in a slim installation fails with a message, and leaves nothing."""
    done = slim.run("-m", "indexer.embedding.onnx.preparing", tmp_path / "new")
    assert done.returncode == 1
    assert done.stderr == (
        "byline: sentence-transformers is not installed: prepare the copies where the full installation is\n"
    )
    assert not (tmp_path / "new").exists()


def test_the_health_check_of_the_image_asks_a_running_byline(data: Path, launch: Launcher) -> None:
    """What HEALTHCHECK runs exits with 0 once `run` is ready where BYLINE_METRICS says, and with 1 afterwards."""
    _, image = stages(instructions((ROOT / "Dockerfile").read_text(encoding="utf-8")))
    _, _, command = values(image, "HEALTHCHECK")[0].partition("CMD ")
    with launch("--config", data.parent / "config.toml", "run", more={"BYLINE_METRICS": "127.0.0.1:0"}) as running:
        assert running.stderr
        said = iter(running.stderr.readline, b"")
        address = next(found[1] for line in said if (found := re.search(rb"http://(127\.0\.0\.1:\d+)/metrics", line)))
        next(line for line in said if b"collecting only" in line)
        check = [sys.executable, *json.loads(command.replace("127.0.0.1:9100", address.decode()))[1:]]
        assert subprocess.run(check, capture_output=True, check=False).returncode == 0
        running.terminate()
        running.stderr.read()
    assert running.returncode in {0, 128 + 15, -15}
    assert subprocess.run(check, capture_output=True, check=False).returncode == 1
