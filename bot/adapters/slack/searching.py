"""Searches of one member: run off the event loop, as a page that only they see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.adapters.searches import PAGE
from bot.adapters.slack import events
from bot.adapters.slack.pages import page_message
from bot.model import Asked, Place, asked_id

if TYPE_CHECKING:
    from bot.adapters.searches import Search
    from bot.adapters.slack.blocks import Message
    from bot.adapters.slack.parts import Parts


class Searching:
    """Turns searches into pages."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def page(self, search: Search, *, user: str, team: str, channel: str, shared: bool = False) -> Message:
        """Return the page of a search; shared, it says by whom. Raises what `Desk.search` does."""
        desk = self._parts.desk
        person = await self._parts.people.person(user)
        asked = Asked(
            id=asked_id(events.PLATFORM, team, channel, "search"),
            place=Place(platform=events.PLATFORM, team=team, channel=channel),
            user=user,
            text=search.text,
            zone=person.zone,
            received=search.now,
            private=not shared,
        )
        if not desk.allow(asked):
            return self._parts.too_many()
        find = desk.latest if search.latest else desk.search
        page = await self._parts.work.slow(find, asked, search.selection, limit=PAGE, offset=search.offset)
        return page_message(page, search, shared_by=person.name if shared else None)
