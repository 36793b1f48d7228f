"""How far a mailbox has been read, beside the state of the feed that it stands for."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Add the position: for every feed that there is, nothing was read."""
    for name in ("mail_validity", "mail_uid"):
        op.add_column("feeds", sa.Column(name, sa.BigInteger, nullable=False, server_default="0"))
