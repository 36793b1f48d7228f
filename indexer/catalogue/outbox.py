"""The changes that the two indexes have yet to apply, and each generation's cursor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, insert, select, update

from indexer.catalogue import tables
from indexer.catalogue.database import OpenTables
from indexer.catalogue.expressions import insert_new, upsert
from indexer.catalogue.records import clean
from indexer.model import IndexChange

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection


_COUNTER = "outbox"
_LAST = select(tables.counters.c.value).where(tables.counters.c.name == _COUNTER)
_RAISED = (
    update(tables.counters)
    .where(tables.counters.c.name == _COUNTER)
    .values(value=tables.counters.c.value + bindparam("by"))
    .returning(tables.counters.c.value)
)
_APPENDED = insert(tables.outbox)


class OutboxTables(OpenTables):
    """`indexer.ports.Outbox` on SQL."""

    def last_change(self) -> int:
        with self._database.look() as connection:
            return last_number(connection)

    def changes(self, after: int, limit: int) -> list[IndexChange]:
        columns = tables.outbox.c
        query = select(tables.outbox).where(columns.seq > after).order_by(columns.seq).limit(limit)
        with self._database.look() as connection:
            return [
                IndexChange(seq=row.seq, passage_id=row.passage_id, period=row.period, put=row.put)
                for row in connection.execute(query)
            ]

    def cursor(self, generation: str) -> int | None:
        query = select(tables.cursors.c.seq).where(tables.cursors.c.generation == clean(generation))
        with self._database.look() as connection:
            return connection.execute(query).scalar()

    def set_cursor(self, generation: str, seq: int) -> None:
        with self._database.begin() as connection:
            upsert(connection, tables.cursors, [{"generation": clean(generation), "seq": seq}])

    def generations(self) -> list[str]:
        with self._database.look() as connection:
            return list(connection.execute(select(tables.cursors.c.generation).order_by("generation")).scalars())

    def switch(self, generation: str, seq: int, retired: int) -> None:
        with self._database.begin() as connection:
            connection.execute(update(tables.cursors).values(seq=retired))
            upsert(connection, tables.cursors, [{"generation": clean(generation), "seq": seq}])
            connection.execute(delete(tables.outbox).where(tables.outbox.c.seq <= seq))

    def forget_generation(self, generation: str) -> None:
        with self._database.begin() as connection:
            connection.execute(delete(tables.cursors).where(tables.cursors.c.generation == clean(generation)))

    def forget_changes(self, upto: int) -> None:
        with self._database.begin() as connection:
            connection.execute(delete(tables.outbox).where(tables.outbox.c.seq <= upto))


def append_changes(connection: Connection, changes: Iterable[tuple[str, str, bool]]) -> None:
    """Append (passage id, period, put) to the outbox within a transaction, each under a number of its own."""
    appended = list(changes)
    if not appended:
        return
    # The counter's row is locked until the end of the transaction: numbers are given in the order of commits.
    last = connection.execute(_RAISED, {"by": len(appended)}).scalar_one_or_none()
    if last is None:  # the first change of all
        insert_new(connection, tables.counters, {"name": _COUNTER, "value": 0})
        last = connection.execute(_RAISED, {"by": len(appended)}).scalar_one()
    rows = [
        {"seq": seq, "passage_id": passage_id, "period": period, "put": put}
        for seq, (passage_id, period, put) in enumerate(appended, last - len(appended) + 1)
    ]
    connection.execute(_APPENDED, rows)


def last_number(connection: Connection) -> int:
    """Return the highest number that a change was given, as a transaction sees it; 0 before the first."""
    return connection.execute(_LAST).scalar() or 0
