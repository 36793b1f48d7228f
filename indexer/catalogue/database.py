"""Opening the database; transactions; the one place where its errors become `StoreError`."""

from __future__ import annotations

import json
import os
import threading
from collections import deque
from concurrent.futures import Future, wait
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import bindparam, event, func, make_url, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.exc import ArgumentError

from indexer.catalogue import sqlite
from indexer.errors import NothingCollected, StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from sqlalchemy import ColumnElement, Connection, Insert, Select, Table
    from sqlalchemy.engine import ExceptionContext

T = TypeVar("T")

AMONG = select(func.json_each(bindparam("among")).table_valued("value").c.value)
"""Of a statement that is executed with `among(values)`: the values, however many. A list of them would be another
statement for each number of values, which takes longer to make than to run."""

_LOOK = 1.0  # seconds between two looks at the waiting work, in case the thread with the lock was interrupted
_CHUNK = 500
"""Values bound in one statement: databases limit them."""


class Database:
    """The engine behind the catalogue. `indexer.catalogue.schema` sees to its tables."""

    def __init__(self, url: str, *, read_only: bool = False) -> None:
        """Make the file if it is not there. Raises `StoreError`; `NothingCollected` for `read_only` without a file."""
        self.path = database_file(url)
        if read_only and not self.path.exists():
            raise NothingCollected(
                f"there is no catalogue {self.path} yet: collect something first, as by `byline index`"
            )
        if not read_only:
            _make_folder(self.path)
            _make_file(self.path)
        self._engine = sqlite.make_engine(self.path, read_only=read_only)
        event.listen(self._engine, "handle_error", self._translate)
        self._turn = threading.Lock()
        self._waiting: deque[tuple[Callable[[Connection], Any], Future[Any]]] = deque()
        self._joined = threading.local()  # the connection of this thread's `transaction`

    @contextmanager
    def connect(self) -> Iterator[Connection]:
        """Give a connection that sees one state of the database until the block ends."""
        if joined := self._joined_connection:
            yield joined
            return
        with self._engine.connect() as connection:
            yield connection

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """Give a connection whose changes are kept all together when the block ends, or not at all."""
        if joined := self._joined_connection:
            yield joined
            return
        # The lock spares threads the sleeping and retrying by which SQLite itself waits.
        with self._in_turn(), self._transaction() as connection:
            yield connection

    def group_commit(self, work: Callable[[Connection], T]) -> T:
        """Do a small piece of work in one transaction with whatever else waits here to be written; return its result.

        A commit waits for the disk. Fifty questions that come at once must not wait for it fifty times, nor behind a
        collector that writes on and on: the thread that holds the lock does this work before it goes on. If one piece
        of work fails, all of its transaction fail, and nothing of them is kept.
        """
        if joined := self._joined_connection:
            return work(joined)
        mine: Future[T] = Future()
        self._waiting.append((work, mine))
        while not mine.done():
            self._write_what_waits()
            wait((mine,), _LOOK)
        return mine.result()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Make one transaction of all that this thread reads and writes within the block.

        A commit waits for the disk, some milliseconds: many small changes are faster together. A block within a block
        belongs to the outer one.
        """
        if self._joined_connection:
            yield
            return
        with self.begin() as connection:
            self._joined.connection = connection
            try:
                yield
            finally:
                self._joined.connection = None

    @property
    def _joined_connection(self) -> Connection | None:
        return getattr(self._joined, "connection", None)

    @contextmanager
    def begin_migration(self) -> Iterator[Connection]:
        """Give a connection that writes and on which tables may be copied and dropped: for migrations.

        References between tables are not enforced within the block, and are checked at its end.
        """
        with self._in_turn(), self._engine.connect() as connection:
            connection.detach()  # from the pool: its settings must not affect others
            sqlite.suspend_references(connection)
            connection.execution_options(**{sqlite.WRITES: True})
            with connection.begin():
                yield connection
                if broken := sqlite.find_broken_references(connection):
                    raise StoreError(f"the catalogue {self.path}: its tables do not fit together ({broken})")

    def empty_log(self) -> None:
        """See that what was erased does not linger in the write-ahead log; may have to be tried again later.

        Within a transaction nothing is done.
        """
        if self._joined_connection:
            return
        with self._in_turn(), self._engine.connect() as connection:
            connection.detach()  # from the pool: it waits less long for others than the rest
            sqlite.truncate_log(connection)

    def compact(self) -> None:
        """Give the disk back that removed rows took, if it is worth it. Nothing can be written meanwhile."""
        with self._in_turn(), self._engine.connect() as connection:
            connection.detach()  # from the pool: no transaction may be begun on it
            sqlite.compact(connection)

    def damage(self) -> str:
        """Return what is wrong within the file, "" if nothing is."""
        with self.connect() as connection:
            return sqlite.find_damage(connection)

    def close(self) -> None:
        """Give files and connections back."""
        self._engine.dispose()

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        """Give a connection that writes, within the lock."""
        with self._engine.connect() as connection:
            connection.execution_options(**{sqlite.WRITES: True})
            with connection.begin():
                yield connection

    @contextmanager
    def _in_turn(self) -> Iterator[None]:
        """Hold the lock, and then do the work that has queued up."""
        try:
            with self._turn:
                yield
        finally:
            self._write_what_waits()

    def _write_what_waits(self) -> None:
        """Write the waiting work, unless another thread holds the lock and does it afterwards."""
        while self._waiting and self._turn.acquire(blocking=False):
            try:
                self._write_waiting()
            finally:
                self._turn.release()

    def _write_waiting(self) -> None:
        group = [self._waiting.popleft() for _ in range(len(self._waiting))]
        try:
            with self._transaction() as connection:
                results = [work(connection) for work, _ in group]
        except BaseException as error:  # noqa: BLE001  whatever it is, the threads of the group wait for an end
            for _, future in group:
                future.set_exception(error)
        else:
            for (_, future), result in zip(group, results, strict=True):
                future.set_result(result)

    def _translate(self, context: ExceptionContext) -> None:
        if context.sqlalchemy_exception is not None:
            raise sqlite.explain(context.original_exception, self.path) from context.original_exception


def upsert(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows, or change those whose primary key is there already."""
    if rows:
        connection.execute(_upsert(table), rows)


