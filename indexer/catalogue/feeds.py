"""Feeds and the links that their entries point to."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, insert, or_, select, union

from indexer.catalogue import backlog, records, tables
from indexer.catalogue.database import OpenTables
from indexer.catalogue.expressions import AMONG, among, chunks, upsert
from indexer.catalogue.forgetting import forgotten
from indexer.catalogue.outbox import append_changes
from indexer.model import Quality
from indexer.model.feeds import Rhythm

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection

    from indexer.model.feeds import FeedState, Link

_KNOWN = select(tables.links.c.key, tables.links.c.article_id, tables.links.c.backlog).where(
    tables.links.c.key.in_(AMONG)
)
_MICROSECOND = timedelta(microseconds=1)

_BATCH = 200
"""Links read at a time: an entry may carry a whole article."""


class FeedTables(OpenTables):
    """`indexer.ports.FeedStore` on SQL."""

    def feed_states(self) -> dict[str, FeedState]:
        with self._database.look() as connection:
            rows = connection.execute(select(tables.feeds)).all()
        return {row.url: records.feed_state(row) for row in rows}

    def record_poll(
        self,
        state: FeedState,
        links: Sequence[Link],
        named: Sequence[str] = (),
        discussions: Sequence[tuple[str, str]] = (),
        *,
        backlog_of: Collection[str] = (),
    ) -> None:
        told = {*named, *(link.key for link in links)}.difference(backlog_of)
        with self._database.begin() as connection:
            news = backlog.newly_reported(connection, records.clean(state.url), records.clean(sorted(told)))
            upsert(connection, tables.feeds, [records.feed_row(records.clean(state))])
            _keep_former_feeds(connection, links)
            keep_links(connection, links)
            _keep_namings(connection, records.clean(state.url), records.clean(list(named)))
            _keep_discussions(connection, records.clean(state.url), records.clean(list(discussions)))
            backlog.report(connection, news)

    def discussions(self, article_ids: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
        posts, addresses = tables.discussions.c, tables.addresses.c
        query = (
            select(addresses.article_id, posts.url)
            .join(tables.discussions, posts.link == addresses.identity)
            .where(addresses.article_id.in_(AMONG))
            .order_by(posts.url)
        )
        found: dict[str, tuple[str, ...]] = {}
        with self._database.look() as connection:
            for row in connection.execute(query, among(records.clean(list(article_ids)))):
                found[row.article_id] = (*found.get(row.article_id, ()), row.url)
        return found

    def feeds_of(self, article_ids: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
        links, namings, articles = tables.links.c, tables.namings.c, tables.articles.c
        later = select(namings.feed_url, links.article_id).join(tables.links, links.key == namings.link)
        found: dict[str, set[str]] = {}
        with self._database.connect() as connection:
            for some in chunks(records.clean(list(article_ids))):
                items = select(articles.id, articles.issue).where(articles.id.in_(some), articles.place > 0)
                issue_of = {row.id: row.issue for row in connection.execute(items)}
                wanted = sorted({*some, *issue_of.values()})
                first = select(links.feed_url, links.article_id).where(links.article_id.in_(wanted))
                named: dict[str, set[str]] = {}
                for row in connection.execute(union(first, later.where(links.article_id.in_(wanted)))):
                    named.setdefault(row.article_id, set()).add(row.feed_url)
                for key in some:
                    if own := named.get(key, set()) | named.get(issue_of.get(key, ""), set()):
                        found[key] = own
        return {key: tuple(sorted(urls)) for key, urls in found.items()}

    def rhythm(self, feed_url: str, now: datetime, span: timedelta) -> Rhythm:
        columns = tables.links.c
        own = (_of_feed(feed_url), columns.dated <= records.to_micros(now))
        with self._database.connect() as connection:
            newest = connection.execute(select(func.max(columns.dated)).where(*own)).scalar()
            if newest is None:
                return Rhythm()
            first = connection.execute(select(func.min(columns.first_seen)).where(_of_feed(feed_url))).scalar()
            # What had no time when the feed was first read may be of any age.
            timed = or_(columns.dated != columns.first_seen, columns.first_seen != first)
            within = (*own, columns.dated >= newest - span // _MICROSECOND, timed)
            oldest, entries = connection.execute(select(func.min(columns.dated), func.count()).where(*within)).one()
        return Rhythm(
            newest=records.to_time(newest),
            oldest=None if oldest is None else records.to_time(oldest),
            entries=entries,
            watched=records.to_time(first or newest),
        )

    def recent(self, feed_url: str, limit: int) -> list[tuple[Quality, str]]:
        links, articles, namings = tables.links.c, tables.articles.c, tables.namings.c
        some = select(links.dated, links.key, articles.quality, articles.reason).join(
            tables.links, links.article_id == articles.id
        )
        url = records.clean(feed_url)
        # One after the other, each by its own index: either of both would be looked for in all links of the feed.
        own = some.where(links.feed_url == url)
        later = some.join(tables.namings, namings.link == links.key).where(namings.feed_url == url)
        last = [each.order_by(links.dated.desc(), links.key).limit(limit).subquery() for each in (own, later)]
        found = union(*map(select, last)).subquery().c
        with self._database.look() as connection:
            rows = connection.execute(
                select(found.quality, found.reason).order_by(found.dated.desc(), found.key).limit(limit)
            ).all()
        return [(Quality(row.quality), row.reason) for row in rows]

    def newest_by_feed(self, now: datetime) -> Mapping[str, datetime]:
        links, namings, until = tables.links.c, tables.namings.c, records.to_micros(now)
        feed = tables.feeds.c.url
        last = func.max(links.dated)
        own = select(last).where(links.feed_url == feed, links.dated <= until).scalar_subquery()
        later = select(last).join(tables.namings, namings.link == links.key)
        later_one = later.where(namings.feed_url == feed, links.dated <= until).scalar_subquery()
        with self._database.look() as connection:
            rows = connection.execute(select(feed, own, later_one)).all()
        newest = {url: max((each for each in some if each is not None), default=None) for url, *some in rows}
        return {url: records.to_time(each) for url, each in newest.items() if each is not None}

    def links(self, keys: Sequence[str]) -> dict[str, Link]:
        stored = {key: records.clean(key) for key in keys}
        found: dict[str, Link] = {}
        with self._database.connect() as connection:
            for some in chunks(list(set(stored.values()))):
                rows = connection.execute(select(tables.links).where(tables.links.c.key.in_(some)))
                found |= {row.key: records.link(row) for row in rows}
        return {key: found[name] for key, name in stored.items() if name in found}

    def due_links(self, now: datetime) -> list[Link]:
        columns = tables.links.c
        query = select(tables.links).where(columns.due <= records.to_micros(now)).order_by(columns.key)
        with self._database.look() as connection:
            return [records.link(row) for row in connection.execute(query)]

    def all_links(self) -> Iterator[Link]:
        query = select(tables.links).order_by(tables.links.c.key).limit(_BATCH)
        last = ""
        while True:
            with self._database.look() as connection:
                rows = connection.execute(query.where(tables.links.c.key > last)).all()
            if not rows:
                return
            yield from map(records.link, rows)
            last = rows[-1].key

    def record_link(self, link: Link) -> None:
        with self._database.begin() as connection:
            keep_links(connection, [link])

    def forget_links(self, than: datetime) -> None:
        columns = tables.links.c
        stated = columns.dated != columns.first_seen  # without it, it is from the link alone that its age is known
        where = (columns.dated < records.to_micros(than), stated, columns.article_id == "")
        with self._database.begin() as connection:
            connection.execute(delete(tables.links).where(*where))


def _of_feed(feed_url: str) -> ColumnElement[bool]:
    """Return the condition for the links that a feed names, first or after others."""
    url, namings = records.clean(feed_url), tables.namings.c
    named = select(namings.link).where(namings.feed_url == url)
    return or_(tables.links.c.feed_url == url, tables.links.c.key.in_(named))


def _keep_former_feeds(connection: Connection, links: Sequence[Link]) -> None:
    """Keep which feeds have named links that become another's."""
    feeds = {records.clean(link.key): records.clean(link.feed_url) for link in links}
    former: dict[str, list[str]] = {}
    for some in chunks(list(feeds)):
        found = select(tables.links.c.key, tables.links.c.feed_url).where(tables.links.c.key.in_(some))
        for key, url in connection.execute(found):
            if url != feeds[key]:
                former.setdefault(url, []).append(key)
    for url, keys in former.items():
        _keep_namings(connection, url, keys)


