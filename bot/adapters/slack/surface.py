"""What Slack does for a question, and how a search travels in one of its buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog

from bot.adapters.messages.message import SHARE_ANSWER
from bot.adapters.messages.search_state import Search, search_of
from bot.adapters.slack import errors
from bot.adapters.slack.api import DEAD_TOKEN
from indexer.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.adapters.chat.service import Who
    from bot.adapters.messages.message import Told
    from bot.adapters.slack.context import Parts
    from bot.adapters.slack.progress import Progress
    from bot.model import Asked


class Front:
    """`bot.adapters.chat.question_flow.Front` on Slack; each method says what the port says."""

    def __init__(self, parts: Parts, progress: Progress) -> None:
        self._parts = parts
        self._progress = progress

    async def zone_of(self, user: str) -> str:
        """Return a member's time zone."""
        return (await self._parts.people.person(user)).zone

    async def show(self, asked: Asked) -> None:
        """Show that a question is being worked on."""
        await self._progress.show(asked)

    async def end(self, asked: Asked, *, answered: bool) -> None:
        """Show it no longer."""
        await self._progress.end(asked, answered=answered)

    async def once(self, asked: Asked, told: Told, nonce: str, *, perhaps_there: bool) -> str:
        """Post the answer to a question, never twice."""
        return await self._parts.posting.once(asked, told, nonce, perhaps_there=perhaps_there)

    async def whisper(self, asked: Asked, told: Told) -> None:
        """Say something that only the asker sees; where they are alone, there is nobody to share it with."""
        try:
            await self._parts.posting.whisper(asked.place.channel, asked.user, told)
        except Refused as refused:
            if refused.error in DEAD_TOKEN:
                raise
            log = structlog.get_logger("byline.slack")
            log.warning("the asker is told in a direct message", asked=asked.id, reason=refused.error)
            told = told.without(SHARE_ANSWER)
            await self._parts.posting.say(asked.user, told)  # to be asked by a command it need not be in the channel

    async def alone(self, user: str, told: Told) -> None:
        """Say something to a member in a direct message."""
        await self._parts.posting.say(user, told)

    def why(self, error: str) -> str:
        """Return the reason for a refusal."""
        return errors.why(error)

    def dead(self, error: str) -> bool:
        """Tell whether the token is of no use any more."""
        return error in DEAD_TOKEN


class Remembering:
    """`bot.adapters.chat.service.Remembering`: a button's value holds the whole search."""

    async def value(self, search: Search, who: Who) -> Callable[[Search], str]:  # noqa: ARG002  the port's form
        """Return what writes a search down."""
        return Search.value

    async def search(self, value: str, who: Who) -> Search | None:  # noqa: ARG002  what they could ask for themselves
        """Return the search that was written down: nothing of anybody else is in it."""
        return search_of(value)
