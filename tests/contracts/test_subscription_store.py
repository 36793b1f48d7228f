"""What every store of subscriptions must do: the fake, and the one in the catalogue's database."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from threading import Barrier, BrokenBarrierError
from typing import TYPE_CHECKING, Any, cast

import pytest

from bot.adapters.subscription_store import CatalogueSubscriptions
from bot.model.chat import Filters
from bot.subscriptions.records import (
    Repeat,
    Schedule,
    Sending,
    SendingKind,
    SendingState,
    Shown,
    SubscriptionState,
    Turn,
    TurnKind,
    WhenEmpty,
)
from bot.subscriptions.service import SubscriptionService
from indexer.errors import UsageError
from tests.doubles.catalogue_records import full_article
from tests.doubles.fakes import FakeClock
from tests.doubles.subscriptions import NOW, PLACE, FakeSubscriptionStore, digest, watch

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.subscriptions.ports import SubscriptionStore
    from bot.subscriptions.records import Subscription
    from tests.contracts.conftest import Opener

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def sending(key: str = "s1", **changes: Any) -> Sending:
    """Return a story that is planned for the watch `w1` and tells two articles."""
    values: dict[str, Any] = {
        "id": key,
        "subscription": "w1",
        "kind": SendingKind.STORY,
        "place": PLACE,
        "planned": NOW,
        "nonce": f"nonce of {key}",
        "stories": ("a",),
        "articles": ("a", "b"),
        "until": NOW,
    }
    return Sending(**(values | changes))


@pytest.fixture(params=["fake", "sqlite", "postgres"])
def store(request: pytest.FixtureRequest, openers: Callable[[str], Opener]) -> SubscriptionStore:
    """Return each empty store in turn."""
    if request.param == "fake":
        return FakeSubscriptionStore()
    return CatalogueSubscriptions(openers(request.param)().subscriptions)


def test_subscriptions_come_back(store: SubscriptionStore) -> None:
    """A watch and a digest come back as they were stored, each once, and by their place whatever its thread."""
    full = watch(
        filters=Filters(sources=("Wire \ud800",), kinds=("reported",)),
        snoozed_until=NOW + DAY,
        narrowed=("x", "y"),
        place=replace(PLACE, thread="1.0"),
    )
    kept = replace(full, filters=Filters(sources=("Wire \ud800",), kinds=("reported",)))
    weekly = Schedule(repeat=Repeat.WEEKLY, at=digest().schedule.at, zone="Europe/Berlin", days=(0, 3))
    daily = digest(schedule=weekly, tags=("ai",), when_empty=WhenEmpty.SILENT)
    asked = digest("d2", schedule=Schedule(repeat=Repeat.ON_REQUEST), place=replace(PLACE, channel="C2"))
    assert [store.add(each) for each in (full, daily, asked, full)] == [True, True, True, False]
    assert store.get(daily.id) == daily
    assert store.get("none") is None
    (found,) = store.watches(PLACE)
    assert replace(found, filters=kept.filters) == kept
    assert (store.digests(PLACE), store.digests()) == ([daily], [daily, asked])
    store.remove(daily.id)
    assert store.digests() == [asked]


class _Meeting:
    """A store into which nobody puts anything before another one wants to, or has not come for a while."""

    def __init__(self, store: SubscriptionStore) -> None:
        self._store = store
        self._barrier = Barrier(2)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def add(self, subscription: Subscription) -> bool:
        """Wait for the other one."""
        with suppress(BrokenBarrierError):
            self._barrier.wait(0.3)
        return self._store.add(subscription)


def test_of_two_at_once_one_is_made(store: SubscriptionStore) -> None:
    """Where two members ask for one watch or digest at the same instant, the second is told that it is there."""
    service = SubscriptionService(store=cast("Any", _Meeting(store)), quiet=lambda _: None, clock=FakeClock(NOW))
    daily = digest().schedule
    asks: list[Callable[[str], object]] = [
        lambda maker: service.watch(PLACE, maker, "chips", Filters()),
        lambda maker: service.digest(PLACE, maker, daily, filters=Filters()),
    ]
    for ask in asks:
        with ThreadPoolExecutor(2) as threads:
            made = [threads.submit(ask, maker) for maker in ("U1", "U2")]
        (refused,) = filter(None, [each.exception() for each in made])
        assert isinstance(refused, UsageError)
        assert "this channel has that" in str(refused)
    assert (len(store.watches()), len(store.digests())) == (1, 1)


def _store_and_fail(store: SubscriptionStore) -> None:
    with store.transaction():
        store.add(watch("more"))
        store.plan([sending("more")])
        store.change(watch(query="boats"))
        raise UsageError("it is one too many")


def test_a_transaction_that_fails_stores_nothing(store: SubscriptionStore) -> None:
    """What was added, changed and planned in a block that an exception leaves is as it was before."""
    store.add(watch())
    with pytest.raises(UsageError):
        _store_and_fail(store)
    assert (store.watches(), store.open_sendings()) == ([watch()], [])


def test_change_leaves_what_sending_stores(store: SubscriptionStore) -> None:
    """Who changes a watch or a digest does not undo when it was sent, and up to when it is covered."""
    store.add(watch())
    store.add(digest())
    store.plan([sending()], {"d1": NOW})
    store.update(sending(state=SendingState.SENT, sent=NOW + HOUR, message="1.0"))
    store.change(watch(state=SubscriptionState.STOPPED))
    store.change(digest(state=SubscriptionState.GONE))
    store.change(watch("unknown"))
    assert store.get("w1") == watch(state=SubscriptionState.STOPPED, last_sent=NOW + HOUR)
    assert store.get("d1") == digest(state=SubscriptionState.GONE, last_covered=NOW)
    assert store.get("unknown") is None
    assert store.counts() == {"watches stopped": 1, "digests gone": 1, "posts sent": 1}


def test_sendings_are_planned_once(store: SubscriptionStore) -> None:
    """A sending comes back as it was stored, and planning it again changes nothing."""
    turn = Turn(
        id="t",
        kind=TurnKind.DENIAL,
        article=replace(full_article(), text="", aliases=(), tags=()),
        was="It was.",
        now="It is not.",
    )
    full = sending(
        state=SendingState.SENT,
        left_out=2,
        more=3,
        since=NOW - DAY,
        late=True,
        version="2 outlets",
        shown=(Shown(text="“So” it is.", article="a"),),
        message="1.0",
        intended=NOW,
        sent=NOW,
        tries=2,
        not_before=NOW + HOUR,
        reason="it was busy",
    )
    follows = sending("s2", kind=SendingKind.TURN, turn=turn, parent="s1", planned=NOW + HOUR)
    store.plan([sending(), follows])
    store.update(full)
    store.update(sending("unknown"))
    store.plan([sending(), sending("s3", articles=("c",))])
    assert [store.sending(key) for key in ("s1", "s2", "unknown")] == [full, follows, None]
    assert [each.id for each in store.open_sendings()] == ["s3", "s2"]
    assert (store.open_sendings("discord"), len(store.open_sendings("slack"))) == ([], 2)
    assert [each.id for each in store.told(["b", "z"])] == ["s1"]  # a turn tells no story
    assert [each.id for each in store.sent("w1", NOW)] == ["s1", "s3"]
    assert store.sent("w1", NOW + HOUR) == store.sent("w2", NOW) == []
    late = sending("s9", state=SendingState.LEFT_OUT, reason="too late")
    store.plan([late, sending("s8", subscription="w3", state=SendingState.LEFT_OUT)])
    assert store.left_out("w1") == [late]


def test_sending_without_articles_tells_none(store: SubscriptionStore) -> None:
    """Where a digest is left to the next one, its articles are free to be told again."""
    store.plan([sending()])
    store.update(sending(state=SendingState.LEFT_OUT, articles=()))
    assert store.told(["a", "b"]) == []


def test_users_and_articles_are_forgotten(store: SubscriptionStore) -> None:
    """A user's watches go with their posts; what posts show of an article goes, and what is open is not sent."""
    store.add(watch())
    store.add(watch("w2", maker="U2"))
    store.plan([sending(), sending("s2", subscription="w2", articles=("b",)), sending("s3", articles=("c",))])
    store.update(sending(state=SendingState.SENT, shown=(Shown(text="So.", article="a"),)))
    assert (store.count_articles(["b"]), store.forget_articles(["b"])) == (2, 2)
    assert store.sending("s1") == sending(state=SendingState.SENT, reason="it was forgotten")
    assert [each.id for each in store.open_sendings()] == ["s3"]
    assert (store.count_user("U1"), store.forget_user("U1"), store.count_user("U1")) == (1, 1, 0)
    assert [store.sending(key) is None for key in ("s1", "s2", "s3")] == [True, False, True]


def test_old_sendings_are_forgotten(store: SubscriptionStore) -> None:
    """What was planned before a time is removed, and what it told, but not what is open."""
    store.plan([sending(), sending("s2", articles=("c",)), sending("s3", planned=NOW + DAY)])
    store.update(sending(state=SendingState.SENT))
    store.forget(NOW + HOUR)
    assert [store.sending(key) is None for key in ("s1", "s2", "s3")] == [True, False, False]
    assert [each.id for each in store.told(["a"])] == ["s3"]


def test_settle_has_what_was_planned_looked_for(store: SubscriptionStore) -> None:
    """After a backup was put back, what was planned may stand, and everything begins anew."""
    store.add(watch(snoozed_until=NOW - DAY))
    store.add(watch("w2", snoozed_until=NOW + DAY))
    store.add(digest())
    store.plan([sending()])
    store.settle(NOW + HOUR)
    assert store.open_sendings() == [sending(state=SendingState.INTENDED, intended=NOW)]
    assert [each.snoozed_until for each in store.watches()] == [NOW + HOUR, NOW + DAY]
    assert [each.last_covered for each in store.digests()] == [NOW + HOUR]
