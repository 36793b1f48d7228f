"""A selection as a condition of SQL: it admits what `indexer.selection.admits` does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import or_, true

from indexer.catalogue.records import cleaned, micros
from indexer.catalogue.tables import articles
from indexer.selection import sought

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import ColumnElement

    from indexer.model import Selection


def conditions(selection: Selection) -> Iterator[ColumnElement[bool]]:
    """Yield what an article must satisfy, all of it; every column is in the index made for selections."""
    yield true()
    if selection.since:
        yield articles.c.dated >= micros(selection.since)
    if selection.until:
        yield articles.c.dated < micros(selection.until)
    if selection.kinds:
        yield articles.c.kind.in_([kind.value for kind in selection.kinds])
    if selection.sources:
        names = sorted(sought(cleaned(selection)))
        yield or_(*(column.in_(names) for column in (articles.c.publisher_key, articles.c.host, articles.c.site)))
