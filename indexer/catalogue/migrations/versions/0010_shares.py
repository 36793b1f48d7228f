"""Shared answers named by the private ones that they were, so that it is known in which channel one was shared."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

_deliveries = sa.table(
    "deliveries",
    *(sa.column(name) for name in ("id", "platform", "team", "channel", "thread", "user", "message", "answer")),
    sa.column("received", sa.BigInteger),
    sa.column("private", sa.Boolean),
)
_notes = sa.table("notes", sa.column("name"), sa.column("text"))
_SAME = ("platform", "team", "channel", "user", "received", "answer")


def upgrade() -> None:
    """Rename the rows of answers that were shared where they had been asked for; nothing refers to those yet."""
    shared, private = _deliveries.alias(), _deliveries.alias()
    same = [shared.c[name] == private.c[name] for name in _SAME]
    found = sa.select(shared.c.id, private.c.id).where(
        *same,
        private.c.private.is_(True),
        shared.c.private.is_(False),
        shared.c.thread == "",
        shared.c.message != "",
        shared.c.answer != "",
    )
    connection, done = op.get_bind(), set()
    for old, of in connection.execute(found).all():
        if of not in done:
            done.add(of)
            new = f"shared:{of}"
            connection.execute(sa.update(_deliveries).where(_deliveries.c.id == old).values(id=new))
            connection.execute(sa.update(_notes).where(_notes.c.text == old).values(text=new))
