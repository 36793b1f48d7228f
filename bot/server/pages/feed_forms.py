"""The feeds' page, and the forms by which an admin tries and adds one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.adapters.messages.formatting import cut, one_line
from bot.server.access import AccessScope
from bot.server.application import Route
from bot.server.pages.feed_view import feed_view, packs_on, search_feed, summary, trial_view
from bot.server.pages.page_maker import redirect
from bot.server.problems import HttpProblem
from indexer.errors import BylineError
from indexer.model import Feed, FeedSource, Kind

if TYPE_CHECKING:
    from aiohttp import web

    from bot.server.newsroom import Newsroom
    from bot.server.pages.page_maker import PageMaker
    from bot.server.pages.source import PageSource
    from bot.server.workers import Workers

_LONGEST_ADDRESS = 2_000
_WORDS = 120  # characters of what a feed is wanted for
_NAME = 100
_TAGS = 20


class FeedForms:
    """Shows, tries and adds feeds."""

    def __init__(
        self, newsroom: Newsroom, source: PageSource, reads: Workers, trials: Workers, maker: PageMaker
    ) -> None:
        self._newsroom = newsroom
        self._source = source
        self._reads = reads
        self._trials = trials
        self._maker = maker

    def routes(self) -> tuple[Route, ...]:
        """Return the routes."""
        return (
            Route(method="GET", path="/feeds", handler=self._feeds),
            Route(method="POST", path="/feeds/try", handler=self._try, scope=AccessScope.ADMIN),
            Route(method="POST", path="/feeds/add", handler=self._add, scope=AccessScope.ADMIN),
        )

    async def _feeds(self, request: web.Request) -> web.Response:
        said = {"is_good": True, "text": "Added to the config file. Its articles come in a moment."}
        return await self._page(
            request,
            said=said if request.query.get("added") else None,
            wanted_for=cut(one_line(request.query.get("for", "")), _WORDS),
        )

    async def _try(self, request: web.Request) -> web.Response:
        fields = await self._maker.visits.form(request)
        address = fields.get("url", "").strip()[:_LONGEST_ADDRESS]
        try:
            found = await self._trials.run(self._source.try_feed, address)
        except BylineError as error:
            return await self._page(request, wanted=address, said={"is_good": False, "text": str(error)}, status=400)
        return await self._page(request, wanted=address, trial=trial_view(found))

    async def _add(self, request: web.Request) -> web.Response:
        fields = await self._maker.visits.form(request)
        feed = _feed_of(fields.get)
        try:
            is_new = await self._reads.run(self._source.add_feed, feed)
        except BylineError as error:
            return await self._page(request, wanted=feed.url, said={"is_good": False, "text": str(error)}, status=400)
        if not is_new:
            said = {"is_good": False, "text": f"This feed is configured already: {feed.url}"}
            return await self._page(request, said=said)
        return redirect("/feeds?added=1")

    async def _page(self, request: web.Request, status: int = 200, **values: Any) -> web.Response:
        found = await self._reads.run(self._newsroom.status)
        feeds = [feed_view(feed) for feed in found.feeds]
        words = values.get("wanted_for", "")
        empty = {"said": None, "trial": None, "wanted": "", "wanted_for": ""}
        fitting = {"packs": packs_on(words, found.feeds), "search": search_feed(words)} if words else {}
        shown = {
            "feeds": feeds,
            "summary": summary(feeds),
            "kinds": [kind.value for kind in Kind],
            "packs": (),
            "search": "",
        }
        return self._maker.page(request, "feeds", shown | empty | fitting | values, status)


def _feed_of(field: Any) -> Feed:
    """Return the feed that a form describes. Raises `HttpProblem` for what the form does not offer."""
    try:
        feed = Feed(url=field("url", "").strip()[:_LONGEST_ADDRESS], source=FeedSource(field("source", "feed")))
        kind = Kind(field("kind")) if field("kind") else None
    except ValueError as error:
        raise HttpProblem(400, "the form was changed: try the feed again") from error
    tags = dict.fromkeys(filter(None, map(one_line, field("tags", "").split(","))))
    name = cut(one_line(field("name", "")), _NAME)
    return replace(feed, name=name, kind=kind, tags=tuple(tags)[:_TAGS])