def _keep_namings(connection: Connection, feed_url: str, keys: Sequence[str]) -> None:
    namings = tables.namings.c
    known = set(connection.execute(select(namings.link).where(namings.feed_url == feed_url)).scalars()) if keys else ()
    rows = [{"feed_url": feed_url, "link": key} for key in dict.fromkeys(keys) if key not in known]
    if rows:
        connection.execute(insert(tables.namings), rows)
        articles = select(tables.links.c.article_id).where(tables.links.c.key.in_(AMONG))
        _index_again(connection, connection.execute(articles, among(row["link"] for row in rows)).scalars())


def _keep_discussions(connection: Connection, feed_url: str, pairs: Sequence[tuple[str, str]]) -> None:
    """Add the posts that are new, of links that are kept."""
    if not pairs:
        return
    posts, keys = tables.discussions.c, among(key for key, _ in pairs)
    links = set(connection.execute(select(tables.links.c.key).where(tables.links.c.key.in_(AMONG)), keys).scalars())
    known = {
        (row.link, row.url)
        for row in connection.execute(select(posts.link, posts.url).where(posts.link.in_(AMONG)), keys)
    }
    rows = [
        {"link": key, "url": url, "feed_url": feed_url}
        for key, url in pairs
        if key in links and (key, url) not in known
    ]
    if rows:
        connection.execute(insert(tables.discussions), rows)


def keep_links(connection: Connection, links: Sequence[Link]) -> None:
    """Add or change links within a transaction, save those that were forgotten."""
    rows = [records.link_row(records.clean(link)) for link in links]
    gone = forgotten(connection, [row["key"] for row in rows])
    kept = [row for row in rows if row["key"] not in gone]
    known = {row.key: row for row in connection.execute(_KNOWN, among(row["key"] for row in kept))}
    upsert(connection, tables.links, kept)
    led: set[str] = set()
    news: set[str] = set()
    for row in kept:
        before, article_id = known.get(row["key"]), row["article_id"]
        if article_id != (before.article_id if before else ""):
            led.add(article_id)
            news |= set() if (before.backlog if before else row["backlog"]) else {article_id}
    _index_again(connection, led)
    backlog.settle(connection, news - {""})


def _index_again(connection: Connection, article_ids: Iterable[str]) -> None:
    """Tell the outbox of the passages of articles, and of their items: another feed has named them."""
    passages, articles = tables.passages.c, tables.articles.c
    for some in chunks(sorted(filter(None, set(article_ids)))):
        theirs = select(articles.id).where(or_(articles.id.in_(some), articles.issue.in_(some)))
        query = select(passages.id, passages.period).where(passages.article_id.in_(theirs)).order_by(passages.id)
        append_changes(connection, [(row.id, row.period, True) for row in connection.execute(query)])
