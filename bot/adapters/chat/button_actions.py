"""What buttons stand for: turn the page, share, more sources, votes and comments.

A button's value comes from outside. Whether it may be pressed by this member in this place, the journal tells (see
`bot.conversation.audience`): sources and votes are for whoever may see the answer there, sharing is for the asker of a
private one where they asked, the pages of a search that the journal keeps are for whoever searched. What is refused
and what is gone are told alike, to whoever has pressed only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import structlog

from bot.adapters.messages import message as telling
from bot.adapters.messages import notices
from bot.adapters.messages.answer import Shared, answer_told, further_told
from bot.log_reference import current_reference, reference_of, referred
from indexer.errors import BylineError, PlatformError, Refused, StoreError
from indexer.web import plaintext

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.adapters.chat.context import Common
    from bot.adapters.chat.service import Errands, Who
    from bot.adapters.messages.message import Told
    from bot.conversation.audience import Viewer

UP, DOWN = "vote_up", "vote_down"
"""What the buttons are called that rate an answer; their value is the question's id."""

MAX_COMMENT = 1_000
"""Characters of a comment."""

VOTES = {UP: 1, DOWN: -1}


class Press(Protocol):
    """A button that somebody pressed, and how a platform reacts to it. All but `tell` raises `PlatformError`."""

    @property
    def action(self) -> str:
        """Which button it is."""

    @property
    def value(self) -> str:
        """What came back with it; it comes from outside."""

    @property
    def event(self) -> str:
        """The id of this press."""

    @property
    def allowed(self) -> bool:
        """Whether the bot may post where it is."""

    async def who(self) -> Who:
        """Return who pressed it, and where."""

    async def tell(self, told: Told) -> None:
        """Say something to whoever pressed, and to nobody else; what fails is logged."""

    async def turn(self, told: Told) -> None:
        """Put something in place of the message with the button."""

    async def share(self, told: Told) -> str:
        """Post what only one member saw; return the message's id."""

    async def take_away(self) -> None:
        """Take away what was shared from where only one member saw it."""

    async def ask_comment(self, asked_id: str, vote: int) -> None:
        """Ask for a comment on an answer that was just rated."""

    def why(self, error: str) -> str:
        """Return the reason for a refusal in words for a member."""


class Pressing:
    """Does what pressed buttons stand for."""

    def __init__(self, common: Common, errands: Errands) -> None:
        self._common = common
        self._desk, self._work = common.desk, common.work
        self._errands = errands
        self._sharing: set[str] = set()  # what is being shared, or was
        self._log = structlog.get_logger(f"byline.{common.platform}")
        self._actions: dict[str, Callable[[Press], Awaitable[None]]] = {
            telling.NEXT: self._turn,
            telling.PREVIOUS: self._turn,
            telling.SHARE_PAGE: self._share_page,
            telling.SHARE_ANSWER: self._share_answer,
            telling.MORE: self._more,
            UP: self._vote,
            DOWN: self._vote,
        }

    async def do(self, press: Press) -> None:
        """Do what a button stands for; one that is none of ours, such as a link, does nothing."""
        if press.action not in self._actions:
            return
        event = f"{self._common.platform}:{press.event}"
        with referred(reference_of(event)):
            await self._do(press, event)

    async def _do(self, press: Press, event: str) -> None:
        try:
            if await self._work.quick(self._desk.first_time, event):
                await self._actions[press.action](press)
        except Exception as error:  # noqa: BLE001  a fault of ours costs one press, and its member is told
            trace = not isinstance(error, BylineError)
            self._log.warning("a button failed", action=press.action, reason=str(error), exc_info=trace)
            await self._tell(press, notices.apology(current_reference()))

    async def comment(self, viewer: Viewer, asked_id: str, vote: int, written: str) -> bool:
        """Keep what was written in the window behind a vote; return False if it is not theirs to comment on."""
        comment = plaintext.scrub(written).strip()[:MAX_COMMENT]
        return not comment or await self._work.quick(self._desk.rate, asked_id, viewer, vote, comment)

    async def _turn(self, press: Press) -> None:
        who = await press.who()
        search = await self._errands.search(press.value, who)
        if search is None:
            await self._tell(press, notices.GONE)
            return
        await press.turn(await self._errands.page(search, who))

    async def _share_page(self, press: Press) -> None:
        who = await press.who()
        search = await self._errands.search(press.value, who)
        if search is None:
            await self._tell(press, notices.GONE)
            return
        if not press.allowed:
            await press.tell(self._common.not_here())
            return
        await self._share(press, who, await self._errands.page(search, who, shared=True))

    async def _share_answer(self, press: Press) -> None:
        who = await press.who()
        viewer = who.viewer(self._common.platform)
        delivery = await self._work.quick(self._desk.shareable, press.value, viewer)
        if delivery is None or delivery.answer is None:
            await self._tell(press, notices.GONE)
            return
        if not press.allowed:
            await press.tell(self._common.not_here())
            return
        shared = Shared(question=delivery.asked.text, by=who.person.name)
        told = answer_told(delivery.answer, press.value, self._common.markup, shared=shared)
        await self._share(press, who, told, press.value)

    async def _share(self, press: Press, who: Who, told: Told, asked_id: str = "") -> None:
        """Post what only one member saw, once, and take theirs away; an answer is stored before and after.

        From when it is about to stand there, those who see it may press its buttons, whatever happens then.
        """
        key = f"{who.channel}:{who.user}:{press.value}"
        if key in self._sharing:
            await self._tell(press, notices.SHARED)
            return
        self._sharing.add(key)
        try:
            shared = await self._work.quick(self._desk.intend_share, asked_id) if asked_id else ""
            if asked_id and not shared:
                await self._tell(press, notices.SHARED)
                return
            message = await press.share(told)
        except Refused as refused:
            self._sharing.discard(key)
            if asked_id:
                await self._work.quick(self._desk.not_shared, shared, str(refused))
            await self._tell(press, notices.not_shared(press.why(refused.error)))
            return
        except StoreError:
            self._sharing.discard(key)
            raise
        self._log.info("shared", user=who.user, channel=who.channel)
        try:
            if shared:
                await self._work.quick(self._desk.shared, shared, message)
        except StoreError as error:  # it stands there, and will not be told of corrections
            self._log.warning("that it was shared is not kept", reason=str(error))
        try:
            await press.take_away()
        except PlatformError as error:
            self._log.info("what was shared still stands for its asker", reason=str(error))

    async def _more(self, press: Press) -> None:
        viewer = (await press.who()).viewer(self._common.platform)
        delivery = await self._work.quick(self._desk.shown, press.value, viewer)
        if delivery is None or delivery.answer is None:
            await self._tell(press, notices.GONE)
            return
        self._log.info("showed more sources", asked=press.value)
        await press.tell(further_told(delivery.answer, self._common.markup))

    async def _vote(self, press: Press) -> None:
        vote, viewer = VOTES[press.action], (await press.who()).viewer(self._common.platform)
        if not await self._work.quick(self._desk.rate, press.value, viewer, vote):
            await self._tell(press, notices.GONE)
            return
        try:
            await press.ask_comment(press.value, vote)
        except PlatformError as error:  # the vote counts, it only cannot be commented on
            self._log.info("no window for a comment", reason=str(error))
            await self._tell(press, notices.THANKS)

    async def _tell(self, press: Press, text: str) -> None:
        await press.tell(self._common.notice(text))
