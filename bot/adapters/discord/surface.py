"""What Discord does for a question, and how a search travels in one of its buttons."""

from __future__ import annotations

import asyncio
import hashlib
import json
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.adapters.chat.question_flow import is_hidden
from bot.adapters.discord import errors
from bot.adapters.discord.api import HASTY, UNAUTHORIZED, translated
from bot.adapters.messages.message import SHARE_ANSWER
from bot.adapters.messages.search_state import Search, search_of
from indexer.errors import PlatformError, Refused

if TYPE_CHECKING:
    from collections.abc import Callable

    import discord

    from bot.adapters.chat.service import Who
    from bot.adapters.discord.context import Parts
    from bot.adapters.messages.message import Told
    from bot.model import Asked

_TYPING = 8.0  # seconds; Discord shows it for ten
_SEARCHES = timedelta(days=7)  # how long a search can be turned to its other pages
_KEY = 16  # characters that stand for a search in a button
_CLOSED = "I could not answer you in time, and direct messages are closed to me. Please ask again."


class Front:
    """`bot.adapters.chat.question_flow.Front` on Discord; each method says what the port says."""

    def __init__(self, parts: Parts, client: discord.Client) -> None:
        self._parts = parts
        self._client = client
        self._typing: dict[str, asyncio.Task[None]] = {}

    async def zone_of(self, user: str) -> str:  # noqa: ARG002  the port's form
        """Return "": Discord tells nobody's time zone."""
        return ""

    async def show(self, asked: Asked) -> None:
        """Show that the bot is typing, for as long as it takes; an ephemeral answer shows that it is thinking."""
        if not is_hidden(asked):
            self._typing[asked.id] = asyncio.ensure_future(self._type(int(asked.place.channel)))

    async def end(self, asked: Asked, *, answered: bool) -> None:  # noqa: ARG002  the port's form
        """Type no longer."""
        if task := self._typing.pop(asked.id, None):
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def once(self, asked: Asked, told: Told, nonce: str, *, perhaps_there: bool) -> str:
        """Post the answer to a question, never twice."""
        return await self._parts.posting.once(asked, told, nonce, perhaps_there=perhaps_there)

    async def whisper(self, asked: Asked, told: Told) -> None:
        """Say in a direct message what came too late for the command's own answer, and what only its asker may see."""
        try:
            await self._parts.posting.alone(int(asked.user), told.without(SHARE_ANSWER))  # with nobody to share it with
        except Refused:
            with suppress(PlatformError):  # a command may be used where the bot itself may not write
                await self._parts.posting.say(int(asked.place.channel), self._parts.notice(_CLOSED))
            raise

    async def alone(self, user: str, told: Told) -> None:
        """Say something to a member in a direct message."""
        await self._parts.posting.alone(int(user), told)

    def why(self, error: str) -> str:
        """Return the reason for a refusal."""
        return errors.why(error)

    def dead(self, error: str) -> bool:
        """Tell whether the token is of no use any more."""
        return error == UNAUTHORIZED

    async def _type(self, channel: int) -> None:
        while True:
            try:
                async with translated("typing", HASTY):
                    await self._client.get_partial_messageable(channel).typing()
            except PlatformError:  # it may not be allowed; the answer does not fail for want of it
                return
            await asyncio.sleep(_TYPING)


class Remembering:
    """`bot.adapters.chat.service.Remembering`: a custom id is too short for a search, so the journal keeps it."""

    def __init__(self, parts: Parts) -> None:
        self._desk, self._work = parts.desk, parts.work

    async def value(self, search: Search, who: Who) -> Callable[[Search], str]:
        """Keep a search with who did it where, and return what gives its pages a name."""
        kept = json.dumps([who.user, who.team, who.channel, search.page(0).value()])
        key = hashlib.sha256(kept.encode()).hexdigest()[:_KEY]
        await self._work.quick(self._desk.note, f"search {key}", kept, self._desk.now() + _SEARCHES)
        return lambda page: f"{key}:{page.offset}"

    async def search(self, value: str, who: Who) -> Search | None:
        """Return the search of that name, if it is theirs: they are where they searched, or alone with the bot."""
        key, _, offset = value.partition(":")
        if not (offset.isascii() and offset.isdigit()):
            return None
        user, team, channel, kept = _kept(await self._work.quick(self._desk.noted, f"search {key}"))
        if user != who.user or not (who.alone or (team, channel) == (who.team, who.channel)):
            return None
        search = search_of(kept)
        return search.page(int(offset)) if search else None


def _kept(text: str) -> tuple[str, str, str, str]:
    """Return who has searched, where and for what; nobody, for what an older release has kept."""
    found = json.loads(text) if text else None
    return tuple(found) if isinstance(found, list) else ("", "", "", "")
