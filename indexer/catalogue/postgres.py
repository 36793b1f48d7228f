"""Postgres: connecting, beginning a transaction, the meaning of its errors, and its words for ours."""

from __future__ import annotations

import re
import select
import time
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import create_engine, event
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.compiler import compiles

from indexer.catalogue.engines import INSTALLATION, ISOLATION, Isolation
from indexer.catalogue.expressions import DatabaseTime, JsonEach, JsonExtract, JsonRows, Unindexed
from indexer.catalogue.tables import metadata
from indexer.errors import NothingCollected, StoreError, StoreRefused, StoreUnreachable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sqlalchemy import URL, Connection, CursorResult, Engine, Table
    from sqlalchemy.engine.interfaces import DBAPIConnection
    from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection
    from sqlalchemy.sql.compiler import SQLCompiler

_OLDEST = 130_000  # as the server counts its versions: 13.0
_IDLE_CONNECTIONS = 8
_MORE_CONNECTIONS = 8  # at once, of a process; a server admits 100 unless it is told otherwise
_WAIT_FOR_CONNECTION = 30  # seconds
_GOODBYE = 2.0  # seconds until the server has noticed for certain that a process has ended
_PAUSE = 0.05  # seconds between two looks

# In the words of libpq; what the address itself says goes before it. A host that is gone without a word is noticed
# after less than half a minute, whether something is being sent or waited for.
_CONNECTING = {
    "application_name": "byline",
    "connect_timeout": 10,  # seconds
    "keepalives_idle": 10,  # seconds
    "keepalives_interval": 5,  # seconds
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,  # milliseconds
}

# Unless the address, the role or the server says otherwise.
_LIMITS = {
    # A writer that was cut off keeps the others waiting for so long, and no longer.
    "idle_in_transaction_session_timeout": "20s",
    "lock_timeout": "30s",
    "statement_timeout": "2min",
}
_LIMITED = " UNION ALL ".join(
    f"SELECT set_config('{name}', '{value}', false) WHERE current_setting('{name}') = '0'"
    for name, value in _LIMITS.items()
)
# Our statements end before a compiler has begun. By default a page that is looked up is reckoned four times as dear as
# one in a row, as on a turning disk: fifty of ten thousand passages were found by reading all of them.
_QUICK = "SET jit = off; SET random_page_cost = 1.1"
# What moves a catalogue stands still in a transaction of one database while the other one works.
_PATIENT = (
    "SELECT set_config('statement_timeout', '0', false), set_config('idle_in_transaction_session_timeout', '1h', false)"
)
_UNLIMITED = f"{_PATIENT}, set_config('lock_timeout', '10min', false)"
# Texts sort by their characters' numbers, as in SQLite, whatever the database's language.
_UNSORTED = """
SELECT format('ALTER TABLE %I ', c.relname)
    || string_agg(format('ALTER COLUMN %I TYPE text COLLATE "C"', a.attname), ', ')
FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid
WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
    AND a.atttypid = 'text'::regtype AND a.attcollation <> '"C"'::regcollation
GROUP BY c.relname
"""
_NAMED = f"INSERT INTO notes (name, text) VALUES ('{INSTALLATION}', gen_random_uuid()) ON CONFLICT DO NOTHING"  # noqa: S608
_CONTENTS = """
SELECT c.relname FROM pg_class AS c
WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
    AND NOT EXISTS (SELECT 1 FROM pg_depend AS d WHERE d.objid = c.oid AND d.deptype = 'e')
ORDER BY c.relname
"""
_OTHERS = """
SELECT count(*), string_agg(DISTINCT coalesce(host(client_addr), 'the computer of the server'), ', ')
FROM pg_stat_activity
WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()
    AND application_name = current_setting('application_name')
HAVING count(*) > 0
"""
_READ_ONLY = "SET default_transaction_read_only = on"

# Numbers of advisory locks, held to the end of a transaction. The first half says that they are Byline's.
_LOCKS = 0x62796C69  # "byli"
_MIGRATION, _WRITE, _GROUP = 1, 2, 3


def _lock(number: int) -> str:
    # With the schema: one database may hold several catalogues.
    return f"SELECT pg_advisory_xact_lock({_LOCKS}, {number} + hashtext(current_schema()) / 8 * 8)"