@lru_cache(maxsize=32)  # as many as there are tables: making the statement takes longer than running it
def _upsert(table: Table) -> Insert:
    added = insert(table)
    others = {column.name: added.excluded[column.name] for column in table.columns if not column.primary_key}
    return added.on_conflict_do_update(index_elements=list(table.primary_key.columns), set_=others)


def among(values: Iterable[str]) -> dict[str, str]:
    """Return the parameters of a statement that selects by `AMONG`."""
    return {"among": json.dumps(list(values))}


def json_rows(table: Table) -> ColumnElement[str]:
    """Return a column of a statement that holds all rows of a table that it selects, for `select_json_rows`.

    The driver lets go of Python's lock and takes it again for each row, and where other threads compute, it waits for
    it a hundred times for a hundred rows. Written as JSON, they are all found at once. For texts and whole numbers:
    SQLite rounds others to fifteen digits there.
    """
    return func.json_group_array(func.json_array(*table.c))


def select_json_rows(connection: Connection, statement: Select[Any], values: Iterable[str]) -> list[list[list[Any]]]:
    """Return for each column that is one of `json_rows` its rows, in no certain order; selected by `AMONG`."""
    return [json.loads(column) for column in connection.execute(statement, among(values)).one()]


def chunks(values: Sequence[str]) -> Iterator[Sequence[str]]:
    """Yield the values in portions that fit into one statement each."""
    for start in range(0, len(values), _CHUNK):
        yield values[start : start + _CHUNK]


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


def database_file(url: str) -> Path:
    """Return the file that a catalogue's address names. Raises `StoreError` if it names none."""
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise StoreError(f"the catalogue's url {url!r} is none: write it as sqlite:///folder/catalogue.db") from error
    if parsed.get_backend_name() != "sqlite" or not parsed.database or parsed.database == ":memory:":
        raise StoreError(
            f"the catalogue's url {parsed.render_as_string()!r}: only files of SQLite are supported, as in "
            "sqlite:///folder/catalogue.db"
        )
    return Path(parsed.database)
