"""Mentions, replies and direct messages on Discord."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.adapters.discord.events import is_allowed, is_for_bot, parent_of, parse_message
from indexer.errors import BylineError

if TYPE_CHECKING:
    import discord

    from bot.adapters.chat.context import ChatContext
    from bot.adapters.chat.mentions import MentionHandler
    from bot.adapters.discord.threads import DiscordThreads
    from bot.config.sections import DiscordSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscordMentions:
    """Handles messages."""

    context: ChatContext
    mentions: MentionHandler
    threads: DiscordThreads
    settings: DiscordSettings

    async def handle(self, message: discord.Message, bot: int) -> None:
        """Handle a message. A resumed connection delivers some a second time: they are known by their ids."""
        if not is_for_bot(message, bot):
            return
        channel: object = message.channel
        try:
            channel = await self.threads.whole(channel)
            await self._take(message, bot, channel)
        except BylineError as error:
            incoming = parse_message(message, bot, channel)
            self.context.log.warning("a message could not be taken", message=incoming.asked_id, reason=str(error))
            self.mentions.apologise(incoming)

    async def _take(self, message: discord.Message, bot: int, channel: object) -> None:
        guild = message.guild.id if message.guild else None
        allowed = is_allowed(self.settings, guild, message.channel.id, parent_of(channel))
        with self.context.executors.hold_work():
            incoming = parse_message(message, bot, channel)
            await self.mentions.handle(incoming, is_allowed=allowed, is_repeated=False)
