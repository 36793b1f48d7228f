"""A selection as conditions of SQL: they admit what `indexer.web.source_filter.admits` does."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import false, or_, select, true, union

from indexer.catalogue.expressions import Unindexed
from indexer.catalogue.records import clean, to_micros
from indexer.catalogue.tables import articles, links, namings
from indexer.web.source_filter import PRESUMED, selected_keys

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import ColumnElement, CompoundSelect

    from indexer.model import Selection

_SOURCES = (articles.c.publisher_key, articles.c.host, articles.c.site)


def conditions(selection: Selection) -> Iterator[ColumnElement[bool]]:
    """Yield the conditions that an article must satisfy, all of them."""
    yield true()
    if selection.since:
        yield articles.c.dated >= to_micros(selection.since)
    if selection.until:
        yield articles.c.dated < to_micros(selection.until)
    if selection.kinds:
        yield articles.c.kind.in_([kind.value for kind in selection.kinds])
    if selection.language:
        named = [selection.language, ""] if selection.language == PRESUMED else [selection.language]
        yield articles.c.language.in_(named)
    for urls in selection.feeds:
        yield articles.c.id.in_(named_by(clean(urls)))
    if selection.sources:
        names = sorted(selected_keys(clean(selection)))
        # By the sources' own indexes, SQLite would have to sort by time afterwards.
        yield or_(*(Unindexed(column).in_(names) for column in _SOURCES))


def named_by(urls: Sequence[str]) -> CompoundSelect[tuple[str]]:
    """Return the ids of the articles that one of some feeds has named, and those of their items."""
    first = select(links.c.article_id).where(links.c.feed_url.in_(urls), links.c.article_id != "")
    later = select(links.c.article_id).join(namings, namings.c.link == links.c.key)
    direct = union(first, later.where(namings.c.feed_url.in_(urls), links.c.article_id != ""))
    items = select(articles.c.id).where(articles.c.issue.in_(direct))
    return union(first, later.where(namings.c.feed_url.in_(urls), links.c.article_id != ""), items)


def alternatives(selection: Selection) -> list[tuple[ColumnElement[bool], ...]]:
    """Return alternative conditions; an index leads to the articles of each tuple by time."""
    if not selection.sources:
        return [tuple(conditions(selection))]
    others = tuple(conditions(replace(selection, sources=())))
    names = sorted(selected_keys(clean(selection)))
    return [(column == name, *others) for column in _SOURCES for name in names] or [(false(),)]
