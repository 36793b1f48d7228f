"""Titles of articles without text searched by what they say: so far they came out of the catalogue as empty texts."""

from __future__ import annotations

import hashlib

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

_COUNTER = "outbox"
_BATCH = 500


def upgrade() -> None:
    """Give these passages new ids and tell the outbox, so that both indexes drop the empty texts and get the titles."""
    connection = op.get_bind()
    found = connection.execute(
        sa.text(
            "SELECT p.id, p.period, a.id, a.title FROM passages p JOIN articles a ON a.id = p.article_id"
            " WHERE p.stop = 0"
        )
    ).all()
    number = sa.text("SELECT value FROM counters WHERE name = :name")
    last = connection.execute(number, {"name": _COUNTER}).scalar() or 0
    for at in range(0, len(found), _BATCH):
        some = [(old, period, _id(article_id, title)) for old, period, article_id, title in found[at : at + _BATCH]]
        connection.execute(
            sa.text("UPDATE passages SET id = :new WHERE id = :old"), [{"new": new, "old": old} for old, _, new in some]
        )
        lines = [(key, period, put) for old, period, new in some for key, put in ((old, False), (new, True))]
        rows = [
            {"seq": last + place, "passage_id": key, "period": period, "put": put}
            for place, (key, period, put) in enumerate(lines, start=1)
        ]
        connection.execute(
            sa.text("INSERT INTO outbox (seq, passage_id, period, put) VALUES (:seq, :passage_id, :period, :put)"), rows
        )
        last += len(rows)
    if found:
        connection.execute(sa.text("DELETE FROM counters WHERE name = :name"), {"name": _COUNTER})
        connection.execute(
            sa.text("INSERT INTO counters (name, value) VALUES (:name, :value)"), {"name": _COUNTER, "value": last}
        )


def _id(article_id: str, title: str) -> str:
    return hashlib.sha256(f"{article_id}\0{title.strip()}\0-1".encode()).hexdigest()[:24]
