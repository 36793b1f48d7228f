"""Puts files and folders on the disk, so that they outlive a power cut."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def write(file: Path, text: str) -> None:
    """Put a text in place of a file's, whole or not at all, and on the disk. Raises `OSError`."""
    draft = file.with_name(f"{file.name}.new")
    draft.write_text(text, encoding="utf-8")
    sync(draft)
    draft.replace(file)
    sync(file.parent)


def sync(path: Path) -> None:
    """Put a file's content, or the names that a folder gives its files, on the disk. Raises `OSError`.

    A file that takes another's place is there for good only when its folder was synced, too.
    """
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
