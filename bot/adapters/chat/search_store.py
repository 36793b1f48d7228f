"""How a search travels in a button: whole, or where a button is too short for it, by a name in the journal.

By such a name a watch travels, too, before it is started.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Protocol

from typing_extensions import override

from bot.adapters.messages.search_state import Search, parse_search_state
from bot.conversation.note_names import SEARCH
from bot.conversation.retention import ANSWERS

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.adapters.chat.context import ChatContext, Requester

_KEY = 16  # characters of a search's name


class SearchStore(Protocol):
    """Keeps searches for the buttons of their pages."""

    async def save(self, search: Search, requester: Requester) -> Callable[[Search], str]:
        """Return a function from each page of a requester's search to the value of a button."""

    async def load(self, value: str, requester: Requester) -> Search | None:
        """Return the search in a button's value, None if it is unknown, or not the requester's."""


class InlineSearches(SearchStore):
    """Keeps a whole search in a button: there is nothing in it that others may not know."""

    @override
    async def save(self, search: Search, requester: Requester) -> Callable[[Search], str]:
        return Search.value

    @override
    async def load(self, value: str, requester: Requester) -> Search | None:
        return parse_search_state(value)


class MembersTexts:
    """Keeps small texts of members in the journal for 7 days, for the buttons that they have been shown."""

    def __init__(self, context: ChatContext) -> None:
        self._service, self._executors = context.service, context.executors

    async def save(self, text: str, requester: Requester) -> str:
        """Keep a member's text, and return its name."""
        kept = json.dumps([requester.user, requester.team, requester.channel, text])
        key = hashlib.sha256(kept.encode()).hexdigest()[:_KEY]
        await self._executors.run_io(self._service.notes.note, f"{SEARCH}{key}", kept, self._service.now() + ANSWERS)
        return key

    async def load(self, key: str, requester: Requester, *, strict: bool = False) -> str:
        """Return the text of a name, "" if it is unknown, or not this member's.

        It is for them in the same place, and if it is not `strict` alone with the bot, too.
        """
        if not (text := await self._executors.run_io(self._service.notes.noted, f"{SEARCH}{key}")):
            return ""
        user, team, channel, kept = json.loads(text)
        is_same_place = (team, channel) == (requester.team, requester.channel)
        is_theirs = user == requester.user and (is_same_place or (requester.is_alone and not strict))
        return str(kept) if is_theirs else ""


class JournalSearches(SearchStore):
    """Keeps searches in the journal."""

    def __init__(self, context: ChatContext) -> None:
        self._texts = MembersTexts(context)

    @override
    async def save(self, search: Search, requester: Requester) -> Callable[[Search], str]:
        key = await self._texts.save(search.page(0).value(), requester)
        return lambda page: f"{key}:{page.offset}"

    @override
    async def load(self, value: str, requester: Requester) -> Search | None:
        key, _, offset = value.partition(":")
        if not (offset.isascii() and offset.isdigit()):
            return None
        search = parse_search_state(await self._texts.load(key, requester))
        return search.page(int(offset)) if search else None
