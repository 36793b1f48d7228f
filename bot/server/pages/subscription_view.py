"""Watches and digests as their page shows them (pure)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.adapters.messages.documents import PLAIN
from bot.adapters.messages.subscription_words import named as words_of
from bot.adapters.messages.subscription_words import next_in_words
from bot.model.place_names import name_of
from bot.server.pages.page_room import bounded, named
from bot.subscriptions.records import SubscriptionState

if TYPE_CHECKING:
    from datetime import datetime, tzinfo

    from bot.subscriptions.records import Subscription

_WHAT = 400  # characters of a query with its filters
_WHY = 200  # of why something waits
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
    what = bounded(words_of(subscription, PLAIN), _WHAT)
    return SubscriptionView(
        what=what[:1].upper() + what[1:],
        place=named(name_of(subscription.place)),
        state=subscription.state.value,
        colour="ok" if subscription.state is SubscriptionState.ACTIVE else "off",
        last_sent=subscription.last_sent,
        next=next_in_words(subscription, now, zone, PLAIN, lead=""),
        waiting=bounded(waiting, _WHY),
    )
