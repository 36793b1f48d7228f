"""Use case: send what is planned to one platform, each once, and edit what stands there.

A sending is stored as intended before it is tried. Whatever ends the program in between, the next round looks whether
the post stands, and sends it only if it does not; where that cannot be learnt, it stays silent.

Where several processes could send, one does, by its lease. What becomes of a sending is stored only while the lease is
the one that the round began with, and nothing is sent after it, however long the process was stopped in between.
"""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import structlog

from bot.ports.send_permission import asking_permission
from bot.subscriptions.due_stories import EDIT_PAUSE, OLDEST, TOO_LATE, is_edit_due
from bot.subscriptions.posts import shown_of
from bot.subscriptions.records import (
    Digest,
    SendingKind,
    SendingState,
    StoryPost,
    SubscriptionState,
)
from bot.subscriptions.schedule import is_quiet
from indexer.errors import LeaseLost, NotNow, PlaceGone, PlatformError, Refused, StoreError, Unsure
from indexer.indexing.lease_keeper import left_to_others

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection, Iterable
    from contextlib import AbstractContextManager
    from datetime import datetime
    from typing import Any

    from bot.model.chat import Place
    from bot.ports import Meter
    from bot.subscriptions.ports import Destination, SubscriptionStore
    from bot.subscriptions.posts import PostMaker
    from bot.subscriptions.records import QuietHours, Sending, Subscription
    from indexer.ports import Clock

PAUSES = tuple(timedelta(seconds=seconds) for seconds in (5, 30, 120, 600))
"""Before each further try of what the platform did not answer; the last one repeats."""

_LONGEST_PAUSE = timedelta(hours=1)  # however long a platform wants to be left alone
UNKNOWN = "it cannot be learnt whether it stands, so it is not sent again"
"""What the reason of a sending begins with that is left out for that."""
_NOTHING = "nothing of it can be told any more"
_GONE = "the bot is not in the channel any more"
_STOPPED = "its watch or digest was stopped"


