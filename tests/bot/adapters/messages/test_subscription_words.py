"""Watches and digests in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.adapters.discord.markup import MARKDOWN
from bot.adapters.messages.documents import PLAIN
from bot.adapters.messages.subscription_words import next_in_words
from bot.model.chat import Place
from bot.subscriptions.records import Digest, Subscription, SubscriptionState, Watch
from bot.subscriptions.schedule import checked_schedule

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
PLACE = Place(platform="slack", team="T1", channel="C1")
WATCH = Watch(id="w", place=PLACE, maker="U1", query="looms", created=NOW)
DIGEST = Digest(
    id="d", place=PLACE, maker="U1", schedule=checked_schedule("daily 14:00", "UTC"), created=NOW, last_covered=NOW
)


@pytest.mark.parametrize(
    ("subscription", "told", "by_itself"),
    [
        (WATCH, "next when there is something", "when there is something"),
        (replace(WATCH, snoozed_until=NOW), "next when there is something", "when there is something"),
        (replace(WATCH, snoozed_until=NOW + timedelta(days=7)), *["silent until 1 Dec 2026 12:00 UTC"] * 2),
        (DIGEST, "next 24 Nov 2026 14:00 UTC", "24 Nov 2026 14:00 UTC"),
        (replace(DIGEST, schedule=checked_schedule("on request", "UTC")), "next on request", "on request"),
        (replace(DIGEST, state=SubscriptionState.STOPPED), *["stopped"] * 2),
        (replace(WATCH, state=SubscriptionState.GONE), *["gone"] * 2),
    ],
)
def test_when_something_comes_next(subscription: Subscription, told: str, by_itself: str) -> None:
    """A list says it as part of a sentence, a table by itself; what is stopped brings nothing more."""
    assert next_in_words(subscription, NOW, UTC, PLAIN) == told
    assert next_in_words(subscription, NOW, UTC, PLAIN, lead="") == by_itself


def test_a_platform_shows_the_next_time_in_its_own_way() -> None:
    """Discord shows each reader a time in their own zone."""
    at = int(NOW.timestamp()) + 7_200
    assert next_in_words(DIGEST, NOW, UTC, MARKDOWN) == f"next <t:{at}:f>"
