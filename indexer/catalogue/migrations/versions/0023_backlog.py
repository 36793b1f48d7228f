"""What stood in feeds when they were first read, and what was imported: it is no news."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0021"


def upgrade() -> None:
    """Add the columns: of what is there nothing is backlog, and a feed that was never read is still to be read.

    An earlier version goes on working beside this one: what it collects counts as news.
    """
    for table, column in (("feeds", "unread"), ("links", "backlog"), ("articles", "backlog")):
        op.add_column(table, sa.Column(column, sa.Boolean, nullable=False, server_default=sa.false()))
    feeds = sa.table("feeds", sa.column("unread", sa.Boolean), sa.column("last_success"))
    op.execute(feeds.update().where(feeds.c.last_success.is_(None)).values(unread=True))
