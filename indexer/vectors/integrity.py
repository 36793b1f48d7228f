"""Whether Chroma's files may be opened.

Chroma keeps no checksums, and its engine dies with a segmentation fault on a damaged graph, taking the program along.
So a folder that was closed in order carries a seal, the sizes and times of its files: as long as they hold, it is
opened as it is. Without the seal, after a crash or a change from outside, the database is checked, and every
vector is read once - in a child process if there is a graph on disk to die of.
"""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import numpy as np

from indexer.errors import IndexDamaged, StoreError
from indexer.vectors.connection import disconnect, open_folder, translate_errors

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection

_SEAL = "seal.json"
_DATABASE = "chroma.sqlite3"
_GRAPH = "*/index_metadata.pickle"  # what Chroma loads a graph from; without it the graph is made from the database
_CORRUPT = frozenset((sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB))

_PAGE = 1_000  # vectors read at once
_PER_PAGE = 5  # of these are searched for
_LEAST_FOUND = 0.9  # of the vectors that are searched for; HNSW finds more than .99 of them
_LENGTH = 0.02  # by which a vector of unit length may differ from it

_CHILD = "import sys; from indexer.vectors.integrity import examine_as_child; sys.exit(examine_as_child(sys.argv[1]))"
_DAMAGED, _UNUSABLE = 3, 4  # exit codes of the child
_CRASHES = frozenset((-4, -6, -7, -8, -11))  # SIGILL, SIGABRT, SIGBUS, SIGFPE, SIGSEGV
_COUNT = """
    SELECT count(*) FROM embeddings e
    JOIN segments s ON s.id = e.segment_id JOIN collections c ON c.id = s.collection
    WHERE substr(c.name, 1, ?) = ?
"""

_PATIENCE = 60.0  # seconds that the child may take, and one more for every megabyte


def count_vectors(folder: Path, generation: str) -> int | None:
    """Return the number of a generation's vectors in a directory, None if that cannot be told.

    It works while another process owns them: unlike a second engine, a second reader of the database does no harm.
    """
    database = folder / _DATABASE
    prefix = f"{generation}-"
    try:
        with closing(sqlite3.connect(f"file:{quote(str(database.absolute()))}?mode=ro", uri=True)) as connection:
            return int(connection.execute(_COUNT, (len(prefix), prefix)).fetchone()[0])
    except sqlite3.Error:
        return None


def check(folder: Path) -> None:
    """Break the seal; if it does not hold, examine what is there.

    Raises `IndexDamaged` for files that must not be opened, `StoreError` if they cannot be read.
    """
    seal = folder / _SEAL
    held = seal.exists() and _sealed(seal) == _state(folder)
    seal.unlink(missing_ok=True)
    if not held:
        _examine_folder(folder)


def seal(folder: Path) -> None:
    """Record the files' state, once they are closed and known to be sound."""
    draft = folder / f"{_SEAL}.new"
    draft.write_text(json.dumps(_state(folder)), encoding="utf-8")
    draft.replace(folder / _SEAL)


def _sealed(path: Path) -> object:
    try:
        return json.loads(path.read_bytes())
    except ValueError:
        return None


def _state(folder: Path) -> dict[str, list[int]]:
    """Return size and time of each file."""
    files = {str(path.relative_to(folder)): path.stat() for path in folder.rglob("*") if path.is_file()}
    return {
        name: [stat.st_size, stat.st_mtime_ns] for name, stat in sorted(files.items()) if not name.startswith(_SEAL)
    }


def _examine_folder(folder: Path) -> None:
    database = folder / _DATABASE
    if not database.exists() or not database.stat().st_size:
        if any(path.is_dir() for path in folder.iterdir()):
            raise _damaged(folder, f"{_DATABASE} is gone or empty")
        return
    _examine_database(folder, database)
    if any(folder.glob(_GRAPH)):
        _examine_apart(folder)
    else:
        examine(folder)


def _examine_database(folder: Path, database: Path) -> None:
    try:
        # For writing, since what a crash left half done is rolled back at opening.
        with closing(sqlite3.connect(f"file:{quote(str(database.absolute()))}?mode=rw", uri=True)) as connection:
            said = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode & 0xFF in _CORRUPT:
            raise _damaged(folder, error) from error
        return  # a full disk, permissions: opening will say so
    if said != "ok":
        raise _damaged(folder, said)


def _examine_apart(folder: Path) -> None:
    """Examine a folder in a child process, and learn from how it ends."""
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    try:
        child = subprocess.run(
            [sys.executable, "-c", _CHILD, str(folder)],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=_PATIENCE + size / 1e6,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise _damaged(folder, "the engine hangs on them") from error
    if child.returncode in _CRASHES:
        raise _damaged(folder, f"the engine dies of them, signal {-child.returncode}")
    if child.returncode == _DAMAGED:
        raise IndexDamaged(child.stdout.strip())
    if child.returncode == _UNUSABLE:
        raise StoreError(child.stdout.strip())


def examine(folder: Path) -> None:
    """Read every vector of a folder once and search for some; raise `IndexDamaged` if they are not what was put."""
    place = str(folder)
    with translate_errors(place, remote=False):
        client = open_folder(place)
        try:
            wrong = next(filter(None, map(_fault, _collections(client))), "")
        finally:
            disconnect(client)
    if wrong:
        raise _damaged(folder, wrong)


def _collections(client: ClientAPI) -> list[Collection]:
    names = [collection.name for collection in client.list_collections()]
    return [client.get_collection(name, embedding_function=None) for name in names]


def _fault(held: Collection) -> str:
    """Describe a collection's fault; "" if it is sound."""
    total, seen, sought, found = held.count(), 0, 0, 0
    while seen < total:
        page = held.get(limit=_PAGE, offset=seen, include=["embeddings"])
        rows = np.asarray(page["embeddings"], dtype=np.float32)
        if not len(rows):
            return f"{held.name} lacks {total - seen} of its {total} vectors"
        with np.errstate(all="ignore"):  # garbage may be anything
            if not bool((np.abs(np.linalg.norm(rows, axis=1) - 1) < _LENGTH).all()):
                return f"{held.name} holds vectors that nobody put there"
        seen += len(rows)
        for place in range(0, len(rows), max(1, len(rows) // _PER_PAGE)):
            sought += 1
            found += _finds(held, rows[place])
    return "" if found >= _LEAST_FOUND * sought else f"{held.name} does not find its own vectors"


def _finds(held: Collection, row: np.ndarray) -> bool:
    """Tell whether a search for a vector gives one that is the same."""
    distances = held.query(query_embeddings=row[None], n_results=1, include=["distances"])["distances"]
    return bool(distances and distances[0] and distances[0][0] < _LENGTH)


def _damaged(folder: Path, why: object) -> IndexDamaged:
    return IndexDamaged(f"the vectors in {folder} cannot be read: {why}")


def examine_as_child(folder: str) -> int:
    """Examine a folder and return the exit code that tells the parent; its words go to stdout."""
    try:
        examine(Path(folder))
    except StoreError as error:
        sys.stdout.write(error.what if isinstance(error, IndexDamaged) else str(error))
        return _DAMAGED if isinstance(error, IndexDamaged) else _UNUSABLE
    return 0
