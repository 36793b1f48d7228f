"""What became of articles after they were collected: corrected, gone; addresses behind links that hide them."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add the columns and make the tables; nothing that is known loses by it."""
    op.add_column("articles", sa.Column("gone", sa.BigInteger))
    op.add_column("articles", sa.Column("correction", sa.Text, nullable=False, server_default=""))
    op.create_index("ix_articles_updated", "articles", ["updated"])
    op.create_index("ix_links_feed_url_dated", "links", ["feed_url", "dated"])
    op.add_column("deliveries", sa.Column("note", sa.Text, nullable=False, server_default=""))
    op.create_table(
        "redirects",
        sa.Column("token", sa.Text, nullable=False),
        sa.Column("link", sa.Text, nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("due", sa.BigInteger),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("error", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("token", name="pk_redirects"),
    )
    op.create_index("ix_redirects_due", "redirects", ["due"])
    op.create_table(
        "waiting",
        sa.Column("token", sa.Text, nullable=False),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("token", "what", "key", name="pk_waiting"),
    )
