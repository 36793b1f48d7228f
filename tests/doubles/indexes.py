"""Fake indexes and a fake model, with what keeps them up to date with a catalogue."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from indexer.collecting.story_assignment import StoryAssigner
from indexer.indexing.sync import Syncer
from tests.doubles.fakes import FakeEmbedder, FakeLexicalIndex, FakeVectorIndex

if TYPE_CHECKING:
    from indexer.catalogue import SqlCatalogue


@dataclass(kw_only=True)
class FakeIndexes:
    """Two indexes, empty at first, and the model that they are of."""

    embedder: FakeEmbedder = field(default_factory=FakeEmbedder)
    vectors: FakeVectorIndex = field(default_factory=FakeVectorIndex)
    lexical: FakeLexicalIndex = field(default_factory=FakeLexicalIndex)

    def syncer(self, catalogue: SqlCatalogue) -> Syncer:
        """Return what keeps them up to date, as a process that has just started has it."""
        return Syncer(
            catalogue=catalogue, embedder=self.embedder, vectors=self.vectors, lexical=self.lexical, generation="g1"
        )

    def stories(self, catalogue: SqlCatalogue) -> StoryAssigner:
        """Return what assigns articles to stories by them."""
        return StoryAssigner(catalogue=catalogue, embedder=self.embedder, vectors=self.vectors)


def silent(_what: str, _done: int, _total: int) -> None:
    """Show no progress."""
