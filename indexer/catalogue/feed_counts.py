"""The articles of each feed, by quality.

Links hold their article and feed in an index. To learn an article's quality its row has to be read, which of a hundred
thousand takes long: most articles are whole, so that only the others are looked up, and the rest is whole.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import exists, func, select

from indexer.catalogue import tables
from indexer.model import Quality

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection, Select

_LINKS, _NAMINGS, _ARTICLES = tables.links.c, tables.namings.c, tables.articles.c

_OWN = select(_LINKS.feed_url, _LINKS.article_id).where(_LINKS.article_id != "").distinct()
_others = tables.links.alias()
_SAME = exists().where(_others.c.feed_url == _NAMINGS.feed_url, _others.c.article_id == _LINKS.article_id)
_LATER = (
    select(_NAMINGS.feed_url, _LINKS.article_id)
    .join(tables.links, _LINKS.key == _NAMINGS.link)
    .where(_LINKS.article_id != "", ~_SAME)
    .distinct()
)
"""Feeds with their articles, each pair once: of the links that a feed has named first, and of further ones."""

_LESS = select(_ARTICLES.id).where(_ARTICLES.quality != Quality.FULL.value)

_STATE = select(
    select(func.count()).where(_LINKS.article_id != "").scalar_subquery(),
    select(func.count()).select_from(tables.namings).scalar_subquery(),
    select(func.count()).select_from(tables.feeds).scalar_subquery(),
)


def counted_state(connection: Connection) -> tuple[int, ...]:
    """Return numbers of which one is another when counts have changed though no article has."""
    return tuple(connection.execute(_STATE).one())


def counts_by_feed(connection: Connection) -> Mapping[str, Mapping[str, int]]:
    """Return the number of a feed's articles by quality; of a feed without any an empty one."""
    totals: dict[str, int] = dict.fromkeys(connection.execute(select(tables.feeds.c.url)).scalars(), 0)
    less: dict[str, dict[str, int]] = {}
    for pairs in (_OWN, _LATER):
        for url, number in connection.execute(_counted(pairs)):
            totals[url] = totals.get(url, 0) + number
        for url, quality, number in connection.execute(_counted_less(pairs)):
            found = less.setdefault(url, {})
            found[quality] = found.get(quality, 0) + number
    return {url: _by_quality(total, less.get(url, {})) for url, total in totals.items()}


def _by_quality(total: int, less: Mapping[str, int]) -> dict[str, int]:
    full = total - sum(less.values())
    return {**({Quality.FULL.value: full} if full else {}), **less}


def _counted(pairs: Select[Any]) -> Select[Any]:
    each = pairs.subquery()
    return select(each.c.feed_url, func.count()).group_by(each.c.feed_url)


def _counted_less(pairs: Select[Any]) -> Select[Any]:
    each = pairs.where(_LINKS.article_id.in_(_LESS)).subquery()
    query = select(each.c.feed_url, _ARTICLES.quality, func.count())
    return query.join(tables.articles, _ARTICLES.id == each.c.article_id).group_by(each.c.feed_url, _ARTICLES.quality)
