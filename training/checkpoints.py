"""What a run has reached, on disk: whole or not at all, so that it may be ended at any moment."""

import os
from pathlib import Path
from typing import Any

import torch


def save(state: Any, path: Path) -> None:
    """Write `state` to `path` in place of what was there."""
    beside = path.with_suffix(".new")
    with beside.open("wb") as file:
        torch.save(state, file)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def load(path: Path) -> Any | None:
    """Return what `path` holds, or None where there is nothing yet."""
    return torch.load(path, map_location="cpu", weights_only=True) if path.exists() else None
