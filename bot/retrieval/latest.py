"""Questions for the latest: which time span is recent, and its hits first (pure)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.retrieval.ranking import most_relevant

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.model import Hit, Query

_WIDENING = tuple(timedelta(days=days) for days in (1, 3, 7, 14, 30, 90, 365))  # the shortest with enough is taken
_ENOUGH = 3  # articles


def newest_first(query: Query, hits: Sequence[Hit], now: datetime) -> list[Hit]:
    """Return the hits of a question for the latest: the new ones among the most relevant first, newest first.

    The time span widens until it holds enough articles.
    """
    if not query.latest or not hits:
        return list(hits)
    good = sorted(most_relevant(hits), key=lambda hit: hit.article.when, reverse=True)
    for span in _WIDENING:
        recent = [hit for hit in good if now - hit.article.when <= span]
        if len({hit.article.id for hit in recent}) >= _ENOUGH:
            break
    else:
        recent = good
    early = {hit.placed.passage.id for hit in recent}
    return [*recent, *(hit for hit in hits if hit.placed.passage.id not in early)]
