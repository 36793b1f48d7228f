"""What a sitemap's addresses mean for the links that are known: which are new, and which of these are news (pure).

A sitemap names every page that a site has. When it is read for the first time its pages may be of any age: those that
are known to be old are remembered, and not fetched. From then on the differences between two polls decide.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from indexer.feeds.schedule import RETRY
from indexer.model import Link

if TYPE_CHECKING:
    from collections.abc import Mapping

    from indexer.model import Article, Entry, Feed

BACKFILL = timedelta(days=90)
"""How far back pages are fetched that were there from the first."""

MOST_AT_FIRST = 500
"""Pages that are fetched of those, the newest as far as can be told."""

OF_UNKNOWN_AGE = "the page gives no date, and the site had it before its sitemap was first read"

_FEW = 50  # new pages between two polls that are never taken for a site that was built anew
_FEWEST_CHANGES = 3  # fewer times that changed say nothing about the others
_AHEAD = timedelta(days=1)  # how far a time may lie in the future, where a zone is missing
_DATE_IN_PATH = re.compile(r"/(20\d\d)[/-](0[1-9]|1[0-2])(?:[/-](0[1-9]|[12]\d|3[01]))?(?=[/-])")


def find_changed(
    feed: Feed, entries: Mapping[str, Entry], known: Mapping[str, Link], now: datetime, *, first: bool
) -> list[Link]:
    """Return the links that are new, due or only to be remembered, and those whose page has changed since.

    `first`: the site is read for the first time under its settings. Times of last change are not believed where most
    of them have changed since the last poll.
    """
    told = {key: _without_future(entry, now) for key, entry in entries.items()}
    new = {key: entry for key, entry in told.items() if key not in known}
    # So many at once are no day's news: the site was built anew, and its old pages have new addresses.
    backlog = first or len(new) > max(_FEW, len(known))
    found = _remembered(feed, new, now) if backlog else _added(feed, new, now)
    return [*found, *_changed(feed, told, known, now)]


def is_of_unknown_age(link: Link, article: Article) -> bool:
    """Tell whether nothing says when a page was written that may be years old."""
    return link.entry.backlog and article.published is None and not link.article_id


def _without_future(entry: Entry, now: datetime) -> Entry:
    return replace(entry, updated=None) if entry.updated and entry.updated > now + _AHEAD else entry


def _remembered(feed: Feed, new: Mapping[str, Entry], now: datetime) -> list[Link]:
    """Return links to pages that may be of any age: the newest are due."""
    ages = {key: _age(entry) for key, entry in new.items()}
    recent = [key for key, when in ages.items() if when is None or when >= now - BACKFILL]
    undated = datetime.min.replace(tzinfo=UTC)
    recent.sort(key=lambda key: ages[key] or undated, reverse=True)  # stable: the undated last, in their order
    due = set(recent[:MOST_AT_FIRST])
    return [_link(feed, key, replace(entry, backlog=True), now, due=key in due) for key, entry in new.items()]


def _added(feed: Feed, new: Mapping[str, Entry], now: datetime) -> list[Link]:
    """Return links to pages that have come since the last poll: due, unless they are known to be old."""
    return [
        _link(feed, key, entry, now, due=(when := _age(entry)) is None or when >= now - BACKFILL)
        for key, entry in new.items()
    ]


def _link(feed: Feed, key: str, entry: Entry, now: datetime, *, due: bool) -> Link:
    return Link(key=key, entry=entry, feed_url=feed.url, first_seen=now, due=now if due else None)


def _age(entry: Entry) -> datetime | None:
    """Return when a page was written or changed, as far as the sitemap or its address tells."""
    if entry.when or not (found := _DATE_IN_PATH.search(entry.link)):
        return entry.when
    year, month, day = (int(part or 1) for part in found.groups())
    try:
        return datetime(year, month, day, tzinfo=UTC)
    except ValueError:  # the thirtieth of February
        return None


def _changed(feed: Feed, told: Mapping[str, Entry], known: Mapping[str, Link], now: datetime) -> list[Link]:
    """Return the known links with a new time of change: due if that is to be believed."""
    own = {key: link for key, link in known.items() if link.feed_url == feed.url and told[key].updated}
    timed = [key for key, link in own.items() if link.entry.updated]
    later = [key for key, link in own.items() if told[key].updated != link.entry.updated]
    altered = [key for key in later if own[key].entry.updated]
    believed = len(altered) < _FEWEST_CHANGES or 2 * len(altered) <= len(timed)
    return [_with_change(own[key], told[key], now, believed=believed) for key in later]


def _with_change(link: Link, entry: Entry, now: datetime, *, believed: bool) -> Link:
    before, after = link.entry.updated, entry.updated
    newer = bool(before and after and after > before and after >= now - BACKFILL)
    due = believed and newer and link.attempts < RETRY.page_attempts
    entry = replace(entry, title=entry.title or link.entry.title, backlog=link.entry.backlog)
    entry = replace(entry, published=entry.published or link.entry.published)
    return replace(link, entry=entry, due=now if due else link.due)
