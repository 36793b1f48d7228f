"""Removal of articles with everything that depends on them, in one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select, update

from indexer.catalogue import tables
from indexer.catalogue.expressions import AMONG, among
from indexer.catalogue.outbox import append_changes
from indexer.catalogue.story_joins import joined_by, settle

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection


def remove(connection: Connection, ids: Sequence[str]) -> None:
    """Remove articles, of an issue also its items, and tell the outbox of their passages.

    Links that led to them lead nowhere, and are not due.
    """
    ids = with_items(connection, ids)
    columns = tables.passages.c
    rows = connection.execute(select(columns.id, columns.period).where(columns.article_id.in_(ids))).all()
    append_changes(connection, ((row.id, row.period, False) for row in rows))
    for table in (tables.passages, tables.versions, tables.addresses):
        connection.execute(delete(table).where(table.c.article_id.in_(ids)))
    led = tables.links.c.article_id.in_(ids)
    connection.execute(update(tables.links).where(led).values(article_id="", due=None))
    connection.execute(delete(tables.waiting).where(tables.waiting.c.what == "article", tables.waiting.c.key.in_(ids)))
    joined = joined_by(connection, ids)
    connection.execute(delete(tables.articles).where(tables.articles.c.id.in_(ids)))
    settle(connection, joined)


def with_items(connection: Connection, ids: Sequence[str]) -> list[str]:
    """Return articles with the items of those that are issues."""
    columns = tables.articles.c
    items = connection.execute(select(columns.id).where(columns.issue.in_(AMONG)), among(ids)).scalars()
    return list(dict.fromkeys((*ids, *sorted(items))))
