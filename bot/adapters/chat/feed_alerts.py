"""Which feeds the admin channel is told of: once per change, not per look nor per start (pure)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.operations.health import FeedHealth

_WELL = frozenset({"new", "ok", "disabled", "waiting"})


class FeedWatch:
    """Remembers how the feeds were when it was told last."""

    def __init__(self, feeds: Iterable[FeedHealth], kept: str = "") -> None:
        """Go on where an earlier run ended, as its `text` says; without one, what is so now is not told."""
        self._before = _states(kept)
        if not self._before:
            self.told(feeds)

    @property
    def text(self) -> str:
        """What the next run is to know."""
        return json.dumps(self._before, ensure_ascii=False, separators=(",", ":"))

    def changed(self, feeds: Iterable[FeedHealth]) -> tuple[FeedHealth, ...]:
        """Return the feeds that went into trouble or out of it since it was told last."""
        return tuple(feed for feed in feeds if _notable(self._before.get(feed.url, "new"), feed.state))

    def told(self, feeds: Iterable[FeedHealth]) -> None:
        """Remember how the feeds were when it was told."""
        self._before = {feed.url: feed.state for feed in feeds}


def _states(kept: str) -> dict[str, str]:
    """Return the state of each feed as a text keeps it; none for a text that does not."""
    try:
        found = json.loads(kept or "{}")
    except ValueError:
        return {}
    return {str(url): str(state) for url, state in found.items()} if isinstance(found, dict) else {}


def _notable(before: str, now: str) -> bool:
    return before != now and not {before, now} <= _WELL
