"""What members want besides answers: pages of a search, how the feeds are, help."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

import structlog

from bot.adapters.chat import parsing
from bot.adapters.messages import notices
from bot.adapters.messages.search_page import page_told
from bot.adapters.messages.search_state import PAGE, Search
from bot.conversation.audience import Viewer
from bot.conversation.history import zone_named
from bot.log_reference import current_reference
from bot.model import Asked, Place, asked_id
from indexer.errors import BylineError

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.adapters.chat.context import Common, Person
    from bot.adapters.messages.message import Told
    from bot.adapters.messages.notices import Usage
    from bot.operations.health import Status


class Remembering(Protocol):
    """How a search travels in a button."""

    async def value(self, search: Search, who: Who) -> Callable[[Search], str]:
        """Return what gives each page of somebody's search as a button's value."""

    async def search(self, value: str, who: Who) -> Search | None:
        """Return the search that a button's value stands for, None for one that is not known, or is not theirs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """Somebody who wants something, and where they are."""

    user: str
    team: str
    channel: str
    person: Person
    alone: bool = False  # in their own conversation with the bot

    def viewer(self, platform: str) -> Viewer:
        """Return whom an answer may be for."""
        place = Place(platform=platform, team=self.team, channel=self.channel)
        return Viewer(user=self.user, place=place, alone=self.alone)


class Errands:
    """Does what is no question."""

    def __init__(
        self,
        common: Common,
        *,
        feeds: Callable[[], Status],
        usage: Usage,
        admins: frozenset[str],
        remembering: Remembering,
    ) -> None:
        """Take `feeds`, which tells how they are; it reads the disk."""
        self._common = common
        self._desk, self._work = common.desk, common.work
        self._feeds = feeds
        self._usage = usage
        self._admins = admins
        self._remembering = remembering
        self._log = structlog.get_logger(f"byline.{common.platform}")

    async def done(self, wish: parsing.Wish, who: Who) -> Told:
        """Return what is said to a wish other than a question; what fails becomes an apology."""
        try:
            return await self._done(wish, who)
        except Exception as error:  # noqa: BLE001  a fault of ours costs one command, and its user is told
            trace = not isinstance(error, BylineError)
            self._log.warning("a command failed", user=who.user, reason=str(error), exc_info=trace)
            return self.apology()

    async def _done(self, wish: parsing.Wish, who: Who) -> Told:
        if isinstance(wish, Search):
            return await self._first(wish, who)
        if isinstance(wish, parsing.Feeds):
            status = await self._work.quick(self._feeds)
            self._log.info("told how the feeds are", user=who.user, channel=who.channel)
            zone = zone_named(who.person.zone) or self._common.zone
            return notices.feeds_told(status, zone, self._common.markup, details=who.user in self._admins)
        self._log.info("helped", user=who.user, channel=who.channel)
        return self.help(wish.problem if isinstance(wish, parsing.Help) else "")

    def help(self, problem: str = "") -> Told:
        """Return how the bot is used, and first, what could not be understood."""
        return notices.help_told(self._usage, self._common.markup, problem)

    def apology(self) -> Told:
        """Return what is said when something has failed."""
        return self._common.notice(notices.apology(current_reference()))

    async def _first(self, search: Search, who: Who) -> Told:
        """Return the first page of a search, which counts against its member's limit; see `page`."""
        if not self._desk.allow(self._asked(search, who)):
            return self._common.too_many()
        return await self.page(search, who)

    async def page(self, search: Search, who: Who, *, shared: bool = False) -> Told:
        """Return a page of a search; shared, it says by whom. Raises what `QuestionService.search` does."""
        asked = replace(self._asked(search, who), private=not shared)
        find = self._desk.latest if search.latest else self._desk.search
        page = await self._work.slow(find, asked, search.selection, limit=PAGE, offset=search.offset)
        value = await self._remembering.value(search, who)
        name = who.person.name if shared else None
        return page_told(page, search, self._common.markup, value=value, shared_by=name)

    def _asked(self, search: Search, who: Who) -> Asked:
        return Asked(
            id=asked_id(self._common.platform, who.team, who.channel, "search"),
            place=Place(platform=self._common.platform, team=who.team, channel=who.channel),
            user=who.user,
            text=search.text,
            zone=who.person.zone,
            received=search.now,
            private=True,
        )

    async def search(self, value: str, who: Who) -> Search | None:
        """Return the search that a button's value stands for, None for one that is not known, or is not theirs."""
        return await self._remembering.search(value, who)
