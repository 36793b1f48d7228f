"""A feed that was found behind an address, shown at the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.commands.console import note, out
from indexer.model.feeds import FeedSource

if TYPE_CHECKING:
    from datetime import datetime, tzinfo

    from bot.operations.feed_trials import Discovery

_SHOWN = 3  # newest entries of a feed that is found


def show_discovery(found: Discovery, zone: tzinfo) -> None:
    """Print a feed that was found: its newest entries, its problems, and what else is there."""
    site = found.best.source is FeedSource.SITEMAP
    what = "pages in its sitemap, no feed" if site else "entries"
    out(f"{found.best.feed.title or found.best.address}: {len(found.best.feed.entries)} {what}")
    for entry in found.best.latest(_SHOWN):
        out(f"  {when(entry.when, zone, none='undated')}  {entry.title or entry.link}")
    if site and (sections := found.best.sections):
        out("its parts: " + ", ".join(f"{path} ({count})" for path, count in sections.items()))
        out(f'  with include = ["{next(iter(sections))}"] in its table only one of them is collected')
    for problem in found.best.feed.problems:
        note(f"  {problem}")
    if found.others:
        out("other feeds there:")
    for other in found.others:
        out(f"  {other.url}" + (f"  {other.title}" if other.title else ""))


def when(moment: datetime | None, zone: tzinfo, none: str = "never") -> str:
    """Return a time to the minute, in the reader's zone."""
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}" if moment else none
