"""What a pass would otherwise search for or forget: undecided articles, hosts' holds, other feeds that name a link."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Make the tables; the articles of which no story is decided yet are noted as such."""
    op.create_table(
        "undecided",
        sa.Column("article_id", sa.Text, nullable=False),
        sa.Column("dated", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("article_id", name="pk_undecided"),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name="fk_undecided_article_id_articles", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_undecided_dated_article_id", "undecided", ["dated", "article_id"])
    op.execute(
        "INSERT INTO undecided SELECT id, dated FROM articles WHERE id NOT IN (SELECT article_id FROM memberships)"
    )
    op.create_table(
        "holds",
        sa.Column("host", sa.Text, nullable=False),
        sa.Column("until", sa.BigInteger, nullable=False),
        sa.Column("status", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("host", name="pk_holds"),
    )
    op.create_table(
        "namings",
        sa.Column("feed_url", sa.Text, nullable=False),
        sa.Column("link", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("feed_url", "link", name="pk_namings"),
        sa.ForeignKeyConstraint(["link"], ["links.key"], name="fk_namings_link_links", ondelete="CASCADE"),
    )
    op.create_index("ix_namings_link", "namings", ["link"])
