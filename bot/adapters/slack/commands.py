"""The slash command, from searches and questions to watches. Only its user sees what it answers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from bot.adapters.chat.context import Requester
from bot.adapters.chat.parsing import AskCommand, parse_command
from bot.adapters.slack.escaping import decode
from bot.adapters.slack.events import ephemeral_question, is_allowed
from bot.model.chat import Asked
from bot.model.local_time import zone_named
from bot.operations.log_reference import reference_of, referred
from indexer.errors import BylineError, PlatformError, Refused

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import tzinfo

    from bot.adapters.chat.context import ChatContext
    from bot.adapters.chat.parsing import Command
    from bot.adapters.chat.service import ChatHandlers
    from bot.adapters.messages.message import Message
    from bot.adapters.slack.members import SlackMembers
    from bot.adapters.slack.posting import SlackPosting
    from bot.config.sections import SlackSettings

    Acknowledge = Callable[[], Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class SlackCommands:
    """Handles the slash command."""

    context: ChatContext
    handlers: ChatHandlers
    settings: SlackSettings
    members: SlackMembers
    posting: SlackPosting

    async def handle(self, acknowledge: Acknowledge, body: dict[str, Any]) -> None:
        """Acknowledge the command, a question as soon as it is stored, and start to answer it."""
        with referred(reference_of(ephemeral_question(body)[0])):
            await self._handle(acknowledge, body)

    async def _handle(self, acknowledge: Acknowledge, body: dict[str, Any]) -> None:
        command = self._parse(body, self.context.zone)
        if not is_allowed(body["channel_id"], self.settings):
            await acknowledge()
            self.context.log.info("not set up there", user=body["user_id"], channel=body["channel_id"])
            self.context.executors.start(self._send(body, self.context.channel_not_allowed()))
        elif isinstance(command, AskCommand):
            await self._ask(acknowledge, body, command)
        else:
            await acknowledge()
            self.context.executors.start(self._run(body))

    def _parse(self, body: dict[str, Any], zone: tzinfo) -> Command:
        service = self.context.service
        return parse_command(decode(str(body.get("text") or "")), now=service.now(), zone=zone, tags=service.tags)

    async def _ask(self, acknowledge: Acknowledge, body: dict[str, Any], command: AskCommand) -> None:
        asked_id, place = ephemeral_question(body)
        user = body["user_id"]
        asked = Asked(
            id=asked_id,
            place=place,
            user=user,
            text=command.text,
            filters=command.filters,
            zone=self.members.cached(user).zone,
            received=self.context.service.now(),
            private=True,
        )
        verdict = await self.handlers.questions.accept(asked)
        await acknowledge()
        self.handlers.questions.start(verdict, asked, partial(self._send, body), partial(self._respond, body))

    async def _run(self, body: dict[str, Any]) -> None:
        """Run a command in the time zone of its user."""
        user = body["user_id"]
        try:
            if not await self.handlers.commands.is_new(str(body.get("trigger_id"))):
                return
        except BylineError as error:
            await self._send(body, self.handlers.commands.fail(user, error))
            return
        member = await self.members.get(user)
        requester = Requester(user=user, team=str(body.get("team_id") or ""), channel=body["channel_id"], member=member)
        command = self._parse(body, zone_named(member.zone) or self.context.zone)
        await self._send(body, await self.handlers.commands.run(command, requester))

    async def _respond(self, body: dict[str, Any], message: Message) -> None:
        await self.posting.respond(body["response_url"], message, response_type="ephemeral")

    async def _send(self, body: dict[str, Any], message: Message) -> None:
        try:
            try:
                await self._respond(body, message)
            except Refused:
                await self.posting.whisper(body["channel_id"], body["user_id"], message)
        except PlatformError as error:
            self.context.log.warning("a command was not answered", user=body["user_id"], reason=str(error))
