"""How a search travels in a button: whole, or where a button is too short for it, by a name in the journal."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Protocol

from typing_extensions import override

from bot.adapters.messages.search_state import Search, parse_search_state
from bot.conversation.retention import ANSWERS, SEARCH

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


class JournalSearches(SearchStore):
    """Keeps searches in the journal for 7 days.

    A search is for the member who searched, in the same place or alone with the bot.
    """

    def __init__(self, context: ChatContext) -> None:
        self._service, self._executors = context.service, context.executors

    @override
    async def save(self, search: Search, requester: Requester) -> Callable[[Search], str]:
        kept = json.dumps([requester.user, requester.team, requester.channel, search.page(0).value()])
        key = hashlib.sha256(kept.encode()).hexdigest()[:_KEY]
        await self._executors.run_io(self._service.note, f"{SEARCH}{key}", kept, self._service.now() + ANSWERS)
        return lambda page: f"{key}:{page.offset}"

    @override
    async def load(self, value: str, requester: Requester) -> Search | None:
        key, _, offset = value.partition(":")
        if not (offset.isascii() and offset.isdigit()):
            return None
        user, team, channel, kept = _parse(await self._executors.run_io(self._service.noted, f"{SEARCH}{key}"))
        is_same_place = (team, channel) == (requester.team, requester.channel)
        if user != requester.user or not (requester.is_alone or is_same_place):
            return None
        search = parse_search_state(kept)
        return search.page(int(offset)) if search else None


def _parse(text: str) -> tuple[str, str, str, str]:
    """Return user, team, channel and search of a kept text; "" for what an older release has kept."""
    found = json.loads(text) if text else None
    return tuple(found) if isinstance(found, list) else ("", "", "", "")
