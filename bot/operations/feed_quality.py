"""Feeds that answer but bring nothing, or nothing but headlines (pure)."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

from indexer.feeds.links import NO_PAGE
from indexer.model import Quality

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from indexer.model.feeds import Rhythm

RECENT = 10
"""A feed's last articles that are looked at."""

LEAST_SILENCE = timedelta(days=4)
"""That a feed may be silent: longer than a weekend and a holiday."""

LEAST_HEADLINES = 9
"""Of the recent articles, from which on they are next to all."""

_ENTRIES = 5  # fewer of them do not show how often a feed usually has one
_MISSED = 6  # entries that would usually have come meanwhile
_DAY = timedelta(days=1)
_SITE = {
    "a bot check in place of the article": "this site serves a bot check",
    "a consent page in place of the article": "this site serves a consent page",
    "a regional block in place of the article": "this site blocks this region",
    "an error page in place of the article": "this site serves an error page",
    "behind a paywall": "this site has a paywall",
    "an empty page": "this site serves empty pages",
}


def silence(rhythm: Rhythm, now: datetime) -> str:
    """Return in words for how long a feed has had no new entry, if that is unusual; "" if it is not."""
    if rhythm.newest is None or rhythm.oldest is None or rhythm.entries < _ENTRIES:
        return ""
    gap = now - rhythm.newest
    watched = now - max(rhythm.newest, rhythm.watched or rhythm.newest)  # before, it is not known what came and went
    usual = rhythm.entries / max((rhythm.newest - rhythm.oldest) / _DAY, 1.0)
    if watched < LEAST_SILENCE or watched / _DAY * usual < _MISSED:
        return ""
    return f"no new entry for {gap.days} days; usual is {_often(usual)}"


def poverty(recent: Sequence[tuple[Quality, str]]) -> str:
    """Return in words that next to all of a feed's last articles are mere headlines, and why; "" if they are not."""
    last = recent[:RECENT]
    reasons = [reason for quality, reason in last if quality is Quality.HEADLINE and reason != NO_PAGE]
    if len(last) < RECENT or len(reasons) < LEAST_HEADLINES:
        return ""
    (why, _), *_ = Counter(map(_kind, reasons)).most_common(1)
    return f"{len(reasons)} of {len(last)} articles are headlines only: {_SITE.get(why, why)}"


def _kind(reason: str) -> str:
    """Return a reason without what differs from page to page: how long it was, which address failed."""
    for start in ("too short", "HTTP "):
        if reason.startswith(start):
            return reason.split(" (", maxsplit=1)[0] if start == "HTTP " else "there is too little text on the pages"
    return reason or "there is no text on the pages"


def _often(usual: float) -> str:
    for days, name in ((1, "day"), (7, "week")):
        if usual * days >= 1:
            return f"{usual * days:.0f} a {name}"
    return f"{max(usual * 30, 1):.0f} a month"
