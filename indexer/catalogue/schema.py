"""The schema's version: read with plain SQL at every start, changed by Alembic only where it has to be."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import inspect, select, text

from indexer.catalogue import tables
from indexer.catalogue.database import Database
from indexer.catalogue.expressions import upsert
from indexer.errors import CatalogueTooNew, StoreError, StoreRefused

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Connection

HEAD = "0023"
"""The revision that this version of the program works with: the last one in `migrations/versions`."""

OLDEST_FITTING = "0018"
"""The oldest revision whose program works with these tables, so that both can run side by side during an upgrade.

A migration that only adds (tables, indexes, columns that may be left out) leaves it as it is. One that takes away or
changes what an earlier program uses raises it to the first revision whose program does without.
"""

MIGRATIONS = Path(__file__).parent / "migrations"
_VERSION_TABLE = "alembic_version"
_FITTING = "oldest fitting revision"  # the name of a counter


def open_database(url: str, *, read_only: bool = False) -> Database:
    """Return a catalogue's database with the tables that this version works with; made or migrated if need be.

    Raises `StoreError` if it cannot be opened or is no catalogue, `CatalogueTooNew` if a later version wrote it, and
    `NothingCollected` if it is `read_only`, which changes nothing, and not there.
    """
    database = Database(url, read_only=read_only)
    try:
        check(database) if read_only else migrate(database)
    except BaseException:  # nobody has it yet who would close it
        database.close()
        raise
    return database


def migrate(database: Database, migrations: Path = MIGRATIONS, head: str = HEAD) -> None:
    """Make the tables, or change them to what this version works with, all in one transaction.

    Raises `CatalogueTooNew` if they are a later version's, `StoreError` if the file holds something else.
    """
    with database.connect() as connection:
        current = revision(connection, database.name)
        fits = current is not None and _fits(connection, current)
    if current != head and not fits:  # Alembic takes a while to import: only those pay who need it
        _migrate(database, migrations)


def check(database: Database) -> None:
    """Raise what `migrate` does, and `StoreError` if the tables are an earlier version's; change nothing."""
    with database.connect() as connection:
        current = revision(connection, database.name)
        if current == HEAD or (current is not None and _fits(connection, current)):
            return
    if current is None:
        raise database.explain_empty()
    raise _unfit(database.name, current)


def require_head(connection: Connection, name: str) -> None:
    """Raise `CatalogueTooNew` or `StoreError` unless the tables are just those that this version works with."""
    if (current := require_known(name, revision(connection, name))) != HEAD:
        raise _unfit(name, current)


def require_known(name: str, current: str | None) -> str:
    """Return a revision if this version of the program can read or migrate it.

    Raises `CatalogueTooNew` for a later version's, `StoreError` for none: an empty file.
    """
    if current is None:
        raise StoreError(f"the catalogue {name} holds nothing")
    if current != HEAD and current not in _known(MIGRATIONS):
        raise _too_new(name, current)
    return current


def revision(connection: Connection, name: str) -> str | None:
    """Return the revision of the tables, None for an empty file; raise `StoreRefused` for another program's."""
    names = inspect(connection).get_table_names()
    if is_catalogue(names):
        found = connection.execute(text(f"SELECT version_num FROM {_VERSION_TABLE}")).scalar()  # noqa: S608  a constant
        return None if found is None else str(found)
    if names:
        raise StoreRefused(f"{name} is another program's database (it holds {', '.join(names[:3])}): choose another")
    return None


def is_catalogue(names: Collection[str]) -> bool:
    """Tell by the names of its tables whether a database holds a catalogue."""
    return {_VERSION_TABLE, tables.outbox.name} <= set(names)  # others have a table of versions, too


def make_tables(connection: Connection, migrations: Path = MIGRATIONS) -> None:
    """Make the tables, or change them, on the connection of a migration."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _migrate(database: Database, migrations: Path) -> None:
    with database.begin_migration() as connection:
        current = revision(connection, database.name)  # another process may have been first
        if current is not None and current not in _known(migrations):
            if _fits(connection, current):
                return
            raise _too_new(database.name, current)
        make_tables(connection, migrations)
        upsert(connection, tables.counters, [{"name": _FITTING, "value": int(OLDEST_FITTING)}])


def _fits(connection: Connection, current: str) -> bool:
    """Tell whether this program works with a later version's tables, which say so themselves."""
    if current <= HEAD:
        return False
    oldest = connection.execute(select(tables.counters.c.value).where(tables.counters.c.name == _FITTING)).scalar()
    return oldest is not None and oldest <= int(HEAD)


def _known(migrations: Path) -> set[str]:
    """Return the revisions that this version of the program knows."""
    from alembic.script import ScriptDirectory

    return {script.revision for script in ScriptDirectory(str(migrations)).walk_revisions()}


def _unfit(name: str, current: str) -> StoreError:
    """Return what it means that tables are not those of this version."""
    if current not in _known(MIGRATIONS):
        return _too_new(name, current)
    return StoreError(
        f"the catalogue {name} has the tables of an earlier version: run `byline index` once to change them"
    )


def _too_new(name: str, current: str) -> CatalogueTooNew:
    return CatalogueTooNew(
        f"the catalogue {name} was written by a later version of Byline (its tables are at {current}, this "
        f"version knows {HEAD}): install the later version again, or choose another data_dir"
    )
