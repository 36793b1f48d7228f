"""Leases: rows that belong to one process for some seconds, by the database's clock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, case, delete, or_, select, update

from indexer.catalogue import tables
from indexer.catalogue.database import OpenTables
from indexer.catalogue.database_clock import DatabaseTime
from indexer.catalogue.engines import Isolation
from indexer.catalogue.expressions import insert_into
from indexer.catalogue.records import clean, to_time
from indexer.errors import LeaseLost
from indexer.model import HeldLease

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import ColumnElement


_SECOND = 1_000_000  # microseconds
_KEPT = 86_400 * _SECOND  # of the rows of processes that are gone, and of places at sites that nobody asks
_LEASES = tables.leases.c


class LeaseTables(OpenTables):
    """`indexer.ports.coordination.LeaseStore` on SQL."""

    def take_leases(self, names: Sequence[str], holder: str, seconds: float) -> Mapping[str, int]:
        taken: dict[str, int] = {}
        with self._database.begin(Isolation.SHARE) as connection:
            added = insert_into(connection.dialect.name, tables.leases).values(
                name=bindparam("wanted"), holder=clean(holder), until=DatabaseTime() + int(seconds * _SECOND), fence=1
            )
            own = _LEASES.holder == added.excluded.holder
            take = added.on_conflict_do_update(
                index_elements=[_LEASES.name],
                set_={
                    "holder": added.excluded.holder,
                    "until": added.excluded.until,
                    "fence": case((own, _LEASES.fence), else_=_LEASES.fence + 1),
                },
                where=or_(own, _LEASES.until <= DatabaseTime()),
            ).returning(_LEASES.fence)
            for name in sorted(
                names
            ):  # in one order: two processes that wait for each other's rows would wait for ever
                fence = connection.execute(take, {"wanted": clean(name)}).scalar()
                if fence is not None:
                    taken[name] = fence
        return taken

    def confirm_lease(self, name: str, holder: str, fence: int) -> None:
        held = select(_LEASES.name).where(
            _LEASES.name == clean(name),
            _LEASES.holder == clean(holder),
            _LEASES.fence == fence,
            _LEASES.until > DatabaseTime(),
        )
        with self._database.begin(Isolation.SHARE) as connection:
            if connection.execute(held.with_for_update(read=True)).scalar() is None:
                raise LeaseLost(f"another process has the lease {name!r} by now, or may have it: nothing was written")

    def release_leases(self, holder: str) -> None:
        turns, own = tables.host_turns.c, clean(holder)
        with self._database.begin() as connection:
            for table in (tables.feeds, tables.links):
                connection.execute(update(table).where(table.c.claimed_by == own).values(claimed_by=None))
            connection.execute(update(tables.host_turns).where(turns.holder == own).values(holder="", until=0))
            connection.execute(delete(tables.host_turns).where(turns.until < DatabaseTime() - _KEPT))
            connection.execute(update(tables.leases).where(_LEASES.holder == own).values(until=0))
            # A process has a lease of its own name. The others' rows stay: their fences must go on.
            of_processes = _LEASES.name == _LEASES.holder
            connection.execute(delete(tables.leases).where(of_processes, _LEASES.until < DatabaseTime() - _KEPT))

    def leases(self) -> list[HeldLease]:
        query = select(tables.leases).where(_LEASES.until > DatabaseTime()).order_by(_LEASES.name)
        with self._database.connect() as connection:
            return [
                HeldLease(name=row.name, holder=row.holder, until=to_time(row.until), fence=row.fence)
                for row in connection.execute(query)
            ]


def is_free(holder: ColumnElement[str | None], asking: str) -> ColumnElement[bool]:
    """Return the condition that what `holder` claimed is free for another: it has no living holder but that one."""
    living = select(_LEASES.name).where(_LEASES.name == holder, _LEASES.until > DatabaseTime()).exists()
    return or_(holder.is_(None), holder == asking, ~living)
