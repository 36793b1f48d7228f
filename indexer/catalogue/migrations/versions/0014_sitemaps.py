"""What is known of the files of a site's sitemap, beside the state of the feed that it stands for."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Add the list, empty for every feed that there is."""
    op.add_column("feeds", sa.Column("sitemaps", sa.Text, nullable=False, server_default="[]"))
