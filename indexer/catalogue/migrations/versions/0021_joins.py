"""Which stories an article joins."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    """Add the column and the table. An earlier version goes on working beside this one: it leaves them empty."""
    op.add_column("memberships", sa.Column("decided", sa.Text))
    op.create_index("ix_memberships_decided", "memberships", ["decided"])
    op.create_table(
        "joins",
        sa.Column("article_id", sa.Text, nullable=False),
        sa.Column("story", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("article_id", "story", name="pk_joins"),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["memberships.article_id"],
            name="fk_joins_article_id_memberships",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_joins_story", "joins", ["story"])
