"""A catalogue carried into another database: whole, as of one moment, compared, or not at all."""

from __future__ import annotations

import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import BigInteger, Boolean, Integer, delete, insert, make_url, select, text, update

from indexer.catalogue import SqlCatalogue, compare_catalogues, transfer_catalogue
from indexer.catalogue.database import Database
from indexer.catalogue.engines import INSTALLATION
from indexer.catalogue.schema import HEAD, open_database
from indexer.catalogue.tables import metadata, notes
from indexer.errors import CatalogueTooNew, NothingCollected, StoreError, StoreRefused
from tests.doubles.catalogue_files import open_catalogue
from tests.doubles.indexes import silent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Column, Table

    from tests.doubles.postgres_server import PostgresServer

ROOT = Path(__file__).parents[3]
ROWS = {name: 520 if name == "feeds" else 40 for name in metadata.tables}  # 520 are more than are read at a time
HARD = "'quoted' \"twice\" \\N \\ tab\tline\nÜ 李 \U0001f600 {}"

# What another program could do to what is written: each feed's title is another one.
SPOILING = """
CREATE FUNCTION spoil() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.title := 'other'; RETURN NEW; END $$;
CREATE FUNCTION arm() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN
IF EXISTS (SELECT 1 FROM pg_event_trigger_ddl_commands() WHERE object_identity = 'public.feeds') THEN
CREATE OR REPLACE TRIGGER spoil BEFORE INSERT ON feeds FOR EACH ROW EXECUTE FUNCTION spoil(); END IF; END $$;
CREATE EVENT TRIGGER arm ON ddl_command_end WHEN TAG IN ('CREATE TABLE') EXECUTE FUNCTION arm();
"""


def unclaimed(_name: str) -> None:
    """Take no note of the name."""


def value(column: Column[Any], number: int) -> Any:
    """Return a value that a column has in a table's row of a number; what a reference needs is there."""
    if column.foreign_keys:
        (reference,) = column.foreign_keys
        return value(reference.column, number)
    if column.nullable and number % 2:
        return None
    if isinstance(column.type, Boolean):
        return number % 3 == 0
    if isinstance(column.type, Integer):
        return (number - 5) * (2**40 if isinstance(column.type, BigInteger) else 1)
    return f"{column.table.name}.{column.name} {number} {HARD if not column.primary_key else ''}"


def row(table: Table, number: int) -> dict[str, Any]:
    """Return a row in which no column has what it would have by itself."""
    return {column.name: value(column, number) for column in table.columns}


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the address of a catalogue that has rows in each table."""
    file = tmp_path_factory.mktemp("full") / "catalogue.db"
    open_catalogue(file).close()
    with closing(Database(f"sqlite:///{file}")) as database, database.begin() as connection:
        for table in metadata.sorted_tables:
            connection.execute(delete(table))
            connection.execute(insert(table), [row(table, number) for number in range(ROWS[table.name])])
    return f"sqlite:///{file}"


@pytest.fixture
def small(tmp_path: Path) -> str:
    """Return the address of a catalogue with one feed."""
    file = tmp_path / "small.db"
    open_catalogue(file).close()
    with closing(Database(f"sqlite:///{file}")) as database, database.begin() as connection:
        connection.execute(insert(metadata.tables["feeds"]), row(metadata.tables["feeds"], 0))
    return f"sqlite:///{file}"


@pytest.fixture
def empty(postgres: PostgresServer) -> Iterator[str]:
    """Yield the address of a database without tables, which sorts as English does where that is known."""
    yield (url := postgres.create("ENCODING 'UTF8' TEMPLATE template0"))
    postgres.execute(f'DROP DATABASE "{make_url(url).database}" WITH (FORCE)')


def kept(url: str) -> dict[str, set[tuple[Any, ...]]]:
    """Return all rows by table, without the catalogue's own name."""
    with closing(Database(url, read_only=True)) as database, database.connect() as connection:
        found = {table.name: set(map(tuple, connection.execute(select(table)))) for table in metadata.sorted_tables}
    found[notes.name] = {each for each in found[notes.name] if each[0] != INSTALLATION}
    return found


def contents(url: str) -> list[str]:
    """Return the names of what a database holds."""
    with closing(Database(url)) as database:
        return database.contents()


def test_every_table_there_and_back(full: str, empty: str, tmp_path: Path) -> None:
    """All rows of all tables come over and back, and their sums are the same both ways; names are not carried."""
    names: list[str] = []
    steps: list[tuple[str, int, int]] = []
    there = transfer_catalogue(full, empty, names.append, lambda *step: steps.append(step))
    assert kept(empty) == kept(full)
    assert {table: each.rows for table, each in there.tables.items()} == ROWS
    assert len({each.digest for each in there.tables.values()}) == len(metadata.tables)
    every = sum(ROWS.values())
    assert (steps[-1], ("rows", every, every) in steps) == (("rows compared", every, every), True)
    with closing(SqlCatalogue(empty, read_only=True)) as catalogue:
        assert names == [there.installation] == [catalogue.installation()] != [""]

    back = f"sqlite:///{tmp_path / 'back.db'}"
    again = transfer_catalogue(empty, back, names.append, silent)
    assert (kept(back), again.tables, names[-1]) == (kept(full), there.tables, "")
    with closing(SqlCatalogue(back)) as catalogue:
        assert (catalogue.installation(), catalogue.damage()) == ("", "")

    assert compare_catalogues(full, empty, there.installation, silent) == there
    assert compare_catalogues(full, empty, "of another name", silent) is None
    with closing(Database(empty)) as database, database.begin() as connection:
        connection.execute(update(notes).where(notes.c.until.is_(None)).values(text="other"))
    assert compare_catalogues(full, empty, there.installation, silent) is None


