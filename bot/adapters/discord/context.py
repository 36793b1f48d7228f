"""What the adapter's classes share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.adapters.chat.context import Common

if TYPE_CHECKING:
    from bot.adapters.discord.posting import Posting
    from bot.config import DiscordSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts(Common):
    """The desk behind, Discord in front, and how both are set up."""

    settings: DiscordSettings
    posting: Posting

    def allowed(self, guild: int | None, *channels: int | None) -> bool:
        """Tell whether the bot may answer in a channel (a thread, with the channel it is in) of a server.

        With a member alone, or in a group that belongs to no server, it always may.
        """
        if guild is None:
            return True
        wanted = self.settings
        if wanted.guilds and guild not in wanted.guilds:
            return False
        return not wanted.channels or any(channel in wanted.channels for channel in channels)
