"""Inspection of Chroma's files while another process owns them.

A second engine on the same directory loses vectors, but a second reader of the database does no harm.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from pathlib import Path

_COUNT = """
    SELECT count(*) FROM embeddings e
    JOIN segments s ON s.id = e.segment_id JOIN collections c ON c.id = s.collection
    WHERE substr(c.name, 1, ?) = ?
"""


def count_vectors(folder: Path, generation: str) -> int | None:
    """Return the number of a generation's vectors in a directory, None if that cannot be told."""
    database = folder / "chroma.sqlite3"
    prefix = f"{generation}-"
    try:
        with closing(sqlite3.connect(f"file:{quote(str(database.absolute()))}?mode=ro", uri=True)) as connection:
            return int(connection.execute(_COUNT, (len(prefix), prefix)).fetchone()[0])
    except sqlite3.Error:
        return None
