"""What is remembered of a feed beyond its errors: problems, filtered entries, a move that is being tried."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the columns; what is not known of a feed yet, its next poll tells."""
    op.add_column("feeds", sa.Column("moved_polls", sa.Integer, nullable=False, server_default="0"))
    op.add_column("feeds", sa.Column("filtered", sa.Integer, nullable=False, server_default="0"))
    op.add_column("feeds", sa.Column("settings", sa.Text, nullable=False, server_default=""))
    op.add_column("feeds", sa.Column("problems", sa.Text, nullable=False, server_default="[]"))
