"""How a watch can be made to send less, by what it would have sent of late (pure)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.model.chat import Filters
    from bot.subscriptions.previews import Preview
    from indexer.model import Article

MOST_WAYS = 3
"""Ways of narrowing that are offered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowing:
    """A filter that a watch may get, and what it would then have sent."""

    filters: Filters  # with what was there before
    what: str  # in words: "kind reported", "from Reuters"
    preview: Preview


def narrowings(filters: Filters, preview: Preview) -> list[Narrowing]:
    """Return filters that would let through some of the stories and not all, those that leave the most first."""
    told = preview.articles
    some = [each for each in _narrowings(filters, preview) if 0 < len(each.preview.articles) < len(told)]
    return sorted(some, key=lambda each: (-len(each.preview.articles), each.what))[:MOST_WAYS]


def _narrowings(filters: Filters, preview: Preview) -> Iterator[Narrowing]:
    def only(changed: Filters, what: str, kept: list[Article]) -> Narrowing:
        return Narrowing(filters=changed, what=what, preview=replace(preview, articles=tuple(kept)))

    told = preview.articles
    if not filters.kinds:
        for kind in Counter(str(article.kind.value) for article in told):
            kept = [article for article in told if article.kind.value == kind]
            yield only(replace(filters, kinds=(kind,)), f"kind {kind}", kept)
    if not filters.sources:
        for source in Counter(article.publisher for article in told if article.publisher):
            kept = [article for article in told if article.publisher == source]
            yield only(replace(filters, sources=(source,)), f"from {source}", kept)
