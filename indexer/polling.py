"""What the answer to a poll comes to: a feed's entries as they are wanted, or why there are none (pure)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from indexer import feeds, linking, urls
from indexer.errors import FetchError, NotAFeed, ParseError
from indexer.filters import wanted

if TYPE_CHECKING:
    from datetime import datetime

    from indexer.errors import BylineError
    from indexer.model import Feed, Page, ParsedFeed


def reason(error: BylineError, *, asked: str) -> str:
    """Return an error in words, without the address that was asked, but with another one that failed in its place."""
    if not isinstance(error, FetchError):
        return str(error)
    elsewhere = urls.identity(error.url) != urls.identity(asked)
    return f"{error.reason} ({error.url})" if elsewhere else error.reason


def parsed(page: Page) -> ParsedFeed:
    """Return what a feed says; raise `ParseError` for what is none, or holds nothing that can be read."""
    try:
        read = feeds.parse(page.body, url=page.final_url, content_type=page.content_type, charset=page.charset)
    except NotAFeed as error:
        if page.final_url == page.url:
            raise
        raise NotAFeed(f"redirected to {page.final_url}: {error}") from error
    if not read.entries and read.problems:
        raise ParseError("; ".join(read.problems))
    return read


def chosen(feed: Feed, read: ParsedFeed, horizon: datetime | None) -> tuple[ParsedFeed, int]:
    """Return a feed with the entries that its filters let through, and the number of the others.

    Entries from before the horizon are passed over: their articles are too old to be kept.
    """
    kept = wanted(feed, read.entries)
    problems = (*read.problems, *linking.shared(feed, read.entries), *kept.problems)
    entries = tuple(each for each in kept.entries if not (horizon and each.published and each.published < horizon))
    return replace(read, entries=entries, problems=problems), kept.filtered
