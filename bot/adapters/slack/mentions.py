"""Mentions and direct messages: each is stored before it is acknowledged, and then answered, or told why not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import structlog

from bot.adapters.chat import parsing
from bot.adapters.slack import events, manifest
from bot.adapters.slack.api import translated
from bot.adapters.slack.escaping import decoded
from bot.log_reference import reference_of, referred
from bot.model import Asked, Verdict
from indexer.errors import PlatformError

if TYPE_CHECKING:
    from bot.adapters.chat.question_flow import Questions
    from bot.adapters.chat.service import Errands
    from bot.adapters.messages.message import Told
    from bot.adapters.slack.context import Parts
    from bot.adapters.slack.events import Heard


class Listening:
    """Takes what is said to the bot."""

    def __init__(self, parts: Parts, questions: Questions, errands: Errands) -> None:
        self._parts = parts
        self._desk, self._work, self._posting = parts.desk, parts.work, parts.posting
        self._questions = questions
        self._errands = errands
        self._log = structlog.get_logger("byline.slack")

    async def hear(self, body: dict[str, Any]) -> None:
        """Take an event, before it is acknowledged. Raises `StoreError`: then it must come again."""
        said = events.heard(body, self._parts.bot)
        if said is None or not (said.mentioned or self._may_follow_up(said)):
            return
        with referred(reference_of(said.id)):
            await self._take(said)

    async def _take(self, said: Heard) -> None:
        wish = parsing.mention(decoded(said.text))
        allowed = self._parts.allowed(said.place.channel)
        if allowed and isinstance(wish, parsing.Ask):
            await self._ask(said, wish.text)
        elif not said.mentioned:  # whoever did not speak to the bot is not told anything
            return
        elif not allowed:
            await self._once(said, self._parts.not_here(), "not set up there")
        elif isinstance(wish, parsing.Help):
            await self._once(said, self._errands.help(wish.problem), "helped")

    async def opened(self, event: dict[str, Any]) -> None:
        """Suggest what to ask to somebody who opens the app's messages tab."""
        if event.get("tab") != "messages" or not event.get("channel"):
            return
        prompts = [{"title": title, "message": message} for title, message in manifest.PROMPTS]
        try:
            with translated("assistant.threads.setSuggestedPrompts"):
                await self._parts.web.hasty.assistant_threads_setSuggestedPrompts(
                    channel_id=event["channel"], title="Ask about AI news", prompts=prompts
                )
        except PlatformError as error:
            self._log.warning("no prompts could be suggested", reason=str(error))

    def _may_follow_up(self, said: Heard) -> bool:
        return self._parts.settings.thread_follow_up and events.follows_up(said)

    async def _ask(self, said: Heard, text: str) -> None:
        asked = Asked(
            id=said.id,
            place=said.place,
            user=said.user,
            text=text,
            zone=self._parts.people.if_known(said.user).zone,
            received=self._desk.now(),
            private=said.private,
        )
        verdict = await self._work.quick(self._admit, asked, said)
        self._questions.react(verdict, asked, lambda told: self._tell(said, told))

    def _admit(self, asked: Asked, said: Heard) -> Verdict:
        """Store the question, unless it is none: said in a thread, to others. Runs in a thread."""
        if not said.mentioned and not self._desk.taking_part(asked.place):
            return Verdict.DUPLICATE
        return self._desk.accept(asked)

    async def _once(self, said: Heard, told: Told, what: str) -> None:
        if await self._work.quick(self._desk.first_time, said.id):
            self._log.info(what, user=said.user, channel=said.place.channel)
            self._work.start(self._tell(said, told))

    async def _tell(self, said: Heard, told: Told) -> None:
        """Say something to a member, in a channel so that only they see it."""
        place = said.place
        try:
            if said.private:
                await self._posting.say(place.channel, told, place.thread)
            else:
                thread = "" if place.thread == said.message else place.thread
                await self._posting.whisper(place.channel, said.user, told, thread)
        except PlatformError as error:
            self._log.warning("a member could not be told", user=said.user, channel=place.channel, reason=str(error))
