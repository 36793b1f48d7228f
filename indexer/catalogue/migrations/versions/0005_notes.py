"""Small texts that a run of the program leaves to the next one, or for another process to read."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "notes",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("until", sa.BigInteger),
        sa.Column("text", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_notes"),
    )
