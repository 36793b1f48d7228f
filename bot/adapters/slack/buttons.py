"""Buttons and windows: turn the page, share, more sources, votes and comments."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

import structlog

from bot.adapters.slack import blocks, modals, notices, troubles
from bot.adapters.slack.answers import answer_message, further_message, shared_message
from bot.adapters.slack.events import pressed
from bot.adapters.slack.searches import search_of
from bot.adapters.slack.web import translated
from indexer.errors import BylineError, PlatformError, Refused

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.adapters.slack.blocks import Message
    from bot.adapters.slack.events import Pressed
    from bot.adapters.slack.parts import Parts
    from bot.adapters.slack.searching import Searching
    from bot.model import Delivery


class Buttons:
    """Does what pressed buttons stand for; all of it after the acknowledgement."""

    def __init__(self, parts: Parts, searching: Searching) -> None:
        self._parts = parts
        self._desk, self._work = parts.desk, parts.work
        self._searching = searching
        self._sharing: set[str] = set()  # what is being shared, or was
        self._log = structlog.get_logger("byline.slack")
        self._actions: dict[str, Callable[[Pressed], Awaitable[None]]] = {
            blocks.NEXT: self._turn,
            blocks.PREVIOUS: self._turn,
            blocks.SHARE_PAGE: self._share_page,
            blocks.SHARE_ANSWER: self._share_answer,
            blocks.MORE: self._more,
            blocks.FEEDBACK: self._vote,
        }

    def press(self, body: dict[str, Any]) -> None:
        """Begin to do what a button stands for; one that is none of ours, such as a link, does nothing."""
        press = pressed(body)
        if press is not None and press.action in self._actions:
            self._work.start(self._do(press))

    def comment(self, body: dict[str, Any]) -> None:
        """Begin to keep what was written in the window behind a vote."""
        said = modals.comment_of(body.get("view") or {})
        user = str((body.get("user") or {}).get("id") or "")
        if said is not None and said[2]:
            self._work.start(self._keep_comment(user, *said))

    async def _do(self, press: Pressed) -> None:
        try:
            if await self._work.quick(self._desk.first_time, f"slack:{press.trigger}"):
                await self._actions[press.action](press)
        except Exception as error:  # noqa: BLE001  a fault of ours costs one press, and its member is told
            trace = not isinstance(error, BylineError)
            self._log.warning(
                "a button failed", action=press.action, user=press.user, reason=str(error), exc_info=trace
            )
            await self._tell(press, notices.apology())

    async def _turn(self, press: Pressed) -> None:
        search = search_of(press.value)
        if search is None:
            await self._tell(press, notices.gone())
            return
        page = await self._searching.page(search, user=press.user, team=press.team, channel=press.channel)
        await self._parts.web.respond(press.response_url, {**page.payload, "replace_original": True})

    async def _share_page(self, press: Pressed) -> None:
        search = search_of(press.value)
        if search is None:
            await self._tell(press, notices.gone())
            return
        page = await self._searching.page(search, user=press.user, team=press.team, channel=press.channel, shared=True)
        await self._share(press, page)

    async def _share_answer(self, press: Pressed) -> None:
        delivery = await self._kept(press)
        if delivery is not None and delivery.answer is not None:
            message = answer_message(delivery.answer, press.value)
            by = (await self._parts.people.person(press.user)).name
            await self._share(press, shared_message(message, question=delivery.asked.text, by=by))

    async def _share(self, press: Pressed, message: Message) -> None:
        """Post what only one member saw, once, and take theirs away."""
        if not self._parts.allowed(press.channel):
            await self._tell(press, notices.not_here())
            return
        key = f"{press.channel}:{press.user}:{press.value}"
        if key in self._sharing:
            return
        self._sharing.add(key)
        try:
            await self._parts.posting.say(press.channel, message)
        except Refused as refused:
            self._sharing.discard(key)
            await self._tell(press, troubles.not_shared(refused.error))
            return
        self._log.info("shared", user=press.user, channel=press.channel, action=press.action)
        with suppress(PlatformError):  # it is shared: that it also stands where only one member sees it is no fault
            await self._parts.web.respond(press.response_url, {"delete_original": True})

    async def _more(self, press: Pressed) -> None:
        delivery = await self._kept(press)
        if delivery is not None and delivery.answer is not None:
            self._log.info("showed more sources", user=press.user, channel=press.channel, asked=press.value)
            await self._tell(press, further_message(delivery.answer))

    async def _vote(self, press: Pressed) -> None:
        vote = blocks.vote_of(press.value)
        if vote is None or not await self._work.quick(self._desk.rate, vote[0], press.user, vote[1]):
            await self._tell(press, notices.gone())
            return
        try:
            with translated("views.open"):
                await self._parts.web.hasty.views_open(trigger_id=press.trigger, view=modals.comment_view(*vote))
        except PlatformError as error:  # the vote counts, it only cannot be commented on
            self._log.info("no window for a comment", reason=str(error))
            await self._tell(press, notices.thanks())

    async def _keep_comment(self, user: str, asked_id: str, vote: int, comment: str) -> None:
        await self._work.quick(self._desk.rate, asked_id, user, vote, comment)

    async def _kept(self, press: Pressed) -> Delivery | None:
        """Return the question with the answer that a button belongs to; if that is gone, the member is told."""
        delivery = await self._work.quick(self._desk.kept, press.value)
        if delivery is None or delivery.answer is None:
            await self._tell(press, notices.gone())
            return None
        return delivery

    async def _tell(self, press: Pressed, message: Message) -> None:
        """Say something to whoever pressed, and to nobody else."""
        try:
            if press.hidden:
                said = {**message.payload, "response_type": "ephemeral", "replace_original": False}
                await self._parts.web.respond(press.response_url, said)
            else:
                await self._parts.posting.whisper(press.channel, press.user, message, press.thread)
        except PlatformError as error:
            self._log.warning("a member could not be told", user=press.user, reason=str(error))
