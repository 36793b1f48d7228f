"""The articles of one source found without going through all articles."""

from __future__ import annotations

from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Add an index for each name that a filter may call a source by, each in the order of time."""
    op.create_index("ix_articles_publisher_key_dated", "articles", ["publisher_key", "dated"])
    op.create_index("ix_articles_host_dated", "articles", ["host", "dated"])
    op.create_index("ix_articles_site_dated", "articles", ["site", "dated"])
