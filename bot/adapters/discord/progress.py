"""Shows that a question is being answered: the bot is typing."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from typing_extensions import override

from bot.adapters.chat.question_flow import AnswerProgress, is_ephemeral
from bot.adapters.discord.api import HASTY, translated
from indexer.errors import PlatformError

if TYPE_CHECKING:
    import discord

    from bot.model.chat import Asked

_INTERVAL = 8.0  # seconds; Discord shows it for ten


class DiscordProgress(AnswerProgress):
    """Types in the channel of a question; for an ephemeral answer Discord itself shows that the bot is thinking."""

    def __init__(self, client: discord.Client) -> None:
        self._client = client
        self._tasks: dict[str, asyncio.Task[None]] = {}

    @override
    async def show(self, asked: Asked) -> None:
        if not is_ephemeral(asked):
            self._tasks[asked.id] = asyncio.ensure_future(self._type(int(asked.place.channel)))

    @override
    async def end(self, asked: Asked, *, answered: bool) -> None:
        if task := self._tasks.pop(asked.id, None):
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _type(self, channel: int) -> None:
        while True:
            try:
                async with translated("typing", HASTY):
                    await self._client.get_partial_messageable(channel).typing()
            except PlatformError:  # it may not be allowed, and an answer can do without
                return
            await asyncio.sleep(_INTERVAL)
