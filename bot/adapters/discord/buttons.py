"""Buttons and windows on Discord: what was pressed, and how Discord reacts to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import structlog

from bot.adapters.chat.button_actions import UP, VOTES
from bot.adapters.discord import errors
from bot.adapters.discord.api import HASTY, translated
from bot.adapters.discord.commands import who
from bot.adapters.discord.custom_ids import comment_of
from bot.adapters.discord.events import PLATFORM
from bot.adapters.discord.markup import rendered
from bot.adapters.discord.posting import payload
from bot.adapters.discord.views import comment_window
from bot.adapters.messages import notices
from indexer.errors import BylineError, PlatformError, Refused

if TYPE_CHECKING:
    import discord

    from bot.adapters.chat.button_actions import Pressing
    from bot.adapters.chat.service import Who
    from bot.adapters.discord.context import Parts
    from bot.adapters.messages.message import Told


class DiscordPress:
    """`bot.adapters.chat.button_actions.Press` on Discord, acknowledged already; methods say what the port says."""

    def __init__(self, parts: Parts, interaction: discord.Interaction[Any], action: str, value: str) -> None:
        self._parts = parts
        self._interaction = interaction
        self.action, self.value = action, value
        self.event = str(interaction.id)
        parent = getattr(interaction.channel, "parent_id", None)
        self.allowed = parts.allowed(interaction.guild_id, interaction.channel_id, parent)

    async def who(self) -> Who:
        """Return who pressed it, and where."""
        return who(self._interaction)

    async def tell(self, told: Told) -> None:
        """Say something to whoever pressed."""
        user = self._interaction.user.id
        try:
            try:
                async with translated("webhooks"):
                    await self._interaction.followup.send(**payload(rendered(told)), ephemeral=True)
            except Refused:
                await self._parts.posting.alone(user, told)
        except PlatformError as error:
            log = structlog.get_logger("byline.discord")
            log.warning("a member could not be told", user=user, reason=str(error))

    async def turn(self, told: Told) -> None:
        """Put something in place of the message."""
        async with translated("webhooks/messages/@original"):
            shown = payload(rendered(told))
            await self._interaction.edit_original_response(**{"view": None, **shown})

    async def share(self, told: Told) -> str:
        """Post it for all to see: as an answer to the press, since there the bot itself need not be a member."""
        try:
            async with translated("webhooks"):
                return str((await self._interaction.followup.send(**payload(rendered(told)), wait=True)).id)
        except Refused:
            if self._interaction.channel_id is None:
                raise
            return await self._parts.posting.say(self._interaction.channel_id, told)

    async def take_away(self) -> None:
        """Take the ephemeral message away."""
        async with translated("webhooks/messages/@original"):
            await self._interaction.delete_original_response()

    async def ask_comment(self, asked_id: str, vote: int) -> None:
        """Do nothing: the window was opened at once, as the acknowledgement."""

    def why(self, error: str) -> str:
        """Return the reason for a refusal."""
        return errors.why(error)


class Buttons:
    """Takes what discord.py hears of buttons and windows."""

    def __init__(self, parts: Parts, pressing: Pressing) -> None:
        self._parts = parts
        self._pressing = pressing
        self._log = structlog.get_logger("byline.discord")

    async def press(self, interaction: discord.Interaction[Any], action: str, value: str) -> None:
        """Acknowledge a press, a vote by the window that asks for a comment, and begin to do what it stands for."""
        try:
            async with translated("interactions/callback", HASTY):
                if action in VOTES:
                    await interaction.response.send_modal(comment_window(value, VOTES[action]))
                else:
                    await interaction.response.defer()
        except PlatformError as error:
            self._log.warning("a button could not be acknowledged", user=interaction.user.id, reason=str(error))
        self._parts.work.start(self._pressing.do(DiscordPress(self._parts, interaction, action, value)))

    async def comment(self, interaction: discord.Interaction[Any]) -> None:
        """Acknowledge what was written in the window behind a vote, and begin to keep it."""
        data: dict[str, Any] = dict(interaction.data or {})
        rated = comment_of(str(data.get("custom_id")))
        if rated is None:
            return
        try:
            async with translated("interactions/callback", HASTY):
                await interaction.response.defer()
        except PlatformError as error:
            self._log.warning("a comment could not be acknowledged", user=interaction.user.id, reason=str(error))
        self._parts.work.start(self._keep(interaction, *rated, _written(data.get("components"))))

    async def _keep(self, interaction: discord.Interaction[Any], asked_id: str, vote: int, written: str) -> None:
        viewer = who(interaction).viewer(PLATFORM)
        try:
            if not await self._pressing.comment(viewer, asked_id, vote, written):
                press = DiscordPress(self._parts, interaction, UP, asked_id)
                await press.tell(self._parts.notice(notices.GONE))
        except BylineError as error:
            self._log.warning("a comment could not be kept", user=viewer.user, reason=str(error))


def _written(part: Any) -> str:
    """Return the value of the one text field in a window's components, however they are nested."""
    if isinstance(part, list):
        return next((found for each in part if (found := _written(each))), "")
    if not isinstance(part, dict):
        return ""
    if isinstance(part.get("value"), str):
        return str(part["value"])
    return _written(part.get("components")) or _written(part.get("component"))
