"""SQLite: opening a file, beginning a transaction, the meaning of its errors."""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from sqlalchemy import QueuePool, create_engine, event

from indexer.catalogue.engines import ISOLATION, Isolation
from indexer.errors import NothingCollected, StoreError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Any

    from sqlalchemy import URL, Connection, Engine, Table
    from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor
    from sqlalchemy.pool import ConnectionPoolEntry

_WAIT = 10.0  # seconds to wait for another process's write
_PAUSE = 0.02  # seconds between two tries, where SQLite itself does not wait
_PATIENCE = 200  # milliseconds that writers can be kept waiting for what may as well be done another time
_IDLE_CONNECTIONS = 8
_WORTH_COMPACTING = 0.1  # of the file that is empty
_ROWS = 500  # that are inserted by one call
_KIND = 0xFF  # of an error's number: higher bits are details
_WAL_LIMIT = 64 * 1024 * 1024  # bytes of log that stay on disk after a long import

_SETTINGS = (
    "PRAGMA foreign_keys = ON",
    # FULL: a commit is on the disk before it returns. A kill does not need that, a power cut does: the outbox must
    # not forget what the indexes were told. Measured, it is no slower than NORMAL here.
    "PRAGMA synchronous = FULL",
    # Erased content, such as a question's text, is overwritten in the file. Many builds of SQLite do so anyway.
    "PRAGMA secure_delete = ON",
    # Pages that are garbage are found when they are read, and not when something strange came of it.
    "PRAGMA cell_size_check = ON",
    f"PRAGMA journal_size_limit = {_WAL_LIMIT}",
)

_LOCKED = "another program has it locked: close whatever else has it open, such as a database browser or a backup"

# By the first word of SQLite's own name for the error that decides: https://www.sqlite.org/rescode.html
_MEANINGS = {
    "SQLITE_FULL": "the disk is full: make room and start again; nothing that was saved is lost",
    "SQLITE_READONLY": "it or its folder is read-only: make both writable for the user who runs this",
    "SQLITE_CANTOPEN": "it cannot be opened: its folder must exist, and this user must be able to read and write it",
    "SQLITE_PERM": "this user may not open it: change its owner or its permissions",
    "SQLITE_AUTH": "this user may not open it: change its owner or its permissions",
    "SQLITE_NOTADB": "it is no database: move it away, or put your backup in its place",
    "SQLITE_CORRUPT": "it is damaged: put your backup in its place, or try `sqlite3 FILE .recover` on a copy",
    "SQLITE_BUSY": _LOCKED,
    "SQLITE_LOCKED": _LOCKED,
    "SQLITE_IOERR": "the disk does not read or write as it should: look at the system's log and the free space",
    "SQLITE_TOOBIG": "one text is larger than SQLite can keep (a thousand million bytes)",
}

_OF_THE_COPY = ("SQLITE_FULL", "SQLITE_IOERR_WRITE", "SQLITE_IOERR_FSYNC", "SQLITE_IOERR_TRUNCATE", "SQLITE_READONLY")


@dataclass(frozen=True, slots=True)
class SqliteFile:
    """`indexer.catalogue.engines.DatabaseEngine` of a file."""

    file: Path

    @classmethod
    def at(cls, url: URL) -> SqliteFile:
        """Return the file of an address. Raises `StoreError` if it names none."""
        if not url.database or url.database == ":memory:":
            raise StoreError(
                f"the catalogue's url {url.render_as_string()!r} names no file: write it as sqlite:///folder/catalogue.db"
            )
        return cls(Path(url.database))

    @property
    def name(self) -> str:
        return str(self.file)

    def make_engine(self, *, read_only: bool) -> Engine:
        if read_only and not self.file.exists():
            raise NothingCollected(
                f"there is no catalogue {self.file} yet: collect something first, as by `byline index`"
            )
        if not read_only:
            _make_folder(self.file)
            _make_file(self.file)
        made = create_engine(
            "sqlite://",
            creator=lambda: open_to_read(self.file) if read_only else _connect(self.file, "mode=rwc"),
            poolclass=QueuePool,
            pool_size=_IDLE_CONNECTIONS,
            max_overflow=-1,  # readers do not wait for each other
        )
        event.listen(made, "connect", _apply_settings)
        if not read_only:
            event.listen(made, "connect", _enable_log)
        event.listen(made, "begin", _begin)
        return made

    def explain(self, error: BaseException) -> StoreError:
        return explain(error, self.file)

    def explain_empty(self) -> StoreError:
        return StoreError(
            f"the catalogue {self.file} has the tables of an earlier version: run `byline index` once to change them"
        )

    @contextmanager
    def migration(self, connection: Connection) -> Iterator[None]:
        # On a connection outside of a transaction: within one this has no effect.
        connection.connection.cursor().execute("PRAGMA foreign_keys = OFF")
        connection.execution_options(**{ISOLATION: Isolation.WRITE})
        with connection.begin():
            yield
            rows = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
            if broken := ", ".join(sorted({f"{row[0]} to {row[2]}" for row in rows})):
                raise StoreError(f"the catalogue {self.file}: its tables do not fit together ({broken})")

    def finish_tables(self, connection: Connection) -> None:
        pass

    @contextmanager
    def standstill(self, connection: Connection) -> Iterator[None]:
        connection.execution_options(**{ISOLATION: Isolation.WRITE})
        with connection.begin():
            yield

    def find_contents(self, connection: Connection) -> list[str]:
        return list(connection.exec_driver_sql("SELECT name FROM sqlite_master ORDER BY name").scalars())

    def insert_all(self, connection: Connection, table: Table, rows: Iterable[Sequence[Any]]) -> None:
        columns = ", ".join(f'"{column.name}"' for column in table.columns)
        places = ", ".join("?" * len(table.columns))
        statement = f'INSERT INTO "{table.name}" ({columns}) VALUES ({places})'  # noqa: S608  names of our own
        given = map(tuple, rows)
        while some := list(islice(given, _ROWS)):
            connection.exec_driver_sql(statement, some)

    def erase(self, connection: Connection) -> None:
        # What was erased is in the write-ahead log: it is moved into the file and emptied.
        cursor = connection.connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {_PATIENCE}")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def compact(self, connection: Connection) -> None:
        # Rewritten without its empty pages, if they are a good part of it.
        cursor = connection.connection.cursor()
        empty, pages = (cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in ("freelist_count", "page_count"))
        if empty > _WORTH_COMPACTING * pages:
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def find_damage(self, connection: Connection) -> str:
        found = connection.exec_driver_sql("PRAGMA quick_check(3)").scalars().all()
        return "" if list(found) == ["ok"] else "; ".join(" ".join(str(each).split()) for each in found)


