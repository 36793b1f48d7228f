"""Opening the database; transactions; the one place where its errors become `StoreError`."""

from __future__ import annotations

import threading
import time
from collections import deque
from concurrent.futures import Future, wait
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.exc import TimeoutError as NoConnection

from indexer.catalogue.engines import ISOLATION, Isolation
from indexer.catalogue.sqlite import SqliteFile
from indexer.errors import StoreError, StoreRefused, StoreUnreachable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from sqlalchemy import URL, Connection, Table
    from sqlalchemy.engine import ExceptionContext

    from indexer.catalogue.engines import DatabaseEngine

T = TypeVar("T")

_SQLITE = ("sqlite", "sqlite+pysqlite")
_POSTGRES = ("postgresql", "postgresql+psycopg")
_RESTART = 5.0  # seconds that a server may take to start again without anything failing
_PAUSE = 0.2  # seconds between two tries to reach it
_LOOK = 1.0  # seconds between two looks at the waiting work, in case the thread with the lock was interrupted


class Database:
    """The engine behind the catalogue. `indexer.catalogue.schema` sees to its tables."""

    def __init__(self, url: str, *, read_only: bool = False) -> None:
        """Make a file if it is not there. Raises `StoreError`; `NothingCollected` for `read_only` without a file."""
        self._dialect = engine_of(url)
        self.name = self._dialect.name
        self._engine = self._dialect.make_engine(read_only=read_only)
        event.listen(self._engine, "handle_error", self._translate)
        self._reached = False  # ever
        self._turn = threading.Lock()
        self._waiting: deque[tuple[Callable[[Connection], Any], Future[Any]]] = deque()
        self._joined = threading.local()  # the connection of this thread's `transaction`

    @contextmanager
    def connect(self) -> Iterator[Connection]:
        """Give a connection that sees one state of the database until the block ends."""
        if joined := self._joined_connection:
            yield joined
            return
        with self._connection() as connection:
            yield connection

    @contextmanager
    def look(self) -> Iterator[Connection]:
        """Give a connection for one statement that reads: a server is asked once for it, and not three times."""
        with self.connect() as connection:
            yield connection.execution_options(**{ISOLATION: Isolation.LOOK})

    @contextmanager
    def begin(self, isolation: Isolation = Isolation.WRITE) -> Iterator[Connection]:
        """Give a connection whose changes are kept all together when the block ends, or not at all."""
        if joined := self._joined_connection:
            yield joined
            return
        # The lock spares threads the sleeping and retrying by which SQLite itself waits; a server lets rows be shared.
        alone = isolation not in (Isolation.SHARE, Isolation.LIGHT) or self._dialect.file
        with self._in_turn() if alone else nullcontext(), self._transaction(isolation) as connection:
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
        """Give a connection that writes and on which tables may be made, copied and dropped: for migrations.

        References between tables are not enforced within the block, and are checked at its end.
        """
        with self._apart() as connection, self._dialect.migration(connection):
            yield connection

    @contextmanager
    def standstill(self) -> Iterator[Connection]:
        """Give a connection that reads one state, which nobody changes until the block ends.

        Raises `StoreError` if another process of Byline's has a server's database open.
        """
        with self._apart() as connection, self._dialect.standstill(connection):
            yield connection

    def finish_tables(self, connection: Connection) -> None:
        """Make of tables that were just made what the engine needs, before the end of `begin_migration` does."""
        self._dialect.finish_tables(connection)

    def contents(self) -> list[str]:
        """Return the names of what is there already where a catalogue's tables would be made."""
        with self._connection() as connection:
            return self._dialect.find_contents(connection)

    def insert_all(self, connection: Connection, table: Table, rows: Iterable[Sequence[Any]]) -> None:
        """Insert many rows, each with a value for every column, while they are read; within a transaction."""
        self._dialect.insert_all(connection, table, rows)

    def erase(self) -> None:
        """See that what was deleted does not linger in files; may have to be tried again later.

        Within a transaction nothing is done.
        """
        if self._joined_connection:
            return
        with self._apart() as connection:
            self._dialect.erase(connection)

    def compact(self) -> None:
        """Give the disk back that removed rows took, if it is worth it. Nothing can be written meanwhile."""
        with self._apart() as connection:
            self._dialect.compact(connection)

    def damage(self) -> str:
        """Return what is wrong within the files, "" if nothing is."""
        with self._connection() as connection:
            connection.detach()
            return self._dialect.find_damage(connection)

    def explain_empty(self) -> StoreError:
        """Return what it means that there are no tables, opened for reading."""
        return self._dialect.explain_empty()

    def close(self) -> None:
        """Give files and connections back."""
        self._engine.dispose()

    def _connection(self) -> Connection:
        """Return a connection. A server that was there before is waited for: it may be starting again."""
        deadline = time.monotonic() + (_RESTART if self._reached else 0)
        while True:
            try:
                opened = self._engine.connect()
            except NoConnection as error:
                raise StoreError(
                    f"the catalogue {self.name}: all connections are in use, and none came free; try again"
                ) from error
            except StoreUnreachable:
                if time.monotonic() >= deadline:
                    raise
                time.sleep(_PAUSE)
            else:
                self._reached = True
                return opened

    @contextmanager
    def _apart(self) -> Iterator[Connection]:
        """Give a connection, within the lock, that the pool does not get back: its settings affect nobody else."""
        with self._in_turn(), self._connection() as connection:
            connection.detach()
            yield connection

    @contextmanager
    def _transaction(self, isolation: Isolation) -> Iterator[Connection]:
        """Give a connection that writes, within the lock."""
        with self._connection() as connection:
            connection.execution_options(**{ISOLATION: isolation})
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
            with self._transaction(Isolation.GROUP) as connection:
                results = [work(connection) for work, _ in group]
        except BaseException as error:  # noqa: BLE001  whatever it is, the threads of the group wait for an end
            for _, future in group:
                future.set_exception(error)
        else:
            for (_, future), result in zip(group, results, strict=True):
                future.set_result(result)

    def _translate(self, context: ExceptionContext) -> None:
        if context.sqlalchemy_exception is not None:
            raise self._dialect.explain(context.original_exception) from context.original_exception


class OpenTables:
    """Some tables of an open database, with what is done on them."""

    def __init__(self, database: Database) -> None:
        """Work on an open database."""
        self._database = database


def engine_of(url: str) -> DatabaseEngine:
    """Return what opens the database of an address. Raises `StoreRefused` if it names none that is supported."""
    parsed = _parsed(url)
    if parsed.drivername in _SQLITE:
        return SqliteFile.at(parsed)
    if parsed.drivername in _POSTGRES:
        from indexer.catalogue.postgres import PostgresDatabase

        return PostgresDatabase.at(parsed)
    raise StoreRefused(
        f"the catalogue's url {parsed.render_as_string()!r}: only SQLite and Postgres are supported, as in "
        "sqlite:///folder/catalogue.db or postgresql+psycopg://host/database"
    )


def database_file(url: str) -> Path | None:
    """Return the file that an address names, None for a server. Raises `StoreRefused` if it names neither."""
    return engine_of(url).file


def with_password(url: str, password: str) -> str:
    """Return an address with a password. Raises `StoreRefused` if it is no address."""
    return _parsed(url).set(password=password).render_as_string(hide_password=False)


def _parsed(url: str) -> URL:
    """Return an address in its parts. Raises `StoreRefused` if it is none."""
    try:
        return make_url(url)
    except ArgumentError as error:
        raise StoreRefused(
            "the catalogue's url is none: write it as sqlite:///folder/catalogue.db or "
            "postgresql+psycopg://host/database"
        ) from error
