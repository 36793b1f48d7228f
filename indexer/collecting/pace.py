"""How often a collector comes back, and how far back it goes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from indexer.model.feeds import Feed


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How often to come back; from the [indexer] section."""

    poll_interval: timedelta
    recheck: tuple[timedelta, ...]  # after a page was first fetched, in any order
    backfill: timedelta = timedelta(days=90)  # what is older, and was never fetched, comes last
    keep: timedelta | None = None  # articles older than this are removed; None: kept for ever

    def horizon(self, now: datetime) -> datetime | None:
        """Return the time before which articles are too old to be kept; None: none are."""
        return now - self.keep if self.keep else None

    def backfill_of(self, feed: Feed | None) -> timedelta:
        """Return the `backfill` of a feed, which may have its own."""
        return (feed.backfill if feed else None) or self.backfill

    def poll_interval_of(self, feed: Feed) -> timedelta:
        """Return the `poll_interval` of a feed, which may have its own."""
        return feed.poll_interval or self.poll_interval
