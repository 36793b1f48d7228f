"""Discord's messages -> what was said to the bot, where and by whom (pure)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import discord

from bot.adapters.discord.custom_ids import asked_in
from bot.adapters.discord.escaping import decoded
from bot.model import Place, asked_id

if TYPE_CHECKING:
    from bot.model import Asked

PLATFORM = "discord"

_NEWLY_WRITTEN = frozenset({discord.MessageType.default, discord.MessageType.reply})


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """Something that somebody said to the bot."""

    place: Place  # the thread is the one on Discord, else the direct message, else the question's own message
    user: str
    message: str
    text: str  # plain, less the mention
    follows: str  # the id of the question to whose answer this replies; "": to none

    @property
    def id(self) -> str:
        """Return the question's id: the same, however often it is delivered."""
        return asked_id(PLATFORM, self.place.team, self.place.channel, self.message)

    @property
    def private(self) -> bool:
        """Whether it was said in a direct message."""
        return not self.place.team


def heard(message: discord.Message, me: int) -> Heard | None:
    """Return what was said to the bot by a message; None for what was not said to it, or not by a member.

    Said to it are direct messages, mentions, and replies that mention: of others Discord does not tell the words.
    """
    if message.author.bot or message.webhook_id or message.type not in _NEWLY_WRITTEN:
        return None
    private = message.guild is None
    if not private and all(user.id != me for user in message.mentions):
        return None
    channel, own = str(message.channel.id), str(message.id)
    alone = private or isinstance(message.channel, discord.Thread)
    return Heard(
        place=Place(
            platform=PLATFORM,
            team=str(message.guild.id) if message.guild else "",
            channel=channel,
            thread=channel if alone else own,
        ),
        user=str(message.author.id),
        message=own,
        text=decoded(message.content),
        follows="" if alone else _answered(message, me),
    )


def _answered(message: discord.Message, me: int) -> str:
    """Return the id of the question whose answer a message replies to, "" if it replies to none."""
    reference = message.reference
    answer = reference.resolved if reference else None
    if not isinstance(answer, discord.Message) or answer.author.id != me:
        return ""
    return asked_in(list(answer.components))


def hidden_place(interaction: discord.Interaction) -> Place:
    """Return the place of what was asked by a command: only the asker sees the answer, in no thread."""
    return Place(platform=PLATFORM, team=str(interaction.guild_id or ""), channel=str(interaction.channel_id or ""))


def message_of(asked: Asked) -> int:
    """Return the id of the message, or the interaction, that a question was asked by."""
    return int(asked.id.rpartition(":")[2])
