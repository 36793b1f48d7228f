"""Watches and digests as their page shows them (pure)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.adapters.messages.documents import PLAIN
from bot.adapters.messages.formatting import one_line
from bot.adapters.messages.subscription_words import named, next_in_words
from bot.subscriptions.place_names import name_of
from bot.subscriptions.records import SubscriptionState

if TYPE_CHECKING:
    from datetime import datetime, tzinfo

    from bot.subscriptions.records import Subscription

_PUBLIC = "atom"  # the platform of what everybody can read who reaches the server


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionView:
    """A watch or a digest."""

    what: str
    place: str
    state: str
    colour: str
    last_sent: datetime | None
    next: str
    waiting: str


def is_public(subscription: Subscription) -> bool:
    """Tell whether everybody may see it who may read the pages: others are for the members of a channel, or private."""
    return subscription.place.platform == _PUBLIC


def subscription_view(subscription: Subscription, waiting: str, now: datetime, zone: tzinfo) -> SubscriptionView:
    """Return a watch or a digest."""
    what = one_line(named(subscription, PLAIN))
    return SubscriptionView(
        what=what[:1].upper() + what[1:],
        place=name_of(subscription.place),
        state=subscription.state.value,
        colour="ok" if subscription.state is SubscriptionState.ACTIVE else "off",
        last_sent=subscription.last_sent,
        next=next_in_words(subscription, now, zone).removeprefix("next "),
        waiting=one_line(waiting),
    )
