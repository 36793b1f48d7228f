"""Where made models lie: found, believed or not, and made whole or not at all."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from indexer.embedding.files import WITHOUT_TELEMETRY, sha256

if TYPE_CHECKING:
    from indexer.embedding.files import ModelFiles

_RECIPE = 2
"""Raised whenever `making` makes another model of the same weights, or asks more of it."""

_MODEL, _RECORD, _REFUSED = "model.onnx", "made.json", 3  # as `making` has them, which is not imported: it takes long
_SECONDS = 900.0
_START = "import sys; sys.path[:] = sys.argv[3:]; from indexer.embedding.making import main; main()"
_PART = ".part-"
_CPUINFO = Path("/proc/cpuinfo")


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A made model, or why there is none."""

    path: Path | None = None
    refused: str = ""  # why none can be had
    dimension: int = 0  # of a vector
    cosine: float = 0.0  # the least of the compared texts' to the original's


def find(models: Path, files: ModelFiles) -> Made | None:
    """Return what was made of a model; None if nothing was, by another version, for another processor, or damaged."""
    folder = models / _name(files)
    try:
        record = json.loads((folder / _RECORD).read_bytes())
        if record["by"] != _by():
            return None
        if record.get("refused"):
            return Made(refused=str(record["refused"]))
        if sha256([folder / _MODEL]) != record["sha256"]:
            return None
        return Made(path=folder / _MODEL, dimension=int(record["dimension"]), cosine=float(record["cosine"]))
    except (OSError, ValueError, KeyError, TypeError):  # not there, or not what was written
        return None


def make(models: Path, files: ModelFiles) -> Made:
    """Make a model's copy in a child process, which takes some seconds, unless another process has made it meanwhile.

    A copy that cannot be made is not tried again by the same versions; one that found no room is.
    """
    from filelock import FileLock  # noqa: PLC0415  start-up counts

    try:
        models.mkdir(parents=True, exist_ok=True, mode=0o700)
        with FileLock(models / ".lock", timeout=_SECONDS):
            return find(models, files) or _made(models, files)
    except (OSError, subprocess.SubprocessError) as error:  # a lock that is held for too long is an OSError
        return Made(refused=str(error))


def _made(models: Path, files: ModelFiles) -> Made:
    for remainder in models.glob(f"{_PART}*"):
        shutil.rmtree(remainder)  # of a process that was killed: the lock is ours
    name = _name(files)
    part = models / f"{_PART}{name}"
    part.mkdir(mode=0o700)
    try:
        command = [sys.executable, "-W", "ignore", "-c", _START, str(files.folder), str(part), *sys.path]
        child = subprocess.run(  # noqa: S603  this program itself
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
            return Made(refused=why)
        record = {"refused": why} if child.returncode else json.loads((part / _RECORD).read_bytes())
        (part / _RECORD).write_text(json.dumps({**record, "by": _by()}), encoding="utf-8")
        _settle(part, models / name)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return find(models, files) or Made(refused=f"what was written to {models / name} could not be read back")


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


def _name(files: ModelFiles) -> str:
    return f"{files.fingerprint}-int8-{_RECIPE}"


def _by() -> dict[str, Any]:
    """Return what a made model was compared with: by others it is made and compared again."""
    return {"onnxruntime": version("onnxruntime"), "processor": _processor()}


def _processor() -> str:
    """Return a mark of the processor: with other instructions, products of whole numbers are rounded in other ways."""
    try:
        lines = _CPUINFO.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:  # not Linux
        return f"{platform.machine()} {platform.processor()}"
    said = next((line for line in lines if line.startswith(("flags", "Features"))), platform.machine())
    return hashlib.sha256(said.encode()).hexdigest()[:12]
