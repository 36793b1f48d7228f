"""Use case: a new index, built beside the one that serves.

No vector is taken over from the old index, even of the same model. Chroma keeps no checksums, so nothing proves that
the stored vectors are intact, and a rebuild is asked for when that is in doubt.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from indexer.errors import StoreError
from indexer.indexing.generations import RETIRED
from indexer.model import Selection
from indexer.passages import passages_of

if TYPE_CHECKING:
    from indexer.indexing.generations import Build
    from indexer.indexing.sync import Syncer
    from indexer.ports import Catalogue, Embedder, LexicalIndex, Progress, VectorIndex


@dataclass(frozen=True, slots=True, kw_only=True)
class Reindexer:
    """Fills a new build and switches to it. Until it switches the old one serves, and after a crash it goes on."""

    catalogue: Catalogue
    embedder: Embedder
    vectors: VectorIndex
    lexical: LexicalIndex
    syncer: Syncer
    build: Build

    def run(self, progress: Progress) -> int:
        """Build, check, switch, and return the number of passages. Raises `StoreError` if the new index has not all."""
        resplit_articles(self.catalogue, self.embedder, progress)
        self.syncer.fill_vectors(progress)
        self.syncer.fill_lexical(progress)
        total = self.catalogue.counts()["passages"]
        held = (self.vectors.count(), self.lexical.count())
        if held != (total, total):
            raise StoreError(
                f"the new index holds {held[0]} vectors and {held[1]} texts of {total} passages, so the old one stays: "
                "run `byline reindex` again"
            )
        self.catalogue.switch(self.build.name, self.catalogue.last_change(), RETIRED)
        return total


def resplit_articles(catalogue: Catalogue, embedder: Embedder, progress: Progress) -> None:
    """Cut every article into the passages that this model and these rules give; nothing changes where they did."""
    total = catalogue.counts()["articles"]
    for done, article in enumerate(catalogue.articles(Selection()), 1):
        passages = passages_of(article, embedder)
        known = [placed.passage.id for placed in catalogue.passages_of(article.id)]
        if list(dict.fromkeys(passage.id for passage in passages)) != known:
            catalogue.save(article, passages)
        progress("passages", done, total)
