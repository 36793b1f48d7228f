"""Shows at once that a question is being answered: by a status, or where Slack refuses that by a reaction."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from typing_extensions import override

from bot.adapters.chat.question_flow import AnswerProgress, is_ephemeral
from bot.adapters.slack.api import translated
from indexer.errors import PlatformError, Refused

if TYPE_CHECKING:
    from bot.adapters.slack.api import SlackApi
    from bot.model.chat import Asked

_STATUS = "is searching the news…"
_REACTION = "eyes"
_TIMEOUT = 3.0  # seconds that an answer waits for it
_UNAVAILABLE = frozenset({"missing_scope", "unknown_method", "method_deprecated", "feature_not_enabled"})


class SlackProgress(AnswerProgress):
    """Shows it in the thread of the question; an ephemeral answer has no thread."""

    def __init__(self, api: SlackApi) -> None:
        self._api = api
        self._has_status = True  # False: Slack has refused this app
        self._reacted: set[str] = set()

    @override
    async def show(self, asked: Asked) -> None:
        if is_ephemeral(asked):
            return
        try:
            async with asyncio.timeout(_TIMEOUT):
                if not await self._set_status(asked, _STATUS):
                    await self._react(asked)
        except (PlatformError, TimeoutError):
            return

    @override
    async def end(self, asked: Asked, *, answered: bool) -> None:
        try:
            async with asyncio.timeout(_TIMEOUT):
                if asked.id in self._reacted:
                    self._reacted.discard(asked.id)
                    await self._remove_reaction(asked)
                elif not answered and not is_ephemeral(asked):
                    await self._set_status(asked, "")  # Slack ends a status by itself when the app replies
        except (PlatformError, TimeoutError):
            return

    async def _remove_reaction(self, asked: Asked) -> None:
        channel, message = asked.place.channel, _message(asked)
        with translated("reactions.remove"):
            await self._api.patient.reactions_remove(channel=channel, timestamp=message, name=_REACTION)

    async def _react(self, asked: Asked) -> None:
        with translated("reactions.add"):
            await self._api.hasty.reactions_add(channel=asked.place.channel, timestamp=_message(asked), name=_REACTION)
        self._reacted.add(asked.id)

    async def _set_status(self, asked: Asked, text: str) -> bool:
        if not self._has_status:
            return False
        place = asked.place
        try:
            with translated("assistant.threads.setStatus"):
                await self._api.hasty.assistant_threads_setStatus(
                    channel_id=place.channel, thread_ts=place.thread, status=text
                )
        except Refused as refused:
            self._has_status = refused.error not in _UNAVAILABLE
            if refused.error == "ratelimited":
                raise
            return False
        return True


def _message(asked: Asked) -> str:
    return asked.id.rpartition(":")[2]
