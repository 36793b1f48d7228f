"""Decides which feeds the admin channel is alerted about: once per change, not per look nor per start (pure)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from bot.operations.health import FeedCondition

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.operations.health import FeedHealth

_WORDS = frozenset(FeedCondition)


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
        return tuple(feed for feed in feeds if _is_change(self._before.get(feed.url, FeedCondition.NEW), feed.state))

    def remember(self, feeds: Iterable[FeedHealth]) -> None:
        """Take the state of the feeds as known."""
        self._before = {feed.url: feed.state for feed in feeds}


def _parse_states(kept: str) -> dict[str, FeedCondition]:
    """Return the states by feed address in a kept text; none for a text that is damaged, nor of an unknown word."""
    try:
        found = json.loads(kept or "{}")
    except ValueError:
        return {}
    states = found if isinstance(found, dict) else {}
    return {str(url): FeedCondition(state) for url, state in states.items() if str(state) in _WORDS}


def _is_change(before: FeedCondition, now: FeedCondition) -> bool:
    return before is not now and not (before.is_well and now.is_well)
