"""Mentions and direct messages on Slack, and the prompts in the app's messages tab."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.adapters.slack.events import follows_up, is_allowed, parse_message

if TYPE_CHECKING:
    from bot.adapters.chat.mentions import MentionHandler
    from bot.adapters.slack.events import Bot
    from bot.adapters.slack.members import SlackMembers
    from bot.adapters.slack.posting import SlackPosting
    from bot.config import SlackSettings


class SlackMentions:
    """Handles message events."""

    def __init__(
        self,
        mentions: MentionHandler,
        *,
        bot: Bot,
        settings: SlackSettings,
        members: SlackMembers,
        posting: SlackPosting,
    ) -> None:
        self._mentions = mentions
        self._bot = bot
        self._settings = settings
        self._members = members
        self._posting = posting

    async def handle(self, body: dict[str, Any]) -> None:
        """Handle an event before it is acknowledged. Raises `StoreError`: then Slack must deliver it again."""
        message = parse_message(body, self._bot)
        if message and (message.is_addressed or (self._settings.thread_follow_up and follows_up(message))):
            allowed = is_allowed(message.place.channel, self._settings)
            zone = self._members.cached(message.user).zone
            await self._mentions.handle(message, is_allowed=allowed, zone=zone)

    async def suggest_prompts(self, event: dict[str, Any]) -> None:
        """Suggest questions to a member who opens the messages tab."""
        if event.get("tab") == "messages" and event.get("channel"):
            await self._posting.suggest_prompts(event["channel"])
