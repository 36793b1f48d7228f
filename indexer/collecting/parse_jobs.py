"""Jobs for a `Sandbox`, and the fallbacks where it could not read."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from indexer import articles, feeds
from indexer.errors import BylineError, NotAFeed, ParseError
from indexer.feeds import links, mails, sitemaps
from indexer.model import Page
from indexer.model.feeds import Entry

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime

    from indexer.errors import FetchError
    from indexer.feeds import FeedCandidate
    from indexer.feeds.mails import ParsedMail
    from indexer.feeds.sitemaps import Sitemap
    from indexer.model import Article, Request
    from indexer.model.feeds import Feed, Link, ParsedFeed
    from indexer.model.mails import Mail, Mailbox
    from indexer.ports import Read

NEWSLETTERS = "newsletters"
"""Tag of a feed that is a newsletter's; the pack of this name sets it."""


def feed_job(page: Page) -> Callable[[], ParsedFeed]:
    """Return the reading of a feed."""
    return partial(feeds.parse, page.body, url=page.final_url, content_type=page.content_type, charset=page.charset)


def sitemap_job(page: Page) -> Callable[[], Sitemap]:
    """Return the reading of one file of a sitemap."""
    return partial(sitemaps.parse, page.body, url=page.final_url)


def robots_job(page: Page) -> Callable[[], Sitemap]:
    """Return the search for sitemaps in a robots.txt."""
    return partial(sitemaps.parse_robots, page.body, url=page.final_url)


def mail_job(mail: Mail, box: Mailbox, now: datetime) -> Callable[[], ParsedMail]:
    """Return the reading of a mail."""
    return partial(mails.parse, mail, box, now=now)


def candidates_job(page: Page) -> Callable[[], tuple[FeedCandidate, ...]]:
    """Return the search for a site's feeds."""
    return partial(feeds.discover, page.body, url=page.final_url, charset=page.charset)


def article_job(link: Link, by: Feed | None, page: Page, now: datetime) -> Callable[[], Article]:
    """Return the reading of a page to which a feed's entry led."""
    return partial(articles.extract, page, *_told_of_page(link, by), now=now)


def page_job(name: str, page: Page, now: datetime) -> Callable[[], Article]:
    """Return the reading of a page that no feed names."""
    entry = Entry(key=name, link=page.final_url)
    return partial(articles.extract, page, entry, now=now)


def entry_job(link: Link, by: Feed | None, why: str, now: datetime) -> Callable[[], Article]:
    """Return the reading of an entry's own text, where there is no page, or none that could be had."""
    shown = links.shown_address(link) or link.feed_url
    return partial(articles.from_entry, *_told_of_page(link, by), url=shown, now=now, reason=why)


def _told_of_page(link: Link, by: Feed | None) -> tuple[Entry, articles.FeedFacts]:
    """Return what an entry tells of its page, and what its feed does, as far as that is the page's.

    Of a page that a post links to, the community is not the publisher, and the post's time not that of publication.
    """
    if link.entry.discussion:
        return replace(link.entry, published=None), articles.FeedFacts()
    if by is None:
        return link.entry, articles.FeedFacts()
    series = by.mailbox is not None or NEWSLETTERS in by.tags
    return link.entry, articles.FeedFacts(name=by.name, url=by.url, kind=by.kind, series=series)


def title_only(link: Link, by: Feed | None, why: str, now: datetime) -> Article:
    """Return the article of an entry whose own text cannot be read: its title alone."""
    bare = replace(link, entry=replace(link.entry, content="", summary=""))
    return entry_job(bare, by, why, now)()


def jobs_for(
    answers: Iterable[tuple[Request, Page | FetchError]], job: Callable[[Request, Page], Callable[[], Read]]
) -> Iterator[tuple[tuple[Request, Page | FetchError], Callable[[], Read] | None]]:
    """Yield each answer with the reading of it; None where it holds nothing to read."""
    for request, answer in answers:
        yield (request, answer), job_for(request, answer, job)


def job_for(
    request: Request, answer: Page | FetchError, job: Callable[[Request, Page], Callable[[], Read]]
) -> Callable[[], Read] | None:
    """Return the reading of an answer; None if it holds nothing to read."""
    return job(request, answer) if isinstance(answer, Page) and not answer.not_modified else None


def require_feed(page: Page, read: ParsedFeed | BylineError) -> ParsedFeed:
    """Return a parsed feed; raise `ParseError` for anything else, and for a feed without a readable entry."""
    if isinstance(read, NotAFeed) and page.final_url != page.url:
        raise NotAFeed(f"redirected to {page.final_url}: {read}") from read
    if isinstance(read, BylineError):
        raise read
    if not read.entries and read.problems:
        raise ParseError("; ".join(read.problems))
    return read
