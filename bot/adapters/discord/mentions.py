"""Mentions, replies and direct messages: each is stored, and then answered, or told why not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog

from bot.adapters.chat import parsing
from bot.adapters.discord import events
from bot.log_reference import reference_of, referred
from bot.model import Asked
from indexer.errors import BylineError, PlatformError

if TYPE_CHECKING:
    import discord

    from bot.adapters.chat.question_flow import Questions
    from bot.adapters.chat.service import Errands
    from bot.adapters.discord.context import Parts
    from bot.adapters.discord.events import Heard
    from bot.adapters.messages.message import Told
    from bot.model import Verdict


class Listening:
    """Takes what is said to the bot."""

    def __init__(self, parts: Parts, questions: Questions, errands: Errands) -> None:
        self._parts = parts
        self._desk, self._work, self._posting = parts.desk, parts.work, parts.posting
        self._questions = questions
        self._errands = errands
        self._log = structlog.get_logger("byline.discord")

    async def hear(self, message: discord.Message, me: int) -> None:
        """Take a message. A resumed connection delivers some a second time: they are known by their ids."""
        said = events.heard(message, me)
        if said is None:
            return
        with self._work.arrival(), referred(reference_of(said.id)):
            try:
                await self._take(said, message)
            except BylineError as error:
                self._log.warning("a message could not be taken", message=said.id, reason=str(error))
                self._work.start(self._tell(said, self._errands.apology()))

    async def _take(self, said: Heard, message: discord.Message) -> None:
        wish = parsing.mention(said.text)
        if not self._allowed(message):
            if await self._work.quick(self._desk.first_time, said.id):
                self._work.start(self._tell_alone(said, self._parts.not_here()))
        elif isinstance(wish, parsing.Ask):
            await self._ask(said, wish.text)
        elif await self._work.quick(self._desk.first_time, said.id):
            self._work.start(self._tell(said, self._errands.help(wish.problem)))

    def _allowed(self, message: discord.Message) -> bool:
        guild = message.guild.id if message.guild else None
        return self._parts.allowed(guild, message.channel.id, getattr(message.channel, "parent_id", None))

    async def _ask(self, said: Heard, text: str) -> None:
        asked, verdict = await self._work.quick(self._admit, said, text)
        self._questions.react(verdict, asked, lambda told: self._tell(said, told))

    def _admit(self, said: Heard, text: str) -> tuple[Asked, Verdict]:
        """Store the question, in the conversation of the answer that it replies to. Runs in a thread."""
        place = said.place
        earlier = self._desk.kept(said.follows) if said.follows else None
        if earlier and earlier.asked.place.channel == place.channel and earlier.asked.place.thread:
            place = earlier.asked.place
        asked = Asked(
            id=said.id,
            place=place,
            user=said.user,
            text=text,
            received=self._desk.now(),
            private=said.private,
        )
        return asked, self._desk.accept(asked)

    async def _tell(self, said: Heard, told: Told) -> None:
        """Reply with something that is no answer."""
        try:
            await self._posting.say(int(said.place.channel), told, int(said.message))
        except PlatformError as error:
            self._log.info("a member could not be told where they asked", user=said.user, reason=str(error))
            await self._tell_alone(said, told)

    async def _tell_alone(self, said: Heard, told: Told) -> None:
        try:
            await self._posting.alone(int(said.user), told)
        except PlatformError as error:
            self._log.warning("a member could not be told", user=said.user, reason=str(error))
