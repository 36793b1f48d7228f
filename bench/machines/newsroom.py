"""Very many small feeds on many hosts of loopback, in a process of its own that writes down each request.

`python -m bench.machines.newsroom PORT LOG FEEDS PAGES` serves. A line of the log is one JSON object: when the request
came and went, in seconds of the epoch, which host and path it asked for, and the status that it got.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections import Counter, defaultdict
from dataclasses import dataclass
from email.utils import format_datetime
from html import escape
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from aiohttp import web

from bench import inventing, newsroom

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_PARAGRAPHS = 2  # of a page, which make one passage or two
_FEEDS_A_HOST = 2
_SLOWNESS = (0.01, 0.15)  # seconds that an answer takes


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is served: so many feeds, and so many pages in all."""

    port: int
    feeds: int
    pages: int

    @property
    def pages_a_feed(self) -> int:
        """Entries of each feed."""
        return self.pages // self.feeds

    def host(self, feed: int) -> str:
        """Return the host of a feed and its pages: 127.0.1.0 and up are all this computer."""
        number = feed // _FEEDS_A_HOST
        return f"127.0.{1 + number // 250}.{1 + number % 250}:{self.port}"

    def feed_urls(self) -> list[str]:
        """Return the address of each feed."""
        return [f"http://{self.host(feed)}/{feed}.xml" for feed in range(self.feeds)]

    def page_urls(self) -> set[str]:
        """Return the address of each page."""
        return {
            f"http://{self.host(feed)}/{feed}/{page}" for feed in range(self.feeds) for page in range(self.pages_a_feed)
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One request."""

    came: float
    went: float
    host: str
    path: str
    status: int


class Server:
    """Answers from memory what is computed from a number, always the same."""

    def __init__(self, plan: Plan, log: Path) -> None:
        self._plan = plan
        self._drafts = inventing.drafts(newsroom.paragraphs())
        self._log = log.open("a", encoding="utf-8", buffering=1)
        self._random = Random(7)

    def application(self) -> web.Application:
        """Return what serves it."""
        made = web.Application()
        made.router.add_get("/{feed:\\d+}.xml", self._noted(self._feed))
        made.router.add_get("/{feed:\\d+}/{page:\\d+}", self._noted(self._page))
        return made

    def _noted(self, answer: Callable[[web.Request], web.Response]) -> Callable[[web.Request], Any]:
        async def noted(request: web.Request) -> web.Response:
            came = time.time()
            await asyncio.sleep(self._random.uniform(*_SLOWNESS))
            said = answer(request)
            visit = {"came": came, "went": time.time(), "host": request.host, "path": request.path}
            self._log.write(json.dumps({**visit, "status": said.status}) + "\n")
            return said

        return noted

    def _feed(self, request: web.Request) -> web.Response:
        feed = int(request.match_info["feed"])
        items = "".join(self._item(feed, page) for page in range(self._plan.pages_a_feed))
        text = f'<rss version="2.0"><channel><title>News {feed}</title>{items}</channel></rss>'
        etag = f'"{feed}"'
        if request.headers.get("If-None-Match") == etag:
            return web.Response(status=304, headers={"ETag": etag})
        return web.Response(text=text, content_type="application/rss+xml", headers={"ETag": etag})

    def _item(self, feed: int, page: int) -> str:
        told = self._told(feed, page)[0]
        link = f"http://{self._plan.host(feed)}/{feed}/{page}"
        when = format_datetime(told.when)
        return f"<item><title>{escape(told.title)}</title><link>{link}</link><pubDate>{when}</pubDate></item>"

    def _page(self, request: web.Request) -> web.Response:
        told = self._told(int(request.match_info["feed"]), int(request.match_info["page"]))
        title = escape(told[0].title)
        body = "".join(f"<p>{escape(each.text)}</p>" for each in told)
        page = f"<!doctype html><html lang=en><head><title>{title}</title></head><body><article><h1>{title}</h1>{body}"
        return web.Response(text=page + "</article></body></html>", content_type="text/html")

    def _told(self, feed: int, page: int) -> list[Any]:
        number = feed * self._plan.pages_a_feed + page
        random = Random(number)
        return [
            inventing.article(number * _PARAGRAPHS + part, random.choice(self._drafts), random)
            for part in range(_PARAGRAPHS)
        ]


def visits(log: Path) -> list[Visit]:
    """Return what was asked for, in the order in which it was answered."""
    return [Visit(**json.loads(line)) for line in log.read_text(encoding="utf-8").splitlines()]


def fetched_often(log: Iterable[Visit], plan: Plan) -> dict[str, int]:
    """Return the pages that were sent more or less than once, with how often."""
    sent = Counter(f"http://{visit.host}{visit.path}" for visit in log if visit.status == web.HTTPOk.status_code)
    return {url: sent[url] for url in plan.page_urls() if sent[url] != 1}


def most_at_once(log: Iterable[Visit]) -> int:
    """Return how many requests were with one host at the same time, at most."""
    turns: dict[str, list[tuple[float, int]]] = defaultdict(list)
    for visit in log:
        turns[visit.host] += [(visit.came, 1), (visit.went, -1)]
    return max((_peak(sorted(of_host)) for of_host in turns.values()), default=0)


def shortest_pause(log: Iterable[Visit]) -> float:
    """Return the shortest time between two visits to one feed, in seconds."""
    came: dict[str, list[float]] = defaultdict(list)
    for visit in log:
        if visit.path.endswith(".xml"):
            came[visit.path].append(visit.came)
    pauses = [
        after - before for times in came.values() for before, after in zip(times, sorted(times)[1:], strict=False)
    ]
    return min(pauses, default=float("inf"))


def _peak(changes: list[tuple[float, int]]) -> int:
    count = peak = 0
    for _, change in changes:
        count += change
        peak = max(peak, count)
    return peak


if __name__ == "__main__":
    served = Plan(port=int(sys.argv[1]), feeds=int(sys.argv[3]), pages=int(sys.argv[4]))
    web.run_app(
        Server(served, Path(sys.argv[2])).application(),
        host="0.0.0.0",  # noqa: S104  its hosts are many addresses of loopback
        port=served.port,
        print=None,
        access_log=None,
    )
