"""The slash command: search, ask, latest, feeds, help. What it says only its user sees."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import structlog

from bot.adapters.chat import parsing
from bot.adapters.chat.service import Who
from bot.adapters.slack import events
from bot.adapters.slack.escaping import decoded
from bot.adapters.slack.markup import rendered
from bot.conversation.history import zone_named
from bot.log_reference import reference_of, referred
from bot.model import Asked, Verdict
from indexer.errors import BylineError, PlatformError, Refused

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import tzinfo

    from bot.adapters.chat.question_flow import Questions
    from bot.adapters.chat.service import Errands
    from bot.adapters.messages.message import Told
    from bot.adapters.slack.context import Parts

    Acknowledge = Callable[[], Awaitable[Any]]


class Commands:
    """Takes the slash command."""

    def __init__(self, parts: Parts, questions: Questions, errands: Errands) -> None:
        self._parts = parts
        self._desk, self._work = parts.desk, parts.work
        self._questions = questions
        self._errands = errands
        self._log = structlog.get_logger("byline.slack")

    async def take(self, acknowledge: Acknowledge, body: dict[str, Any]) -> None:
        """Acknowledge the command, a question once it is stored, and begin to do what it asks for."""
        with referred(reference_of(events.hidden_asked(body)[0])):
            await self._take(acknowledge, body)

    async def _take(self, acknowledge: Acknowledge, body: dict[str, Any]) -> None:
        wish = self._wish(body, self._parts.zone)
        if not self._parts.allowed(body["channel_id"]):
            await acknowledge()
            self._log.info("not set up there", user=body["user_id"], channel=body["channel_id"])
            self._work.start(self._say(body, self._parts.not_here()))
        elif isinstance(wish, parsing.Ask):
            await self._ask(acknowledge, body, wish)
        else:
            await acknowledge()
            self._work.start(self._do(body))

    def _wish(self, body: dict[str, Any], zone: tzinfo) -> parsing.Wish:
        return parsing.command(_written(body), now=self._desk.now(), zone=zone)

    async def _ask(self, acknowledge: Acknowledge, body: dict[str, Any], wish: parsing.Ask) -> None:
        asked_id, place = events.hidden_asked(body)
        user = body["user_id"]
        asked = Asked(
            id=asked_id,
            place=place,
            user=user,
            text=wish.text,
            filters=wish.filters,
            zone=self._parts.people.if_known(user).zone,
            received=self._desk.now(),
            private=True,
        )
        verdict = await self._stored(asked)
        await acknowledge()
        self._questions.react(
            verdict, asked, lambda told: self._say(body, told), lambda told: self._respond(body, told)
        )

    async def _stored(self, asked: Asked) -> Verdict | None:
        """Store a question; None if it cannot be: unlike an event, a command is not delivered again."""
        try:
            return await self._work.quick(self._desk.accept, asked)
        except BylineError as error:
            self._log.warning("a question could not be stored", asked=asked.id, reason=str(error))
            return None

    async def _do(self, body: dict[str, Any]) -> None:
        """Do what is wanted, in the zone of whoever wants it."""
        user = body["user_id"]
        try:
            if not await self._work.quick(self._desk.first_time, f"slack:{body.get('trigger_id')}"):
                return
        except BylineError as error:
            self._log.warning("a command failed", user=user, reason=str(error))
            await self._say(body, self._errands.apology())
            return
        person = await self._parts.people.person(user)
        who = Who(user=user, team=str(body.get("team_id") or ""), channel=body["channel_id"], person=person)
        wish = self._wish(body, zone_named(person.zone) or self._parts.zone)
        await self._say(body, await self._errands.done(wish, who))

    async def _respond(self, body: dict[str, Any], told: Told) -> None:
        await self._parts.web.respond(body["response_url"], {**rendered(told).payload, "response_type": "ephemeral"})

    async def _say(self, body: dict[str, Any], told: Told) -> None:
        try:
            try:
                await self._respond(body, told)
            except Refused:
                await self._parts.posting.whisper(body["channel_id"], body["user_id"], told)
        except PlatformError as error:
            self._log.warning("a command was not answered", user=body["user_id"], reason=str(error))


def _written(body: dict[str, Any]) -> str:
    """Return the words behind the command, without Slack's markup."""
    return decoded(str(body.get("text") or ""))
