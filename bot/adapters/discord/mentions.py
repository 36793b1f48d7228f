"""Mentions, replies and direct messages on Discord."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.adapters.discord.events import is_allowed, parse_message
from indexer.errors import BylineError

if TYPE_CHECKING:
    import discord

    from bot.adapters.chat.context import ChatContext
    from bot.adapters.chat.mentions import MentionHandler
    from bot.config.sections import DiscordSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscordMentions:
    """Handles messages."""

    context: ChatContext
    mentions: MentionHandler
    settings: DiscordSettings

    async def handle(self, message: discord.Message, bot: int) -> None:
        """Handle a message. A resumed connection delivers some a second time: they are known by their ids."""
        incoming = parse_message(message, bot)
        if incoming is None:
            return
        guild = message.guild.id if message.guild else None
        parent = getattr(message.channel, "parent_id", None)
        allowed = is_allowed(self.settings, guild, message.channel.id, parent)
        with self.context.executors.hold_work():
            try:
                await self.mentions.handle(incoming, is_allowed=allowed, is_repeated=False)
            except BylineError as error:
                self.context.log.warning("a message could not be taken", message=incoming.asked_id, reason=str(error))
                self.mentions.apologise(incoming)
