"""The selection among the entries that a feed brings (pure)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from indexer.feeds import links
from indexer.feeds.filters import filter_entries
from indexer.model.feeds import FeedSource

if TYPE_CHECKING:
    from datetime import datetime

    from indexer.model.feeds import Feed, ParsedFeed


def select_entries(feed: Feed, read: ParsedFeed, horizon: datetime | None) -> tuple[ParsedFeed, int]:
    """Return a feed with the entries that its filters let through, and the number of the others.

    Entries from before the horizon are passed over: their articles are too old to be kept.
    """
    kept = filter_entries(feed, read.entries)
    # A sitemap may well name two spellings of one address.
    shared = links.describe_shared(feed, read.entries) if feed.source is FeedSource.FEED else ()
    problems = (*read.problems, *shared, *kept.problems)
    entries = tuple(each for each in kept.entries if not (horizon and each.when and each.when < horizon))
    return replace(read, entries=entries, problems=problems), kept.filtered
