"""Which feeds the admin channel is told of: once per change, not per look (pure)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.health import FeedHealth

_WELL = frozenset({"new", "ok", "disabled", "waiting"})


class FeedWatch:
    """Remembers how the feeds were; what is so at the beginning was told before."""

    def __init__(self, feeds: Iterable[FeedHealth]) -> None:
        self._before = {feed.url: feed.state for feed in feeds}

    def changed(self, feeds: Iterable[FeedHealth]) -> tuple[FeedHealth, ...]:
        """Return the feeds that went into trouble or out of it since the last look."""
        told, before = tuple(feeds), self._before
        self._before = {feed.url: feed.state for feed in told}
        return tuple(feed for feed in told if _notable(before.get(feed.url, "new"), feed.state))


def _notable(before: str, now: str) -> bool:
    return before != now and not {before, now} <= _WELL
