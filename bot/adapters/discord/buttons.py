"""Clicks on buttons, and submitted comment forms, on Discord."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from typing_extensions import override

from bot.adapters.chat.button_click import ButtonClick
from bot.adapters.discord.api import HASTY, translated
from bot.adapters.discord.custom_ids import parse_comment
from bot.adapters.discord.events import PLATFORM, ephemeral_place, is_interaction_allowed, requester_of
from bot.adapters.discord.markup import render
from bot.adapters.discord.posting import payload
from bot.adapters.discord.views import comment_form
from bot.adapters.messages import notices
from bot.adapters.messages.message import VOTES
from indexer.errors import BylineError, PlatformError, Refused

if TYPE_CHECKING:
    from collections.abc import Awaitable

    import discord

    from bot.adapters.chat.button_actions import ButtonActions
    from bot.adapters.chat.context import ChatContext, Requester
    from bot.adapters.discord.posting import DiscordPosting
    from bot.adapters.discord.threads import DiscordThreads
    from bot.adapters.messages.message import Message
    from bot.config.sections import DiscordSettings
    from bot.conversation.audience import Viewer


class DiscordClick(ButtonClick):
    """A click on Discord, which is acknowledged already."""

    def __init__(
        self,
        interaction: discord.Interaction[Any],
        posting: DiscordPosting,
        settings: DiscordSettings,
        threads: DiscordThreads,
        *,
        action: str,
        value: str,
    ) -> None:
        self._interaction = interaction
        self._posting = posting
        self._threads = threads
        self.action, self.value = action, value
        self.event = self.stamp = str(interaction.id)
        self.is_allowed = is_interaction_allowed(settings, interaction)

    @override
    def viewer(self) -> Viewer:
        return requester_of(self._interaction).viewer(PLATFORM)

    @override
    async def requester(self) -> Requester:
        await self._threads.learn(ephemeral_place(self._interaction), self._interaction.channel)
        return requester_of(self._interaction)

    @override
    async def reply(self, message: Message) -> None:
        await self._posting.whisper(self._interaction, message)

    @override
    async def replace(self, message: Message) -> None:
        async with translated("webhooks/messages/@original"):
            await self._interaction.edit_original_response(**{"view": None, **payload(render(message))})

    @override
    async def share(self, message: Message) -> str:
        """Post as an answer to the click, for which the bot need not be a member of the channel."""
        try:
            async with translated("webhooks"):
                return str((await self._interaction.followup.send(**payload(render(message)), wait=True)).id)
        except Refused:
            if self._interaction.channel_id is None:
                raise
            return await self._posting.post(str(self._interaction.channel_id), message)

    @override
    async def delete(self) -> None:
        async with translated("webhooks/messages/@original"):
            await self._interaction.delete_original_response()

    @override
    async def ask_comment(self, asked_id: str, vote: int) -> None:
        """Do nothing: the form was opened at once, as the acknowledgement."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscordButtons:
    """Handles clicks and comment forms."""

    context: ChatContext
    actions: ButtonActions
    settings: DiscordSettings
    posting: DiscordPosting
    threads: DiscordThreads

    async def handle_click(self, interaction: discord.Interaction[Any], action: str, value: str) -> None:
        """Acknowledge a click, a vote by the form for a comment, and start its action."""
        if action in VOTES:
            response: Awaitable[object] = interaction.response.send_modal(comment_form(value, VOTES[action]))
        else:
            response = interaction.response.defer()
        await self._acknowledge(interaction, response)
        click = DiscordClick(interaction, self.posting, self.settings, self.threads, action=action, value=value)
        self.context.executors.start(self.actions.run(click))

    async def handle_comment(self, interaction: discord.Interaction[Any]) -> None:
        """Acknowledge a submitted form, and start to store its comment."""
        data: dict[str, Any] = dict(interaction.data or {})
        rated = parse_comment(str(data.get("custom_id")))
        if rated is None:
            return
        await self._acknowledge(interaction, interaction.response.defer())
        self.context.executors.start(self._store(interaction, *rated, _text(data.get("components"))))

    async def _acknowledge(self, interaction: discord.Interaction[Any], response: Awaitable[object]) -> None:
        try:
            async with translated("interactions/callback", HASTY):
                await response
        except PlatformError as error:
            self.context.log.warning("a button could not be acknowledged", user=interaction.user.id, reason=str(error))

    async def _store(self, interaction: discord.Interaction[Any], asked_id: str, vote: int, text: str) -> None:
        viewer = requester_of(interaction).viewer(PLATFORM)
        try:
            if not await self.actions.comment(viewer, asked_id, vote, text):
                await self.posting.follow_up(interaction, self.context.notice(notices.GONE))
        except BylineError as error:
            self.context.log.warning("a comment could not be kept", user=viewer.user, reason=str(error))


def _text(part: Any) -> str:
    """Return the value of the only text field among a form's components, however deep it is nested."""
    if isinstance(part, list):
        return next((found for each in part if (found := _text(each))), "")
    if not isinstance(part, dict):
        return ""
    if isinstance(part.get("value"), str):
        return str(part["value"])
    return _text(part.get("components")) or _text(part.get("component"))
