"""What the adapter's classes share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.adapters.slack import notices

if TYPE_CHECKING:
    from datetime import tzinfo

    from bot.adapters.slack.blocks import Message
    from bot.adapters.slack.events import Bot
    from bot.adapters.slack.people import People
    from bot.adapters.slack.posting import Posting
    from bot.adapters.slack.web import Web
    from bot.adapters.work import Work
    from bot.config import LimitSettings, SlackSettings
    from bot.desk import Desk

_SPANS = {1: "second", 60: "minute", 3_600: "hour", 86_400: "day"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The desk behind, Slack in front, and how both are set up."""

    desk: Desk
    bot: Bot
    settings: SlackSettings
    limits: LimitSettings
    zone: tzinfo  # what "today" means where the asker's own zone is not known
    web: Web
    work: Work
    people: People
    posting: Posting

    def allowed(self, channel: str) -> bool:
        """Tell whether the bot may answer in a channel; with a member alone it always may."""
        channels = self.settings.channels
        return not channels or channel in channels or channel.startswith("D")

    def too_many(self) -> Message:
        """Return what is said to a member who has used up what one may ask."""
        rate = self.limits.per_user
        seconds = round(rate.per.total_seconds())
        return notices.too_many(rate.count, _SPANS.get(seconds, f"span of {seconds} seconds"))
