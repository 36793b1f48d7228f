"""What buttons stand for: turn the page, share, more sources, votes and comments."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Protocol

import structlog

from bot.adapters import notices, telling
from bot.adapters.answers import Shared, answer_told, further_told
from bot.model import Place
from bot.references import current_reference, reference_of, referred
from indexer import plaintext
from indexer.errors import BylineError, PlatformError, Refused, StoreError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.adapters.errands import Errands, Who
    from bot.adapters.parts import Common
    from bot.adapters.telling import Told
    from bot.model import Delivery

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

    async def comment(self, user: str, asked_id: str, vote: int, written: str) -> None:
        """Keep what was written in the window behind a vote."""
        comment = plaintext.scrub(written).strip()[:MAX_COMMENT]
        if comment:
            await self._work.quick(self._desk.rate, asked_id, user, vote, comment)

    async def _turn(self, press: Press) -> None:
        search = await self._errands.search(press.value)
        if search is None:
            await self._tell(press, notices.GONE)
            return
        await press.turn(await self._errands.page(search, await press.who()))

    async def _share_page(self, press: Press) -> None:
        search = await self._errands.search(press.value)
        if search is None:
            await self._tell(press, notices.GONE)
            return
        who = await press.who()
        if not press.allowed:
            await press.tell(self._common.not_here())
            return
        await self._share(press, who, await self._errands.page(search, who, shared=True))

    async def _share_answer(self, press: Press) -> None:
        delivery = await self._kept(press)
        if delivery is None or delivery.answer is None:
            return
        who = await press.who()
        if not press.allowed:
            await press.tell(self._common.not_here())
            return
        markup = self._common.markup
        shared = Shared(question=delivery.asked.text, by=who.person.name)
        told = answer_told(delivery.answer, press.value, markup, shared=shared)
        place = Place(platform=self._common.platform, team=who.team, channel=who.channel)
        await self._share(press, who, told, partial(self._desk.shared, delivery.asked.id, place))

    async def _share(self, press: Press, who: Who, told: Told, keep: Callable[[str], None] = lambda _: None) -> None:
        """Post what only one member saw, once, `keep` by which message, and take theirs away."""
        key = f"{who.channel}:{who.user}:{press.value}"
        if key in self._sharing:
            return
        self._sharing.add(key)
        try:
            message = await press.share(told)
        except Refused as refused:
            self._sharing.discard(key)
            await self._tell(press, notices.not_shared(press.why(refused.error)))
            return
        self._log.info("shared", user=who.user, channel=who.channel)
        try:
            await self._work.quick(keep, message)
        except StoreError as error:  # it stands there, and will not be told of corrections
            self._log.warning("that it was shared is not kept", reason=str(error))
        try:
            await press.take_away()
        except PlatformError as error:
            self._log.info("what was shared still stands for its asker", reason=str(error))

    async def _more(self, press: Press) -> None:
        delivery = await self._kept(press)
        if delivery is not None and delivery.answer is not None:
            self._log.info("showed more sources", asked=press.value)
            await press.tell(further_told(delivery.answer, self._common.markup))

    async def _vote(self, press: Press) -> None:
        vote, who = VOTES[press.action], await press.who()
        if not await self._work.quick(self._desk.rate, press.value, who.user, vote):
            await self._tell(press, notices.GONE)
            return
        try:
            await press.ask_comment(press.value, vote)
        except PlatformError as error:  # the vote counts, it only cannot be commented on
            self._log.info("no window for a comment", reason=str(error))
            await self._tell(press, notices.THANKS)

    async def _kept(self, press: Press) -> Delivery | None:
        """Return the question with the answer that a button belongs to; if that is gone, the member is told."""
        delivery = await self._work.quick(self._desk.kept, press.value)
        if delivery is None or delivery.answer is None:
            await self._tell(press, notices.GONE)
            return None
        return delivery

    async def _tell(self, press: Press, text: str) -> None:
        await press.tell(self._common.notice(text))
