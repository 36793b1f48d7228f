"""A question that was accepted is seen to its end: one answer or one apology, whatever fails on the way."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import structlog

from bot.adapters.slack import notices, troubles, words
from bot.adapters.slack.answers import answer_message
from bot.adapters.slack.events import PLATFORM, is_hidden
from bot.adapters.slack.web import DEAD_TOKEN
from bot.conversing import zone_named
from bot.desk import EVERYTHING
from bot.model import DeliveryState
from indexer.errors import BylineError, PlatformError, Refused, Unsure

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.adapters.slack.blocks import Message
    from bot.adapters.slack.parts import Parts
    from bot.adapters.slack.progress import Progress
    from bot.model import Answer, Asked, Delivery

    Respond = Callable[[Message], Awaitable[None]]

_LATE = timedelta(days=1)
"""After it, a question that an earlier run left open is not answered any more."""


class Questions:
    """What becomes of accepted questions. What is left when `Work` has drained is taken up after a restart."""

    def __init__(self, parts: Parts, progress: Progress, lost: Callable[[str], None]) -> None:
        """Take `lost`, which is told why when Slack takes no call of ours any more."""
        self._desk, self._work, self._zone = parts.desk, parts.work, parts.zone
        self._posting, self._people = parts.posting, parts.people
        self._progress = progress
        self._lost = lost
        self._log = structlog.get_logger("byline.slack")

    def take(self, asked: Asked, respond: Respond | None = None) -> None:
        """Begin to answer; `respond` says what only the asker sees."""
        self._work.start(self._see_through(asked, respond))

    async def take_up(self) -> None:
        """Begin to finish what an earlier run accepted and did not finish."""
        for delivery in await self._work.quick(self._desk.unfinished, PLATFORM):
            self._work.start(self._resume(delivery))

    async def _resume(self, delivery: Delivery) -> None:
        asked = delivery.asked
        if self._desk.now() - asked.received > _LATE:
            await self._give_up(asked, "it was asked too long ago: nobody waits for the answer any more")
        elif delivery.state is DeliveryState.ACCEPTED:
            await self._see_through(asked, None)
        elif is_hidden(asked):
            await self._give_up(asked, "only the asker could see whether the answer stands: it is not said again")
        else:
            answer = delivery.answer
            message = answer_message(answer, asked.id) if answer else notices.apology()
            await self._deliver(asked, message, delivery.nonce, None, perhaps_there=True)

    async def _see_through(self, asked: Asked, respond: Respond | None) -> None:
        await self._work.quiet()
        showing = asyncio.ensure_future(self._progress.show(asked))
        answered = False
        try:
            asked = await self._placed_in_time(asked)
            message, nonce = await self._answered(asked)
            await showing
            answered = await self._deliver(asked, message, nonce, respond)
        finally:
            showing.cancel()
            with suppress(asyncio.CancelledError):
                await self._progress.end(asked, answered=answered)

    async def _placed_in_time(self, asked: Asked) -> Asked:
        """Return the question with its asker's time zone, if Slack tells it."""
        return asked if asked.zone else replace(asked, zone=(await self._people.person(asked.user)).zone)

    async def _answered(self, asked: Asked) -> tuple[Message, str]:
        """Return what is to be posted, with its nonce, both stored: an answer, else an apology."""
        try:
            answer, message = await self._work.answer(self._written, asked)
            return message, await self._work.quick(self._desk.intend, asked, answer)
        except Exception as error:  # noqa: BLE001
            # Whatever failed, the asker is told: the reason that they see is a general one.
            if not isinstance(error, BylineError):
                self._log.exception("a question failed", asked=asked.id)
            return notices.apology(), await self._apologise(asked, str(error))

    async def _apologise(self, asked: Asked, reason: str) -> str:
        try:
            return await self._work.quick(self._desk.apologise, asked, reason)
        except Exception:  # noqa: BLE001  the disk may be full, or worse: the asker is told all the same
            self._log.exception("an apology could not be stored", asked=asked.id)
            return ""

    def _written(self, asked: Asked) -> tuple[Answer, Message]:
        """Return the answer and its message. Runs in a thread."""
        selection = EVERYTHING
        if is_hidden(asked):  # asked by a command: its filters are part of what is kept
            zone = zone_named(asked.zone) or self._zone
            wish = words.command(f"ask {asked.text}", now=asked.received, zone=zone)
            if isinstance(wish, words.Ask):
                asked, selection = replace(asked, text=wish.text), wish.selection
        answer = self._desk.answer(asked, selection)
        return answer, answer_message(answer, asked.id, share=is_hidden(asked))

    async def _deliver(
        self, asked: Asked, message: Message, nonce: str, respond: Respond | None, *, perhaps_there: bool = False
    ) -> bool:
        """Post, and store that it is out, or why not; tell whether it is."""
        try:
            if is_hidden(asked):
                posted = await self._whisper(asked, message, respond)
            else:
                posted = await self._posting.once(asked, message, nonce, perhaps_there=perhaps_there)
        except Refused as refused:
            await self._tell_elsewhere(asked, refused)
        except Unsure as unsure:
            await self._give_up(asked, str(unsure))
        else:
            await self._work.quick(self._desk.posted, asked, posted)
            return True
        return False

    async def _whisper(self, asked: Asked, message: Message, respond: Respond | None) -> str:
        if respond is not None:
            try:
                await respond(message)
            except Refused as refused:  # used up or too old: there is another way
                self._log.warning("a response URL was refused", asked=asked.id, reason=refused.error)
            else:
                return ""
        await self._posting.whisper(asked.place.channel, asked.user, message)
        return ""

    async def _tell_elsewhere(self, asked: Asked, refused: Refused) -> None:
        """Tell the asker in a direct message why nothing stands in the channel, if Slack lets us."""
        told = ""
        if refused.error in DEAD_TOKEN:  # the question stays open: it is answered once there is a token again
            self._lost(str(refused))
            return
        if not asked.private:
            try:
                await self._posting.say(asked.user, troubles.not_there(asked.place.channel, refused.error))
                told = "; the asker was told in a direct message"
            except PlatformError as error:
                self._log.warning("the asker could not be told", asked=asked.id, reason=str(error))
        await self._give_up(asked, f"{refused}{told}")

    async def _give_up(self, asked: Asked, reason: str) -> None:
        await self._work.quick(self._desk.failed, asked, reason)
