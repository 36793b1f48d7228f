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
        self.told(feeds)

    def changed(self, feeds: Iterable[FeedHealth]) -> tuple[FeedHealth, ...]:
        """Return the feeds that went into trouble or out of it since it was told last."""
        return tuple(feed for feed in feeds if _notable(self._before.get(feed.url, "new"), feed.state))

    def told(self, feeds: Iterable[FeedHealth]) -> None:
        """Remember how the feeds were when it was told."""
        self._before = {feed.url: feed.state for feed in feeds}


def _notable(before: str, now: str) -> bool:
    return before != now and not {before, now} <= _WELL