def explain(error: BaseException, path: Path) -> StoreError:
    """Return what an error of the engine means, with the file and the remedy."""
    name = str(getattr(error, "sqlite_errorname", None) or "")
    meaning = _MEANINGS.get("_".join(name.split("_")[:2]), f"{error} ({name or type(error).__name__})")
    return StoreError(f"the catalogue {path}: {meaning}")


def open_to_read(path: Path) -> sqlite3.Connection:
    """Open a file read-only, even in a folder without write isolation, such as a mounted disk of backups."""
    connection = _connect(path, "mode=ro")
    try:
        connection.execute("PRAGMA schema_version")
    except sqlite3.OperationalError as error:
        connection.close()
        # A file with write-ahead logging needs two more beside it, even to be read, unless it is said never to
        # change. It does not: a writer would have made those two. https://www.sqlite.org/wal.html#read_only_databases
        refused = error.sqlite_errorcode & _KIND in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY)
        log = path.with_name(f"{path.name}-wal")
        if not refused or (log.exists() and log.stat().st_size):
            raise
        return _connect(path, "mode=ro&immutable=1")
    return connection


def is_of_copy(error: sqlite3.Error) -> bool:
    """Tell whether an error that copying a file has met is in writing the copy."""
    return str(getattr(error, "sqlite_errorname", None) or "").startswith(_OF_THE_COPY)


def explain_unwritten(copy: Path) -> StoreError:
    """Return what it means that a copy cannot be written."""
    return StoreError(f"{copy} cannot be written: the disk is full, or does not take it; nothing else was touched")


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    # Named by URI, the file can be opened for reading alone. Transactions are begun by `_begin`, since the driver's
    # own way leaves SELECT and DDL outside of them, and a migration would not be one transaction:
    # https://docs.sqlalchemy.org/en/20/dialects/sqlite.html#enabling-non-legacy-sqlite-transactional-modes
    address = f"file:{quote(str(path.absolute()))}?{mode}"
    return sqlite3.connect(
        address, uri=True, timeout=_WAIT, isolation_level=None, check_same_thread=False, cached_statements=256
    )


def _apply_settings(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    with closing(connection.cursor()) as cursor:
        for setting in _SETTINGS:
            cursor.execute(setting)


def _enable_log(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    # Write-ahead logging: readers and the writer do not block each other. The file itself remembers it. Of two that
    # switch a new file at once, SQLite refuses one without waiting, since each holds what the other needs.
    deadline = time.monotonic() + _WAIT
    with closing(connection.cursor()) as cursor:
        while not _switch_to_log(cursor, last_try=time.monotonic() > deadline):
            time.sleep(_PAUSE)


def _switch_to_log(cursor: DBAPICursor, *, last_try: bool) -> bool:
    try:
        cursor.execute("PRAGMA journal_mode = WAL")
    except sqlite3.OperationalError as error:
        if last_try or error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
            raise
        return False
    return True


def _begin(connection: Connection) -> None:
    # A transaction that reads first and writes later is refused at once, without waiting, if another one wrote in
    # between: https://www.sqlite.org/rescode.html#busy_snapshot. One that will write says so and waits its turn.
    isolation = connection.get_execution_options().get(ISOLATION, Isolation.READ)
    if isolation is not Isolation.LOOK:
        connection.exec_driver_sql("BEGIN" if isolation is Isolation.READ else "BEGIN IMMEDIATE")


def _make_folder(path: Path) -> None:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"the folder {path.parent} for the catalogue cannot be made ({error.strerror}): "
            "make it writable for this user, or choose another"
        ) from error


def _make_file(path: Path) -> None:
    """Make an empty file that only this user may read; SQLite gives the files beside it the same mode."""
    with suppress(OSError):  # it is there, or SQLite tells why there can be none
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
