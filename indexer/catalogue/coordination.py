"""What several machines that share a catalogue agree on: leases, claims, places at sites, and followers.

A lease is a row that belongs to one process for some seconds, by the database's clock. A claim is a process's name in
the row of a feed or a link, and holds for as long as its lease does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, case, delete, or_, select, update

from indexer.catalogue import records, tables
from indexer.catalogue.database import OpenTables
from indexer.catalogue.engines import Isolation
from indexer.catalogue.expressions import AMONG, DatabaseTime, among, insert_into, insert_new
from indexer.catalogue.records import clean, to_time
from indexer.errors import LeaseLost
from indexer.model import Follower, HeldLease
from indexer.model.feeds import FeedState

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Column, Connection, Select, Table, Update

    from indexer.model.feeds import Link


_SECOND = 1_000_000  # microseconds
_DAY = 86_400 * _SECOND  # for so long the rows of processes that are gone are kept, and of places that nobody asks for
_FOLLOWED = 7 * _DAY  # a follower that was away for longer begins anew from the catalogue
_LEASES = tables.leases.c
_TURNS = tables.host_turns.c
_FOLLOWERS = tables.followers.c


class CoordinationTables(OpenTables):
    """`indexer.ports.coordination.CoordinationStore` on SQL.

    Rows that another process is just about to claim are skipped, where the database locks rows (SQLite has one writer):
    nobody waits for the others. https://www.postgresql.org/docs/current/sql-select.html#SQL-FOR-UPDATE-SHARE
    """

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
            for name in sorted(names):  # in one order: two that wait for each other would wait for ever
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
            connection.execute(delete(tables.host_turns).where(turns.until < DatabaseTime() - _DAY))
            connection.execute(update(tables.leases).where(_LEASES.holder == own).values(until=0))
            # A process has a lease of its own name. The others' rows stay: their fences must go on.
            of_processes = _LEASES.name == _LEASES.holder
            connection.execute(delete(tables.leases).where(of_processes, _LEASES.until < DatabaseTime() - _DAY))

    def leases(self) -> list[HeldLease]:
        query = select(tables.leases).where(_LEASES.until > DatabaseTime()).order_by(_LEASES.name)
        with self._database.connect() as connection:
            return [records.record_of(HeldLease, row._asdict()) for row in connection.execute(query)]

    def claim_feeds(self, urls: Sequence[str], holder: str) -> set[str]:
        feeds, given = tables.feeds, clean(list(urls))
        claim = _claiming(feeds, feeds.c.url, _free(feeds, feeds.c.url, holder), holder).returning(feeds.c.url)
        with self._database.begin(Isolation.SHARE) as connection:
            known = set(connection.execute(select(feeds.c.url).where(feeds.c.url.in_(AMONG)), among(given)).scalars())
            for url in sorted(set(given) - known):
                insert_new(connection, feeds, records.feed_row(FeedState(url=url, unread=True)))
            claimed = set(connection.execute(claim, among(given)).scalars())
        return {url for url, kept in zip(urls, given, strict=True) if kept in claimed}

    def claim_links(self, keys: Sequence[str], holder: str, due: datetime | None) -> list[Link]:
        links = tables.links
        free = _free(links, links.c.key, holder)
        if due is not None:
            free = free.where(links.c.due <= records.to_micros(due))
        claim = _claiming(links, links.c.key, free, holder).returning(*links.c)
        with self._database.begin(Isolation.SHARE) as connection:
            return [records.link(row) for row in connection.execute(claim, among(keys)).all()]

    def claimed_feeds(self, urls: Sequence[str], holder: str) -> set[str]:
        return self._claimed(tables.feeds, tables.feeds.c.url, urls, holder)

    def claimed_links(self, keys: Sequence[str], holder: str) -> set[str]:
        return self._claimed(tables.links, tables.links.c.key, keys, holder)

    def unclaim_feeds(self, urls: Sequence[str], holder: str) -> None:
        self._unclaim(tables.feeds, tables.feeds.c.url, urls, holder)

    def unclaim_links(self, keys: Sequence[str], holder: str) -> None:
        self._unclaim(tables.links, tables.links.c.key, keys, holder)

    def _claimed(self, table: Table, key: Column[str], given: Sequence[str], holder: str) -> set[str]:
        query = select(key).where(key.in_(AMONG), table.c.claimed_by == clean(holder))
        with self._database.connect() as connection:
            found = set(connection.execute(query, among(given)).scalars())
        return {each for each in given if clean(each) in found}

    def _unclaim(self, table: Table, key: Column[str], given: Sequence[str], holder: str) -> None:
        own = (key.in_(AMONG), table.c.claimed_by == clean(holder))
        with self._database.begin() as connection:
            connection.execute(update(table).where(*own).values(claimed_by=None), among(given))

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

    def follow(self, name: str, seq: int) -> None:
        with self._database.begin(Isolation.SHARE) as connection:
            added = insert_into(connection.dialect.name, tables.followers).values(
                name=clean(name), seq=seq, seen=DatabaseTime()
            )
            same = added.on_conflict_do_update(
                index_elements=[_FOLLOWERS.name], set_={"seq": added.excluded.seq, "seen": added.excluded.seen}
            )
            connection.execute(same)
            connection.execute(delete(tables.followers).where(_FOLLOWERS.seen <= DatabaseTime() - _FOLLOWED))

    def followers(self) -> list[Follower]:
        query = select(tables.followers).where(_FOLLOWERS.seen > DatabaseTime() - _FOLLOWED).order_by(_FOLLOWERS.name)
        with self._database.connect() as connection:
            return [Follower(name=row.name, seq=row.seq, seen=to_time(row.seen)) for row in connection.execute(query)]


def _free(table: Table, key: Column[str], asking: str) -> Select[Any]:
    """Return what finds rows that are free for a process, and locks them: they have no living holder but that one."""
    holder = table.c.claimed_by
    living = select(_LEASES.name).where(_LEASES.name == holder, _LEASES.until > DatabaseTime()).exists()
    return (
        select(key)
        .where(key.in_(AMONG), or_(holder.is_(None), holder == clean(asking), ~living))
        .with_for_update(skip_locked=True, of=table)
    )


def _claiming(table: Table, key: Column[str], free: Select[Any], holder: str) -> Update:
    return update(table).where(key.in_(free)).values(claimed_by=clean(holder))


def _make_places(connection: Connection, host: str, places: int) -> bool:
    """Make the places of a site that are not there; tell whether there were such."""
    made = [
        insert_new(connection, tables.host_turns, {"host": host, "place": place, "holder": "", "until": 0})
        for place in range(places)
    ]
    return any(made)
