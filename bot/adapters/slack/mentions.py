"""Mentions and direct messages on Slack, and the prompts in the app's messages tab."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.adapters.slack.events import follows_up, is_allowed, parse_message

if TYPE_CHECKING:
    from bot.adapters.chat.mentions import MentionHandler
    from bot.adapters.slack.events import Bot
    from bot.adapters.slack.members import SlackMembers
    from bot.adapters.slack.posting import SlackPosting
    from bot.config.sections import SlackSettings


@dataclass(frozen=True, slots=True)
class SlackMentions:
    """Handles message events."""

    mentions: MentionHandler
    bot: Bot
    settings: SlackSettings
    members: SlackMembers
    posting: SlackPosting

    async def handle(self, body: dict[str, Any]) -> None:
        """Handle an event before it is acknowledged. Raises `StoreError`: then Slack must deliver it again."""
        message = parse_message(body, self.bot)
        if message and (message.is_addressed or (self.settings.thread_follow_up and follows_up(message))):
            allowed = is_allowed(message.place.channel, self.settings)
            zone = self.members.cached(message.user).zone
            await self.mentions.handle(message, is_allowed=allowed, zone=zone)

    async def suggest_prompts(self, event: dict[str, Any]) -> None:
        """Suggest questions to a member who opens the messages tab."""
        if event.get("tab") == "messages" and event.get("channel"):
            await self.posting.suggest_prompts(event["channel"])
