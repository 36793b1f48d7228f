"""What comes to a channel, by whom, when last and when next, with buttons to stop it (pure)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.adapters.messages import labels
from bot.adapters.messages.message import MOST_LISTED, RESUMES, STOPS, Button, Message, MessagePart, fit
from bot.adapters.messages.subscription_words import named, next_in_words
from bot.subscriptions.records import SubscriptionState

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime, tzinfo

    from bot.adapters.messages.markup import Markup
    from bot.subscriptions.service import Listed

_GONE = "stopped: I was removed from the channel"
_NOTHING = "Nothing comes to this channel by itself. A watch or a digest makes it so; help says how."


def format_watches(
    listed: Sequence[Listed],
    scope: str,
    now: datetime,
    zone: tzinfo,
    markup: Markup,
    *,
    here: str,
) -> Message:
    """Return the list of what comes to a channel, whose id is `here`; what comes elsewhere names its channel.

    `scope` is a line of markup on what the channel draws on.
    """
    shown = listed[:MOST_LISTED]
    buttons = tuple(
        _button(place, each) for place, each in enumerate(shown, start=1) if each.may_change and each.subscription.id
    )
    notes = (scope, f"As of {markup.minute(now, zone)}.")
    tail = Message(notes=notes, buttons=buttons)
    told = [f"{place}) {_line(each, now, zone, markup, here)}" for place, each in enumerate(shown, start=1)]
    lines = fit(told, markup.room(tail) * 3 // 4)
    more = [f"… and {len(listed) - len(lines)} more."] if len(lines) < len(listed) else []
    there = sum(each.subscription.place.channel != here for each in listed)
    elsewhere = f"; to others: {there}" if there else ""
    counted = f"{markup.strong('What comes to this channel')}: {len(listed) - there}{elsewhere}"
    heading = counted if listed else _NOTHING
    return replace(
        tail,
        parts=(MessagePart(lines=(heading, *lines, *more)),),
        buttons=tuple(each for each in buttons if int(each.action.rpartition("_")[2]) <= len(lines)),
    )


def _line(each: Listed, now: datetime, zone: tzinfo, markup: Markup, here: str) -> str:
    subscription = each.subscription
    elsewhere = "" if subscription.place.channel == here else f" in {markup.channel(subscription.place.channel)}"
    last = markup.minute(subscription.last_sent, zone) if subscription.last_sent else "never"
    said = [f"{named(subscription, markup)}{elsewhere}", f"by {markup.member(subscription.maker)}", f"last sent {last}"]
    is_gone = subscription.state is SubscriptionState.GONE
    return ", ".join([*said, _GONE if is_gone else next_in_words(subscription, now, zone, markup)])


def _button(place: int, each: Listed) -> Button:
    is_active = each.subscription.state is SubscriptionState.ACTIVE
    text, actions = (labels.STOP, STOPS) if is_active else (labels.START_AGAIN, RESUMES)
    return Button(action=actions[place - 1], text=f"{text} {place}", value=each.subscription.id)