_READING = "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY"
# Begun before the lock is there, a transaction of a higher level would not see what was written until then.
_SHARING = "BEGIN ISOLATION LEVEL READ COMMITTED"
_BEGIN = {
    Isolation.READ: _READING,
    Isolation.WRITE: f"{_SHARING}; {_lock(_WRITE)}",
    Isolation.GROUP: f"{_SHARING}; {_lock(_GROUP)}",
    Isolation.SHARE: _SHARING,
    Isolation.LIGHT: f"{_SHARING}; SET LOCAL synchronous_commit = off",
}

_UNDONE = "what was being written was undone, and is tried again"
_DAMAGE = ("XX001", "XX002", "58030", "58P01")

# By the beginning of the code, the longer first: https://www.postgresql.org/docs/current/errcodes-appendix.html
_MEANINGS: dict[str, tuple[type[StoreError], str]] = {
    "57014": (StoreError, "a statement took longer than the server lets it: see its load and statement_timeout"),
    "57P": (StoreUnreachable, f"the server ended the connection, as when it is restarted; {_UNDONE}"),
    "08": (StoreUnreachable, f"the connection was lost; {_UNDONE}"),
    "25P03": (StoreUnreachable, f"the server ended a transaction that had stood still for too long; {_UNDONE}"),
    "25006": (StoreError, "it can only be read: name the primary server, not a standby, and a user who may write"),
    "53100": (StoreError, "the server's disk is full: make room; nothing that was saved is lost"),
    "53300": (StoreUnreachable, "the server has no connection left: raise its max_connections"),
    "55P03": (StoreError, "another process writes and does not end: see pg_stat_activity; it is tried again"),
    "40": (StoreError, f"another process wrote the same; {_UNDONE}"),
    "42501": (
        StoreRefused,
        "this user may not do that: make it the owner, as by GRANT ALL ON SCHEMA public TO its name",
    ),
    "3F000": (StoreRefused, "there is no schema to make tables in: make one, or correct the user's search_path"),
    "54000": (StoreError, "a text is longer than an index of Postgres can keep"),
    "58030": (StoreError, "the server's disk does not read or write as it should: see its log"),
    "XX00": (StoreError, "the database is damaged: see the server's log, and put your backup in its place"),
}

_REFUSED = "the server does not let this user in: see its pg_hba.conf, and correct [catalogue] url"
_UNREACHABLE = "the server cannot be reached: start it, or correct [catalogue] url"
_BUSY = "the server takes no connections at present: try again later"
_CONNECTION_ERRORS: tuple[tuple[str, type[StoreError], str], ...] = (
    (
        "password",
        StoreRefused,
        (
            "the server wants another password: put it into the variable that [catalogue] password_env names, or into "
            "PGPASSWORD or ~/.pgpass, as libpq reads them"
        ),
    ),
    ("database system is", StoreUnreachable, _BUSY),  # starting up, shutting down, in recovery
    ("connection slots", StoreUnreachable, _BUSY),
    ("too many", StoreUnreachable, _BUSY),
    ("FATAL: database", StoreRefused, "there is no such database: make it by `createdb`, or correct [catalogue] url"),
    ("FATAL: role", StoreRefused, "there is no such user: make it by `createuser`, or correct [catalogue] url"),
    ("FATAL:", StoreRefused, _REFUSED),
    ("connection to server", StoreUnreachable, _UNREACHABLE),
    ("resolve host", StoreUnreachable, _UNREACHABLE),
    ("timeout", StoreUnreachable, _UNREACHABLE),
)


