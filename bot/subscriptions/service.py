"""Use case: members make, change and list what comes to their channels.

Whatever is refused is refused before anything is stored, with the reason and what to do.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.subscriptions.records import Digest, SubscriptionState, Watch, WhenEmpty, subscription_id
from bot.subscriptions.schedule import described, refuse_at_night
from indexer.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any, TypeVar

    from bot.model.chat import Filters, Place
    from bot.subscriptions.ports import SubscriptionStore
    from bot.subscriptions.records import QuietHours, Schedule, Subscription
    from indexer.ports import Clock

    Some = TypeVar("Some", bound=Subscription)

WATCHES_OF_CHANNEL = 20
"""Watches that a channel may have. Three stories a week each are already more than eight posts a day."""

WATCHES_OF_MEMBER = 10
"""Watches that a member may have made, in all channels of a workspace or server together."""

DIGESTS_OF_CHANNEL = 5
"""Digests that a channel may have."""

SNOOZE = timedelta(days=7)
"""For how long a watch is silent after *Snooze*."""

_LONGEST_QUERY = 200  # characters
_MOST_NARROWED = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A watch or a digest, as a channel's list shows it."""

    subscription: Subscription
    may_change: bool  # the one who asks


class SubscriptionService:
    """Makes, changes and lists watches and digests. Every method reads or writes the disk."""

    def __init__(self, *, store: SubscriptionStore, quiet: Callable[[Place], QuietHours | None], clock: Clock) -> None:
        self._store = store
        self._quiet = quiet
        self._clock = clock

    def watch(self, place: Place, maker: str, query: str, filters: Filters) -> Watch:
        """Make a watch and return it; raise as `drafted` does."""
        with self._store.transaction():  # of two members at once, the second one sees what the first has made
            made = self.drafted(place, maker, query, filters)
            self._store.add(made)
        return made

    def drafted(self, place: Place, maker: str, query: str, filters: Filters) -> Watch:
        """Return a watch that is not stored; raise `UsageError` if it says nothing, is there, or is one too many."""
        query, now = " ".join(query.split()), self._clock.now()
        if not query:
            raise UsageError("what is to be watched for? Name it, as in: watch export controls")
        if len(query) > _LONGEST_QUERY:
            raise UsageError(f"that is too long to watch for: {_LONGEST_QUERY} characters at most")
        if not filters_are_lasting(filters):
            raise UsageError("a watch has no since or until: it is on what comes from now on")
        made = Watch(
            id=subscription_id(place, maker, f"{query}\x1f{filters}", now),
            place=place,
            maker=maker,
            query=query,
            filters=filters,
            created=now,
        )
        self._require_room_for_watch(made)
        return made

    def digest(
        self,
        place: Place,
        maker: str,
        schedule: Schedule,
        *,
        filters: Filters,
        tags: tuple[str, ...] = (),
        when_empty: WhenEmpty = WhenEmpty.SAY,
    ) -> Digest:
        """Make a digest and return it. Raises `UsageError` if it comes at night, is there already, or is too many."""
        now = self._clock.now()
        if not filters_are_lasting(filters):
            raise UsageError("a digest has no since or until: it tells what came since the last one")
        refuse_at_night(schedule, self._quiet(place), now)
        made = Digest(
            id=subscription_id(place, maker, f"{schedule}\x1f{filters}\x1f{tags}", now),
            place=place,
            maker=maker,
            schedule=schedule,
            filters=filters,
            tags=tags,
            when_empty=when_empty,
            created=now,
            last_covered=now,
        )
        with self._store.transaction():
            self._require_room_for_digest(made)
            self._store.add(made)
        return made

    def get(self, subscription: str) -> Subscription | None:
        """Return a watch or a digest."""
        return self._store.get(subscription)

    def remove(self, made: Subscription) -> None:
        """Take back what was just made."""
        self._store.remove(made.id)

    def listed(self, place: Place | None, user: str, *, is_admin: bool) -> list[Listed]:
        """Return what a channel gets, or all channels, the oldest first; what was stopped is left out."""
        found: Sequence[Subscription] = (*self._store.watches(place), *self._store.digests(place))
        return [
            Listed(
                subscription=each,
                may_change=is_admin or each.maker == user,
            )
            for each in found
            if each.state is not SubscriptionState.STOPPED
        ]

    def stop(self, subscription: str, user: str, *, is_admin: bool) -> Subscription:
        """Stop a watch or a digest. Raises `UsageError` unless its maker or an admin does."""
        return self._change(self._own(subscription, user, is_admin=is_admin), state=SubscriptionState.STOPPED)

    def resume(self, subscription: str, user: str, *, is_admin: bool) -> Subscription:
        """Start again what was stopped or gone, or end its snooze; it is silent on what was published meanwhile."""
        with self._store.transaction():
            return self._resume(subscription, user, is_admin=is_admin)

    def _resume(self, subscription: str, user: str, *, is_admin: bool) -> Subscription:
        found, now = self._own(subscription, user, is_admin=is_admin), self._clock.now()
        is_active = found.state is SubscriptionState.ACTIVE
        if isinstance(found, Watch):
            if not is_active:
                self._require_room_for_watch(found)
            return self._change(found, state=SubscriptionState.ACTIVE, snoozed_until=now)
        if is_active:
            return found
        self._require_room_for_digest(found)
        self._store.plan((), {found.id: now})  # before it is active: nothing may be sent between the two
        return self._change(found, state=SubscriptionState.ACTIVE, last_covered=now)

    def snooze(self, subscription: str, user: str, *, is_admin: bool, span: timedelta = SNOOZE) -> Watch:
        """Silence a watch for a time; what is published meanwhile it never tells."""
        found = self._own_watch(subscription, user, is_admin=is_admin)
        return self._change(found, snoozed_until=self._clock.now() + span)

    def narrow(self, subscription: str, words: str, user: str, *, is_admin: bool) -> Watch:
        """Have a watch leave out stories whose headlines say some words, which `narrowing` finds for "Not this"."""
        found = self._own_watch(subscription, user, is_admin=is_admin)
        narrowed = tuple(dict.fromkeys((*found.narrowed, words)))[-_MOST_NARROWED:]
        return self._change(found, narrowed=narrowed)

    def _change(self, found: Some, **changes: Any) -> Some:
        changed = replace(found, **changes)
        self._store.change(changed)
        return changed

    def _own(self, key: str, user: str, *, is_admin: bool) -> Subscription:
        found = self._store.get(key)
        if found is None:
            raise UsageError("there is no such watch or digest any more: list what this channel gets to see those")
        if not (is_admin or found.maker == user):
            raise UsageError("only the one who made it, or an admin, can change it")
        return found

    def _own_watch(self, key: str, user: str, *, is_admin: bool) -> Watch:
        found = self._own(key, user, is_admin=is_admin)
        if not isinstance(found, Watch):
            raise UsageError("that is a digest: it can only be stopped")
        return found

    def _require_room_for_watch(self, made: Watch) -> None:
        place = made.place
        there = [each for each in _active(self._store.watches(place)) if each.id != made.id]
        if any(each.query.casefold() == made.query.casefold() and each.filters == made.filters for each in there):
            raise UsageError("this channel has that watch already")
        if len(there) >= WATCHES_OF_CHANNEL:
            raise UsageError(f"this channel has {len(there)} watches, which is the most: stop one first")
        own = [each for each in _active(self._store.watches()) if made.maker and _is_of_member(each, made)]
        if len(own) >= WATCHES_OF_MEMBER:
            raise UsageError(f"you have made {len(own)} watches, which is the most: stop one first")

    def _require_room_for_digest(self, made: Digest) -> None:
        there = _active(self._store.digests(made.place))
        wanted = (made.schedule, made.filters, made.tags)
        if any((each.schedule, each.filters, each.tags) == wanted for each in there):
            raise UsageError(f"this channel has that digest already, {described(made.schedule)}")
        if len(there) >= DIGESTS_OF_CHANNEL:
            raise UsageError(f"this channel has {len(there)} digests, which is the most: stop one first")


def filters_are_lasting(filters: Filters) -> bool:
    """Tell whether filters make sense for what goes on: without a beginning and an end."""
    return not (filters.since or filters.until)


def _active(found: Sequence[Some]) -> list[Some]:
    return [each for each in found if each.state is SubscriptionState.ACTIVE]


def _is_of_member(one: Watch, other: Watch) -> bool:
    return one.id != other.id and (one.place.platform, one.place.team, one.maker) == (
        other.place.platform,
        other.place.team,
        other.maker,
    )


def with_what_waits(store: SubscriptionStore, place: Place | None = None) -> list[tuple[Subscription, str]]:
    """Return all that was not stopped, watches first, each with why something of it is not sent yet, "" for nothing."""
    found: Sequence[Subscription] = (*store.watches(place), *store.digests(place))
    waiting = {sending.subscription: sending.reason for sending in store.open_sendings() if sending.reason}
    return [(each, waiting.get(each.id, "")) for each in found if each.state is not SubscriptionState.STOPPED]
