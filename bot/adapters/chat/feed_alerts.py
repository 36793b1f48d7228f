"""Decides which feeds the admin channel is alerted about: once per change, not per look nor per start (pure)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.operations.health import FeedHealth

_WELL = frozenset({"new", "ok", "disabled", "waiting"})


class FeedAlerts:
    """Remembers the state of the feeds at the last alert."""

    def __init__(self, feeds: Iterable[FeedHealth], kept: str = "") -> None:
        """Go on from the `text` of an earlier run; without one, the present state of `feeds` is no news."""
        self._before = _parse_states(kept)
        if not self._before:
            self.remember(feeds)

    @property
    def text(self) -> str:
        """The state for the next run."""
        return json.dumps(self._before, ensure_ascii=False, separators=(",", ":"))

    def changed(self, feeds: Iterable[FeedHealth]) -> tuple[FeedHealth, ...]:
        """Return the feeds that went into trouble or out of it since the last alert."""
        return tuple(feed for feed in feeds if _is_change(self._before.get(feed.url, "new"), feed.state))

    def remember(self, feeds: Iterable[FeedHealth]) -> None:
        """Take the state of the feeds as known."""
        self._before = {feed.url: feed.state for feed in feeds}


def _parse_states(kept: str) -> dict[str, str]:
    """Return the states by feed address in a kept text; none for a text that is damaged."""
    try:
        found = json.loads(kept or "{}")
    except ValueError:
        return {}
    return {str(url): str(state) for url, state in found.items()} if isinstance(found, dict) else {}


def _is_change(before: str, now: str) -> bool:
    return before != now and not {before, now} <= _WELL
