"""The slash commands, from ask and search to watches. Only their user sees what they answer."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, Any

from cachetools import TTLCache

from bot.adapters.chat.parsing import (
    AskCommand,
    parse_command,
    parse_search,
    parse_subscription,
    suggest_days,
    suggest_parts,
)
from bot.adapters.chat.posting import retry_unsure
from bot.adapters.discord.api import ACKNOWLEDGED, HASTY, LATE, translated
from bot.adapters.discord.escaping import decode
from bot.adapters.discord.events import PLATFORM, ephemeral_place, is_interaction_allowed, requester_of
from bot.adapters.discord.markup import render
from bot.adapters.discord.posting import payload
from bot.model.chat import Asked, asked_id
from bot.operations.log_reference import current_reference, refer, reference_of
from indexer.config.tags import tag_key
from indexer.errors import BylineError, PlatformError, Refused

if TYPE_CHECKING:
    import discord

    from bot.adapters.chat.context import ChatContext
    from bot.adapters.chat.parsing import Command
    from bot.adapters.chat.service import ChatHandlers
    from bot.adapters.discord.posting import DiscordPosting
    from bot.adapters.discord.threads import DiscordThreads
    from bot.adapters.messages.message import Message
    from bot.config.sections import DiscordSettings
    from bot.model.chat import Verdict

_STORE_TIMEOUT = 0.5  # seconds that an acknowledgement waits for the journal
_PAUSES = (0.5, 2.0)  # seconds
_PUBLISHERS_LIFETIME = 60.0  # seconds that the list of publishers is cached

CHOICES = 25
"""Choices that Discord shows of an autocompletion."""

CHOICE = 100
"""Characters of a choice."""


class DiscordCommands:
    """Handles the slash commands."""

    def __init__(
        self,
        context: ChatContext,
        handlers: ChatHandlers,
        settings: DiscordSettings,
        posting: DiscordPosting,
        threads: DiscordThreads,
    ) -> None:
        self._context = context
        self._service, self._executors = context.service, context.executors
        self._questions, self._commands = handlers.questions, handlers.commands
        self._settings = settings
        self._posting = posting
        self._threads = threads
        self._publishers: TTLCache[str, list[str]] = TTLCache(1, _PUBLISHERS_LIFETIME)
        self._log = context.log

    async def ask(self, interaction: discord.Interaction[Any], question: str) -> None:
        """Store a question, defer, and start to answer it."""
        place = ephemeral_place(interaction)
        question_id = asked_id(PLATFORM, place.team, place.channel, str(interaction.id))
        refer(reference_of(question_id))
        if not is_interaction_allowed(self._settings, interaction):
            await self._decline(interaction)
            return
        command = self._parse(f"ask {decode(question)}")
        if not isinstance(command, AskCommand):
            await self.run(interaction, command)
            return
        asked = Asked(
            id=question_id,
            place=place,
            user=str(interaction.user.id),
            text=command.text,
            filters=command.filters,
            received=self._service.now(),
            private=True,
        )
        with self._executors.hold_work():
            storing = asyncio.ensure_future(self._accept(interaction, asked))
            await asyncio.wait((storing,), timeout=_STORE_TIMEOUT)
            deferred = await self._defer(interaction)
        send = partial(self._send, interaction, deferred=deferred)
        self._questions.start(await storing, asked, send, partial(self._respond, interaction, deferred=deferred))

    async def run(self, interaction: discord.Interaction[Any], command: Command) -> None:
        """Defer, and start to run a command other than a question."""
        refer(current_reference() or reference_of(f"{PLATFORM}:{interaction.id}"))
        if not is_interaction_allowed(self._settings, interaction):
            await self._decline(interaction)
            return
        with self._executors.hold_work():
            deferred = await self._defer(interaction)
        self._executors.start(self._run(interaction, command, deferred=deferred))

    async def search(self, interaction: discord.Interaction[Any], text: str, **filters: str) -> None:
        """Search, with filters among the words or beside them."""
        now, zone, tags = self._service.now(), self._context.zone, self._service.tags
        given = {name: decode(value) for name, value in filters.items()}
        command = parse_search(decode(text), given, now=now, zone=zone, tags=tags)
        await self.run(interaction, command)

    async def latest(self, interaction: discord.Interaction[Any], topic: str) -> None:
        """List the newest articles on a topic, or on any."""
        await self.run(interaction, self._parse(f"latest {decode(topic)}".strip()))

    async def subscription(self, interaction: discord.Interaction[Any], name: str, text: str, **options: str) -> None:
        """Run the command watch, digest or scope, with options among the words or beside them."""
        given = {option: decode(value) for option, value in options.items()}
        await self.run(interaction, parse_subscription(name, decode(text), given, tags=self._service.tags))

    def suggest_tag_lists(self, typed: str) -> list[str]:
        """Return lists of tags that go on with the text typed so far."""
        return [each for each in suggest_parts(typed, self._service.tags.names()) if len(each) <= CHOICE][:CHOICES]

    async def suggest_publishers(self, typed: str) -> list[str]:
        """Return publishers whose names hold the text typed so far; nothing, if that would be late."""
        if (names := self._publishers.get("")) is None:
            try:
                async with asyncio.timeout(_STORE_TIMEOUT):
                    names = self._publishers[""] = await self._executors.run_io(self._service.publishers)
            except (BylineError, TimeoutError):
                return []
        wanted = typed.casefold()
        found = [name for name in names if wanted in name.casefold() and len(name) <= CHOICE]
        return sorted(found, key=lambda name: not name.casefold().startswith(wanted))[:CHOICES]

    def suggest_tags(self, typed: str) -> list[str]:
        """Return tags of feeds that hold the text typed so far."""
        wanted = tag_key(typed)
        return [tag for tag in self._service.tags.names() if wanted in tag_key(tag) and len(tag) <= CHOICE][:CHOICES]

    def suggest_days(self, typed: str) -> list[tuple[str, str]]:
        """Return names and days of times whose names hold the text typed so far."""
        return suggest_days(typed, self._service.now(), self._context.zone)

    def _parse(self, text: str) -> Command:
        return parse_command(text, now=self._service.now(), zone=self._context.zone, tags=self._service.tags)

    async def _accept(self, interaction: discord.Interaction[Any], asked: Asked) -> Verdict | None:
        """Store a question, and before it of which channel its place is a thread: the bot may not see it by itself."""
        try:
            await self._threads.learn(asked.place, interaction.channel)
        except BylineError as error:
            self._log.warning("a question could not be stored", asked=asked.id, reason=str(error))
            return None
        return await self._questions.accept(asked)

    async def _run(self, interaction: discord.Interaction[Any], command: Command, *, deferred: bool) -> None:
        await self._executors.wait_until_acknowledged()
        try:
            if not await self._commands.is_new(str(interaction.id)):
                return
            await self._threads.learn(ephemeral_place(interaction), interaction.channel)
        except BylineError as error:
            message = self._commands.fail(str(interaction.user.id), error)
        else:
            message = await self._commands.run(command, requester_of(interaction))
        await self._send(interaction, message, deferred=deferred)

    async def _decline(self, interaction: discord.Interaction[Any]) -> None:
        self._log.info("not set up there", user=interaction.user.id, channel=interaction.channel_id)
        deferred = await self._defer(interaction)
        await self._send(interaction, self._context.channel_not_allowed(), deferred=deferred)

    async def _defer(self, interaction: discord.Interaction[Any]) -> bool:
        """Acknowledge a command; return whether that was in time, as far as is known."""
        try:
            async with translated("interactions/callback", HASTY):
                await interaction.response.defer(ephemeral=True, thinking=True)
        except PlatformError as error:
            self._log.warning("a command was not acknowledged", user=interaction.user.id, reason=str(error))
            return not isinstance(error, Refused) or error.error == ACKNOWLEDGED
        return True

    async def _respond(self, interaction: discord.Interaction[Any], message: Message, *, deferred: bool) -> None:
        """Put a message in place of "thinking". Raises `Refused` and `Unsure`."""
        if not deferred or interaction.is_expired():
            raise Refused("interactions", LATE)
        await retry_unsure(_PAUSES)(self._edit, interaction, message)

    async def _edit(self, interaction: discord.Interaction[Any], message: Message) -> None:
        async with translated("webhooks/messages/@original"):
            await interaction.edit_original_response(**payload(render(message)))

    async def _send(self, interaction: discord.Interaction[Any], message: Message, *, deferred: bool) -> None:
        try:
            try:
                await self._respond(interaction, message, deferred=deferred)
            except Refused:
                await self._posting.send_direct(str(interaction.user.id), message)
        except PlatformError as error:
            self._log.warning("a command was not answered", user=interaction.user.id, reason=str(error))
