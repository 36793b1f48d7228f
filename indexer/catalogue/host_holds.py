"""Hosts that refused again and again, and until when they are left alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from indexer.catalogue import records, tables
from indexer.catalogue.database import OpenTables
from indexer.catalogue.expressions import upsert

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


_HOLDS = tables.holds.c


class HoldTables(OpenTables):
    """`indexer.ports.upkeep.HoldStore` on SQL."""

    def held_hosts(self, now: datetime) -> Mapping[str, tuple[datetime, int]]:
        query = select(tables.holds).where(_HOLDS.until > records.to_micros(now))
        with self._database.look() as connection:
            return {row.host: (records.to_time(row.until), row.status) for row in connection.execute(query)}

    def hold_host(self, host: str, until: datetime, status: int, now: datetime) -> None:
        row = {"host": records.clean(host), "until": records.to_micros(until), "status": status}
        with self._database.begin() as connection:
            connection.execute(delete(tables.holds).where(_HOLDS.until <= records.to_micros(now)))
            upsert(connection, tables.holds, [row])
