"""Subscriptions in the catalogue's database: records of the answering side from rows, and rows from records."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from bot.conversation.serialization import article_of, article_record, filters_of, filters_text
from bot.model.chat import Place
from bot.subscriptions.records import (
    Digest,
    Repeat,
    Schedule,
    Sending,
    SendingKind,
    SendingState,
    Shown,
    SubscriptionState,
    Turn,
    TurnKind,
    Watch,
    WhenEmpty,
)
from indexer.catalogue import SendingRow, SubscriptionRow

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from contextlib import AbstractContextManager

    from bot.subscriptions.records import Subscription
    from indexer.catalogue import SubscriptionTables

_WATCH, _DIGEST = "watch", "digest"
_OPEN = (SendingState.PLANNED, SendingState.INTENDED)


class CatalogueSubscriptions:
    """`bot.subscriptions.ports.SubscriptionStore` on the tables of the catalogue."""

    def __init__(self, tables: SubscriptionTables) -> None:
        self._tables = tables

    def transaction(self) -> AbstractContextManager[None]:
        return self._tables.transaction()

    def add(self, subscription: Subscription) -> bool:
        return self._tables.add(_subscription_row(subscription))

    def change(self, subscription: Subscription) -> None:
        self._tables.change(_subscription_row(subscription))

    def get(self, subscription_id: str) -> Subscription | None:
        row = self._tables.get(subscription_id)
        return None if row is None else _watch(row) if row.kind == _WATCH else _digest(row)

    def remove(self, subscription_id: str) -> None:
        self._tables.remove(subscription_id)

    def watches(self, place: Place | None = None) -> list[Watch]:
        return [_watch(row) for row in self._tables.of_kind(_WATCH, _channel(place))]

    def digests(self, place: Place | None = None) -> list[Digest]:
        return [_digest(row) for row in self._tables.of_kind(_DIGEST, _channel(place))]

    def plan(self, sendings: Sequence[Sending], covered: Mapping[str, datetime] | None = None) -> None:
        if sendings or covered:
            self._tables.plan([(_sending_row(each), each.articles) for each in sendings], covered or {})

    def update(self, sending: Sending) -> None:
        self._tables.update(_sending_row(sending), sending.articles)

    def sending(self, sending_id: str) -> Sending | None:
        row = self._tables.sending(sending_id)
        return None if row is None else _sending(row)

    def open_sendings(self, platform: str = "") -> list[Sending]:
        return [_sending(row) for row in self._tables.in_states(_OPEN, platform)]

    def told(self, articles: Collection[str]) -> list[Sending]:
        return [_sending(row) for row in self._tables.telling(articles, without=SendingKind.TURN)]

    def sent(self, subscription_id: str, since: datetime) -> list[Sending]:
        rows = self._tables.of_subscription(subscription_id, since, without=SendingKind.TURN)
        return [_sending(row) for row in rows]

    def left_out(self, subscription_id: str) -> list[Sending]:
        return [_sending(row) for row in self._tables.of_subscription_in(subscription_id, SendingState.LEFT_OUT)]

    def counts(self) -> Mapping[str, int]:
        found = self._tables.counts()
        plural = {_WATCH: "watches", _DIGEST: "digests"}
        kinds = {f"{plural[kind]} {state}": number for (kind, state), number in found["subscriptions"].items()}
        return kinds | {f"posts {state}": number for (state,), number in found["sendings"].items()}

    def count_user(self, user: str) -> int:
        return self._tables.count_user(user)

    def forget_user(self, user: str) -> int:
        return self._tables.forget_user(user)

    def count_articles(self, articles: Collection[str]) -> int:
        return len(self._tables.telling(articles))

    def forget_articles(self, articles: Collection[str]) -> int:
        found = [_sending(row) for row in self._tables.telling(articles)]
        for each in found:
            state = SendingState.LEFT_OUT if each.state in _OPEN else each.state
            self.update(replace(each, state=state, shown=(), turn=None, reason=each.reason or "it was forgotten"))
        return len(found)

    def forget(self, before: datetime) -> None:
        self._tables.forget(before, open_states=_OPEN)

    def settle(self, now: datetime) -> None:
        self._tables.settle(now, planned=SendingState.PLANNED, intended=SendingState.INTENDED)


def _channel(place: Place | None) -> tuple[str, str, str] | None:
    return (place.platform, place.team, place.channel) if place else None


def _subscription_row(given: Subscription) -> SubscriptionRow:
    is_watch = isinstance(given, Watch)
    return SubscriptionRow(
        id=given.id,
        kind=_WATCH if is_watch else _DIGEST,
        **asdict(given.place),
        maker=given.maker,
        state=given.state,
        created=given.created,
        snoozed_until=given.snoozed_until if isinstance(given, Watch) else None,
        last_covered=given.last_covered if isinstance(given, Digest) else None,
        last_sent=given.last_sent,
        wanted=_json(_of_watch(given) if isinstance(given, Watch) else _of_digest(given)),
    )


def _of_watch(watch: Watch) -> dict[str, Any]:
    return {"query": watch.query, "filters": filters_text(watch.filters), "narrowed": watch.narrowed}


def _of_digest(digest: Digest) -> dict[str, Any]:
    schedule = digest.schedule
    at = schedule.at.isoformat() if schedule.at else ""
    return {
        "schedule": [schedule.repeat, at, schedule.zone, schedule.days],
        "filters": filters_text(digest.filters),
        "tags": digest.tags,
        "when_empty": digest.when_empty,
    }


def _watch(row: SubscriptionRow) -> Watch:
    wanted = json.loads(row.wanted)
    return Watch(
        id=row.id,
        place=_place(row),
        maker=row.maker,
        query=wanted["query"],
        filters=filters_of(wanted["filters"]),
        created=row.created,
        state=SubscriptionState(row.state),
        snoozed_until=row.snoozed_until,
        narrowed=tuple(wanted["narrowed"]),
        last_sent=row.last_sent,
    )


def _digest(row: SubscriptionRow) -> Digest:
    wanted = json.loads(row.wanted)
    repeat, at, zone, days = wanted["schedule"]
    return Digest(
        id=row.id,
        place=_place(row),
        maker=row.maker,
        schedule=Schedule(
            repeat=Repeat(repeat), at=time.fromisoformat(at) if at else None, zone=zone, days=tuple(days)
        ),
        filters=filters_of(wanted["filters"]),
        tags=tuple(wanted["tags"]),
        when_empty=WhenEmpty(wanted["when_empty"]),
        created=row.created,
        state=SubscriptionState(row.state),
        last_covered=row.last_covered or row.created,
        last_sent=row.last_sent,
    )


def _sending_row(sending: Sending) -> SendingRow:
    return SendingRow(
        id=sending.id,
        subscription=sending.subscription,
        kind=sending.kind,
        **asdict(sending.place),
        planned=sending.planned,
        state=sending.state,
        nonce=sending.nonce,
        message=sending.message,
        parent=sending.parent,
        intended=sending.intended,
        sent=sending.sent,
        not_before=sending.not_before,
        tries=sending.tries,
        version=sending.version,
        reason=sending.reason,
        told=_json(
            {
                "stories": sending.stories,
                "articles": sending.articles,
                "left_out": sending.left_out,
                "more": sending.more,
                "since": sending.since,
                "until": sending.until,
                "late": sending.late,
                "shown": [(each.text, each.article) for each in sending.shown],
                "turn": _turn_record(sending.turn) if sending.turn else None,
            }
        ),
    )


def _sending(row: SendingRow) -> Sending:
    told = json.loads(row.told)
    return Sending(
        id=row.id,
        subscription=row.subscription,
        kind=SendingKind(row.kind),
        place=_place(row),
        planned=row.planned,
        state=SendingState(row.state),
        nonce=row.nonce,
        stories=tuple(told["stories"]),
        articles=tuple(told["articles"]),
        left_out=told["left_out"],
        more=told["more"],
        since=_time(told["since"]),
        until=_time(told["until"]),
        late=told["late"],
        version=row.version,
        shown=tuple(Shown(text=text, article=article) for text, article in told["shown"]),
        turn=_turn(told["turn"]) if told["turn"] else None,
        parent=row.parent,
        message=row.message,
        intended=row.intended,
        sent=row.sent,
        tries=row.tries,
        not_before=row.not_before,
        reason=row.reason,
    )


def _turn_record(turn: Turn) -> list[Any]:
    return [turn.id, turn.kind, article_record(turn.article), turn.was, turn.now]


def _turn(record: list[Any]) -> Turn:
    key, kind, article, was, now = record
    return Turn(id=key, kind=TurnKind(kind), article=article_of(article), was=was, now=now)


def _place(row: SubscriptionRow | SendingRow) -> Place:
    return Place(platform=row.platform, team=row.team, channel=row.channel, thread=row.thread)


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _json(record: dict[str, Any]) -> str:
    return json.dumps(record, ensure_ascii=False, separators=(",", ":"), default=datetime.isoformat)
