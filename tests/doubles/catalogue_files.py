"""Catalogues on the disk whose tables need not be made anew: copying an empty one takes a tenth of the time."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

from indexer.catalogue import MONTH_THRESHOLD, SqlCatalogue


def open_catalogue(file: Path, *, month_threshold: int = MONTH_THRESHOLD) -> SqlCatalogue:
    """Open the catalogue in a file, empty if there is none."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(_empty())
    return SqlCatalogue(f"sqlite:///{file}", month_threshold=month_threshold)


@cache
def _empty() -> bytes:
    """Return what stands in the file of an empty catalogue."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "catalogue.db"
        SqlCatalogue(f"sqlite:///{file}").close()
        return file.read_bytes()
