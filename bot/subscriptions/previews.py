"""What a watch would have sent of late, and whether that is too much, in words (pure)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from indexer.model import Article

SPAN = timedelta(days=14)
"""The time that a preview looks back."""

MANY = 35
"""Stories a week, five a day, above which a narrower watch is proposed."""

TOO_MANY = 100
"""Stories a week above which a watch is as wide as everything, and is not started."""

_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """The stories of a time that a watch would have sent."""

    articles: tuple[Article, ...]  # one of each story, the newest first
    span: timedelta = SPAN  # in which they were published
    said: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # by what an article is on it, by its id
    more: bool = False  # there may be more: only so many candidates were gone through

    @property
    def per_week(self) -> float:
        """The number of stories a week."""
        return len(self.articles) * (_WEEK / self.span)

    @property
    def is_wide(self) -> bool:
        """Whether a narrower one is to be proposed."""
        return self.per_week > MANY

    @property
    def is_too_wide(self) -> bool:
        """Whether it is as wide as everything."""
        return self.per_week > TOO_MANY


def rate(preview: Preview) -> str:
    """Return how much a watch sends, in words."""
    number = round(preview.per_week)
    if not preview.articles:
        return "nothing in the last 14 days: it may come later"
    if number < 1:
        return "less than one a week"
    said = f"{'more than' if preview.more else 'about'} {number} a week"
    return f"{said}: narrower?" if preview.is_wide else said
