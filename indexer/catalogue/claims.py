"""Who works on which feeds and links, so that several collectors share them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, update

from indexer.catalogue import records, tables
from indexer.catalogue.database import OpenTables
from indexer.catalogue.engines import Isolation
from indexer.catalogue.expressions import AMONG, among, insert_new
from indexer.catalogue.leases import is_free
from indexer.model.feeds import FeedState

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Column

    from indexer.model.feeds import Link


class ClaimTables(OpenTables):
    """`indexer.ports.coordination.ClaimStore` on SQL.

    Rows that another process is just about to claim are skipped, where the database locks rows (SQLite has one writer):
    nobody waits for the others. https://www.postgresql.org/docs/current/sql-select.html#SQL-FOR-UPDATE-SHARE
    """

    def claim_feeds(self, urls: Sequence[str], holder: str) -> set[str]:
        feeds, given = tables.feeds, records.clean(list(urls))
        own = records.clean(holder)
        free = (
            select(feeds.c.url)
            .where(feeds.c.url.in_(AMONG), is_free(feeds.c.claimed_by, own))
            .with_for_update(skip_locked=True, of=feeds)
        )
        claim = update(feeds).where(feeds.c.url.in_(free)).values(claimed_by=own).returning(feeds.c.url)
        with self._database.begin(Isolation.SHARE) as connection:
            known = set(connection.execute(select(feeds.c.url).where(feeds.c.url.in_(AMONG)), among(given)).scalars())
            for url in sorted(set(given) - known):
                insert_new(connection, feeds, records.feed_row(FeedState(url=url)))
            claimed = set(connection.execute(claim, among(given)).scalars())
        return {url for url, kept in zip(urls, given, strict=True) if kept in claimed}

    def claim_links(self, keys: Sequence[str], holder: str, due: datetime | None) -> list[Link]:
        links, own = tables.links, records.clean(holder)
        free = (
            select(links.c.key)
            .where(links.c.key.in_(AMONG), is_free(links.c.claimed_by, own))
            .with_for_update(skip_locked=True, of=links)
        )
        if due is not None:
            free = free.where(links.c.due <= records.to_micros(due))
        claim = update(links).where(links.c.key.in_(free)).values(claimed_by=own).returning(*links.c)
        with self._database.begin(Isolation.SHARE) as connection:
            return [records.link(row) for row in connection.execute(claim, among(keys)).all()]

    def claimed_feeds(self, urls: Sequence[str], holder: str) -> set[str]:
        return self._claimed(tables.feeds.c.url, tables.feeds.c.claimed_by, urls, holder)

    def claimed_links(self, keys: Sequence[str], holder: str) -> set[str]:
        return self._claimed(tables.links.c.key, tables.links.c.claimed_by, keys, holder)

    def unclaim_feeds(self, urls: Sequence[str], holder: str) -> None:
        feeds = tables.feeds
        own = (feeds.c.url.in_(AMONG), feeds.c.claimed_by == records.clean(holder))
        with self._database.begin() as connection:
            connection.execute(update(feeds).where(*own).values(claimed_by=None), among(urls))

    def unclaim_links(self, keys: Sequence[str], holder: str) -> None:
        links = tables.links
        own = (links.c.key.in_(AMONG), links.c.claimed_by == records.clean(holder))
        with self._database.begin() as connection:
            connection.execute(update(links).where(*own).values(claimed_by=None), among(keys))

    def _claimed(self, key: Column[str], claimed_by: Column[str], given: Sequence[str], holder: str) -> set[str]:
        query = select(key).where(key.in_(AMONG), claimed_by == records.clean(holder))
        with self._database.connect() as connection:
            found = set(connection.execute(query, among(given)).scalars())
        return {each for each in given if records.clean(each) in found}
