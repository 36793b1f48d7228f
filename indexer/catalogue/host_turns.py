"""The places for requests to one site, which all collectors share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, update

from indexer.catalogue import tables
from indexer.catalogue.database import OpenTables
from indexer.catalogue.database_clock import DatabaseTime
from indexer.catalogue.engines import Isolation
from indexer.catalogue.expressions import insert_new
from indexer.catalogue.records import clean

if TYPE_CHECKING:
    from sqlalchemy import Connection


_SECOND = 1_000_000  # microseconds
_TURNS = tables.host_turns.c


class HostTurnTables(OpenTables):
    """`indexer.ports.coordination.HostTurnStore` on SQL."""

    def take_turn(self, site: str, places: int, holder: str, seconds: float) -> int | None:
        host = clean(site)
        free = (
            select(_TURNS.place)
            .where(_TURNS.host == host, _TURNS.place < places, _TURNS.until <= DatabaseTime())
            .order_by(_TURNS.place)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        values = {"holder": clean(holder), "until": DatabaseTime() + int(seconds * _SECOND)}
        take = (
            update(tables.host_turns)
            .where(_TURNS.host == host, _TURNS.place == free.scalar_subquery())
            .values(**values)
            .returning(_TURNS.place)
        )
        with self._database.begin(Isolation.SHARE) as connection:
            place = connection.execute(take).scalar()
            if place is None and _make_places(connection, host, places):
                place = connection.execute(take).scalar()
        return place

    def give_turn_back(self, site: str, place: int, holder: str) -> None:
        own = (_TURNS.host == clean(site), _TURNS.place == place, _TURNS.holder == clean(holder))
        with self._database.begin(Isolation.SHARE) as connection:
            connection.execute(update(tables.host_turns).where(*own).values(holder="", until=DatabaseTime()))


def _make_places(connection: Connection, host: str, places: int) -> bool:
    """Make the places of a site that are not there; tell whether there were such."""
    made = [
        insert_new(connection, tables.host_turns, {"host": host, "place": place, "holder": "", "until": 0})
        for place in range(places)
    ]
    return any(made)
