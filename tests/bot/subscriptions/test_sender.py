"""Sending: a place that is gone, posts that are refused, late or forgotten, and faults."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.ports import Meter
from bot.ports.send_permission import ask_permission
from bot.subscriptions.due_stories import TOO_LATE
from bot.subscriptions.posts import PostMaker
from bot.subscriptions.records import DigestPost, SendingKind, SendingState, SubscriptionState
from bot.subscriptions.sender import Sender
from indexer.errors import NotNow, PlaceGone, Refused, Unsure
from tests.contracts.test_subscription_store import sending
from tests.doubles.catalogue_records import article
from tests.doubles.fakes import FakeClock
from tests.doubles.subscriptions import (
    NOW,
    PLACE,
    FakeDestination,
    FakeStories,
    FakeSubscriptionStore,
    FakeTeller,
    digest,
    news,
    watch,
)

if TYPE_CHECKING:
    from bot.model.chat import Place
    from bot.subscriptions.records import Post

DAY = timedelta(days=1)


class Stubborn(FakeDestination):
    """A destination that fails in one way, if any, before or after it has posted."""

    def __init__(self) -> None:
        super().__init__()
        self.failure: Exception | None = None
        self.lookup: Exception | None = None
        self.after = False

    async def send(self, place: Place, post: Post, nonce: str) -> str:
        """Fail, or post, or both."""
        if self.failure and not self.after:
            raise self.failure
        ask_permission()
        key = await super().send(place, post, nonce)
        if self.failure:
            raise self.failure
        return key

    async def find(self, *given: Any) -> str | None:
        """Fail, or look."""
        if self.lookup:
            raise self.lookup
        return await super().find(*given)


class Stage:
    """A sender with a watch and a digest in one channel, and one story to tell."""

    def __init__(self) -> None:
        self.clock, self.store, self.destination = FakeClock(NOW), FakeSubscriptionStore(), Stubborn()
        self.stories = FakeStories(news())
        self.leads: list[int] = []  # what it is told first when it asks for the number of its lease
        self.store.add(watch())
        self.store.add(digest())
        self.plan(sending(stories=(news().id,), articles=(news().id,)))

        async def run_io(work: Any, *given: Any) -> Any:
            return work(*given)

        self._sender = Sender(
            destination=self.destination,
            store=self.store,
            posts=PostMaker(stories=self.stories, teller=FakeTeller()),
            quiet=lambda _: None,
            clock=self.clock,
            meter=Meter(),
            run_io=run_io,
            leads=lambda: self.leads.pop(0) if self.leads else 1,
        )

    def plan(self, *planned: Any) -> None:
        """Plan sendings."""
        self.store.plan(planned)

    def round(self, key: str = "s1", unready: tuple[Place, ...] = ()) -> tuple[SendingState, str]:
        """Send, and return what became of a sending, and why."""
        asyncio.run(self._sender.round((), unready))
        found = self.store.sending(key)
        assert found is not None
        return found.state, found.reason


@pytest.fixture
def stage() -> Stage:
    """Return a stage."""
    return Stage()


def test_what_is_for_a_place_that_is_not_ready_waits(stage: Stage) -> None:
    """It stays planned as it was, and is sent in the first round in which the place is ready."""
    assert stage.round(unready=(PLACE,)) == (SendingState.PLANNED, "")
    assert stage.round() == (SendingState.SENT, "")


@pytest.mark.parametrize(
    ("leads", "state"),
    [
        ([0], SendingState.PLANNED),
        ([1, 0], SendingState.PLANNED),
        ([1, 1, 3], SendingState.PLANNED),
        ([1, 1, 1, 3], SendingState.INTENDED),
    ],
)
def test_what_another_process_sends_is_sent_once(stage: Stage, leads: list[int], state: SendingState) -> None:
    """A process that does not lead, or no more, or anew, posts nothing; the next one looks, and posts it once."""
    stage.leads = leads
    assert (stage.round(), len(stage.destination.messages)) == ((state, ""), 0)
    assert stage.round()[0] is SendingState.SENT
    assert (stage.round()[0], len(stage.destination.messages)) == (SendingState.SENT, 1)


def test_a_former_leader_changes_nothing(stage: Stage) -> None:
    """What the platform wanted later of one that was stopped meanwhile is not planned anew: it may have been sent."""
    stage.leads, stage.destination.failure, stage.destination.after = [1, 1, 1, 1, 0], NotNow("429", 60), True
    assert stage.round()[0] is SendingState.INTENDED
    stage.destination.failure = None
    assert (stage.round()[0], len(stage.destination.messages)) == (SendingState.SENT, 1)


def test_removed_bot_stops_quietly(stage: Stage) -> None:
    """Where the bot was removed, everything of that channel stops, and the admins are told so once."""
    stage.store.add(watch("w2", place=replace(PLACE, channel="C2")))
    stage.destination.failure = PlaceGone("chat.postMessage", "not_in_channel")
    assert stage.round() == (SendingState.LEFT_OUT, "the bot is not in the channel any more")
    assert [each.state for each in stage.store.watches()] == [SubscriptionState.GONE, SubscriptionState.ACTIVE]
    (said,) = stage.destination.told_admin
    assert "channel C1 (slack): 1 watch and 1 digest there stopped" in said


def test_refused_post_is_left_out(stage: Stage) -> None:
    """A post that the platform does not take is left out, with its reason, and the watch goes on."""
    stage.destination.failure = Refused("chat.postMessage", "msg_blocked")
    assert stage.round() == (SendingState.LEFT_OUT, "chat.postMessage: msg_blocked")
    assert stage.store.watches()[0].state is SubscriptionState.ACTIVE


def test_retry_after_is_kept(stage: Stage) -> None:
    """What the platform wants later is sent later, without a look, since it was not done."""
    stage.destination.failure, stage.destination.lookup = NotNow("429", 60), Refused("find", "must not be asked")
    assert stage.round()[0] is SendingState.PLANNED
    stage.destination.failure = None
    assert stage.round()[0] is SendingState.PLANNED
    stage.clock.advance(timedelta(seconds=60))
    assert stage.round()[0] is SendingState.SENT
    assert len(stage.destination.messages) == 1


@pytest.mark.parametrize("error", [Unsure("cut off"), RuntimeError("a bug")])
def test_lost_answer_is_looked_for(stage: Stage, error: Exception) -> None:
    """A post whose answer was lost, also by a fault in the program, is found, not sent again, and kept as it stands."""
    stage.destination.failure, stage.destination.after = error, True
    assert stage.round()[0] is SendingState.INTENDED
    stage.stories.stories = [news(others=(article("two", publisher="Other"),))]
    stage.clock.advance(timedelta(minutes=1))
    assert stage.round() == (SendingState.SENT, "")
    assert len(stage.destination.messages) == 1
    kept = stage.store.sending("s1")
    assert kept
    assert kept.version == "1 outlets, 1 origins"  # what stands, so that it is edited next


def test_what_cannot_be_looked_for_is_not_sent_again(stage: Stage) -> None:
    """Where a platform cannot tell whether a post stands, it is silent; where it does not answer, for a day."""
    stage.plan(sending("s2", state=SendingState.INTENDED, intended=NOW, stories=(news().id,)))
    stage.destination.lookup = Refused("mail", "nothing to look in")
    assert "it cannot be learnt whether it stands" in stage.round("s2")[1]
    stage.plan(sending("s3", state=SendingState.INTENDED, intended=NOW, stories=(news().id,)))
    stage.destination.lookup = Unsure("down")
    assert stage.round("s3")[0] is SendingState.INTENDED
    stage.clock.advance(DAY)
    assert stage.round("s3")[0] is SendingState.LEFT_OUT


def test_day_old_posts_are_left_out(stage: Stage) -> None:
    """A story that waited for a day is left out; a digest is left to the next one with all that it would have told."""
    late = sending("s2", subscription="d1", kind=SendingKind.DIGEST, since=NOW - DAY, articles=(news().id,))
    stage.store.plan([late], {"d1": NOW})
    stage.clock.advance(DAY)
    assert stage.round() == (SendingState.LEFT_OUT, TOO_LATE)
    assert stage.round("s2") == (SendingState.LEFT_OUT, TOO_LATE)
    assert [each.id for each in stage.store.told([news().id])] == ["s1"]
    assert stage.store.digests()[0].last_covered == NOW - DAY
    assert stage.destination.messages == []


def test_forgotten_stories_and_stopped_watches_are_not_sent(stage: Stage) -> None:
    """What was stopped is not sent, nor a story of which nothing is left; a digest without news says so."""
    stage.plan(sending("s2", stories=("gone",)), sending("s3", subscription="none"))
    empty = sending("s4", subscription="d1", kind=SendingKind.DIGEST, stories=(), articles=(), since=NOW - DAY)
    stage.plan(empty)
    assert stage.round("s2") == (SendingState.LEFT_OUT, "nothing of it can be told any more")
    assert stage.round("s3") == (SendingState.LEFT_OUT, "its watch or digest was stopped")
    posts = [message.post for message in stage.destination.messages]
    assert [post.items for post in posts if isinstance(post, DigestPost)] == [()]