@dataclass(frozen=True, slots=True)
class PostgresDatabase:
    """`indexer.catalogue.engines.DatabaseEngine` of a database on a server."""

    url: URL
    file: None = None

    @classmethod
    def at(cls, url: URL) -> PostgresDatabase:
        """Return the database of an address."""
        return cls(url.set(drivername="postgresql+psycopg"))

    @property
    def name(self) -> str:
        host = self.url.host or self.url.query.get("host") or "this computer"
        hosts = host if isinstance(host, str) else ", ".join(host)
        port = f":{self.url.port}" if self.url.port else ""
        return f"{self.url.database or self.url.username or ''} on {hosts}{port}"

    def make_engine(self, *, read_only: bool) -> Engine:
        given = {key: value for key, value in _CONNECTING.items() if key not in self.url.query}
        try:
            made = create_engine(
                self.url,
                isolation_level="AUTOCOMMIT",  # transactions are begun by `_begin`
                connect_args=given,
                pool_size=_IDLE_CONNECTIONS,
                max_overflow=_MORE_CONNECTIONS,
                pool_timeout=_WAIT_FOR_CONNECTION,
                use_native_hstore=False,
                hide_parameters=True,
            )
        except ImportError as error:
            raise StoreRefused(
                f"the catalogue {self.name}: Postgres needs the package psycopg: pip install 'byline[postgres]'"
            ) from error

        def prepare(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
            self._require_usable(connection)
            with closing(connection.cursor()) as cursor:
                cursor.execute(f"{_LIMITED}; {_QUICK}")
                if read_only:
                    cursor.execute(_READ_ONLY)

        event.listen(made, "connect", prepare)
        event.listen(made, "checkout", _require_alive)
        event.listen(made, "begin", _begin)
        return made

    def explain(self, error: BaseException) -> StoreError:
        kind, meaning = _meaning(error)
        return kind(f"the catalogue {self.name}: {meaning}")

    def explain_empty(self) -> StoreError:
        return NothingCollected(
            f"there is nothing in the catalogue {self.name} yet: collect something first, as by `byline index`"
        )

    @contextmanager
    def migration(self, connection: Connection) -> Iterator[None]:
        self._directly(connection, _UNLIMITED)  # another process may be at it, and a table may be large
        connection.execution_options(**{ISOLATION: Isolation.SHARE})
        with connection.begin():
            _exec(connection, _lock(_MIGRATION))
            yield
            self.finish_tables(connection)

    def finish_tables(self, connection: Connection) -> None:
        for statement in _exec(connection, _UNSORTED).scalars().all():
            _exec(connection, statement)
        _exec(connection, _NAMED)

    @contextmanager
    def standstill(self, connection: Connection) -> Iterator[None]:
        self._require_alone(connection)
        self._directly(connection, _PATIENT)
        connection.execution_options(**{ISOLATION: Isolation.READ})
        with connection.begin():
            # What a transaction of this level sees is settled by its first SELECT, after the locks.
            _exec(connection, f"LOCK TABLE {', '.join(metadata.tables)} IN SHARE MODE")
            yield

    def find_contents(self, connection: Connection) -> list[str]:
        return list(_exec(connection, _CONTENTS).scalars())

    def insert_all(self, connection: Connection, table: Table, rows: Iterable[Sequence[Any]]) -> None:
        quote = connection.dialect.identifier_preparer.quote
        columns = ", ".join(quote(column.name) for column in table.columns)
        try:
            with (
                closing(connection.connection.cursor()) as cursor,
                cursor.copy(f"COPY {quote(table.name)} ({columns}) FROM STDIN") as copied,
            ):
                for row in rows:
                    copied.write_row(row)
        except connection.dialect.loaded_dbapi.Error as error:
            raise self.explain(error) from error
        _exec(connection, f"ANALYZE {quote(table.name)}")  # the planner learns of them before the first question

    def erase(self, connection: Connection) -> None:
        # Autovacuum comes only once much was deleted. What stands in the write-ahead log is up to the server.
        self._vacuum(connection, "SKIP_LOCKED")

    def compact(self, connection: Connection) -> None:
        # Room is used again; to give all of it back would lock readers out. The planner learns what there is.
        self._vacuum(connection, "SKIP_LOCKED, ANALYZE")

    def find_damage(self, connection: Connection) -> str:
        self._directly(connection, _UNLIMITED)
        found = []
        for table in metadata.sorted_tables:
            try:
                self._directly(connection, f"SELECT sum(hashtext(r::text)) FROM {table.name} AS r")  # noqa: S608
            except StoreError as error:
                if getattr(error.__cause__, "sqlstate", None) not in _DAMAGE:
                    raise
                found.append(f"{table.name}: {error.__cause__}")
        return "; ".join(" ".join(each.split()) for each in found)

    def _vacuum(self, connection: Connection, options: str) -> None:
        self._directly(connection, _UNLIMITED)
        for table in metadata.sorted_tables:
            self._directly(connection, f"VACUUM ({options}) {table.name}")

    def _directly(self, connection: Connection, statement: str) -> Sequence[Any]:
        """Execute a statement outside of transactions; return its first row, () for none."""
        try:
            with closing(connection.connection.cursor()) as cursor:
                cursor.execute(statement)
                return (cursor.description and cursor.fetchone()) or ()
        except connection.dialect.loaded_dbapi.Error as error:
            raise self.explain(error) from error

    def _require_alone(self, connection: Connection) -> None:
        """Raise `StoreError` if other connections of this kind and user are there. Those just closed take a moment."""
        deadline = time.monotonic() + _GOODBYE
        while others := self._directly(connection, _OTHERS):
            if time.monotonic() >= deadline:
                number, places = others
                raise StoreError(
                    f"the catalogue {self.name}: Byline runs with it on {places} ({number} connections): "
                    "stop it there, on every machine, and try again"
                )
            time.sleep(_PAUSE)

    def _require_usable(self, connection: Any) -> None:
        """Raise `StoreRefused` if a server is too old, or a database of another encoding."""
        require_version(self.name, connection.info.server_version)
        encoding = connection.info.parameter_status("server_encoding")
        if encoding != "UTF8":
            raise StoreRefused(
                f"the catalogue {self.name}: the database is encoded as {encoding}, and must be as UTF8: make "
                f"another one by `createdb --template=template0 --encoding=UTF8 NAME`"
            )


def require_version(name: str, version: int) -> None:
    """Raise `StoreRefused` if a server, whose version is numbered as in 150003 for 15.3, is too old."""
    if version < _OLDEST:
        raise StoreRefused(
            f"the catalogue {name}: the server is Postgres {version // 10_000}, and Byline needs {_OLDEST // 10_000} "
            "or later: upgrade it, or name another"
        )


def _require_alive(connection: Any, _: ConnectionPoolEntry, __: PoolProxiedConnection) -> None:
    # What an idle connection has to read is its end. Looking costs nothing, unlike asking the server each time.
    waiting = select.poll()
    waiting.register(connection.fileno(), select.POLLIN | select.POLLHUP | select.POLLERR)
    if connection.closed or waiting.poll(0):
        raise DisconnectionError


def _begin(connection: Connection) -> None:
    isolation = connection.get_execution_options().get(ISOLATION, Isolation.READ)
    if isolation is not Isolation.LOOK:
        _exec(connection, _BEGIN[isolation])


def _exec(connection: Connection, statement: str) -> CursorResult[Any]:
    """Execute what has no parameters; it may be several statements."""
    return connection.exec_driver_sql(statement, execution_options={"no_parameters": True})


def _meaning(error: BaseException) -> tuple[type[StoreError], str]:
    """Return the kind of an error and what it means, with the remedy."""
    state = getattr(error, "sqlstate", None)
    if state is None:
        return _of_connection(" ".join(str(error).split()))
    diagnostics = getattr(error, "diag", None)  # the details of which may show what was being written
    says = " ".join(str((diagnostics and diagnostics.message_primary) or error).split())
    for beginning, (kind, remedy) in _MEANINGS.items():
        if state.startswith(beginning):
            return kind, f"{remedy} ({says})"
    return StoreError, f"{says} ({state})"


def _of_connection(says: str) -> tuple[type[StoreError], str]:
    """Return the same for an error without a code, as those are that connecting meets: by the server's words."""
    for words, kind, remedy in _CONNECTION_ERRORS:
        if words in says:
            return kind, f"{remedy} ({says})"
    return StoreUnreachable, f"the connection was lost; what was being written was undone, and is tried again ({says})"


@compiles(JsonEach, "postgresql")
def _json_each(element: JsonEach, compiler: SQLCompiler, **given: Any) -> str:
    return f"json_array_elements_text(CAST({compiler.process(element.clauses, **given)} AS json))"


@compiles(JsonRows, "postgresql")
def _json_rows(element: JsonRows, compiler: SQLCompiler, **given: Any) -> str:
    row = f"json_build_array({compiler.process(element.clauses, **given)})"
    return f"CAST(coalesce(json_agg({row}), '[]') AS text)"


@compiles(JsonExtract, "postgresql")
def _json_extract(element: JsonExtract, compiler: SQLCompiler, **given: Any) -> str:
    text, path = element.clauses
    keys = ",".join(re.findall(r"\w+", path.name))
    return f"(CAST({compiler.process(text, **given)} AS json) #>> '{{{keys}}}')"


@compiles(Unindexed, "postgresql")
def _unindexed(element: Unindexed, compiler: SQLCompiler, **given: Any) -> str:
    return compiler.process(element.clauses, **given)


@compiles(DatabaseTime, "postgresql")
def _database_time(_element: DatabaseTime, _compiler: SQLCompiler, **_given: Any) -> str:
    # Not now(): that is when the transaction began, and one may wait long for its turn.
    return "CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS BIGINT)"
