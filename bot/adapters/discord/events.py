"""Parses Discord's messages and interactions (pure)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord

from bot.adapters.chat.context import ChatMember, IncomingMessage, Requester
from bot.adapters.discord.custom_ids import find_asked_id
from bot.adapters.discord.escaping import decode
from bot.model.chat import Place

if TYPE_CHECKING:
    from bot.config.sections import DiscordSettings
    from bot.model.chat import Asked

PLATFORM = "discord"

_NEW_TYPES = frozenset({discord.MessageType.default, discord.MessageType.reply})


def is_allowed(settings: DiscordSettings, guild: int | None, *channels: int | None) -> bool:
    """Return whether the bot may answer in a channel, or in a thread, which comes with its channel.

    With a member alone, or in a group that belongs to no server, it always may.
    """
    if guild is None:
        return True
    if settings.guilds and guild not in settings.guilds:
        return False
    return not settings.channels or any(channel in settings.channels for channel in channels)


def is_interaction_allowed(settings: DiscordSettings, interaction: discord.Interaction[Any]) -> bool:
    """Return whether the bot may answer a command or a click where it was used."""
    parent = getattr(interaction.channel, "parent_id", None)
    return is_allowed(settings, interaction.guild_id, interaction.channel_id, parent)


def parse_message(message: discord.Message, bot: int) -> IncomingMessage | None:
    """Return a member's new message to the bot, None for any other.

    Messages to the bot are direct ones, mentions, and replies that mention it: Discord tells no other texts. The
    answer belongs into the thread or the direct messages, elsewhere into a conversation named for the question.
    """
    if message.author.bot or message.webhook_id or message.type not in _NEW_TYPES:
        return None
    is_direct = message.guild is None
    if not is_direct and all(user.id != bot for user in message.mentions):
        return None
    channel, own = str(message.channel.id), str(message.id)
    is_thread = is_direct or isinstance(message.channel, discord.Thread)
    return IncomingMessage(
        place=Place(
            platform=PLATFORM,
            team=str(message.guild.id) if message.guild else "",
            channel=channel,
            thread=channel if is_thread else own,
        ),
        user=str(message.author.id),
        id=own,
        text=decode(message.content),
        is_direct=is_direct,
        replies_to="" if is_thread else _answered_question(message, bot),
    )


def _answered_question(message: discord.Message, bot: int) -> str:
    """Return the id of the question to whose answer a message replies, "" if it replies to none."""
    reference = message.reference
    answer = reference.resolved if reference else None
    if not isinstance(answer, discord.Message) or answer.author.id != bot:
        return ""
    return find_asked_id(list(answer.components))


def ephemeral_place(interaction: discord.Interaction[Any]) -> Place:
    """Return the place of a command's question: only the asker sees the answer, so it has no thread."""
    return Place(platform=PLATFORM, team=str(interaction.guild_id or ""), channel=str(interaction.channel_id or ""))


def requester_of(interaction: discord.Interaction[Any]) -> Requester:
    """Return the member who used a command or a button, and the place."""
    place = ephemeral_place(interaction)
    return Requester(
        user=str(interaction.user.id),
        team=place.team,
        channel=place.channel,
        member=ChatMember(name=interaction.user.display_name),
        is_alone=interaction.context.dm_channel,  # other private channels may have further members
    )


def message_id(asked: Asked) -> int:
    """Return the id of the message, or the interaction, of a question."""
    return int(asked.id.rpartition(":")[2])
