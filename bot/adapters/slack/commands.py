"""The slash command: search, ask, latest, feeds, help. What it says only its user sees."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import structlog

from bot.adapters.slack import events, notices, words
from bot.adapters.slack.searches import Search
from bot.conversing import zone_named
from bot.model import Asked, Verdict
from indexer.errors import BylineError, PlatformError, Refused

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import tzinfo

    from bot.adapters.slack.blocks import Message
    from bot.adapters.slack.parts import Parts
    from bot.adapters.slack.questions import Questions
    from bot.adapters.slack.searching import Searching
    from bot.health import Status

    Acknowledge = Callable[[], Awaitable[Any]]


class Commands:
    """Takes the slash command."""

    def __init__(self, parts: Parts, questions: Questions, searching: Searching, feeds: Callable[[], Status]) -> None:
        """Take `feeds`, which tells how they are; it reads the disk."""
        self._parts = parts
        self._desk, self._work = parts.desk, parts.work
        self._questions = questions
        self._searching = searching
        self._feeds = feeds
        self._log = structlog.get_logger("byline.slack")

    async def take(self, acknowledge: Acknowledge, body: dict[str, Any]) -> None:
        """Acknowledge the command, a question once it is stored, and begin to do what it asks for."""
        wish = self._wish(body, self._parts.zone)
        if not self._parts.allowed(body["channel_id"]):
            await acknowledge()
            self._log.info("not set up there", user=body["user_id"], channel=body["channel_id"])
            self._work.start(self._say(body, notices.not_here()))
        elif isinstance(wish, words.Ask):
            await self._ask(acknowledge, body, wish)
        else:
            await acknowledge()
            self._work.start(self._do(body))

    def _wish(self, body: dict[str, Any], zone: tzinfo) -> words.Wish:
        return words.command(str(body.get("text") or ""), now=self._desk.now(), zone=zone)

    async def _ask(self, acknowledge: Acknowledge, body: dict[str, Any], wish: words.Ask) -> None:
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
        if verdict is None:
            self._work.start(self._say(body, notices.apology()))
        elif verdict is Verdict.ACCEPTED:
            self._questions.take(asked, lambda message: self._respond(body, message))
        elif verdict is Verdict.BUSY:
            self._work.start(self._say(body, notices.busy()))
        elif verdict is Verdict.TOO_MANY:
            self._work.start(self._say(body, self._parts.too_many()))

    async def _stored(self, asked: Asked) -> Verdict | None:
        """Store a question; None if it cannot be: unlike an event, a command is not delivered again."""
        try:
            return await self._work.quick(self._desk.accept, asked)
        except BylineError as error:
            self._log.warning("a question could not be stored", asked=asked.id, reason=str(error))
            return None

    async def _do(self, body: dict[str, Any]) -> None:
        """Do what is wanted, in the zone of whoever wants it; what fails becomes an apology."""
        user = body["user_id"]
        try:
            if not await self._work.quick(self._desk.first_time, f"slack:{body.get('trigger_id')}"):
                return
            zone = zone_named((await self._parts.people.person(user)).zone) or self._parts.zone
            message = await self._done(self._wish(body, zone), body, user, zone)
        except Exception as error:  # noqa: BLE001  a fault of ours costs one command, and its user is told
            trace = not isinstance(error, BylineError)
            self._log.warning("a command failed", user=user, reason=str(error), exc_info=trace)
            message = notices.apology()
        await self._say(body, message)

    async def _done(self, wish: words.Wish, body: dict[str, Any], user: str, zone: tzinfo) -> Message:
        if isinstance(wish, Search):
            team = str(body.get("team_id") or "")
            return await self._searching.first(wish, user=user, team=team, channel=body["channel_id"])
        if isinstance(wish, words.Feeds):
            status = await self._work.quick(self._feeds)
            self._log.info("told how the feeds are", user=user, channel=body["channel_id"])
            return notices.feeds_message(status, zone, details=user in self._parts.settings.admins)
        problem = wish.problem if isinstance(wish, words.Help) else ""
        self._log.info("helped", user=user, channel=body["channel_id"])
        return notices.help_message(self._parts.settings.command, problem)

    async def _respond(self, body: dict[str, Any], message: Message) -> None:
        await self._parts.web.respond(body["response_url"], {**message.payload, "response_type": "ephemeral"})

    async def _say(self, body: dict[str, Any], message: Message) -> None:
        try:
            try:
                await self._respond(body, message)
            except Refused:
                await self._parts.posting.whisper(body["channel_id"], body["user_id"], message)
        except PlatformError as error:
            self._log.warning("a command was not answered", user=body["user_id"], reason=str(error))
