"""Watches and digests, what was sent for them, and the articles that were told."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"

_PLACE = ("platform", "team", "channel", "thread")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "subscriptions",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in _PLACE),
        sa.Column("maker", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("created", sa.BigInteger, nullable=False),
        sa.Column("snoozed_until", sa.BigInteger),
        sa.Column("last_covered", sa.BigInteger),
        sa.Column("last_sent", sa.BigInteger),
        sa.Column("wanted", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_subscriptions"),
    )
    op.create_index("ix_subscriptions_channel", "subscriptions", ["channel"])
    op.create_table(
        "sendings",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("subscription", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in _PLACE),
        sa.Column("planned", sa.BigInteger, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("state", "nonce", "message", "parent")),
        sa.Column("intended", sa.BigInteger),
        sa.Column("sent", sa.BigInteger),
        sa.Column("not_before", sa.BigInteger),
        sa.Column("tries", sa.Integer, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("version", "reason", "told")),
        sa.PrimaryKeyConstraint("id", name="pk_sendings"),
    )
    op.create_index("ix_sendings_state_planned", "sendings", ["state", "planned"])
    op.create_index("ix_sendings_subscription_planned", "sendings", ["subscription", "planned"])
    op.create_index("ix_sendings_planned", "sendings", ["planned"])
    op.create_table(
        "told",
        sa.Column("article_id", sa.Text, nullable=False),
        sa.Column("sending_id", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("article_id", "sending_id", name="pk_told"),
        sa.ForeignKeyConstraint(
            ["sending_id"], ["sendings.id"], name="fk_told_sending_id_sendings", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_told_sending_id", "told", ["sending_id"])
