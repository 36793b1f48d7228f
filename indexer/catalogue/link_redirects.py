"""Links whose target only the service behind them tells, and the links and articles that need it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select

from indexer.catalogue import records, tables
from indexer.catalogue.database import OpenTables
from indexer.catalogue.expressions import chunks, upsert
from indexer.model import Dependent, DependentKind, Redirect

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement


_REDIRECTS = tables.redirects.c
_WAITING = tables.waiting.c


class RedirectTables(OpenTables):
    """`indexer.ports.upkeep.RedirectStore` on SQL."""

    def redirects(self, tokens: Sequence[str]) -> Mapping[str, str]:
        found: dict[str, str] = {}
        with self._database.connect() as connection:
            for some in chunks(list(set(tokens))):
                query = select(_REDIRECTS.token, _REDIRECTS.url).where(_REDIRECTS.token.in_(some), _REDIRECTS.url != "")
                found |= {row.token: row.url for row in connection.execute(query)}
        return found

    def request_redirect(self, dependent: Dependent, link: str, now: datetime) -> None:
        known = select(_REDIRECTS.token).where(_REDIRECTS.token == dependent.token)
        there = select(_WAITING.token).where(*_matches(dependent))
        with self._database.begin() as connection:
            if connection.execute(known).first() is None:
                redirect = Redirect(token=dependent.token, link=records.clean(link), due=now)
                connection.execute(insert(tables.redirects), records.row_of(redirect))
            if connection.execute(there).first() is None:
                connection.execute(insert(tables.waiting), _dependent_row(dependent))

    def due_redirects(self, now: datetime, limit: int) -> list[Redirect]:
        query = select(tables.redirects).where(_REDIRECTS.due <= records.to_micros(now))
        with self._database.look() as connection:
            rows = connection.execute(query.order_by(_REDIRECTS.due, _REDIRECTS.token).limit(limit)).all()
        return [records.record_of(Redirect, row._asdict()) for row in rows]

    def record_redirect(self, redirect: Redirect) -> None:
        with self._database.begin() as connection:
            upsert(connection, tables.redirects, [records.row_of(records.clean(redirect))])

    def resolved_dependents(self) -> list[tuple[Dependent, str]]:
        query = select(tables.waiting, _REDIRECTS.url).join(tables.redirects, _REDIRECTS.token == _WAITING.token)
        with self._database.look() as connection:
            rows = connection.execute(query.where(_REDIRECTS.url != "").order_by(*tables.waiting.primary_key)).all()
        return [(Dependent(token=row.token, kind=DependentKind(row.what), key=row.key), row.url) for row in rows]

    def remove_dependent(self, dependent: Dependent) -> None:
        with self._database.begin() as connection:
            connection.execute(delete(tables.waiting).where(*_matches(dependent)))


def _matches(dependent: Dependent) -> tuple[ColumnElement[bool], ...]:
    row = _dependent_row(dependent)
    return tuple(column == row[column.name] for column in tables.waiting.primary_key)


def _dependent_row(dependent: Dependent) -> dict[str, str]:
    return {"token": dependent.token, "what": dependent.kind.value, "key": records.clean(dependent.key)}
