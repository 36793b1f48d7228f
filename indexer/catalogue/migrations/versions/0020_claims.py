"""Which process sees to a question, where several work with one database."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    """Add the columns. An earlier version goes on working beside this one: it leaves them empty."""
    op.add_column("deliveries", sa.Column("claimed_by", sa.Text))
    op.add_column("deliveries", sa.Column("claimed_until", sa.BigInteger))
