"""Use case: old articles are removed, and not collected again."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime

    from indexer.model.feeds import Link
    from indexer.ports import Catalogue

TOGETHER = 200
"""Articles that are removed in one transaction: so long others wait to write."""


def remove_expired(catalogue: Catalogue, horizon: datetime | None, stop: Callable[[], bool]) -> int:
    """Remove the articles from before the horizon, and return how many; None: nothing is too old.

    Each portion goes in one transaction together with what the outbox tells the indexes. `stop` is asked between two;
    the rest is removed the next time.
    """
    removed = 0
    if horizon is None:
        return removed
    while not stop() and (ids := catalogue.older_than(horizon, TOGETHER)):
        catalogue.remove(ids)
        removed += len(ids)
    catalogue.forget_links(horizon)
    return removed


def drop_expired(links: Iterable[Link], horizon: datetime | None) -> Iterator[Link]:
    """Yield the links that are not too old to be fetched."""
    for link in links:
        if horizon is None or (link.entry.when or link.first_seen) >= horizon:
            yield link
