"""What a sitemap's addresses mean for the links that are known: which are new, and which of these are news (pure).

A sitemap names every page that a site has. When it is read for the first time its pages may be of any age: those that
are known to be old are remembered, and not fetched. From then on the differences between two polls decide.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING

from indexer.feeds.links import is_passed_over, written
from indexer.feeds.schedule import RETRY
from indexer.model.feeds import Link

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from indexer.model import Article
    from indexer.model.feeds import Entry, Feed

MOST_UNDATED = 500
"""Pages that are fetched of those that were there from the first and whose age nothing tells."""

OF_UNKNOWN_AGE = "the page gives no date, and the site had it before its sitemap was first read"

_FEW = 50  # new pages between two polls that are never taken for a site that was built anew
_FEWEST_CHANGES = 3  # fewer times that changed say nothing about the others
_AHEAD = timedelta(days=1)  # how far a time may lie in the future, where a zone is missing


def find_changed(
    feed: Feed,
    entries: Mapping[str, Entry],
    known: Mapping[str, Link],
    now: datetime,
    *,
    backfill: timedelta,
    first: bool,
) -> list[Link]:
    """Return the links that are new, due or only to be remembered, and those whose page has changed since.

    `backfill`: how far back pages are fetched that were there from the first.
    `first`: the site is read for the first time under its settings. Times of last change are not believed where most
    of them have changed since the last poll.
    """
    told = {key: _without_future(entry, now) for key, entry in entries.items()}
    since = now - backfill
    new = {key: entry for key, entry in told.items() if key not in known}
    # So many at once are no day's news: the site was built anew, and its old pages have new addresses.
    backlog = first or len(new) > max(_FEW, len(known))
    found = _remembered(feed, new, now, since) if backlog else _added(feed, new, now, since)
    reached = {link.key: link for link in _reached(feed, told, known, now, since)} if first else {}
    changed = [link for link in _changed(feed, told, known, now, since) if link.key not in reached]
    return [*found, *reached.values(), *changed]


def is_of_unknown_age(link: Link, article: Article) -> bool:
    """Tell whether nothing says when a page was written that may be years old."""
    return link.entry.backlog and article.published is None and not link.article_id


def _without_future(entry: Entry, now: datetime) -> Entry:
    return replace(entry, updated=None) if entry.updated and entry.updated > now + _AHEAD else entry


def _remembered(feed: Feed, new: Mapping[str, Entry], now: datetime, since: datetime) -> list[Link]:
    """Return links to pages that may be of any age: those that are recent are due, and some of unknown age."""
    ages = {key: written(entry) for key, entry in new.items()}
    undated = set(islice((key for key, when in ages.items() if when is None), MOST_UNDATED))
    return [
        _link(
            feed, key, replace(entry, backlog=True), now, due=when >= since if (when := ages[key]) else key in undated
        )
        for key, entry in new.items()
    ]


def _added(feed: Feed, new: Mapping[str, Entry], now: datetime, since: datetime) -> list[Link]:
    """Return links to pages that have come since the last poll: due, unless they are known to be old."""
    return [
        _link(feed, key, entry, now, due=(when := written(entry)) is None or when >= since)
        for key, entry in new.items()
    ]


def _reached(
    feed: Feed, told: Mapping[str, Entry], known: Mapping[str, Link], now: datetime, since: datetime
) -> list[Link]:
    """Return the links that were only remembered, and that are recent enough under the present settings."""
    return [
        replace(link, entry=replace(told[key], backlog=True), due=now)
        for key, link in known.items()
        if link.feed_url == feed.url and is_passed_over(link) and (when := written(told[key])) and when >= since
    ]


def _link(feed: Feed, key: str, entry: Entry, now: datetime, *, due: bool) -> Link:
    return Link(key=key, entry=entry, feed_url=feed.url, first_seen=now, due=now if due else None)


def _changed(
    feed: Feed, told: Mapping[str, Entry], known: Mapping[str, Link], now: datetime, since: datetime
) -> list[Link]:
    """Return the known links with a new time of change: due if that is to be believed."""
    own = {key: link for key, link in known.items() if link.feed_url == feed.url and told[key].updated}
    timed = [key for key, link in own.items() if link.entry.updated]
    later = [key for key, link in own.items() if told[key].updated != link.entry.updated]
    altered = [key for key in later if own[key].entry.updated]
    believed = len(altered) < _FEWEST_CHANGES or 2 * len(altered) <= len(timed)
    return [_with_change(own[key], told[key], now, since, believed=believed) for key in later]


def _with_change(link: Link, entry: Entry, now: datetime, since: datetime, *, believed: bool) -> Link:
    before, after = link.entry.updated, entry.updated
    newer = bool(before and after and after > before and after >= since)
    due = believed and newer and link.attempts < RETRY.page_attempts
    entry = replace(entry, title=entry.title or link.entry.title, backlog=link.entry.backlog)
    entry = replace(entry, published=entry.published or link.entry.published)
    return replace(link, entry=entry, due=now if due else link.due)
