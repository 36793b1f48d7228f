"""The slash commands: ask, search, latest, feeds, help. What they say only their user sees."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any

import structlog

from bot.adapters.chat import parsing
from bot.adapters.chat.context import Person
from bot.adapters.chat.service import Who
from bot.adapters.discord import events
from bot.adapters.discord.api import ACKNOWLEDGED, HASTY, LATE, translated
from bot.adapters.discord.escaping import decoded
from bot.adapters.discord.markup import rendered
from bot.adapters.discord.posting import payload
from bot.log_reference import current_reference, refer, reference_of
from bot.model import Asked, asked_id
from indexer.errors import BylineError, PlatformError, Refused, Unsure

if TYPE_CHECKING:
    import discord

    from bot.adapters.chat.question_flow import Questions
    from bot.adapters.chat.service import Errands
    from bot.adapters.discord.context import Parts
    from bot.adapters.messages.message import Told
    from bot.model import Verdict

_STORING = 0.5  # seconds that the acknowledgement of a question waits for its storing
_PAUSES = (0.5, 2.0)  # seconds after which an answer whose fate is unknown is put there again
_PUBLISHERS = 60.0  # seconds that the list of publishers is believed
CHOICES = 25
"""What Discord shows of an autocompletion."""

CHOICE = 100
"""Characters of a choice."""


class Commands:
    """Takes the slash commands."""

    def __init__(self, parts: Parts, questions: Questions, errands: Errands) -> None:
        self._parts = parts
        self._desk, self._work = parts.desk, parts.work
        self._questions = questions
        self._errands = errands
        self._publishers: tuple[float, tuple[str, ...]] = (-1.0, ())  # believed until
        self._log = structlog.get_logger("byline.discord")

    async def ask(self, interaction: discord.Interaction[Any], question: str) -> None:
        """Store a question, defer, and begin to answer it."""
        place = events.hidden_place(interaction)
        event_id = asked_id(events.PLATFORM, place.team, place.channel, str(interaction.id))
        refer(reference_of(event_id))
        if not self._allowed(interaction):
            await self._not_here(interaction)
            return
        wish = parsing.command(f"ask {decoded(question)}", now=self._desk.now(), zone=self._parts.zone)
        if not isinstance(wish, parsing.Ask):
            await self.do(interaction, wish)
            return
        asked = Asked(
            id=event_id,
            place=place,
            user=str(interaction.user.id),
            text=wish.text,
            filters=wish.filters,
            received=self._desk.now(),
            private=True,
        )
        with self._work.arrival():
            storing = asyncio.ensure_future(self._stored(asked))
            await asyncio.wait((storing,), timeout=_STORING)
            deferred = await self._defer(interaction)
        verdict = await storing

        async def say(told: Told) -> None:
            await self._say(interaction, told, deferred=deferred)

        async def respond(told: Told) -> None:
            await self._respond(interaction, told, deferred=deferred)

        self._questions.react(verdict, asked, say, respond)

    async def do(self, interaction: discord.Interaction[Any], wish: parsing.Wish) -> None:
        """Defer, and do what is wanted other than an answer."""
        refer(current_reference() or reference_of(f"{events.PLATFORM}:{interaction.id}"))
        if not self._allowed(interaction):
            await self._not_here(interaction)
            return
        with self._work.arrival():
            deferred = await self._defer(interaction)
        self._work.start(self._do(interaction, wish, deferred=deferred))

    async def _do(self, interaction: discord.Interaction[Any], wish: parsing.Wish, *, deferred: bool) -> None:
        await self._work.quiet()
        try:
            if not await self._work.quick(self._desk.first_time, f"{events.PLATFORM}:{interaction.id}"):
                return
        except BylineError as error:
            self._log.warning("a command failed", user=interaction.user.id, reason=str(error))
            told = self._errands.apology()
        else:
            told = await self._errands.done(wish, who(interaction))
        await self._say(interaction, told, deferred=deferred)

    def wish(self, text: str, **options: str) -> parsing.Wish:
        """Return what is wanted by a search, whose filters are among its words or beside them."""
        now, zone = self._desk.now(), self._parts.zone
        return parsing.searched(decoded(text), options, now=now, zone=zone)

    def latest(self, text: str) -> parsing.Wish:
        """Return what is wanted by a topic, or by none."""
        return parsing.command(f"latest {decoded(text)}".strip(), now=self._desk.now(), zone=self._parts.zone)

    async def publishers(self, begun: str) -> list[str]:
        """Return publishers that begin so, or hold it; nothing rather than late."""
        until, names = self._publishers
        if until < time.monotonic():
            try:
                async with asyncio.timeout(_STORING):
                    names = tuple(await self._work.quick(self._desk.publishers))
            except (BylineError, TimeoutError):
                return []
            self._publishers = (time.monotonic() + _PUBLISHERS, names)
        sought = begun.casefold()
        found = [name for name in names if sought in name.casefold() and len(name) <= CHOICE]
        return sorted(found, key=lambda name: not name.casefold().startswith(sought))[:CHOICES]

    def times(self, begun: str) -> list[tuple[str, str]]:
        """Return times that begin so, each with its day."""
        return parsing.named_days(begun, self._desk.now(), self._parts.zone)

    def _allowed(self, interaction: discord.Interaction[Any]) -> bool:
        parent = getattr(interaction.channel, "parent_id", None)
        return self._parts.allowed(interaction.guild_id, interaction.channel_id, parent)

    async def _not_here(self, interaction: discord.Interaction[Any]) -> None:
        self._log.info("not set up there", user=interaction.user.id, channel=interaction.channel_id)
        deferred = await self._defer(interaction)
        await self._say(interaction, self._parts.not_here(), deferred=deferred)

    async def _defer(self, interaction: discord.Interaction[Any]) -> bool:
        """Acknowledge a command; tell whether that was in time, as far as is known."""
        try:
            async with translated("interactions/callback", HASTY):
                await interaction.response.defer(ephemeral=True, thinking=True)
        except PlatformError as error:
            self._log.warning("a command was not acknowledged", user=interaction.user.id, reason=str(error))
            return not isinstance(error, Refused) or error.error == ACKNOWLEDGED
        return True

    async def _stored(self, asked: Asked) -> Verdict | None:
        """Store a question; None if it cannot be."""
        try:
            return await self._work.quick(self._desk.accept, asked)
        except BylineError as error:
            self._log.warning("a question could not be stored", asked=asked.id, reason=str(error))
            return None

    async def _respond(self, interaction: discord.Interaction[Any], told: Told, *, deferred: bool) -> None:
        """Put something in place of "thinking". Raises `Refused` and `Unsure`."""
        if not deferred or interaction.is_expired():
            raise Refused("interactions", LATE)
        for pause in (*_PAUSES, None):
            try:
                async with translated("webhooks/messages/@original"):
                    await interaction.edit_original_response(**payload(rendered(told)))
            except Unsure:  # to put the same there once more does no harm
                if pause is None:
                    raise
                await asyncio.sleep(pause)
            else:
                return

    async def _say(self, interaction: discord.Interaction[Any], told: Told, *, deferred: bool) -> None:
        try:
            try:
                await self._respond(interaction, told, deferred=deferred)
            except Refused:
                await self._parts.posting.alone(interaction.user.id, told)
        except PlatformError as error:
            self._log.warning("a command was not answered", user=interaction.user.id, reason=str(error))


def who(interaction: discord.Interaction[Any]) -> Who:
    """Return who has used a command or pressed a button, and where."""
    place = events.hidden_place(interaction)
    person = Person(name=interaction.user.display_name)
    alone = interaction.context.dm_channel  # where the app was installed by a person, others may be in "private" ones
    return Who(user=str(interaction.user.id), team=place.team, channel=place.channel, person=person, alone=alone)