class Sender:
    """Sends to one platform. One round at a time."""

    def __init__(  # noqa: PLR0913  a composition has many parts
        self,
        *,
        destination: Destination,
        store: SubscriptionStore,
        posts: PostMaker,
        quiet: Callable[[Place], QuietHours | None],
        clock: Clock,
        meter: Meter,
        run_io: Callable[..., Awaitable[Any]],
        leads: Callable[[], int] = lambda: 1,
        fenced: Callable[[], AbstractContextManager[None]] = nullcontext,
    ) -> None:
        """Take the parts; `run_io` calls a function that reads or writes the disk, off the event loop.

        `leads` returns the number of the lease to send, 0 if another process has it. `fenced` opens a
        transaction during which no other process can take the lease; it raises `LeaseLost` if one holds it.
        """
        self._leads = leads
        self._fenced = fenced
        self._lease = 0  # with which the round in hand began
        self._destination = destination
        self._platform = destination.platform
        self._store = store
        self._posts = posts
        self._quiet = quiet
        self._clock = clock
        self._meter = meter
        self._run_io = run_io
        self._log = structlog.get_logger("byline.subscriptions")

    async def round(self, edits: Iterable[str] = (), unready: Collection[Place] = ()) -> None:
        """Send what is planned, the oldest first, and edit these posts; a failure costs that one post.

        What is for an `unready` place waits for another round.
        """
        self._lease = self._leads()
        if not self._lease:
            return
        with left_to_others():  # the next one looks whether the post in hand stands
            for sending in await self._run_io(self._store.open_sendings, self._platform):
                if sending.place not in unready:
                    await self._guarded(self._deliver, sending)
            for key in edits:
                found = await self._run_io(self._store.sending, key)
                if found and found.place.platform == self._platform and found.place not in unready:
                    await self._guarded(self._edit, found)

    async def _guarded(self, work: Callable[[Sending], Awaitable[None]], sending: Sending) -> None:
        self._require_lease()
        try:
            with asking_permission(self._require_lease):
                await work(sending)
        except StoreError:
            raise
        except Exception:  # noqa: BLE001  a bug costs this post; it is looked for before it is tried again
            self._log.exception("a post failed", sending=sending.id)
            current = await self._run_io(self._store.sending, sending.id)
            await self._later(current or sending, "an unexpected error, see the log")

    def _require_lease(self) -> None:
        """Raise `LeaseLost` if another process may have sent since the round began."""
        if self._leads() != self._lease:
            raise LeaseLost("another process sends by now: it goes on")

    async def _keep(self, sending: Sending) -> None:
        """Store what became of a sending, as `_write` does."""
        await self._write(self._store.update, sending)

    async def _write(self, change: Callable[..., None], *given: Any) -> None:
        """Change the store, unless another process sends by now. Raises `LeaseLost`."""

        def write() -> None:
            self._require_lease()
            with self._fenced():
                change(*given)

        await self._run_io(write)

    async def _deliver(self, sending: Sending) -> None:
        now = self._clock.now()
        subscription = await self._run_io(self._store.get, sending.subscription)
        if subscription is None or subscription.state is not SubscriptionState.ACTIVE:
            await self._leave_out(sending, _STOPPED)
        elif _is_waiting(sending, now) or is_quiet(await self._run_io(self._quiet, sending.place), now):
            return
        elif sending.state is SendingState.INTENDED:
            await self._look_up(sending)
        elif now - sending.planned >= OLDEST and sending.kind is not SendingKind.TURN:
            await self._leave_out_late(sending, subscription)
        else:
            await self._send(sending, subscription)

    async def _look_up(self, sending: Sending) -> None:
        """Look whether a post stands that was tried, and go on with it if it does not."""
        since = sending.intended or sending.planned
        try:
            parent = await self._parent(sending)
            found = await self._destination.find(sending.place, sending.nonce, since, parent)
        except PlaceGone:
            await self._give_up_place(sending.place)
        except NotNow as later:
            await self._later(sending, str(later), later.pause)
        except (Refused, Unsure) as unsure:
            if isinstance(unsure, Refused) or self._clock.now() - since >= OLDEST:
                self._log.error("a post may stand or not: it is not sent again", sending=sending.id, reason=str(unsure))
                await self._leave_out(sending, f"{UNKNOWN}: {unsure}")
            else:
                await self._later(sending, str(unsure))
        else:
            if found:
                await self._keep_sent(sending, found)
            else:
                free = replace(sending, state=SendingState.PLANNED, not_before=None)
                await self._keep(free)
                await self._deliver(free)

    async def _send(self, sending: Sending, subscription: Subscription) -> None:
        post = await self._run_io(self._posts.post, sending, subscription)
        parent = await self._parent(sending)
        if post is None or (sending.parent and not parent):
            await self._leave_out(sending, _NOTHING)
            return
        version, shown = shown_of(post)  # kept beforehand: after a crash it is what stands, and not what is known then
        tried = replace(
            sending,
            state=SendingState.INTENDED,
            intended=self._clock.now(),
            tries=sending.tries + 1,
            not_before=None,
            version=version,
            shown=shown,
        )
        await self._keep(tried)
        try:
            if parent:
                message = await self._destination.reply(sending.place, parent, post, sending.nonce)
            else:
                message = await self._destination.send(sending.place, post, sending.nonce)
        except PlaceGone:
            await self._give_up_place(sending.place)
        except NotNow as later:
            await self._later(replace(tried, state=SendingState.PLANNED), str(later), later.pause)
        except Refused as refused:
            self._log.warning("a post was refused", sending=sending.id, reason=str(refused))
            await self._leave_out(tried, str(refused))
        except Unsure as unsure:
            await self._later(tried, str(unsure))
        else:
            await self._keep_sent(tried, message)

    async def _edit(self, sending: Sending) -> None:
        """Edit a post of one story. Twice does no harm, so that nothing is stored before."""
        subscription = await self._run_io(self._store.get, sending.subscription)
        if subscription is None or subscription.state is not SubscriptionState.ACTIVE:
            return
        now = self._clock.now()
        post = await self._run_io(self._posts.post, sending, subscription)
        if not isinstance(post, StoryPost):
            return
        quiet = await self._run_io(self._quiet, sending.place)
        if not is_edit_due(sending, post.item.story, quiet, now):
            return
        pause, reason = EDIT_PAUSE, ""
        version, shown = shown_of(post)
        try:
            await self._destination.edit(sending.place, sending.message, post)
            self._meter.sent(self._platform, "edit", "sent")
        except PlaceGone:
            await self._give_up_place(sending.place)
            return
        except NotNow as later:
            version, shown, reason = sending.version, sending.shown, str(later)
        except Unsure as unsure:
            version, shown, reason = sending.version, sending.shown, str(unsure)
        except Refused as refused:  # deleted by somebody, or too old: it stays as it is
            shown, reason = sending.shown, str(refused)
        kept = replace(sending, version=version, shown=shown, not_before=now + pause, reason=reason)
        await self._keep(kept)

    async def _parent(self, sending: Sending) -> str:
        """Return the message of the post into whose thread a sending goes, "" for none."""
        parent = await self._run_io(self._store.sending, sending.parent) if sending.parent else None
        return parent.message if parent else ""

    async def _keep_sent(self, sending: Sending, message: str) -> None:
        kept = replace(
            sending,
            state=SendingState.SENT,
            message=message,
            sent=self._clock.now(),
            not_before=None,
            reason="",
        )
        await self._keep(kept)
        self._meter.sent(self._platform, sending.kind, "sent")
        self._log.info("sent", sending=sending.id, place=sending.place.channel)

    async def _later(self, sending: Sending, reason: str, seconds: float | None = None) -> None:
        pause = PAUSES[min(sending.tries, len(PAUSES)) - 1] if seconds is None else timedelta(seconds=seconds)
        later = self._clock.now() + min(pause, _LONGEST_PAUSE)
        self._log.info("a post is tried again later", sending=sending.id, reason=reason)
        self._meter.sent(self._platform, sending.kind, "tried again")
        await self._keep(replace(sending, not_before=later, reason=reason))

    async def _leave_out(self, sending: Sending, reason: str) -> None:
        self._meter.sent(self._platform, sending.kind, "left out")
        left = replace(sending, state=SendingState.LEFT_OUT, reason=reason)
        await self._keep(left)

    async def _leave_out_late(self, sending: Sending, subscription: Subscription) -> None:
        """Leave out what is a day old. The next post counts it; the next digest tells what this one would have."""
        if isinstance(subscription, Digest) and sending.since:
            await self._write(self._store.plan, (), {subscription.id: sending.since})
            sending = replace(sending, articles=())
        await self._leave_out(sending, TOO_LATE)

    async def _give_up_place(self, place: Place) -> None:
        """Stop quietly where the bot is no more, and tell the admins so."""
        watches = await self._run_io(self._store.watches, place)
        digests = await self._run_io(self._store.digests, place)
        active = [each for each in (*watches, *digests) if each.state is SubscriptionState.ACTIVE]
        if active:
            self._log.warning(_GONE, channel=place.channel, subscriptions=len(active))
            text = _farewell(place, sum(not isinstance(each, Digest) for each in active), len(active))
            try:
                await self._destination.tell_admin(text)
            except PlatformError as error:
                self._log.warning("the admins could not be told", reason=str(error))
        for each in active:
            await self._write(self._store.change, replace(each, state=SubscriptionState.GONE))
        for sending in await self._run_io(self._store.open_sendings, self._platform):
            if sending.subscription in {each.id for each in active}:
                await self._leave_out(sending, _GONE)


def _is_waiting(sending: Sending, now: datetime) -> bool:
    """Tell whether a sending is not to be tried yet; a clock that was put back does not make it wait for long."""
    return sending.not_before is not None and now < sending.not_before <= now + _LONGEST_PAUSE


def _farewell(place: Place, watches: int, both: int) -> str:
    parts = [
        f"{number} {word}{'s' * (number > 1)}"
        for number, word in ((watches, "watch"), (both - watches, "digest"))
        if number
    ]
    said = " and ".join(parts).replace("watchs", "watches")
    return (
        f"I can no longer post in channel {place.channel} ({place.platform}): {said} there stopped. Invite me again, "
        "and start them again with the list of watches in that channel"
    )
