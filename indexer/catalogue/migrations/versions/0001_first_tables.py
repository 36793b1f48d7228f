"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    _feeds()
    _links()
    _articles()
    _addresses()
    _versions()
    _passages()
    _outbox()


def _feeds() -> None:
    op.create_table(
        "feeds",
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("etag", sa.Text, nullable=False),
        sa.Column("last_modified", sa.Text, nullable=False),
        sa.Column("last_poll", sa.BigInteger),
        sa.Column("last_success", sa.BigInteger),
        sa.Column("next_poll", sa.BigInteger),
        sa.Column("not_before", sa.BigInteger),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("error", sa.Text, nullable=False),
        sa.Column("gone", sa.Boolean, nullable=False),
        sa.Column("moved_to", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("url", name="pk_feeds"),
    )


def _links() -> None:
    op.create_table(
        "links",
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("feed_url", sa.Text, nullable=False),
        sa.Column("first_seen", sa.BigInteger, nullable=False),
        sa.Column("etag", sa.Text, nullable=False),
        sa.Column("last_modified", sa.Text, nullable=False),
        sa.Column("article_id", sa.Text, nullable=False),
        sa.Column("fetched", sa.BigInteger),
        sa.Column("checks", sa.Integer, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("due", sa.BigInteger),
        sa.Column("error", sa.Text, nullable=False),
        sa.Column("dated", sa.BigInteger, nullable=False),
        sa.Column("entry", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_links"),
    )
    op.create_index("ix_links_due", "links", ["due"])
    op.create_index("ix_links_feed_url_article_id", "links", ["feed_url", "article_id"])


def _articles() -> None:
    op.create_table(
        "articles",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("publisher", sa.Text, nullable=False),
        sa.Column("publisher_key", sa.Text, nullable=False),
        sa.Column("host", sa.Text, nullable=False),
        sa.Column("site", sa.Text, nullable=False),
        sa.Column("published", sa.BigInteger),
        sa.Column("updated", sa.BigInteger),
        sa.Column("first_seen", sa.BigInteger, nullable=False),
        sa.Column("dated", sa.BigInteger, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("quality", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("aliases", sa.Text, nullable=False),
        sa.Column("authors", sa.Text, nullable=False),
        sa.Column("origins", sa.Text, nullable=False),
        sa.Column("tags", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_articles"),
    )
    selection = ["dated", "id", "kind", "publisher_key", "host", "site", "published"]
    op.create_index("ix_articles_selection", "articles", selection)
    op.create_index("ix_articles_publisher", "articles", ["publisher"])


def _addresses() -> None:
    op.create_table(
        "addresses",
        sa.Column("identity", sa.Text, nullable=False),
        sa.Column("article_id", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("identity", name="pk_addresses"),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name="fk_addresses_article_id_articles"),
    )
    op.create_index("ix_addresses_article_id", "addresses", ["article_id"])


def _versions() -> None:
    op.create_table(
        "versions",
        sa.Column("article_id", sa.Text, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("collected", sa.BigInteger, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("article_id", "number", name="pk_versions"),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name="fk_versions_article_id_articles"),
    )


def _passages() -> None:
    op.create_table(
        "passages",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("article_id", sa.Text, nullable=False),
        sa.Column("ordinal", sa.Integer, nullable=False),
        sa.Column("start", sa.Integer, nullable=False),
        sa.Column("stop", sa.Integer, nullable=False),
        sa.Column("period", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_passages"),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name="fk_passages_article_id_articles"),
    )
    place = ["article_id", "ordinal", "id", "period"]
    op.create_index("ix_passages_article_id_ordinal_id_period", "passages", place)
    op.create_index("ix_passages_period", "passages", ["period"])


def _outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("seq", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("passage_id", sa.Text, nullable=False),
        sa.Column("period", sa.Text, nullable=False),
        sa.Column("put", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_outbox"),
    )
    op.create_table(
        "counters",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("value", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_counters"),
    )
    op.create_table(
        "cursors",
        sa.Column("generation", sa.Text, nullable=False),
        sa.Column("seq", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("generation", name="pk_cursors"),
    )
