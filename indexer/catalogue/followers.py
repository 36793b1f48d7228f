"""The lexical indexes that apply the outbox, each at its own pace."""

from __future__ import annotations

from sqlalchemy import delete, select

from indexer.catalogue import tables
from indexer.catalogue.database import OpenTables
from indexer.catalogue.database_clock import DatabaseTime
from indexer.catalogue.engines import Isolation
from indexer.catalogue.expressions import insert_into
from indexer.catalogue.records import clean, to_time
from indexer.model import Follower

_KEPT = 7 * 86_400 * 1_000_000  # microseconds: a follower that was away for longer begins anew from the catalogue
_FOLLOWERS = tables.followers.c


class FollowerTables(OpenTables):
    """`indexer.ports.coordination.FollowerStore` on SQL."""

    def follow(self, name: str, seq: int) -> None:
        with self._database.begin(Isolation.SHARE) as connection:
            added = insert_into(connection.dialect.name, tables.followers).values(
                name=clean(name), seq=seq, seen=DatabaseTime()
            )
            same = added.on_conflict_do_update(
                index_elements=[_FOLLOWERS.name], set_={"seq": added.excluded.seq, "seen": added.excluded.seen}
            )
            connection.execute(same)
            connection.execute(delete(tables.followers).where(_FOLLOWERS.seen <= DatabaseTime() - _KEPT))

    def followers(self) -> list[Follower]:
        query = select(tables.followers).where(_FOLLOWERS.seen > DatabaseTime() - _KEPT).order_by(_FOLLOWERS.name)
        with self._database.connect() as connection:
            return [Follower(name=row.name, seq=row.seq, seen=to_time(row.seen)) for row in connection.execute(query)]
