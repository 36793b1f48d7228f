"""Passages by period, and in portions that an engine takes at once (pure)."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_Item = TypeVar("_Item")


def group_by_period(ids: Sequence[str], periods: Sequence[str]) -> dict[str, dict[str, int]]:
    """Return for each period its ids with their places; of an id that comes twice the last place."""
    grouped: dict[str, dict[str, int]] = {}
    for place, (passage_id, period) in enumerate(zip(ids, periods, strict=True)):
        grouped.setdefault(period, {})[passage_id] = place
    return grouped


def batches(items: list[_Item], size: int) -> Iterator[list[_Item]]:
    """Yield the items in portions of a size."""
    for start in range(0, len(items), size):
        yield items[start : start + size]
