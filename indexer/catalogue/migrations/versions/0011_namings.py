"""The names of publishers with their sites, found without going through the articles."""

from __future__ import annotations

from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Add the site to the index of names."""
    op.drop_index("ix_articles_publisher", "articles")
    op.create_index("ix_articles_publisher_site", "articles", ["publisher", "site"])
