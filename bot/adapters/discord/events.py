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


def parent_of(channel: object) -> int | None:
    """Return the id of the channel to which a thread belongs, also in a forum; None for what is no thread."""
    return channel.parent_id if isinstance(channel, discord.Thread) else None


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
    return is_allowed(settings, interaction.guild_id, interaction.channel_id, parent_of(interaction.channel))


def is_for_bot(message: discord.Message, bot: int) -> bool:
    """Return whether a message is a member's new one to the bot.

    Those are direct ones, mentions, and replies that mention it: Discord tells no other texts.
    """
    if message.author.bot or message.webhook_id or message.type not in _NEW_TYPES:
        return False
    return message.guild is None or any(user.id == bot for user in message.mentions)


def parse_message(message: discord.Message, bot: int, channel: object) -> IncomingMessage:
    """Return a message to the bot, written in a channel, which the message itself may not hold whole.

    The answer belongs into the thread or the direct messages, elsewhere into a conversation named for the question.
    """
    is_direct, own = message.guild is None, str(message.id)
    is_thread = is_direct or isinstance(channel, discord.Thread)
    return IncomingMessage(
        place=Place(
            platform=PLATFORM,
            team=str(message.guild.id) if message.guild else "",
            channel=str(message.channel.id),
            thread=str(message.channel.id) if is_thread else own,
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
