"""Searches of one member: run off the event loop, as a page that only they see."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.adapters.slack import events
from bot.adapters.slack.pages import page_message
from bot.adapters.slack.searches import PAGE
from bot.model import Asked, Place, asked_id

if TYPE_CHECKING:
    from bot.adapters.slack.blocks import Message
    from bot.adapters.slack.parts import Parts
    from bot.adapters.slack.searches import Search


class Searching:
    """Turns searches into pages."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def first(self, search: Search, *, user: str, team: str, channel: str) -> Message:
        """Return the first page of a search, which counts against its member's limit; see `page`."""
        if not self._parts.desk.allow(self._asked(search, user, team, channel)):
            return self._parts.too_many()
        return await self.page(search, user=user, team=team, channel=channel)

    async def page(self, search: Search, *, user: str, team: str, channel: str, shared: bool = False) -> Message:
        """Return a page of a search; shared, it says by whom. Raises what `Desk.search` does."""
        desk = self._parts.desk
        person = await self._parts.people.person(user)
        asked = replace(self._asked(search, user, team, channel), zone=person.zone, private=not shared)
        find = desk.latest if search.latest else desk.search
        page = await self._parts.work.slow(find, asked, search.selection, limit=PAGE, offset=search.offset)
        return page_message(page, search, shared_by=person.name if shared else None)

    def _asked(self, search: Search, user: str, team: str, channel: str) -> Asked:
        return Asked(
            id=asked_id(events.PLATFORM, team, channel, "search"),
            place=Place(platform=events.PLATFORM, team=team, channel=channel),
            user=user,
            text=search.text,
            received=search.now,
            private=True,
        )
