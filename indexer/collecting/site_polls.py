"""Sites without a feed: the files of their sitemaps are fetched and read."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from indexer.collecting import parse_jobs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from indexer.feeds.site_walk import SiteWalk
    from indexer.feeds.sitemaps import Sitemap
    from indexer.model import Page, Request
    from indexer.ports import Fetcher, Sandbox


def poll_sites(
    fetcher: Fetcher, sandbox: Sandbox, walks: Sequence[SiteWalk], stop: Callable[[], bool] = lambda: False
) -> Iterator[SiteWalk]:
    """Go all ways at once, file by file, and yield each that is at its end; those that a stop cuts off are not."""
    going = list(walks)
    while going:
        askers: dict[Request, list[SiteWalk]] = {}
        further = []
        for walk in going:
            requests = walk.requests()
            for request in requests:
                askers.setdefault(request, []).append(walk)
            if requests:
                further.append(walk)
            else:
                yield walk
        answers = parse_jobs.jobs_for(fetcher.fetch_all(list(askers)), _job)
        for (request, answer), read in sandbox.read_all(answers):
            for walk in askers[request]:
                walk.take(request.url, answer, read)
            if stop():
                return
        going = further


def _job(request: Request, page: Page) -> Callable[[], Sitemap]:
    robots = urlsplit(request.url).path == "/robots.txt"
    return parse_jobs.robots_job(page) if robots else parse_jobs.sitemap_job(page)
