"""The folder of models' copies: lookup, verification, and creation as a whole or not at all."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from indexer.embedding.model_files import WITHOUT_TELEMETRY, sha256

if TYPE_CHECKING:
    from pathlib import Path

    from indexer.embedding.model_files import ModelFiles
    from indexer.embedding.processors import Processor

_EDITION = 3
"""Raise it whenever `build` makes another model of the same weights, or asks more of it."""

_MODEL, _RECORD, _REFUSED = "model.onnx", "made.json", 3  # as `build` has them, which takes long to import
_SECONDS = 900.0
_START = "import sys; sys.path[:] = sys.argv[4:]; from indexer.embedding.onnx.build import main; main()"
_PART = ".part-"


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelCopy:
    """A model's copy, or why there is none."""

    path: Path | None = None
    refused: str = ""  # why none can be had
    dimension: int = 0  # of a vector
    cosine: float = 0.0  # the least of the compared texts' to the original's
    recipe: str = ""  # how it computes
    why: str = ""  # it computes like that


def find(models: Path, files: ModelFiles, processor: Processor) -> ModelCopy | None:
    """Return what was made of a model for a processor; None if nothing was, by another version, or if it is damaged."""
    folder = copy_folder(models, files, processor)
    try:
        record = json.loads((folder / _RECORD).read_bytes())
        if record["by"] != _by(processor):
            return None
        if record.get("refused"):
            return ModelCopy(refused=str(record["refused"]))
        if sha256([folder / _MODEL]) != record["sha256"]:
            return None
        return ModelCopy(
            path=folder / _MODEL,
            dimension=int(record["dimension"]),
            cosine=float(record["cosine"]),
            recipe=str(record["recipe"]),
            why=str(record["why"]),
        )
    except (OSError, ValueError, KeyError, TypeError):  # not there, or not what was written
        return None


def make(models: Path, files: ModelFiles, processor: Processor) -> ModelCopy:
    """Make a model's copy for a processor in a child process, unless another has made it meanwhile: some seconds.

    A copy that cannot be made is not tried again by the same versions; one that found no room is.
    """
    from filelock import FileLock

    try:
        models.mkdir(parents=True, exist_ok=True, mode=0o700)
        with FileLock(models / ".lock", timeout=_SECONDS):
            return find(models, files, processor) or _make(models, files, processor)
    except (OSError, subprocess.SubprocessError) as error:  # a lock that is held for too long is an OSError
        return ModelCopy(refused=str(error))


def copy_folder(models: Path, files: ModelFiles, processor: Processor) -> Path:
    """Return where a model's copy for a processor lies; where `models` is carried to another one, it gets its own."""
    return models / f"{files.fingerprint}-{_EDITION}-{processor.mark}"


def _make(models: Path, files: ModelFiles, processor: Processor) -> ModelCopy:
    for remainder in models.glob(f"{_PART}*"):
        shutil.rmtree(remainder)  # of a process that was killed: the lock is ours
    folder = copy_folder(models, files, processor)
    part = models / f"{_PART}{folder.name}"
    part.mkdir(mode=0o700)
    try:
        told = [str(files.folder), str(part), ",".join(processor.recipes)]
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
            child.stderr.strip().rpartition("\n")[2][:300] or f"the process that made it ended with {child.returncode}"
        )
        if child.returncode not in {0, _REFUSED}:
            return ModelCopy(refused=why)
        record = {"refused": why} if child.returncode else json.loads((part / _RECORD).read_bytes())
        whole = {**record, "why": _why(record, processor), "by": _by(processor)}
        (part / _RECORD).write_text(json.dumps(whole), encoding="utf-8")
        _settle(part, folder)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return find(models, files, processor) or ModelCopy(refused=f"what was written to {folder} could not be read back")


def _settle(part: Path, folder: Path) -> None:
    """Put a folder in its place, once all of it is on the disk."""
    for path in (*part.iterdir(), part):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    if folder.exists():
        shutil.rmtree(folder)
    part.rename(folder)


def _why(record: dict[str, Any], processor: Processor) -> str:
    """Say why a copy computes as it does: the processor's reason, or what was tried before."""
    tried = record.get("tried") or {}
    return "; ".join(f"{recipe} will not do: {why}" for recipe, why in tried.items()) or processor.why


def _by(processor: Processor) -> dict[str, Any]:
    """Return what a made model was compared with: by others it is made and compared again."""
    return {"onnxruntime": version("onnxruntime"), "processor": str(processor)}
