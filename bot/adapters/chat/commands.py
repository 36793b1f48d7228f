"""Commands other than questions: searches, the newest articles, the state of the feeds, watches and digests, help."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.adapters.chat.parsing import FeedsCommand, HelpCommand, SubscriptionCommand
from bot.adapters.messages import notices
from bot.adapters.messages.search_page import format_search_page
from bot.adapters.messages.search_state import PAGE, Search
from bot.model.chat import Asked, Place, asked_id
from bot.model.local_time import zone_named
from bot.operations.log_reference import current_reference
from indexer.errors import BylineError, UsageError

if TYPE_CHECKING:
    from bot.adapters.chat.context import ChatContext, Requester
    from bot.adapters.chat.parsing import Command
    from bot.adapters.chat.search_store import SearchStore
    from bot.adapters.chat.subscription_commands import SubscriptionCommands
    from bot.adapters.messages.message import Message


class ChatCommands:
    """Returns the message that answers a command."""

    def __init__(
        self, context: ChatContext, searches: SearchStore, subscriptions: SubscriptionCommands | None = None
    ) -> None:
        self._context = context
        self._subscriptions = subscriptions
        self._service, self._executors = context.service, context.executors
        self._searches = searches
        self._log = context.log

    async def is_new(self, event: str) -> bool:
        """Return whether an event, which a platform may deliver twice, is delivered for the first time."""
        return await self._executors.run_io(self._service.first_time, f"{self._context.platform}:{event}")

    async def run(self, command: Command, requester: Requester) -> Message:
        """Return the message that answers a command; a failure becomes an apology."""
        try:
            return await self._run(command, requester)
        except UsageError as wrong:
            return notices.told_wrong(str(wrong), self._context.markup)
        except Exception as error:  # noqa: BLE001  a fault in the program costs one command, with an apology
            return self.fail(requester.user, error)

    def fail(self, user: str, error: Exception) -> Message:
        """Log that a command failed; return an apology."""
        self._log.warning("a command failed", user=user, reason=str(error), exc_info=not isinstance(error, BylineError))
        return self.apology()

    def help(self, problem: str = "", scope: str = "") -> Message:
        """Return how to use the bot, see `notices.format_help`."""
        return notices.format_help(self._context.usage, self._context.markup, problem, scope)

    def apology(self) -> Message:
        """Return an apology for a failure, with the log's reference."""
        return self._context.notice(notices.apology(current_reference()))

    async def load_search(self, value: str, requester: Requester) -> Search | None:
        """Return the search in a button's value, None if it is unknown, or not the requester's."""
        return await self._searches.load(value, requester)

    async def search_page(self, search: Search, requester: Requester, *, shared: bool = False) -> Message:
        """Return a page of a search; a shared one has a note who shared it. Raises what a search does."""
        asked = replace(self._asked(search, requester), private=not shared)
        find = self._service.latest if search.latest else self._service.search
        page = await self._executors.run_search(find, asked, search.selection, limit=PAGE, offset=search.offset)
        value = await self._searches.save(search, requester)
        name = requester.member.name if shared else None
        return format_search_page(page, search, self._context.markup, value=value, shared_by=name)

    async def _run(self, command: Command, requester: Requester) -> Message:
        if isinstance(command, Search):
            return await self._first_page(command, requester)
        if isinstance(command, FeedsCommand):
            return await self._feeds(requester)
        if isinstance(command, SubscriptionCommand):
            return await self._subscription(command, requester)
        self._log.info("helped", user=requester.user, channel=requester.channel)
        scope = await self._subscriptions.scope_line(requester) if self._subscriptions else ""
        return self.help(command.problem if isinstance(command, HelpCommand) else "", scope)

    async def _subscription(self, command: SubscriptionCommand, requester: Requester) -> Message:
        """Return what a command of watches and digests says; it counts against the requester's limit."""
        if self._subscriptions is None:
            return self._context.notice(notices.NO_SUBSCRIPTIONS)
        asked = self._asked(Search(text="", now=self._service.now(), latest=True), requester)
        if not await self._executors.run_io(self._service.allow, asked):
            return self._context.rate_limited()
        return await self._subscriptions.run(command, requester)

    async def _feeds(self, requester: Requester) -> Message:
        status = await self._executors.run_io(self._context.feeds)
        self._log.info("told how the feeds are", user=requester.user, channel=requester.channel)
        zone = zone_named(requester.member.zone) or self._context.zone
        return notices.format_feeds(status, zone, self._context.markup, details=requester.user in self._context.admins)

    async def _first_page(self, search: Search, requester: Requester) -> Message:
        """Return the first page of a search, which counts against the requester's limit."""
        if not await self._executors.run_io(self._service.allow, self._asked(search, requester)):
            return self._context.rate_limited()
        return await self.search_page(search, requester)

    def _asked(self, search: Search, requester: Requester) -> Asked:
        platform = self._context.platform
        return Asked(
            id=asked_id(platform, requester.team, requester.channel, "search"),
            place=Place(platform=platform, team=requester.team, channel=requester.channel),
            user=requester.user,
            text=search.text,
            zone=requester.member.zone,
            received=search.now,
            private=True,
        )
