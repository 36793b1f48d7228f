"""All rows of a catalogue carried into another database, of the same or another engine, and compared there."""

from __future__ import annotations

import hashlib
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, select

from indexer.catalogue import tables
from indexer.catalogue.database import Database
from indexer.catalogue.engines import INSTALLATION
from indexer.catalogue.schema import HEAD, is_catalogue, make_tables, require_head, revision
from indexer.errors import StoreError, StoreRefused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from sqlalchemy import Connection, Row, Select, Table

    from indexer.ports import Progress

_ROWS = 500  # that are in memory at a time
_BYTES = 16  # of a digest


@dataclass(frozen=True, slots=True, kw_only=True)
class TableSum:
    """What a table holds, whatever the order of its rows."""

    rows: int
    digest: str  # in hexadecimal digits


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """What was carried from one database to another, by table."""

    source: str  # what messages call it
    target: str
    installation: str  # the name of the target's catalogue
    tables: Mapping[str, TableSum]


def transfer_catalogue(source: str, target: str, claim: Callable[[str], None], progress: Progress) -> Transfer:
    """Carry the whole catalogue of one address to another, as of one moment, and compare what is there then.

    Nobody writes to the source meanwhile, and nothing of it is changed. The target has all of it or nothing: it is
    made, filled and compared in one transaction. Before that ends `claim` is called with the name of the target's
    catalogue, "" in a file; if it raises, there is none. That name is the one thing that is not carried.

    Raises `NothingCollected` without a source, `StoreRefused` if there is anything at the target, `CatalogueTooNew` or
    `StoreError` if the source is not of this version, is in use or damaged, or if either database fails.
    """
    with closing(Database(source, read_only=True)) as there, there.look() as connection:
        require_head(connection, there.name)  # before a file could be made where there is none
    with (
        closing(Database(source)) as origin,
        origin.standstill() as read,
        closing(Database(target)) as destination,
    ):
        require_head(read, origin.name)
        _require_empty(destination)
        with destination.begin_migration() as written:
            make_tables(written)
            destination.finish_tables(written)
            _empty(written)
            progressing = _Steps(progress, "rows", _count(read))
            carried = {table.name: _carry(read, destination, written, table, progressing) for table in _TABLES}
            progressing = _Steps(progress, "rows compared", sum(each.rows for each in carried.values()))
            _compare(carried, _sums(written, progressing), destination.name)
            claim(name := _name(written))
    return Transfer(source=origin.name, target=destination.name, installation=name, tables=carried)


def compare_catalogues(source: str, target: str, name: str, progress: Progress) -> Transfer | None:
    """Return what a transfer gave whose target has this name, None if there is another catalogue, or other rows."""
    with (
        closing(Database(source, read_only=True)) as origin,
        closing(Database(target, read_only=True)) as destination,
        origin.connect() as one,
        destination.connect() as other,
    ):
        require_head(one, origin.name)
        if revision(other, destination.name) != HEAD or _name(other) != name or _count(one) != _count(other):
            return None
        progressing = _Steps(progress, "rows compared", 2 * _count(one))
        found = _sums(one, progressing)
        if found != _sums(other, progressing):
            return None
    return Transfer(source=origin.name, target=destination.name, installation=name, tables=found)


_TABLES = tables.metadata.sorted_tables  # what a table refers to stands before it


class _Steps:
    """Shows how many rows are done of how many."""

    def __init__(self, progress: Progress, what: str, total: int) -> None:
        self._progress, self._what, self._total, self._done = progress, what, total, 0

    def add(self, rows: int) -> None:
        self._done += rows
        self._progress(self._what, self._done, self._total)


class _Adder:
    """Adds up rows: the sum of their digests does not depend on their order."""

    def __init__(self) -> None:
        self._rows, self._sum = 0, 0

    def add(self, rows: Sequence[Row[Any]]) -> None:
        for row in rows:
            digest = hashlib.blake2b(repr(tuple(row)).encode(), digest_size=_BYTES).digest()
            self._sum += int.from_bytes(digest)
        self._rows += len(rows)

    def sum(self) -> TableSum:
        return TableSum(rows=self._rows, digest=(self._sum % 2 ** (8 * _BYTES)).to_bytes(_BYTES).hex())


def _selected(table: Table) -> Select[Any]:
    """Return what is carried of a table: all of it but the catalogue's own name."""
    query = select(*table.columns)
    return query.where(table.c.name != INSTALLATION) if table is tables.notes else query


def _parts(connection: Connection, table: Table) -> Iterator[Sequence[Row[Any]]]:
    yield from connection.execute(_selected(table), execution_options={"yield_per": _ROWS}).partitions()


def _count(connection: Connection) -> int:
    counts = (select(func.count()).select_from(_selected(table).subquery()) for table in _TABLES)
    return sum(connection.execute(count).scalar_one() for count in counts)


def _carry(read: Connection, destination: Database, written: Connection, table: Table, progressing: _Steps) -> TableSum:
    adder = _Adder()

    def rows() -> Iterator[Row[Any]]:
        for part in _parts(read, table):
            adder.add(part)
            yield from part
            progressing.add(len(part))

    destination.insert_all(written, table, rows())
    return adder.sum()


def _sums(connection: Connection, progressing: _Steps) -> dict[str, TableSum]:
    found = {}
    for table in _TABLES:
        adder = _Adder()
        for part in _parts(connection, table):
            adder.add(part)
            progressing.add(len(part))
        found[table.name] = adder.sum()
    return found


def _compare(carried: Mapping[str, TableSum], found: Mapping[str, TableSum], target: str) -> None:
    for name, expected in carried.items():
        if found[name] != expected:
            raise StoreError(
                f"{target} does not give back what was written to its table {name} ({expected.rows} rows, "
                f"{found[name].rows} read): nothing was kept there, and the source is as it was. Look at the disk there"
            )


def _require_empty(destination: Database) -> None:
    names = destination.contents()
    if is_catalogue(names):
        raise StoreRefused(
            f"{destination.name} holds a catalogue of Byline's already, which is left alone: name another database, or "
            "a schema of its own, or remove that one first, as by `dropdb` and `createdb`"
        )
    if names:
        raise StoreRefused(
            f"{destination.name} is not empty (it holds {', '.join(names[:3])}), which is left alone: name an empty "
            "database, or a schema of its own for Byline"
        )


def _empty(connection: Connection) -> None:
    """Remove what making the tables has put into them, but the catalogue's name."""
    for table in reversed(_TABLES):
        connection.execute(
            delete(table).where(table.c.name != INSTALLATION) if table is tables.notes else delete(table)
        )


def _name(connection: Connection) -> str:
    """Return the name of a server's catalogue, "" of one in a file."""
    found = connection.execute(select(tables.notes.c.text).where(tables.notes.c.name == INSTALLATION)).scalar()
    return "" if found is None else str(found)
