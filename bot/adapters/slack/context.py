"""What the adapter's classes share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.adapters.chat.context import Common

if TYPE_CHECKING:
    from bot.adapters.slack.api import Web
    from bot.adapters.slack.events import Bot
    from bot.adapters.slack.posting import Posting
    from bot.adapters.slack.users import People
    from bot.config import SlackSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts(Common):
    """The desk behind, Slack in front, and how both are set up."""

    bot: Bot
    settings: SlackSettings
    web: Web
    people: People
    posting: Posting

    def allowed(self, channel: str) -> bool:
        """Tell whether the bot may answer in a channel; with a member alone it always may."""
        channels = self.settings.channels
        return not channels or channel in channels or channel.startswith("D")
