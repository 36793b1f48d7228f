"""Another reader in an installation: when it is made, what reads until then, and what the operator is told."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from indexer.embedding import ModelFiles
from indexer.embedding.onnx.store import copy_folder
from indexer.embedding.processors import this_processor

if TYPE_CHECKING:
    from tests.integration.conftest import CommandLine

JOBS = "How many jobs is Tessaline cutting?"


def models_in(folder: Path) -> Path:
    """Return a folder for made models of its own, with the embedding model's copy if there is one."""
    copy = copy_folder(Path(os.environ["BYLINE_MODELS"]), ModelFiles(), this_processor())
    if copy.exists():
        shutil.copytree(copy, folder / "models" / copy.name)
    return folder / "models"


def check(byline: CommandLine) -> dict[str, str]:
    """Return what `doctor` finds of the reader."""
    checks = byline("doctor", "--json").record()["checks"]
    (found,) = [each for each in checks if each["check"] == "reader"]
    return dict(found)


@pytest.mark.usefixtures("data")
def test_a_model_in_a_folder(
    byline: CommandLine, config: Path, answering_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next pass makes its copy; until then the bundled reader reads, which stderr says."""
    monkeypatch.setenv("BYLINE_MODELS", str(models_in(config.parent)))
    shutil.copytree(answering_model / "model", config.parent / "reader")
    config.write_text(f'{config.read_text(encoding="utf-8")}\n[answers]\nreader = "./reader"\n', encoding="utf-8")
    waiting = byline("ask", JOBS, "--json")
    assert waiting.code == 0
    assert waiting.record()["found"]
    assert "its copy is not made yet" in waiting.err
    assert "whose copy the next pass makes; until then the bundled one, " in check(byline)["says"]
    collected = byline("index", "--json")
    assert collected.code == 0
    assert "polled" in collected.record()["feeds"]
    found = check(byline)
    assert (found["level"], "computed by onnxruntime" in found["says"]) == ("warning", True)
    ready = byline("ask", JOBS, "--json")
    assert ready.code == 0
    assert "copy" not in ready.err


@pytest.mark.usefixtures("data")
def test_a_reader_that_cannot_be_had(byline: CommandLine, config: Path) -> None:
    """Asking ends with 1 and what to do; collecting is done first; `doctor` names it as a problem."""
    config.write_text(f'{config.read_text(encoding="utf-8")}\n[answers]\nreader = "example/none"\n', encoding="utf-8")
    for arguments in (("ask", JOBS), ("index",)):
        said = byline(*arguments)
        assert said.code == 1
        assert "the model 'example/none' is neither a folder nor to be had from the hub" in said.err
        assert "Check [answers] reader; for the first download HF_HUB_OFFLINE must not be set" in said.err
        assert "Traceback" not in said.err
    assert "feeds" in said.out
    assert check(byline)["level"] == "problem"
    config.write_text(config.read_text(encoding="utf-8").replace("example/none", "none"), encoding="utf-8")
    assert byline("ask", JOBS).code == 0
    assert check(byline)["says"].startswith("none: ")
