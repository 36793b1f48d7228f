"""Which links and articles are backlog: what stood in feeds when they were first read, and what was imported.

A link is backlog until a feed names it that did not have it when it was first read. An article is until such a link
leads to it; where a feed that had it then names it by another address later on, it has not become news by that. Once
news, it stays news.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import or_, select, update

from indexer.catalogue import tables
from indexer.catalogue.expressions import AMONG, among

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Connection

_LINKS, _NAMINGS, _ARTICLES = tables.links.c, tables.namings.c, tables.articles.c
# Made once: for each article, making a statement takes longer than running it.
_STANDING = select(_LINKS.key, _LINKS.feed_url).where(_LINKS.key.in_(AMONG), _LINKS.backlog)
_REPORTED = update(tables.links).where(_LINKS.key.in_(AMONG)).values(backlog=False)
_LED_TO = select(_LINKS.article_id).where(_LINKS.key.in_(AMONG), _LINKS.article_id != "")
_WAITING = select(_ARTICLES.id).where(_ARTICLES.id.in_(AMONG), _ARTICLES.backlog)
_LEADING = select(_LINKS.key, _LINKS.article_id, _LINKS.feed_url, _LINKS.backlog).where(_LINKS.article_id.in_(AMONG))
_NAMING = select(_NAMINGS.link, _NAMINGS.feed_url).where(_NAMINGS.link.in_(AMONG))
_NEWS = update(tables.articles).where(or_(_ARTICLES.id.in_(AMONG), _ARTICLES.issue.in_(AMONG))).values(backlog=False)


def newly_reported(connection: Connection, feed_url: str, keys: Collection[str]) -> list[str]:
    """Return those links of the backlog that a feed has not named before: asked before what it names is kept."""
    if not keys:
        return []
    owners = {row.key: row.feed_url for row in connection.execute(_STANDING, among(keys))}
    others = [key for key, url in owners.items() if url != feed_url]
    named = {row.link for row in connection.execute(_NAMING, among(others)) if row.feed_url == feed_url}
    return [key for key in others if key not in named]


def report(connection: Connection, keys: Collection[str]) -> None:
    """Keep that links are news, and so are the articles that they lead to."""
    if keys:
        connection.execute(_REPORTED, among(keys))
        settle(connection, connection.execute(_LED_TO, among(keys)).scalars().all())


def settle(connection: Connection, article_ids: Collection[str]) -> None:
    """Make news of those articles, with their items, which a feed has reported that did not have them at first."""
    waiting = connection.execute(_WAITING, among(article_ids)).scalars().all() if article_ids else []
    if not waiting:
        return
    links = connection.execute(_LEADING, among(waiting)).all()
    feeds = {row.key: {row.feed_url} for row in links}
    for named in connection.execute(_NAMING, among(feeds)):
        feeds[named.link].add(named.feed_url)
    had: dict[str, set[str]] = {key: set() for key in waiting}
    reported: dict[str, set[str]] = {key: set() for key in waiting}
    for row in links:
        (had if row.backlog else reported)[row.article_id] |= feeds[row.key]
    if news := [key for key in waiting if reported[key] - had[key]]:
        connection.execute(_NEWS, among(news))
