"""Clicks on buttons, and submitted comment forms, on Slack."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from typing_extensions import override

from bot.adapters.chat.button_click import ButtonClick
from bot.adapters.chat.context import ChatMember, Requester
from bot.adapters.messages import notices
from bot.adapters.messages.message import DOWN, UP, parse_vote
from bot.adapters.slack.blocks import FEEDBACK
from bot.adapters.slack.events import PLATFORM, is_allowed, parse_click
from bot.adapters.slack.views import comment_view, parse_comment
from bot.conversation.audience import Viewer
from bot.model.chat import Place
from indexer.errors import BylineError

if TYPE_CHECKING:
    from bot.adapters.chat.button_actions import ButtonActions
    from bot.adapters.chat.context import ChatContext
    from bot.adapters.messages.message import Message
    from bot.adapters.slack.events import Bot, ClickPayload
    from bot.adapters.slack.members import SlackMembers
    from bot.adapters.slack.posting import SlackPosting
    from bot.config.sections import SlackSettings


class SlackClick(ButtonClick):
    """A click on Slack."""

    def __init__(
        self, payload: ClickPayload, bot: Bot, settings: SlackSettings, members: SlackMembers, posting: SlackPosting
    ) -> None:
        self._payload = payload
        self._team = payload.team or bot.team  # missing where an organisation has installed the app
        self._members = members
        self._posting = posting
        self.event, self.stamp = payload.trigger, payload.stamp
        self.is_allowed = is_allowed(payload.channel, settings)
        self.action, self.value = payload.action, payload.value
        if self.action == FEEDBACK and (vote := parse_vote(payload.value)):
            self.action, self.value = UP if vote[1] > 0 else DOWN, vote[0]

    @override
    def viewer(self) -> Viewer:
        return self._requester(ChatMember()).viewer(PLATFORM)

    @override
    async def requester(self) -> Requester:
        return self._requester(await self._members.get(self._payload.user))

    def _requester(self, member: ChatMember) -> Requester:
        payload = self._payload
        return Requester(
            user=payload.user,
            team=self._team,
            channel=payload.channel,
            member=member,
            is_alone=payload.is_alone,
        )

    @override
    async def reply(self, message: Message) -> None:
        payload = self._payload
        if payload.is_ephemeral:
            options = {"response_type": "ephemeral", "replace_original": False}
            await self._posting.respond(payload.response_url, message, **options)
        else:
            await self._posting.whisper(payload.channel, payload.user, message, payload.thread)

    @override
    async def replace(self, message: Message) -> None:
        await self._posting.respond(self._payload.response_url, message, replace_original=True)

    @override
    async def share(self, message: Message) -> str:
        return await self._posting.post(self._payload.channel, message)

    @override
    async def delete(self) -> None:
        await self._posting.delete_original(self._payload.response_url)

    @override
    async def ask_comment(self, asked_id: str, vote: int) -> None:
        await self._posting.open_view(self.event, comment_view(asked_id, vote))


@dataclass(frozen=True, slots=True)
class SlackButtons:
    """Handles clicks and comment forms; they are acknowledged already."""

    context: ChatContext
    actions: ButtonActions
    bot: Bot
    settings: SlackSettings
    members: SlackMembers
    posting: SlackPosting

    def handle_click(self, body: dict[str, Any]) -> None:
        """Start the action of a button."""
        if payload := parse_click(body):
            click = SlackClick(payload, self.bot, self.settings, self.members, self.posting)
            self.context.executors.start(self.actions.run(click))

    def handle_comment(self, body: dict[str, Any]) -> None:
        """Start to store the comment in a form."""
        comment = parse_comment(body.get("view") or {})
        user = str((body.get("user") or {}).get("id") or "")
        if comment is not None:
            self.context.executors.start(self._store(user, *comment))

    async def _store(self, user: str, asked_id: str, vote: int, text: str) -> None:
        """Store a comment; Slack does not tell in which channel the form was opened."""
        viewer = Viewer(user=user, place=Place(platform=PLATFORM, team=self.bot.team, channel=""))
        try:
            if not await self.actions.comment(viewer, asked_id, vote, text):
                await self.posting.send_direct(user, self.context.notice(notices.GONE))
        except BylineError as error:
            self.context.log.warning("a comment could not be kept", user=user, reason=str(error))
