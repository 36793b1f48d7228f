"""What a database is opened and kept with, the same for each kind of them."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path
    from typing import Any

    from sqlalchemy import Connection, Engine, Table

    from indexer.errors import StoreError

ISOLATION = "byline_isolation"
"""The execution option of a connection that says what its transactions are for, an `Isolation`; READ without it."""


INSTALLATION = "installation"
"""The note that names a server's catalogue; a data directory has the name of the one that it belongs to."""


class Isolation(Enum):
    """What a transaction is for. All but READ and LOOK write, and a file of SQLite has one writer at a time."""

    READ = "read"  # sees one state of the database to its end
    LOOK = "look"  # one statement that reads, which sees one state by itself
    WRITE = "write"  # nobody else's WRITE is under way: what it has read stays as it is
    GROUP = "group"  # small writes, each right by itself, that wait for no WRITE
    SHARE = "share"  # waits for rows only: whoever uses it locks those
    LIGHT = "light"  # likewise, and a server need not wait for its disk: what was kept just before it fails may be lost


class DatabaseEngine(Protocol):
    """What a database is opened and kept with: `indexer.catalogue.sqlite`, `indexer.catalogue.postgres`."""

    @property
    def name(self) -> str:
        """Return what messages call the database; without secrets."""

    @property
    def file(self) -> Path | None:
        """Return the file that it is, None for a server."""

    def make_engine(self, *, read_only: bool) -> Engine:
        """Return an engine; connections are made when they are needed.

        It begins transactions by the option `ISOLATION`. Raises `StoreError`; `NothingCollected` for `read_only`
        where nothing is.
        """

    def explain(self, error: BaseException) -> StoreError:
        """Return what an error of the engine means, with the database and the remedy."""

    def explain_empty(self) -> StoreError:
        """Return what it means that a database opened for reading has no tables."""

    def migration(self, connection: Connection) -> AbstractContextManager[None]:
        """Make one transaction of a block that may make, copy and drop tables: one process at a time does.

        References between tables are not enforced within the block, and are checked at its end.
        """

    def finish_tables(self, connection: Connection) -> None:
        """Make of tables that were just made or changed what the engine needs; the end of `migration` does it, too."""

    def standstill(self, connection: Connection) -> AbstractContextManager[None]:
        """Make one transaction of a block that reads one state, which nobody changes before the end of it.

        Raises `StoreError` if another process of Byline's has the database open, where the engine knows of them.
        """

    def find_contents(self, connection: Connection) -> list[str]:
        """Return the names of all tables, views and sequences that are where a catalogue's tables would be made."""

    def insert_all(self, connection: Connection, table: Table, rows: Iterable[Sequence[Any]]) -> None:
        """Insert many rows, each with a value for every column, while they are read; within a transaction."""

    def erase(self, connection: Connection) -> None:
        """See that what was deleted cannot be read in the files, if nobody is in the way. Outside a transaction."""

    def compact(self, connection: Connection) -> None:
        """Give the disk back that deleted rows took, if it is worth it. Outside a transaction."""

    def find_damage(self, connection: Connection) -> str:
        """Return what is wrong with the files in the engine's words, "" for nothing; reads all of it."""
