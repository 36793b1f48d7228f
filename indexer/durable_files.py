"""Puts files and folders on the disk, so that they outlive a power cut."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def sync(path: Path) -> None:
    """Put a file's content, or the names that a folder gives its files, on the disk. Raises `OSError`.

    A file that takes another's place is there for good only when its folder was synced, too.
    """
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
