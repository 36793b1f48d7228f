"""Watches, digests and scopes in words (pure)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.subscriptions.records import Digest, SubscriptionState, Watch
from bot.subscriptions.schedule import described, next_time, quiet_hours

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime, tzinfo

    from bot.adapters.messages.markup import Markup
    from bot.model.chat import Filters, Scope
    from bot.subscriptions.records import Subscription

_NAME = 100
_QUERY = 300


def filters_in_words(filters: Filters, markup: Markup, tags: Iterable[str] = ()) -> list[str]:
    """Return the filters of a subscription, each in words; `tags` are further ones."""

    def some(lead: str, values: Iterable[str], between: str) -> list[str]:
        shown = between.join(markup.cut(value, _NAME) for value in values)
        return [f"{lead} {shown}"] if shown else []

    return [
        *some("from", filters.sources, " or "),
        *some("kind", filters.kinds, " or "),
        *some("tags", (*tags, *filters.tags), ", "),
        *some("language", (filters.language,) if filters.language else (), ""),
    ]


def named(subscription: Subscription, markup: Markup) -> str:
    """Return what a watch or a digest is, with its filters."""
    if isinstance(subscription, Digest):
        what = f"digest, {markup.text(described(subscription.schedule))}"
        return "; ".join([what, *filters_in_words(subscription.filters, markup, subscription.tags)])
    return ", ".join([f"“{markup.cut(subscription.query, _QUERY)}”", *filters_in_words(subscription.filters, markup)])


def scope_in_words(scope: Scope, zone: str, markup: Markup) -> str:
    """Return what a channel draws on, as a sentence; `zone` is that of its quiet hours where it names none."""
    said = [f"tags {', '.join(markup.cut(tag, _NAME) for tag in scope.tags)}"] if scope.tags else []
    said += [f"kind {' or '.join(kind.value for kind in scope.kinds)}"] if scope.kinds else []
    said += [f"language {markup.cut(scope.language, _NAME)}"] if scope.language else []
    draws = f"This channel draws on {'; '.join(said) or 'everything that is collected'}."
    if (quiet := quiet_hours(scope, zone)) is None:
        return draws
    return f"{draws} Quiet hours: {quiet.start:%H:%M} to {quiet.end:%H:%M} ({markup.text(quiet.zone)})."


def next_in_words(
    subscription: Subscription, now: datetime, zone: tzinfo, markup: Markup, *, lead: str = "next "
) -> str:
    """Return when something comes next, in words; `lead` stands before them, where something comes."""
    if subscription.state is not SubscriptionState.ACTIVE:
        return subscription.state.value
    if isinstance(subscription, Watch):
        until = subscription.snoozed_until
        if until and until > now:
            return f"silent until {markup.minute(until, zone)}"
        return f"{lead}when there is something"
    due = next_time(subscription.schedule, now)
    return lead + (markup.minute(due, zone) if due else "on request")
