"""Which articles are issues of a newsletter, and which are their items."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Add the columns. What is there is of no issue: it is cut when its page is read again."""
    for name in ("issue", "issue_title"):
        op.add_column("articles", sa.Column(name, sa.Text, nullable=False, server_default=""))
    op.add_column("articles", sa.Column("place", sa.Integer, nullable=False, server_default="0"))
    op.create_index("ix_articles_issue", "articles", ["issue"])
