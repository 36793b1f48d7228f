"""The subscriptions' tables: watches and digests, what is sent for them, and which articles were told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, func, insert, or_, select, update

from indexer.catalogue import records, tables
from indexer.catalogue.database import OpenTables
from indexer.catalogue.expressions import AMONG, among, insert_new

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from contextlib import AbstractContextManager
    from datetime import datetime

    from sqlalchemy import Connection, Select


_SUBSCRIPTIONS = tables.subscriptions.c
_SENDINGS = tables.sendings.c
_TOLD = tables.told.c
# Made once: making a statement takes longer than running it, and these run whenever something may be due.
_ALL_SUBSCRIPTIONS = select(tables.subscriptions).order_by(_SUBSCRIPTIONS.created, _SUBSCRIPTIONS.id)
_SUBSCRIPTION = _ALL_SUBSCRIPTIONS.where(_SUBSCRIPTIONS.id == bindparam("key"))
_OF_KIND = _ALL_SUBSCRIPTIONS.where(_SUBSCRIPTIONS.kind == bindparam("sort"))
_OF_PLACE = _OF_KIND.where(
    _SUBSCRIPTIONS.platform == bindparam("on"),
    _SUBSCRIPTIONS.team == bindparam("of"),
    _SUBSCRIPTIONS.channel == bindparam("within"),
)
_ALL_SENDINGS = select(tables.sendings).order_by(_SENDINGS.planned, _SENDINGS.id)
_SENDING = _ALL_SENDINGS.where(_SENDINGS.id == bindparam("key"))
_IN_STATES = _ALL_SENDINGS.where(_SENDINGS.state.in_(bindparam("states", expanding=True)))
_IN_STATES_ON = _IN_STATES.where(_SENDINGS.platform == bindparam("on"))
_OF_SUBSCRIPTION = _ALL_SENDINGS.where(
    _SENDINGS.subscription == bindparam("key"),
    _SENDINGS.planned >= bindparam("since"),
    _SENDINGS.kind != bindparam("without"),
)
_TELLING = _ALL_SENDINGS.where(
    _SENDINGS.id.in_(select(_TOLD.sending_id).where(_TOLD.article_id.in_(AMONG))),
    _SENDINGS.kind != bindparam("without"),
)
_IN_STATE_OF = _ALL_SENDINGS.where(_SENDINGS.subscription == bindparam("key"), _SENDINGS.state == bindparam("state"))
_CHANGED = update(tables.sendings).where(_SENDINGS.id == bindparam("key"))
_SENT = update(tables.subscriptions).where(_SUBSCRIPTIONS.id == bindparam("key"))
_KEPT_AS_IS = ("last_sent", "last_covered")


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionRow:
    """A watch or a digest. The meaning of the texts is up to the answering side."""

    id: str
    kind: str
    platform: str
    team: str
    channel: str
    thread: str
    maker: str
    state: str
    created: datetime
    snoozed_until: datetime | None = None
    last_covered: datetime | None = None
    last_sent: datetime | None = None
    wanted: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SendingRow:
    """A post to a place and its state. The meaning of the texts is up to the answering side."""

    id: str
    subscription: str
    kind: str
    platform: str
    team: str
    channel: str
    thread: str
    planned: datetime
    state: str
    nonce: str
    message: str = ""
    parent: str = ""
    intended: datetime | None = None
    sent: datetime | None = None
    not_before: datetime | None = None
    tries: int = 0
    version: str = ""
    reason: str = ""
    told: str = ""


class SubscriptionTables(OpenTables):
    """Rows of subscriptions and sendings, each method one transaction. Safe to use from several threads."""

    def transaction(self) -> AbstractContextManager[None]:
        """Make one transaction of a block, during which nobody else writes."""
        return self._database.transaction()

    def add(self, row: SubscriptionRow) -> bool:
        """Add a subscription; return False, and change nothing, if one of that id is there."""
        values = records.row_of(records.clean(row))
        with self._database.begin() as connection:
            return insert_new(connection, tables.subscriptions, values)

    def change(self, row: SubscriptionRow) -> None:
        """Change a subscription, but not when it was sent last and up to when it is covered."""
        values = {name: value for name, value in records.row_of(records.clean(row)).items() if name not in _KEPT_AS_IS}
        with self._database.begin() as connection:
            connection.execute(update(tables.subscriptions).where(_SUBSCRIPTIONS.id == values["id"]).values(values))

    def get(self, key: str) -> SubscriptionRow | None:
        """Return a subscription by its id."""
        found = self._subscriptions(_SUBSCRIPTION, key=records.clean(key))
        return found[0] if found else None

    def remove(self, key: str) -> None:
        """Remove a subscription."""
        with self._database.begin() as connection:
            connection.execute(delete(tables.subscriptions).where(_SUBSCRIPTIONS.id == records.clean(key)))

    def of_kind(self, kind: str, place: tuple[str, str, str] | None = None) -> list[SubscriptionRow]:
        """Return the subscriptions of a kind, the oldest first; those of a platform, team and channel, if given."""
        if place is None:
            return self._subscriptions(_OF_KIND, sort=kind)
        platform, team, channel = records.clean(place)
        return self._subscriptions(_OF_PLACE, sort=kind, on=platform, of=team, within=channel)

    def plan(self, sendings: Sequence[tuple[SendingRow, Collection[str]]], covered: Mapping[str, datetime]) -> None:
        """Add sendings that are not there, each with the articles that it tells, and set `last_covered` by id."""
        with self._database.begin() as connection:
            for row, articles in sendings:
                values = records.row_of(records.clean(row))
                if insert_new(connection, tables.sendings, values):
                    _keep_told(connection, values["id"], articles)
            for key, until in covered.items():
                change = update(tables.subscriptions).where(_SUBSCRIPTIONS.id == key)
                connection.execute(change.values(last_covered=records.to_micros(until)))

    def update(self, row: SendingRow, articles: Collection[str]) -> None:
        """Store what became of a sending; with a time of `sent`, the subscription has it as well."""
        values = records.row_of(records.clean(row))
        with self._database.begin() as connection:
            done = connection.execute(_CHANGED, values | {"key": values["id"]})
            if not done.rowcount:
                return
            if not articles:
                connection.execute(delete(tables.told).where(_TOLD.sending_id == values["id"]))
            if values["sent"] is not None:
                connection.execute(_SENT, {"key": values["subscription"], "last_sent": values["sent"]})

    def sending(self, key: str) -> SendingRow | None:
        """Return a sending by its id."""
        found = self._sendings(_SENDING, key=records.clean(key))
        return found[0] if found else None

    def in_states(self, states: Sequence[str], platform: str = "") -> list[SendingRow]:
        """Return the sendings in one of the states, the oldest first; of one platform, if given."""
        if platform:
            return self._sendings(_IN_STATES_ON, states=list(states), on=platform)
        return self._sendings(_IN_STATES, states=list(states))

    def telling(self, articles: Collection[str], *, without: str = "") -> list[SendingRow]:
        """Return the sendings that tell one of some articles, less those of the kind `without`, the oldest first."""
        return self._sendings(_TELLING, without=without, **among(records.clean(list(articles))))

    def of_subscription(self, key: str, since: datetime, *, without: str) -> list[SendingRow]:
        """Return what was planned for a subscription since a time, less the kind `without`, the oldest first."""
        return self._sendings(_OF_SUBSCRIPTION, key=records.clean(key), since=records.to_micros(since), without=without)

    def of_subscription_in(self, key: str, state: str) -> list[SendingRow]:
        """Return the sendings of a subscription in a state, the oldest first."""
        return self._sendings(_IN_STATE_OF, key=records.clean(key), state=state)

    def counts(self) -> dict[str, dict[tuple[str, ...], int]]:
        """Return the number of "subscriptions" by kind and state, and of "sendings" by state."""
        by_kind = select(_SUBSCRIPTIONS.kind, _SUBSCRIPTIONS.state, func.count()).group_by(
            _SUBSCRIPTIONS.kind, _SUBSCRIPTIONS.state
        )
        by_state = select(_SENDINGS.state, func.count()).group_by(_SENDINGS.state)
        with self._database.connect() as connection:
            return {
                "subscriptions": {(kind, state): number for kind, state, number in connection.execute(by_kind)},
                "sendings": {(state,): number for state, number in connection.execute(by_state)},
            }

    def count_user(self, user: str) -> int:
        """Return how many subscriptions a user has made."""
        query = select(func.count()).where(_SUBSCRIPTIONS.maker == records.clean(user))
        with self._database.look() as connection:
            return connection.execute(query).scalar_one()

    def forget_user(self, user: str) -> int:
        """Remove them with their sendings, and return their number."""
        theirs = select(_SUBSCRIPTIONS.id).where(_SUBSCRIPTIONS.maker == records.clean(user))
        with self._database.begin() as connection:
            connection.execute(delete(tables.sendings).where(_SENDINGS.subscription.in_(theirs)))
            gone = connection.execute(delete(tables.subscriptions).where(_SUBSCRIPTIONS.maker == records.clean(user)))
            number = gone.rowcount
        self._database.erase()
        return number

    def forget(self, before: datetime, *, open_states: Sequence[str]) -> None:
        """Remove what was planned before a time and is in none of the states."""
        old = _SENDINGS.planned < records.to_micros(before)
        with self._database.begin() as connection:
            connection.execute(delete(tables.sendings).where(old, _SENDINGS.state.not_in(open_states)))

    def settle(self, now: datetime, *, planned: str, intended: str) -> None:
        """Give the sendings in the state `planned` another, and have subscriptions begin with a time."""
        at = records.to_micros(now)
        with self._database.begin() as connection:
            connection.execute(
                update(tables.sendings)
                .where(_SENDINGS.state == planned)
                .values(state=intended, intended=func.coalesce(_SENDINGS.intended, _SENDINGS.planned))
            )
            later = update(tables.subscriptions)
            snoozed, covered = _SUBSCRIPTIONS.snoozed_until, _SUBSCRIPTIONS.last_covered
            connection.execute(later.where(or_(snoozed.is_(None), snoozed < at)).values(snoozed_until=at))
            connection.execute(later.where(covered < at).values(last_covered=at))

    def _subscriptions(self, query: Select[Any], **given: Any) -> list[SubscriptionRow]:
        with self._database.look() as connection:
            return [records.record_of(SubscriptionRow, row._asdict()) for row in connection.execute(query, given)]

    def _sendings(self, query: Select[Any], **given: Any) -> list[SendingRow]:
        with self._database.look() as connection:
            return [records.record_of(SendingRow, row._asdict()) for row in connection.execute(query, given)]


def _keep_told(connection: Connection, sending: str, articles: Collection[str]) -> None:
    keys = sorted(set(records.clean(list(articles))))
    if keys:
        connection.execute(insert(tables.told), [{"article_id": key, "sending_id": sending} for key in keys])
