"""Which articles are on one event; of those collected before, the next pass decides it."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "memberships",
        sa.Column("article_id", sa.Text, nullable=False),
        sa.Column("dated", sa.BigInteger, nullable=False),
        sa.Column("story", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("sketch", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("article_id", name="pk_memberships"),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name="fk_memberships_article_id_articles", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_memberships_dated", "memberships", ["dated"])
    op.create_index("ix_memberships_story", "memberships", ["story"])
