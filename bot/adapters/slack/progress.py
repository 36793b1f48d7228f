"""That a question is being worked on is shown at once: by a status, or where Slack refuses that by a reaction."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot.adapters.chat.question_flow import is_hidden
from bot.adapters.slack.api import translated
from indexer.errors import PlatformError, Refused

if TYPE_CHECKING:
    from bot.adapters.slack.api import Web
    from bot.model import Asked

_STATUS = "is searching the news…"
_REACTION = "eyes"
_WORTH = 3.0  # seconds that an answer waits for it
_NOT_HERE = frozenset({"missing_scope", "unknown_method", "method_deprecated", "feature_not_enabled"})


class Progress:
    """Shows and ends it; failing at that costs nobody an answer."""

    def __init__(self, web: Web) -> None:
        self._web = web
        self._statuses = True  # False: Slack has said that this app may not
        self._reacted: set[str] = set()

    async def show(self, asked: Asked) -> None:
        """Show it; an ephemeral answer has no place for that."""
        if is_hidden(asked):
            return
        try:
            async with asyncio.timeout(_WORTH):
                if not await self._status(asked, _STATUS):
                    await self._react(asked)
        except (PlatformError, TimeoutError):
            return

    async def end(self, asked: Asked, *, answered: bool) -> None:
        """Take it back, where that is needed: Slack ends a status by itself when the app replies."""
        try:
            async with asyncio.timeout(_WORTH):
                if asked.id in self._reacted:
                    self._reacted.discard(asked.id)
                    await self._take_back(asked)
                elif not answered and not is_hidden(asked):
                    await self._status(asked, "")
        except (PlatformError, TimeoutError):
            return

    async def _take_back(self, asked: Asked) -> None:
        channel, message = asked.place.channel, _message(asked)
        with translated("reactions.remove"):
            await self._web.patient.reactions_remove(channel=channel, timestamp=message, name=_REACTION)

    async def _react(self, asked: Asked) -> None:
        with translated("reactions.add"):
            await self._web.hasty.reactions_add(channel=asked.place.channel, timestamp=_message(asked), name=_REACTION)
        self._reacted.add(asked.id)

    async def _status(self, asked: Asked, text: str) -> bool:
        if not self._statuses:
            return False
        place = asked.place
        try:
            with translated("assistant.threads.setStatus"):
                await self._web.hasty.assistant_threads_setStatus(
                    channel_id=place.channel, thread_ts=place.thread, status=text
                )
        except Refused as refused:
            self._statuses = refused.error not in _NOT_HERE
            if refused.error == "ratelimited":
                raise
            return False
        return True


def _message(asked: Asked) -> str:
    return asked.id.rpartition(":")[2]
