"""Members make, change and list watches and digests; what makes no sense is refused before it is stored."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.model.chat import Filters
from bot.subscriptions.records import Digest, SubscriptionState, Watch
from bot.subscriptions.schedule import checked_quiet, checked_schedule
from bot.subscriptions.service import DIGESTS_OF_CHANNEL, WATCHES_OF_CHANNEL, WATCHES_OF_MEMBER, SubscriptionService
from indexer.errors import UsageError
from tests.doubles.fakes import FakeClock
from tests.doubles.subscriptions import NOW, PLACE, FakeSubscriptionStore

if TYPE_CHECKING:
    from collections.abc import Callable

DAILY = checked_schedule("daily 08:30", "UTC")


@pytest.fixture
def clock() -> FakeClock:
    """Return the service's clock."""
    return FakeClock(NOW)


@pytest.fixture
def service(clock: FakeClock) -> SubscriptionService:
    """Return the service, with quiet hours from ten to seven everywhere."""
    quiet = checked_quiet("22:00-07:00", "UTC")
    return SubscriptionService(store=FakeSubscriptionStore(), quiet=lambda _: quiet, clock=clock)


def test_wrong_use_is_refused(service: SubscriptionService) -> None:
    """A watch for nothing, for too much, with a time or twice, and a digest at night or twice, are refused in words."""
    service.watch(PLACE, "U1", "export controls", Filters())
    service.digest(PLACE, "U1", DAILY, filters=Filters())
    attempts: list[tuple[str, Callable[[], object]]] = [
        ("what is to be watched for", lambda: service.watch(PLACE, "U1", "  ", Filters())),
        ("too long", lambda: service.watch(PLACE, "U1", "x" * 201, Filters())),
        ("no since or until", lambda: service.watch(PLACE, "U1", "x", Filters(since="7d"))),
        ("has that watch already", lambda: service.watch(PLACE, "U2", "Export  Controls", Filters())),
        ("no since or until", lambda: service.digest(PLACE, "U1", DAILY, filters=Filters(until="7d"))),
        ("has that digest already", lambda: service.digest(PLACE, "U1", DAILY, filters=Filters())),
        (
            "quiet hours",
            lambda: service.digest(PLACE, "U1", checked_schedule("daily 23:00", "UTC"), filters=Filters()),
        ),
    ]
    for says, attempt in attempts:
        with pytest.raises(UsageError) as refused:
            attempt()
        assert says in str(refused.value)
    assert len(service.listed(PLACE, "U1", is_admin=False)) == 2


def test_limits(service: SubscriptionService) -> None:
    """A channel and a member have no more than the limits; what was stopped does not count."""
    for number in range(WATCHES_OF_MEMBER):
        made = service.watch(PLACE, "U1", f"topic {number}", Filters())
    with pytest.raises(UsageError, match=f"you have made {WATCHES_OF_MEMBER} watches"):
        service.watch(replace(PLACE, channel="C2"), "U1", "one more", Filters())
    service.watch(replace(PLACE, team="T2", channel="C2"), "U1", "one more", Filters())
    service.stop(made.id, "U1", is_admin=False)
    service.watch(PLACE, "U1", "one more", Filters())
    for number in range(WATCHES_OF_CHANNEL - WATCHES_OF_MEMBER):
        service.watch(PLACE, "U2", f"other {number}", Filters())
    with pytest.raises(UsageError, match=f"this channel has {WATCHES_OF_CHANNEL} watches"):
        service.watch(PLACE, "U3", "the hundredth", Filters())
    with pytest.raises(UsageError, match=f"this channel has {WATCHES_OF_CHANNEL} watches"):
        service.resume(made.id, "U1", is_admin=False)
    stopped = service.digest(PLACE, "U1", DAILY, filters=Filters())
    service.stop(stopped.id, "U1", is_admin=False)
    for number in range(DIGESTS_OF_CHANNEL):
        service.digest(PLACE, "U1", checked_schedule(f"daily 1{number}:00", "UTC"), filters=Filters())
    with pytest.raises(UsageError, match=f"this channel has {DIGESTS_OF_CHANNEL} digests"):
        service.digest(PLACE, "U1", DAILY, filters=Filters())
    with pytest.raises(UsageError, match=f"this channel has {DIGESTS_OF_CHANNEL} digests"):
        service.resume(stopped.id, "U1", is_admin=False)


def test_a_digest_that_is_started_again_tells_nothing_of_the_time_between(
    service: SubscriptionService, clock: FakeClock
) -> None:
    """What came while it was stopped is not told; one that goes on loses nothing."""
    made = service.digest(PLACE, "U1", DAILY, filters=Filters())
    clock.advance(timedelta(days=21))
    assert service.resume(made.id, "U1", is_admin=False) == made
    service.stop(made.id, "U1", is_admin=False)
    resumed = service.resume(made.id, "U1", is_admin=False)
    assert resumed == service.get(made.id) == replace(made, last_covered=NOW + timedelta(days=21))


def test_only_maker_and_admin_change(service: SubscriptionService) -> None:
    """All see what a channel gets; only its maker and admins may change it."""
    watch = service.watch(PLACE, "U1", "chips", Filters())
    digest = service.digest(PLACE, "U2", DAILY, filters=Filters())
    with pytest.raises(UsageError, match="only the one who made it"):
        service.stop(watch.id, "U2", is_admin=False)
    with pytest.raises(UsageError, match="there is no such watch"):
        service.stop("none", "U2", is_admin=True)
    with pytest.raises(UsageError, match="that is a digest"):
        service.snooze(digest.id, "U2", is_admin=False)
    assert service.snooze(watch.id, "U1", is_admin=False).snoozed_until == NOW + timedelta(days=7)
    assert service.narrow(watch.id, "story", "U9", is_admin=True).narrowed == ("story",)
    (first, second) = service.listed(PLACE, "U1", is_admin=False)
    kinds = {type(each.subscription): each.may_change for each in (first, second)}
    assert kinds == {Watch: True, Digest: False}
    service.stop(digest.id, "U9", is_admin=True)
    assert [each.subscription.id for each in service.listed(PLACE, "U1", is_admin=False)] == [watch.id]
    resumed = service.resume(watch.id, "U1", is_admin=False)
    assert isinstance(resumed, Watch)
    assert (resumed.state, resumed.snoozed_until) == (SubscriptionState.ACTIVE, NOW)
