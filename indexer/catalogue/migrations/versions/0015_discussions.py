"""The posts in communities that link to a page, beside the links."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "discussions",
        sa.Column("link", sa.Text, nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("feed_url", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("link", "url", name="pk_discussions"),
        sa.ForeignKeyConstraint(["link"], ["links.key"], name="fk_discussions_link_links", ondelete="CASCADE"),
    )
