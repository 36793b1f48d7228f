"""What the answering side needs from the world beyond the collecting side's ports."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from indexer.model import PlacedPassage, Selection


class Library(Protocol):
    """What is read of the catalogue to answer: a part of `indexer.ports.Catalogue`."""

    def passages(self, ids: Sequence[str]) -> list[PlacedPassage]:
        """Return the passages with their articles, in the order of the ids, unknown ones left out."""

    def passages_of(self, article_id: str) -> list[PlacedPassage]:
        """Return an article's passages in order."""

    def eligible(self, selection: Selection, limit: int) -> list[tuple[str, str]] | None:
        """Return (passage id, period) of all that a selection admits, or None if more than the limit."""

    def publishers(self) -> list[str]:
        """Return the publishers' names, most articles first."""

    def newest(self, selection: Selection) -> datetime | None:
        """Return the latest publication among what a selection admits."""

    def counts(self) -> Mapping[str, int]:
        """Return the number of "articles", "passages" and "versions"."""
