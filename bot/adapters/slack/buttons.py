"""Buttons and windows on Slack: what was pressed, and how Slack reacts to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import structlog

from bot.adapters.chat.button_actions import DOWN, UP
from bot.adapters.chat.service import Who
from bot.adapters.messages import notices
from bot.adapters.messages.message import vote_of
from bot.adapters.slack import blocks, errors, views
from bot.adapters.slack.api import translated
from bot.adapters.slack.events import PLATFORM, pressed
from bot.adapters.slack.markup import rendered
from bot.conversation.audience import Viewer
from bot.model import Place
from indexer.errors import BylineError, PlatformError

if TYPE_CHECKING:
    from bot.adapters.chat.button_actions import Pressing
    from bot.adapters.messages.message import Told
    from bot.adapters.slack.context import Parts
    from bot.adapters.slack.events import Pressed


class SlackPress:
    """`bot.adapters.chat.button_actions.Press` on Slack; each method says what the port says."""

    def __init__(self, parts: Parts, pressed: Pressed) -> None:
        self._parts = parts
        self._pressed = pressed
        self.action, self.value = pressed.action, pressed.value
        self.event = pressed.trigger
        self._team = pressed.team or parts.bot.team  # where an organisation has installed the app, Slack may not say
        self.allowed = parts.allowed(pressed.channel)
        if self.action == blocks.FEEDBACK and (vote := vote_of(pressed.value)):
            self.action, self.value = UP if vote[1] > 0 else DOWN, vote[0]

    async def who(self) -> Who:
        """Return who pressed it, and where."""
        found = self._pressed
        person = await self._parts.people.person(found.user)
        return Who(user=found.user, team=self._team, channel=found.channel, person=person, alone=found.alone)

    async def tell(self, told: Told) -> None:
        """Say something to whoever pressed."""
        found = self._pressed
        try:
            if found.hidden:
                said = {**rendered(told).payload, "response_type": "ephemeral", "replace_original": False}
                await self._parts.web.respond(found.response_url, said)
            else:
                await self._parts.posting.whisper(found.channel, found.user, told, found.thread)
        except PlatformError as error:
            log = structlog.get_logger("byline.slack")
            log.warning("a member could not be told", user=found.user, reason=str(error))

    async def turn(self, told: Told) -> None:
        """Put something in place of the message."""
        await self._parts.web.respond(self._pressed.response_url, {**rendered(told).payload, "replace_original": True})

    async def share(self, told: Told) -> str:
        """Post it into the channel."""
        return await self._parts.posting.say(self._pressed.channel, told)

    async def take_away(self) -> None:
        """Take the ephemeral message away."""
        await self._parts.web.respond(self._pressed.response_url, {"delete_original": True})

    async def ask_comment(self, asked_id: str, vote: int) -> None:
        """Open the window for a comment."""
        view = views.comment_view(asked_id, vote)
        with translated("views.open"):
            await self._parts.web.hasty.views_open(trigger_id=self.event, view=view)

    def why(self, error: str) -> str:
        """Return the reason for a refusal."""
        return errors.why(error)


class Buttons:
    """Takes what slack_bolt hears of buttons and windows; all of it after the acknowledgement."""

    def __init__(self, parts: Parts, pressing: Pressing) -> None:
        self._parts = parts
        self._pressing = pressing

    def press(self, body: dict[str, Any]) -> None:
        """Begin to do what a button stands for."""
        found = pressed(body)
        if found is not None:
            self._parts.work.start(self._pressing.do(SlackPress(self._parts, found)))

    def comment(self, body: dict[str, Any]) -> None:
        """Begin to keep what was written in the window behind a vote."""
        said = views.comment_of(body.get("view") or {})
        user = str((body.get("user") or {}).get("id") or "")
        if said is not None:
            self._parts.work.start(self._keep(user, *said))

    async def _keep(self, user: str, asked_id: str, vote: int, written: str) -> None:
        """Keep a comment; Slack does not say where the window was opened."""
        viewer = Viewer(user=user, place=Place(platform=PLATFORM, team=self._parts.bot.team, channel=""))
        try:
            if not await self._pressing.comment(viewer, asked_id, vote, written):
                await self._parts.posting.say(user, self._parts.notice(notices.GONE))
        except BylineError as error:
            structlog.get_logger("byline.slack").warning("a comment could not be kept", user=user, reason=str(error))
