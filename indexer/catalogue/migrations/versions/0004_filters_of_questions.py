"""The filters that were stated with a question, beside its text."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the column; the questions that are there keep theirs in their text."""
    op.add_column("deliveries", sa.Column("filters", sa.Text, nullable=False, server_default=""))
