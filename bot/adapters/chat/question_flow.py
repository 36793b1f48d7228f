"""Sees a question to its end: one answer or one apology, whatever fails on the way."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from bot.adapters.messages import labels, notices
from bot.adapters.messages.answer import Sharing, format_answer
from bot.conversation.retention import UNANSWERED
from bot.model.chat import DeliveryState, Verdict
from bot.operations.log_reference import reference_of, referred
from bot.ports.send_permission import asking_permission
from indexer.errors import BylineError, PlatformError, Refused, StoreError, TakenOver, Unsure

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine

    from bot.adapters.chat.context import ChatContext
    from bot.adapters.chat.posting import ChatPosting
    from bot.adapters.messages.message import Message
    from bot.model import Answer
    from bot.model.chat import Asked, Delivery, Place

    Send = Callable[[Message], Coroutine[Any, Any, None]]
    ZoneOf = Callable[[str], Awaitable[str]]
    Learn = Callable[[Place], Awaitable[None]]


_LOOK = 0.25
"""The part of a lease after which claims are renewed, and questions looked for to take over."""


def is_ephemeral(asked: Asked) -> bool:
    """Return whether only the asker sees the answer, so that it cannot be looked for after a crash."""
    return not asked.place.thread


class AnswerProgress(Protocol):
    """Shows that a question is being answered. Raises nothing."""

    async def show(self, asked: Asked) -> None:
        """Show it."""

    async def end(self, asked: Asked, *, answered: bool) -> None:
        """Show it no longer."""


class QuestionFlow:
    """Answers questions. Those that are left when `Executors` has drained are resumed after a restart.

    Where several processes answer, `keep` renews the claims on what is in hand, and takes over what others left. Work
    on a question ends as soon as another process may have taken it over.
    """

    def __init__(
        self,
        context: ChatContext,
        posting: ChatPosting,
        progress: AnswerProgress,
        on_token_refused: Callable[[str], None],
        zone_of: ZoneOf | None = None,
        learn: Learn | None = None,
    ) -> None:
        """Take a function that is called with the reason when the platform refuses the token.

        `zone_of` returns a member's time zone by its IANA name; None if the platform does not tell any. `learn` has it
        known which channel a place belongs to, before its scope decides; None if a place names that itself.
        """
        self._context = context
        self._service, self._executors = context.service, context.executors
        self._posting = posting
        self._progress = progress
        self._on_token_refused = on_token_refused
        self._zone_of = zone_of
        self._learn = learn
        self._limits: dict[str, tuple[Asked, asyncio.Timeout]] = {}  # of the work on each question
        self._log = context.log

    async def accept(self, asked: Asked, pressed: tuple[str, Delivery] | None = None) -> Verdict | None:
        """Store the question of a command; return None if that fails: a command is not delivered again.

        `pressed` is the button that asks it, if one does, and the answer that the button is below.
        """
        service = self._service
        accept = partial(service.accept_pressed, asked, *pressed) if pressed else partial(service.accept, asked)
        try:
            return await self._executors.run_store(accept)
        except BylineError as error:
            self._log.warning("a question could not be stored", asked=asked.id, reason=str(error))
            return None

    def start(self, verdict: Verdict | None, asked: Asked, decline: Send, respond: Send | None = None) -> None:
        """Start answering an accepted question; tell the asker why not, if it was not accepted or stored (None).

        `decline` sends the reason, `respond` the answer if only the asker is to see it.
        """
        with referred(reference_of(asked.id)):
            if verdict is Verdict.ACCEPTED:
                self._executors.start(self._work(asked, partial(self._answer, asked, respond)))
            elif notice := self._notice(verdict, asked):
                self._executors.start(decline(notice))

    async def keep(self) -> None:
        """Renew claims and take over what other processes have left, until this is cancelled."""
        if (lease := self._service.lease) is None:
            return
        is_in_trouble = False
        while True:
            await asyncio.sleep(lease.total_seconds() * _LOOK)
            try:
                await self.renew()
                await self.resume()
                is_in_trouble = False
            except Exception as error:  # noqa: BLE001  the claims end by themselves; a fault must not end this
                if not is_in_trouble:
                    trace = not isinstance(error, BylineError)
                    self._log.warning("claims on questions are not renewed", reason=str(error), exc_info=trace)
                is_in_trouble = True

    async def renew(self) -> None:
        """Renew the claims on the questions in hand; work on those that another process has taken over ends."""
        await self._executors.run_io(self._service.renew)
        for asked, limit in self._limits.values():
            if not limit.expired():
                limit.reschedule(self._service.held_until(asked))

    async def resume(self) -> None:
        """Start to finish the questions that an earlier run, or a process that has ended, did not finish."""
        for delivery in await self._executors.run_io(self._service.unfinished, self._context.platform):
            self._executors.start(self._work(delivery.asked, partial(self._resume, delivery)))

    def _notice(self, verdict: Verdict | None, asked: Asked) -> Message | None:
        """Return the reason why a question is not answered; None for one that is being answered already."""
        if verdict is Verdict.BUSY:
            return self._context.notice(notices.BUSY)
        if verdict is Verdict.TOO_MANY:
            return self._context.rate_limited()
        return self._apology(asked) if verdict is None else None

    async def _work(self, asked: Asked, work: Callable[[], Awaitable[object]]) -> None:
        with referred(reference_of(asked.id)):
            limit = asyncio.timeout_at(self._service.held_until(asked))
            try:
                async with limit:
                    self._limits[asked.id] = asked, limit
                    await work()
            except (TakenOver, StoreError, TimeoutError) as error:
                if not self._is_left_to_others(error, limit):
                    raise
                self._log.warning("a question is left to another process", asked=asked.id, reason=str(error))
            finally:  # what is not finished `unfinished` returns again
                self._limits.pop(asked.id, None)
                self._service.let_go(asked)

    def _is_left_to_others(self, error: Exception, limit: asyncio.Timeout) -> bool:
        """Return whether another process sees to a question, or will as soon as the database tells of it again."""
        if isinstance(error, StoreError):
            return self._service.lease is not None
        return limit.expired() or isinstance(error, TakenOver)

    async def _resume(self, delivery: Delivery) -> None:
        asked = delivery.asked
        if self._service.now() - asked.received > UNANSWERED:
            await self._give_up(asked, "it was asked too long ago: nobody waits for the answer any more")
        elif delivery.state is DeliveryState.ACCEPTED:
            await self._answer(asked, None)
        elif is_ephemeral(asked):
            await self._give_up(asked, "only the asker could see whether the answer stands: it is not said again")
        else:
            answer = delivery.answer
            message = await self._executors.run_io(self._format, asked, answer) if answer else self._apology(asked)
            await self._deliver(asked, message, delivery.nonce, None, may_stand=True)

    async def _answer(self, asked: Asked, respond: Send | None) -> None:
        await self._executors.wait_until_acknowledged()
        showing = asyncio.ensure_future(self._progress.show(asked))
        answered = False
        try:
            asked = await self._with_zone(asked)
            message, nonce = await self._compose(asked)
            await showing
            answered = await self._deliver(asked, message, nonce, respond)
        finally:
            showing.cancel()
            with suppress(asyncio.CancelledError):
                await self._progress.end(asked, answered=answered)

    async def _with_zone(self, asked: Asked) -> Asked:
        """Return the question with its asker's time zone, if the platform tells it."""
        return asked if asked.zone or not self._zone_of else replace(asked, zone=await self._zone_of(asked.user))

    async def _compose(self, asked: Asked) -> tuple[Message, str]:
        """Return the answer, else an apology, with the nonce to post it with; both are stored."""
        try:
            if self._learn:
                await self._learn(asked.place)
            answer, message = await self._executors.run_answer(self._format_answer, asked)
            return message, await self._executors.run_store(self._service.intend, asked, answer)
        except TakenOver:
            raise
        except Exception as error:  # noqa: BLE001  whatever failed, the asker gets an apology
            if not isinstance(error, BylineError):
                self._log.exception("a question failed", asked=asked.id)
            return self._apology(asked), await self._apologise(asked, str(error))

    async def _apologise(self, asked: Asked, reason: str) -> str:
        try:
            return await self._executors.run_store(self._service.apologise, asked, reason)
        except Exception:  # the disk may be full, or worse: the asker gets the apology all the same
            if self._service.lease:  # another process will answer, if this one is cut off
                raise
            self._log.exception("an apology could not be stored", asked=asked.id)
            return ""

    def _apology(self, asked: Asked) -> Message:
        return self._context.notice(notices.apology(reference_of(asked.id)))

    def _format(self, asked: Asked, answer: Answer) -> Message:
        """Return the message for an answer, with the question if a button has asked it. Reads the disk."""
        is_chosen = asked.text != labels.ASK_MORE and self._service.is_pressed(asked)
        question = Sharing(question=asked.text) if is_chosen else None
        share = is_ephemeral(asked)
        return format_answer(answer, asked.id, self._context.markup, share=share, sharing=question)

    def _format_answer(self, asked: Asked) -> tuple[Answer, Message]:
        """Return the answer and its message. Runs in a thread."""
        answer = self._service.answer(asked)
        return answer, self._format(asked, answer)

    async def _deliver(
        self, asked: Asked, message: Message, nonce: str, respond: Send | None, *, may_stand: bool = False
    ) -> bool:
        """Post a message, and store that it is posted, or why not; return whether it is."""
        self._require_claim(asked)
        try:
            with asking_permission(partial(self._require_claim, asked)):
                if is_ephemeral(asked):
                    posted = await self._whisper(asked, message, respond)
                else:
                    posted = await self._posting.post_answer(asked, message, nonce, may_stand=may_stand)
        except Refused as refused:
            await self._explain(asked, refused)
        except Unsure as unsure:
            await self._give_up(asked, str(unsure))
        else:
            await self._executors.run_store(self._service.posted, asked, posted)
            return True
        return False

    def _require_claim(self, asked: Asked) -> None:
        """Raise `TakenOver` if this process was stopped for so long that another may have taken a question over."""
        until = self._service.held_until(asked)
        if until is not None and until <= time.monotonic():
            raise TakenOver(f"the claim on the question {asked.id} has ended")

    async def _whisper(self, asked: Asked, message: Message, respond: Send | None) -> str:
        if respond is not None:
            try:
                await respond(message)
            except Refused as refused:  # used up or too old: there is another way
                self._log.warning("a command's own way of answering was refused", asked=asked.id, reason=refused.error)
            else:
                return ""
        await self._posting.whisper_answer(asked, message)
        return ""

    async def _explain(self, asked: Asked, refused: Refused) -> None:
        """Tell the asker in a direct message why there is no answer in the channel, if the platform allows it."""
        outcome = ""
        if self._context.errors.is_token_refused(refused.error):  # it stays open until there is a valid token again
            self._on_token_refused(str(refused))
            return
        if not asked.private:
            reason = self._context.errors.explain(refused.error)
            message = notices.format_undelivered(asked.place.channel, reason, self._context.markup)
            try:
                await self._posting.send_direct(asked.user, message)
                outcome = "; the asker was told in a direct message"
            except PlatformError as error:
                self._log.warning("the asker could not be told", asked=asked.id, reason=str(error))
        await self._give_up(asked, f"{refused}{outcome}")

    async def _give_up(self, asked: Asked, reason: str) -> None:
        await self._executors.run_store(self._service.failed, asked, reason)
