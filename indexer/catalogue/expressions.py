"""Expressions of SQL that each database has in words of its own: here by SQLite's names.

`indexer.catalogue.postgres` says what they are there.
"""

from __future__ import annotations

import json
from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, Text, bindparam, func, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction

from indexer.catalogue.records import clean
from indexer.catalogue.tables import SET_APART

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sqlalchemy import ColumnElement, Connection, FromClause, Select, Table
    from sqlalchemy.sql.compiler import SQLCompiler

_CHUNK = 500
"""Values bound in one statement: databases limit them."""


class JsonEach(GenericFunction[Any]):
    """The texts of a JSON array, a row each, in the column `value`."""

    name = "json_each"
    inherit_cache = True


class JsonRows(GenericFunction[str]):
    """Values of each row as a JSON array, and those of all rows as one, in no certain order."""

    name = "json_rows"
    type = Text()
    inherit_cache = True


class JsonExtract(GenericFunction[str]):
    """What a JSON text holds at a path, as text: `JsonExtract(text, literal_column("'$.refusal[0]'"))`."""

    name = "json_extract"
    type = Text()
    inherit_cache = True


class Unindexed(GenericFunction[str]):
    """A column that is compared without the help of an index that begins with it."""

    name = "unindexed"
    type = Text()
    inherit_cache = True


class DatabaseTime(GenericFunction[int]):
    """The time at which a statement runs, by the database's clock, in whole microseconds since 1970."""

    name = "database_time"
    type = BigInteger()
    inherit_cache = True


@compiles(DatabaseTime)
def _database_time(_element: DatabaseTime, _compiler: SQLCompiler, **_given: Any) -> str:
    return "CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER)"


@compiles(JsonRows)
def _json_rows(element: JsonRows, compiler: SQLCompiler, **given: Any) -> str:
    return f"json_group_array(json_array({compiler.process(element.clauses, **given)}))"


@compiles(Unindexed)
def _unindexed(element: Unindexed, compiler: SQLCompiler, **given: Any) -> str:
    return f"+{compiler.process(element.clauses, **given)}"


AMONG = select(func.json_each(bindparam("among")).table_valued("value").c.value)
"""Of a statement that is executed with `among(values)`: the values, however many. A list of them would be another
statement for each number of values, which takes longer to make than to run."""


def among(values: Iterable[str]) -> dict[str, str]:
    """Return the parameters of a statement that selects by `AMONG`."""
    return {"among": json.dumps(clean(list(values)), ensure_ascii=False)}


def json_rows(table: FromClause) -> ColumnElement[str]:
    """Return a column of a statement that holds all rows of a table that it selects, for `select_json_rows`.

    The driver lets go of Python's lock and takes it again for each row, and where other threads compute, it waits for
    it a hundred times for a hundred rows. Written as JSON, they are all found at once. For texts and whole numbers:
    SQLite rounds others to fifteen digits there.
    """
    return JsonRows(*table.c)


def select_json_rows(connection: Connection, statement: Select[Any], values: Iterable[str]) -> list[list[list[Any]]]:
    """Return for each column that is one of `json_rows` its rows, in no certain order; selected by `AMONG`."""
    return [json.loads(column) for column in connection.execute(statement, among(values)).one()]


def upsert(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows, or change those whose primary key is there already; columns that are set apart stay as they are."""
    if rows:
        connection.execute(_upsert(connection.dialect.name, table), rows)


def insert_new(connection: Connection, table: Table, row: dict[str, Any]) -> bool:
    """Insert a row unless one with its primary key is there, whoever else does; tell whether it was inserted."""
    return connection.execute(_insert_new(connection.dialect.name, table), row).rowcount == 1


def chunks(values: Sequence[str]) -> Iterator[Sequence[str]]:
    """Yield the values in portions that fit into one statement each."""
    for start in range(0, len(values), _CHUNK):
        yield values[start : start + _CHUNK]


# As many as there are tables: making the statement takes longer than running it.
@lru_cache(maxsize=64)
def _upsert(dialect: str, table: Table) -> Any:
    added = insert_into(dialect, table)
    others = {
        column.name: added.excluded[column.name]
        for column in table.columns
        if not column.primary_key and column.info != SET_APART
    }
    return added.on_conflict_do_update(index_elements=list(table.primary_key.columns), set_=others)


@lru_cache(maxsize=16)
def _insert_new(dialect: str, table: Table) -> Any:
    added = insert_into(dialect, table).on_conflict_do_nothing(index_elements=list(table.primary_key.columns))
    return added.execution_options(preserve_rowcount=True)


def insert_into(dialect: str, table: Table) -> Any:
    """Return the INSERT of a dialect, which can say what happens on a conflict."""
    return import_module(f"sqlalchemy.dialects.{dialect}").insert(table)
