"""A question is seen to its end: one answer or one apology, whatever fails on the way."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Protocol

import structlog

from bot.adapters.messages import notices
from bot.adapters.messages.answer import answer_told
from bot.log_reference import reference_of, referred
from bot.model import DeliveryState, Verdict
from indexer.errors import BylineError, PlatformError, Refused, Unsure

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.adapters.chat.context import Common
    from bot.adapters.messages.message import Told
    from bot.model import Answer, Asked, Delivery

    Tell = Callable[[Told], Awaitable[None]]

_LATE = timedelta(days=1)
"""After it, a question that an earlier run left open is not answered any more."""


def is_hidden(asked: Asked) -> bool:
    """Tell whether the answer is ephemeral: it cannot be looked for."""
    return not asked.place.thread


class Front(Protocol):
    """What a platform does for a question. Whatever talks to it raises `Refused` and `Unsure`."""

    async def zone_of(self, user: str) -> str:
        """Return a member's time zone by its IANA name, "" where the platform does not tell."""

    async def show(self, asked: Asked) -> None:
        """Show that a question is being worked on; it raises nothing."""

    async def end(self, asked: Asked, *, answered: bool) -> None:
        """Show it no longer; it raises nothing."""

    async def once(self, asked: Asked, told: Told, nonce: str, *, perhaps_there: bool) -> str:
        """Post the answer to a question and return the message's id; never twice."""

    async def whisper(self, asked: Asked, told: Told) -> None:
        """Say something that only the asker sees."""

    async def alone(self, user: str, told: Told) -> None:
        """Say something to a member in a direct message."""

    def why(self, error: str) -> str:
        """Return the reason for a refusal in words for a member."""

    def dead(self, error: str) -> bool:
        """Tell whether after such a refusal no call succeeds any more."""


