"""What is forgotten by order, and the fingerprints by which it is not collected again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, or_, select

from indexer.catalogue import records, removal, tables
from indexer.catalogue.article_writes import identities, owners
from indexer.catalogue.database import OpenTables
from indexer.catalogue.expressions import AMONG, among, chunks, upsert
from indexer.model import Traces
from indexer.web import urls
from indexer.web.source_filter import source_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection


_ARTICLES, _LINKS, _FEEDS = tables.articles.c, tables.links.c, tables.feeds.c
_FORGOTTEN = select(tables.forgotten.c.fingerprint).where(tables.forgotten.c.fingerprint.in_(AMONG))
_LEADING = select(_LINKS.key).where(_LINKS.article_id.in_(AMONG))


class ForgetTables(OpenTables):
    """`indexer.ports.upkeep.ForgetStore` on SQL."""

    def traces_at(self, url: str) -> Traces:
        names = identities([url])
        with self._database.connect() as connection:
            articles = removal.with_items(connection, sorted(set(owners(connection, names).values())))
            links = connection.execute(select(_LINKS.key).where(_LINKS.key.in_(AMONG)), among(names)).scalars()
            leading = connection.execute(_LEADING, among(articles)).scalars()
            return Traces(articles=tuple(articles), links=tuple(sorted({*links, *leading})))

    def traces_of(self, source: str) -> Traces:
        key = source_key(records.clean(source))
        if not key:
            return Traces()
        named = or_(_ARTICLES.publisher_key == key, _ARTICLES.host == key, _ARTICLES.site == key)
        with self._database.connect() as connection:
            articles = connection.execute(select(_ARTICLES.id).where(named).order_by(_ARTICLES.id)).scalars().all()
            feeds = [
                row.url
                for row in connection.execute(select(_FEEDS.url, _FEEDS.title).order_by(_FEEDS.url))
                if _is_of(row.url, key) or source_key(row.title) == key
            ]
            leading = connection.execute(_LEADING, among(articles)).scalars()
            idle = connection.execute(select(_LINKS.key, _LINKS.feed_url).where(_LINKS.article_id == ""))
            own = {url: urls.host(url).casefold() for url in feeds}  # a feed may name other outlets' pages, too
            unfetched = [
                row.key
                for row in idle
                if _is_of(row.key, key) or (row.feed_url in own and _is_of(row.key, own[row.feed_url]))
            ]
        return Traces(articles=tuple(articles), links=tuple(sorted({*leading, *unfetched})), feeds=tuple(feeds))

    def count_traces(self, traces: Traces) -> Mapping[str, int]:
        with self._database.connect() as connection:
            return _counts(connection, _with_links(connection, traces))

    def erase(self, traces: Traces, at: datetime) -> Mapping[str, int]:
        with self._database.begin() as connection:
            traces = _with_links(connection, traces)
            found = _counts(connection, traces)
            names = {*_addresses(connection, traces.articles), *traces.links}
            rows = [{"fingerprint": urls.digest(name), "at": records.to_micros(at)} for name in sorted(names)]
            upsert(connection, tables.forgotten, rows)
            for some in chunks(traces.articles):
                removal.remove(connection, some)
            for some in chunks(traces.links):
                connection.execute(delete(tables.waiting).where(tables.waiting.c.key.in_(some)))
                connection.execute(delete(tables.links).where(_LINKS.key.in_(some)))
            for some in chunks(traces.feeds):
                for table in (tables.namings, tables.discussions):
                    connection.execute(delete(table).where(table.c.feed_url.in_(some)))
                connection.execute(delete(tables.feeds).where(_FEEDS.url.in_(some)))
            _erase_redirects(connection, names)
        self._database.erase()
        return found

    def is_forgotten(self, names: Sequence[str]) -> bool:
        with self._database.connect() as connection:
            return bool(forgotten(connection, records.clean(list(names))))


def forgotten(connection: Connection, names: Iterable[str]) -> set[str]:
    """Return those of the identities of addresses, or keys of links, that were forgotten."""
    fingerprints = {urls.digest(name): name for name in names}
    if not fingerprints:
        return set()
    return {fingerprints[each] for each in connection.execute(_FORGOTTEN, among(fingerprints)).scalars()}


def _is_of(address: str, source: str) -> bool:
    """Tell whether an address, or a link's key, is of a domain or of one below it."""
    host = urls.host(address if "://" in address else f"http://{address}").casefold()
    return host == source or host.endswith(f".{source}")


def _addresses(connection: Connection, articles: Sequence[str]) -> list[str]:
    columns = tables.addresses.c
    query = select(columns.identity).where(columns.article_id.in_(AMONG))
    return list(connection.execute(query, among(articles)).scalars())


def _erase_redirects(connection: Connection, names: set[str]) -> None:
    """Remove the addresses that were found behind other services' links."""
    columns = tables.redirects.c
    found = connection.execute(select(columns.token, columns.url).where(columns.url != ""))
    for some in chunks([row.token for row in found if urls.identity(row.url) in names]):
        connection.execute(delete(tables.waiting).where(tables.waiting.c.token.in_(some)))
        connection.execute(delete(tables.redirects).where(columns.token.in_(some)))


def _with_links(connection: Connection, traces: Traces) -> Traces:
    """Return the traces with the links that lead to their articles, and without those that are not there."""
    found = connection.execute(select(_LINKS.key).where(_LINKS.key.in_(AMONG)), among(traces.links)).scalars()
    leading = connection.execute(_LEADING, among(traces.articles)).scalars()
    return replace(traces, links=tuple(sorted({*found, *leading})))


def _counts(connection: Connection, traces: Traces) -> dict[str, int]:
    def number(column: ColumnElement[str]) -> int:
        query = select(func.count()).where(column.in_(AMONG))
        return connection.execute(query, among(traces.articles)).scalar_one()

    articles = number(_ARTICLES.id)
    return {
        "articles": articles,
        "versions": articles + number(tables.versions.c.article_id),
        "passages": number(tables.passages.c.article_id),
        "links": len(traces.links),
        "feeds": len(traces.feeds),
    }
