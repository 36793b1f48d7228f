"""Small texts that are kept under names, for ever or until a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select, update

from indexer.catalogue import records, tables
from indexer.catalogue.database import OpenTables
from indexer.catalogue.engines import Isolation
from indexer.catalogue.expressions import insert_new, upsert

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from sqlalchemy import Connection, Update


_NOTES = tables.notes.c


class NoteTables(OpenTables):
    """Texts by name, each method one transaction. Safe to use from several threads."""

    def note(self, name: str, text: str, until: datetime | None) -> None:
        """Keep a text under a name, in place of an earlier one; for ever, or until a time."""
        row = {"name": records.clean(name), "text": records.clean(text), "until": _micros(until)}
        self._database.group_commit(lambda connection: upsert(connection, tables.notes, [row]))

    def revise(
        self, name: str, revised: Callable[[str], str | None], until: datetime | None, *, lasting: bool = True
    ) -> bool:
        """Put what a function makes of it in place of the text under a name; return False if it makes None of it.

        Whoever else revises it at the same time waits. Unless it is `lasting`, a server's disk is not waited for.
        """
        name = records.clean(name)
        with self._database.begin(Isolation.SHARE if lasting else Isolation.LIGHT) as connection:
            text = revised(locked_note(connection, name, until))
            if text is not None:
                connection.execute(noting(name, records.clean(text), until))
        return text is not None

    def forget_note(self, name: str) -> None:
        """Remove the text under a name."""
        with self._database.begin() as connection:
            connection.execute(delete(tables.notes).where(_NOTES.name == records.clean(name)))

    def noted(self, name: str) -> str:
        """Return the text under a name, "" for none."""
        query = select(_NOTES.text).where(_NOTES.name == records.clean(name))
        with self._database.look() as connection:
            return connection.execute(query).scalar() or ""

    def notes_beginning(self, prefix: str) -> Mapping[str, str]:
        """Return the texts whose name begins with a prefix, by name."""
        query = select(_NOTES.name, _NOTES.text).where(_NOTES.name.startswith(prefix, autoescape=True))
        with self._database.look() as connection:
            return {row.name: row.text for row in connection.execute(query)}

    def forget_notes(self, now: datetime) -> None:
        """Remove the texts whose time is over."""
        with self._database.begin() as connection:
            connection.execute(delete(tables.notes).where(_NOTES.until < records.to_micros(now)))


def locked_note(connection: Connection, name: str, until: datetime | None) -> str:
    """Return the text under a name, which nobody else changes until the transaction ends."""
    insert_new(connection, tables.notes, {"name": name, "text": "", "until": _micros(until)})
    query = select(_NOTES.text).where(_NOTES.name == name).with_for_update()
    return connection.execute(query).scalar() or ""


def noting(name: str, text: str, until: datetime | None) -> Update:
    """Return the statement that changes the text under a name."""
    values = {"text": text, "until": _micros(until)}
    return update(tables.notes).where(_NOTES.name == name).values(values)


def _micros(until: datetime | None) -> int | None:
    return records.to_micros(until) if until else None