class Questions:
    """What becomes of questions. What is left when `Work` has drained is taken up after a restart."""

    def __init__(self, common: Common, front: Front, lost: Callable[[str], None]) -> None:
        """Take `lost`, which is told why when the platform takes no call of ours any more."""
        self._common = common
        self._desk, self._work = common.desk, common.work
        self._front = front
        self._lost = lost
        self._log = structlog.get_logger(f"byline.{common.platform}")

    def react(self, verdict: Verdict | None, asked: Asked, tell: Tell, respond: Tell | None = None) -> None:
        """Begin to do what a verdict asks for; None: the question could not be stored.

        `tell` says why there is no answer, `respond` says the answer, if only the asker is to see it.
        """
        with referred(reference_of(asked.id)):
            self._react(verdict, asked, tell, respond)

    def _react(self, verdict: Verdict | None, asked: Asked, tell: Tell, respond: Tell | None) -> None:
        told = None
        if verdict is Verdict.ACCEPTED:
            self._work.start(self._to_the_end(asked, partial(self._see_through, asked, respond)))
        elif verdict is Verdict.BUSY:
            told = self._common.notice(notices.BUSY)
        elif verdict is Verdict.TOO_MANY:
            told = self._common.too_many()
        elif verdict is None:
            told = self._apology(asked)
        if told:
            self._work.start(self._say(tell, told))

    async def take_up(self) -> None:
        """Begin to finish what an earlier run accepted and did not finish."""
        for delivery in await self._work.quick(self._desk.unfinished, self._common.platform):
            self._work.start(self._to_the_end(delivery.asked, partial(self._resume, delivery)))

    async def _say(self, tell: Tell, told: Told) -> None:
        await tell(told)

    async def _to_the_end(self, asked: Asked, work: Callable[[], Awaitable[object]]) -> None:
        with referred(reference_of(asked.id)):
            try:
                await work()
            except asyncio.CancelledError:  # broken off: whoever takes up what is unfinished takes it up, too
                self._desk.let_go(asked)
                raise

    async def _resume(self, delivery: Delivery) -> None:
        asked = delivery.asked
        if self._desk.now() - asked.received > _LATE:
            await self._give_up(asked, "it was asked too long ago: nobody waits for the answer any more")
        elif delivery.state is DeliveryState.ACCEPTED:
            await self._see_through(asked, None)
        elif is_hidden(asked):
            await self._give_up(asked, "only the asker could see whether the answer stands: it is not said again")
        else:
            told = self._told(asked, delivery.answer) if delivery.answer else self._apology(asked)
            await self._deliver(asked, told, delivery.nonce, None, perhaps_there=True)

    async def _see_through(self, asked: Asked, respond: Tell | None) -> None:
        await self._work.quiet()
        showing = asyncio.ensure_future(self._front.show(asked))
        answered = False
        try:
            asked = await self._placed_in_time(asked)
            told, nonce = await self._answered(asked)
            await showing
            answered = await self._deliver(asked, told, nonce, respond)
        finally:
            showing.cancel()
            with suppress(asyncio.CancelledError):
                await self._front.end(asked, answered=answered)

    async def _placed_in_time(self, asked: Asked) -> Asked:
        """Return the question with its asker's time zone, if the platform tells it."""
        return asked if asked.zone else replace(asked, zone=await self._front.zone_of(asked.user))

    async def _answered(self, asked: Asked) -> tuple[Told, str]:
        """Return what is to be posted, with its nonce, both stored: an answer, else an apology."""
        try:
            answer, told = await self._work.answer(self._written, asked)
            return told, await self._work.quick(self._desk.intend, asked, answer)
        except Exception as error:  # noqa: BLE001
            # Whatever failed, the asker is told: the reason that they see is a general one.
            if not isinstance(error, BylineError):
                self._log.exception("a question failed", asked=asked.id)
            return self._apology(asked), await self._apologise(asked, str(error))

    async def _apologise(self, asked: Asked, reason: str) -> str:
        try:
            return await self._work.quick(self._desk.apologise, asked, reason)
        except Exception:  # noqa: BLE001  the disk may be full, or worse: the asker is told all the same
            self._log.exception("an apology could not be stored", asked=asked.id)
            return ""

    def _apology(self, asked: Asked) -> Told:
        return self._common.notice(notices.apology(reference_of(asked.id)))

    def _told(self, asked: Asked, answer: Answer) -> Told:
        return answer_told(answer, asked.id, self._common.markup, share=is_hidden(asked))

    def _written(self, asked: Asked) -> tuple[Answer, Told]:
        """Return the answer and what is said for it. Runs in a thread."""
        answer = self._desk.answer(asked)
        return answer, self._told(asked, answer)

    async def _deliver(
        self, asked: Asked, told: Told, nonce: str, respond: Tell | None, *, perhaps_there: bool = False
    ) -> bool:
        """Post, and store that it is out, or why not; tell whether it is."""
        try:
            if is_hidden(asked):
                posted = await self._whisper(asked, told, respond)
            else:
                posted = await self._front.once(asked, told, nonce, perhaps_there=perhaps_there)
        except Refused as refused:
            await self._tell_elsewhere(asked, refused)
        except Unsure as unsure:
            await self._give_up(asked, str(unsure))
        else:
            await self._work.quick(self._desk.posted, asked, posted)
            return True
        return False

    async def _whisper(self, asked: Asked, told: Told, respond: Tell | None) -> str:
        if respond is not None:
            try:
                await respond(told)
            except Refused as refused:  # used up or too old: there is another way
                self._log.warning("a command's own way of answering was refused", asked=asked.id, reason=refused.error)
            else:
                return ""
        await self._front.whisper(asked, told)
        return ""

    async def _tell_elsewhere(self, asked: Asked, refused: Refused) -> None:
        """Tell the asker in a direct message why nothing stands in the channel, if the platform lets us."""
        told = ""
        if self._front.dead(refused.error):  # the question stays open: it is answered once there is a token again
            self._lost(str(refused))
            return
        if not asked.private:
            why = self._front.why(refused.error)
            try:
                await self._front.alone(asked.user, notices.not_there(asked.place.channel, why, self._common.markup))
                told = "; the asker was told in a direct message"
            except PlatformError as error:
                self._log.warning("the asker could not be told", asked=asked.id, reason=str(error))
        await self._give_up(asked, f"{refused}{told}")

    async def _give_up(self, asked: Asked, reason: str) -> None:
        await self._work.quick(self._desk.failed, asked, reason)