def test_killed_it_leaves_nothing(full: str, small: str, empty: str) -> None:
    """A process that is killed just before the end leaves the source whole, and the target empty for the next."""
    script = (
        "import os, signal\nfrom indexer.catalogue import transfer_catalogue\n"
        f"transfer_catalogue({full!r}, {empty!r}, lambda _: os.kill(os.getpid(), signal.SIGKILL), lambda *_: None)"
    )
    assert subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=False).returncode == -signal.SIGKILL
    assert contents(empty) == []
    assert {name: len(rows) for name, rows in kept(full).items()} == ROWS
    transfer_catalogue(small, empty, unclaimed, silent)
    assert kept(empty) == kept(small)


def test_what_is_there_is_left_alone(small: str, empty: str, postgres: PostgresServer) -> None:
    """A catalogue at the target, and anything else there, is refused and stays."""
    name = make_url(empty).database or ""
    postgres.execute("CREATE VIEW prices AS SELECT 1 AS price", database=name)
    with pytest.raises(StoreRefused, match=r"is not empty \(it holds prices\), which is left alone: name an empty"):
        transfer_catalogue(small, empty, unclaimed, silent)
    assert contents(empty) == ["prices"]
    postgres.execute("DROP VIEW prices", database=name)
    transfer_catalogue(small, empty, unclaimed, silent)
    before = kept(empty)
    with pytest.raises(StoreRefused, match="holds a catalogue of Byline's already, which is left alone"):
        transfer_catalogue(small, empty, unclaimed, silent)
    with pytest.raises(StoreRefused, match="holds a catalogue of Byline's already"):  # also where it is the source
        transfer_catalogue(empty, empty, unclaimed, silent)
    postgres.execute("CREATE SCHEMA other", database=name)
    beside = make_url(empty).update_query_dict({"options": "-csearch_path=other"}).render_as_string(hide_password=False)
    transfer_catalogue(empty, beside, unclaimed, silent)
    assert kept(beside) == kept(empty) == before


def test_what_reads_back_otherwise_is_not_kept(small: str, empty: str, postgres: PostgresServer) -> None:
    """Where the target does not give back what was written, the table is named and nothing stays there."""
    postgres.execute(SPOILING, database=make_url(empty).database or "")
    with pytest.raises(StoreError, match=r"does not give back what was written to its table feeds \(1 rows, 1 read\)"):
        transfer_catalogue(small, empty, unclaimed, silent)
    assert contents(empty) == []


def test_an_error_of_the_target_is_told_as_its(small: str, empty: str, postgres: PostgresServer) -> None:
    """An error in the middle of the rows is explained, and nothing stays at the target."""
    database = make_url(empty).database or ""
    postgres.execute(SPOILING.replace("NEW.title := 'other'", "PERFORM 1/0"), database=database)
    with pytest.raises(StoreError, match=f"the catalogue {database} on .*: division by zero"):
        transfer_catalogue(small, empty, unclaimed, silent)
    assert contents(empty) == []


def test_a_source_in_use(small: str, empty: str, tmp_path: Path) -> None:
    """While another process has a server's catalogue open, it is not moved; nobody writes to it while it is."""
    transfer_catalogue(small, empty, unclaimed, silent)
    back = f"sqlite:///{tmp_path / 'back.db'}"
    with closing(SqlCatalogue(empty)) as running:
        running.last_change()
        with pytest.raises(StoreError, match=r"Byline runs with it on .* \(\d connections?\): stop it there"):
            transfer_catalogue(empty, back, unclaimed, silent)
    late = make_url(empty).update_query_dict({"options": "-clock_timeout=50", "application_name": "late"})
    refused: list[str] = []

    def write(_name: str) -> None:
        with closing(SqlCatalogue(late.render_as_string(hide_password=False))) as catalogue:
            with pytest.raises(StoreError, match="another process writes") as said:
                catalogue.set_cursor("late", 1)
            refused.append(str(said.value))

    transfer_catalogue(empty, back, write, silent)
    assert len(refused) == 1
    assert kept(back) == kept(empty) == kept(small)


def test_sources_that_cannot_be_moved(small: str, empty: str, tmp_path: Path) -> None:
    """Nothing, another program's tables, and those of an earlier or later version are told; the target stays empty."""
    other = tmp_path / "other.db"
    with closing(Database(f"sqlite:///{other}")) as database, database.begin() as connection:
        connection.execute(text("CREATE TABLE prices (price INTEGER)"))
    expected: list[tuple[str, type[StoreError], str]] = [
        (f"sqlite:///{tmp_path / 'none.db'}", NothingCollected, "there is no catalogue"),
        (f"sqlite:///{other}", StoreError, "is another program's database"),
    ]
    for source, kind, says in expected:
        with pytest.raises(kind, match=says):
            transfer_catalogue(source, empty, unclaimed, silent)
    for found, kind, says in (
        ("0001", StoreError, "of an earlier version"),
        ("9999", CatalogueTooNew, "later version"),
    ):
        with closing(open_database(small)) as database, database.begin() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = :found"), {"found": found})
        with pytest.raises(kind, match=says):
            transfer_catalogue(small, empty, unclaimed, silent)
        with closing(Database(small)) as database, database.begin() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = :head"), {"head": HEAD})
    assert contents(empty) == []
    assert not (tmp_path / "none.db").exists()
