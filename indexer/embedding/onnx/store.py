"""The folder of models' copies: lookup, verification, and creation as a whole or not at all."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from indexer.embedding.model_files import WITHOUT_TELEMETRY
from indexer.embedding.onnx.making import MODEL, RECORD, REFUSED, Maker, digest
from indexer.embedding.onnx.prepared import EDITION

if TYPE_CHECKING:
    from collections.abc import Mapping

    from indexer.embedding.model_files import ModelFiles
    from indexer.embedding.processors import Processor

EMBEDDING = Maker(
    module="indexer.embedding.onnx.prepared",
    edition=EDITION,
    measures=("cosine", "dimension"),
    choose=lambda processor: (processor.recipes, processor.why),
)
"""Makes the copies of embedding models."""

_SECONDS = 900.0
_START = "import sys; sys.path[:] = sys.argv[6:]; from indexer.embedding.onnx.making import main; main()"
_PART = ".part-"


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelCopy:
    """A model's copy, or why there is none."""

    path: Path | None = None
    refused: str = ""  # why none can be had
    recipe: str = ""  # how it computes
    why: str = ""  # it computes like that
    measures: Mapping[str, float] = field(default_factory=dict)  # those of its maker

    @property
    def dimension(self) -> int:
        """The length of a vector, of an embedding model's copy."""
        return int(self.measures.get("dimension", 0))

    @property
    def cosine(self) -> float:
        """The least of the compared texts' to the original's, of an embedding model's copy."""
        return self.measures.get("cosine", 0.0)


def find(models: Path, files: ModelFiles, processor: Processor, maker: Maker = EMBEDDING) -> ModelCopy | None:
    """Return what was made of a model for a processor; None if nothing was, by another version, or if it is damaged."""
    folder = copy_folder(models, files, processor, maker)
    try:
        record = json.loads((folder / RECORD).read_bytes())
        if record["by"] != _by(processor):
            return None
        if record.get("refused"):
            return ModelCopy(refused=str(record["refused"]))
        if digest(folder, maker.files) != record["sha256"]:
            return None
        return ModelCopy(
            path=folder / MODEL,
            recipe=str(record["recipe"]),
            why=str(record["why"]),
            measures={name: float(record[name]) for name in maker.measures},
        )
    except (OSError, ValueError, KeyError, TypeError):  # not there, or not what was written
        return None


def make(models: Path, files: ModelFiles, processor: Processor, maker: Maker = EMBEDDING) -> ModelCopy:
    """Make a model's copy for a processor in a child process, unless another has made it meanwhile: some seconds.

    A copy that cannot be made is not tried again by the same versions; one that found no room is.
    """
    from filelock import FileLock

    try:
        models.mkdir(parents=True, exist_ok=True, mode=0o700)
        with FileLock(models / ".lock", timeout=_SECONDS):
            return find(models, files, processor, maker) or _make(models, files, processor, maker)
    except (OSError, subprocess.SubprocessError) as error:  # a lock that is held for too long is an OSError
        return ModelCopy(refused=str(error))


def copy_folder(models: Path, files: ModelFiles, processor: Processor, maker: Maker = EMBEDDING) -> Path:
    """Return where a model's copy for a processor lies; where `models` is carried to another one, it gets its own."""
    return models / f"{maker.sort}{files.fingerprint}-{maker.edition}-{processor.mark}"


def _make(models: Path, files: ModelFiles, processor: Processor, maker: Maker) -> ModelCopy:
    for remainder in models.glob(f"{_PART}*"):
        shutil.rmtree(remainder)  # of a process that was killed: the lock is ours
    folder = copy_folder(models, files, processor, maker)
    recipes, why_first = maker.choose(processor)
    part = Path(tempfile.mkdtemp(prefix=_PART, dir=models))  # not one that a child of a killed process still writes to
    try:
        told = [str(files.folder), str(part), ",".join(recipes), ",".join(maker.files), maker.module]
        command = [sys.executable, "-W", "ignore", "-c", _START, *told, *sys.path]
        child = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_SECONDS,
            check=False,
            env={**os.environ, **WITHOUT_TELEMETRY, "HF_HUB_OFFLINE": "1"},
        )
        why = (
            child.stderr.strip().rpartition("\n")[2][:600] or f"the process that made it ended with {child.returncode}"
        )
        if child.returncode not in {0, REFUSED}:
            return ModelCopy(refused=why)
        if child.returncode:
            record = {"refused": why}
            shutil.rmtree(part)  # what was tried takes room
            part.mkdir(mode=0o700)
        else:
            record = json.loads((part / RECORD).read_bytes())
        whole = {**record, "why": _tried(record) or why_first, "by": _by(processor)}
        (part / RECORD).write_text(json.dumps(whole), encoding="utf-8")
        if folder.exists():
            shutil.rmtree(folder)
        part.rename(folder)  # what a power cut leaves half written is known by its digest, and made anew
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return find(models, files, processor, maker) or ModelCopy(
        refused=f"what was written to {folder} could not be read back"
    )


def _tried(record: dict[str, Any]) -> str:
    """Say what was tried before a copy computed as it does; "" if nothing was."""
    tried = record.get("tried") or {}
    return "; ".join(f"{recipe} will not do: {why}" for recipe, why in tried.items())


def _by(processor: Processor) -> dict[str, Any]:
    """Return what a made model was compared with: by others it is made and compared again."""
    return {"onnxruntime": version("onnxruntime"), "processor": str(processor)}
