"""The feeds' page, and the forms by which an admin tries and adds one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.adapters.messages.formatting import cut, one_line
from bot.server.access import AccessScope
from bot.server.application import Route
from bot.server.pages.feed_view import feed_view, packs_on, search_feed, summary, trial_view, troubled_first
from bot.server.pages.page_maker import redirect
from bot.server.pages.page_room import ADDRESS, ROOM, asked_place, bounded, fitting, html_bytes, place_behind
from bot.server.problems import HttpProblem
from indexer.errors import BylineError, UsageError
from indexer.model import Kind
from indexer.model.feeds import Feed, FeedSource

if TYPE_CHECKING:
    from aiohttp import web

    from bot.server.newsroom import Newsroom
    from bot.server.pages.page_maker import PageMaker
    from bot.server.pages.source import PageSource
    from bot.server.workers import Workers

_WORDS = 120  # characters of what a feed is wanted for
_NAME = 100
_WHY = 500  # of why an address is refused
_FEEDS = 100  # on a page
_TRIAL = 20_000  # bytes of HTML of what was found at an address, at most
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
            wanted_for=bounded(request.query.get("for", ""), _WORDS),
        )

    async def _try(self, request: web.Request) -> web.Response:
        fields = await self._maker.visits.form(request)
        address = fields.get("url", "").strip()
        try:
            if html_bytes(address) > ADDRESS:
                raise UsageError("this address is too long for a feed's")
            found = await self._trials.run(self._source.try_feed, address)
            trial = trial_view(found)
        except BylineError as error:
            return await self._page(request, wanted=address[:ADDRESS], said=_refusal(str(error)), status=400)
        return await self._page(request, wanted=address, trial=trial)

    async def _add(self, request: web.Request) -> web.Response:
        fields = await self._maker.visits.form(request)
        feed = _feed_of(fields.get)
        try:
            is_new = await self._reads.run(self._source.add_feed, feed)
        except BylineError as error:
            return await self._page(request, wanted=feed.url, said=_refusal(str(error)), status=400)
        if not is_new:
            return await self._page(request, said=_refusal(f"This feed is configured already: {feed.url}"))
        return redirect("/feeds?added=1")

    def rehearse(self) -> None:
        """Make the page once for nobody."""
        self._maker.rehearse("feeds", self._shown(0, {}))

    async def _page(self, request: web.Request, status: int = 200, **values: Any) -> web.Response:
        shown = await self._reads.run(self._shown, asked_place(request), values)
        return self._maker.page(request, "feeds", shown, status)

    def _shown(self, start: int, values: dict[str, Any]) -> dict[str, Any]:
        """Return what the page shows, from a place in the list of feeds on."""
        found = self._newsroom.status()
        every = troubled_first(found.feeds)
        room = ROOM - (_TRIAL if values.get("trial") else 0)
        feeds = fitting(map(feed_view, every[start : start + _FEEDS]), room)
        words = values.get("wanted_for", "")
        return {
            "feeds": feeds,
            "start": start,
            "next": place_behind(start, len(feeds), len(every)),
            "summary": summary(found.feeds),
            "kinds": [kind.value for kind in Kind],
            "packs": packs_on(words, found.feeds) if words else (),
            "search": search_feed(words) if words else "",
            "said": None,
            "trial": None,
            "wanted": "",
            "wanted_for": "",
            **values,
        }


def _refusal(why: str) -> dict[str, Any]:
    return {"is_good": False, "text": bounded(why, _WHY)}


def _feed_of(field: Any) -> Feed:
    """Return the feed that a form describes. Raises `HttpProblem` for what the form does not offer."""
    try:
        feed = Feed(url=field("url", "").strip()[:ADDRESS], source=FeedSource(field("source", "feed")))
        kind = Kind(field("kind")) if field("kind") else None
    except ValueError as error:
        raise HttpProblem(400, "the form was changed: try the feed again") from error
    tags = dict.fromkeys(filter(None, map(one_line, field("tags", "").split(","))))
    name = cut(one_line(field("name", "")), _NAME)
    return replace(feed, name=name, kind=kind, tags=tuple(tags)[:_TAGS])
