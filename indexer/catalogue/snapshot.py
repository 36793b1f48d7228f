"""A copy of the catalogue's file as it is at one moment, made while another process writes it."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from indexer.catalogue import sqlite
from indexer.catalogue.database import Database, database_file
from indexer.catalogue.schema import require_known, revision
from indexer.errors import StoreError, UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from indexer.ports import Progress

_PAGES = 1_024  # that are copied at a time, 4 MB: so often it is shown how far it has come


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """What a copy of a catalogue holds."""

    revision: str  # of its tables
    articles: int


def copy_catalogue(url: str, target: Path, progress: Progress) -> Snapshot:
    """Copy a catalogue to a file that is not there yet, whole and as of one moment, and look for damage in the copy.

    Neither side waits: a writer goes on meanwhile. Tables of an earlier version are copied as they are. Raises
    `NothingCollected` if there is no catalogue, `StoreError` if it is damaged, another program's or a later version's,
    or if the copy cannot be written, which then may be there in part.
    """
    source = database_file(url)
    if source is None:
        raise UsageError("a catalogue in Postgres is backed up by Postgres' own pg_dump, and restored by pg_restore")
    with closing(Database(url, read_only=True)) as database:
        with database.connect() as connection:
            require_known(database.name, revision(connection, database.name))
        _copy(source, target, progress)
    return inspect_copy(target, of=source)


def inspect_copy(copy: Path, *, of: Path) -> Snapshot:
    """Return what a copy `of` something holds. Raises `StoreError`, which names that, if it is no whole catalogue."""
    with closing(Database(f"sqlite:///{copy}", read_only=True)) as database:
        with database.connect() as connection:
            found = require_known(str(of), revision(connection, str(of)))
        if damage := database.damage():
            raise StoreError(f"the catalogue in {of} is damaged ({damage}): see `byline doctor`")
        with database.connect() as connection:
            articles = connection.exec_driver_sql("SELECT count(*) FROM articles").scalar_one()
    return Snapshot(revision=found, articles=articles)


def _copy(source: Path, target: Path, progress: Progress) -> None:
    os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        with closing(sqlite.open_to_read(source)) as here, closing(sqlite3.connect(target)) as there:
            # A copy is made in steps, and begins anew where another process writes between two of them, unless a
            # transaction holds what is read to one moment: https://www.sqlite.org/c3ref/backup_finish.html
            here.execute("BEGIN")
            here.execute("SELECT count(*) FROM sqlite_master").fetchone()
            there.execute("PRAGMA synchronous = OFF")  # it is no backup before it is packed and on the disk
            there.execute("PRAGMA journal_mode = OFF")
            here.backup(there, pages=_PAGES, progress=lambda _, left, of: progress("catalogue", of - left, of))
            here.execute("ROLLBACK")
    except sqlite3.Error as error:
        raise (
            sqlite.explain_unwritten(target) if sqlite.is_of_copy(error) else sqlite.explain(error, source)
        ) from error
    try:
        with closing(sqlite3.connect(target)) as copy:  # one file: without a log beside it
            copy.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.Error as error:
        raise sqlite.explain_unwritten(target) from error
