"""The options of a run of the measurements."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench.corpus import Corpus, corpus
from indexer.embedding import AutoEmbedder
from indexer.embedding.processors import this_processor

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from indexer.embedding.processors import Processor
    from indexer.ports import Embedder


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """The options of one run."""

    folder: Path  # where collections are kept between runs
    sizes: tuple[int, ...]  # of the collections, in passages
    seed: int
    pages: int  # that are collected
    rounds: int  # how often each question is asked; the best time of each counts

    @property
    def models(self) -> Path:
        """Where the faster copy of the model is kept between runs."""
        return self.folder / "models"

    def fast_embedder(self) -> Embedder:
        """Return the bundled model, computed by its copy, which is made if it is not there."""
        return self.embedder_for(this_processor())

    def embedder_for(self, processor: Processor) -> AutoEmbedder:
        """Return the bundled model, computed by the copy that such a processor gets; made if it is not there."""
        found = AutoEmbedder(models=self.models, backend="onnx", processor=processor)
        found.embed(["made"])
        return found

    def corpora(self) -> Iterator[Corpus]:
        """Yield the collections, smallest first, each built when it is reached if it is not there."""
        yield from map(self.corpus, sorted(self.sizes))

    def corpus(self, size: int) -> Corpus:
        """Return a collection, built if it is not there."""
        return corpus(self.folder, size, self.seed, _tell)


def _tell(what: str, done: int, total: int) -> None:
    """Say on stderr how far the building of a collection has come."""
    sys.stderr.write(f"\rbuilding {what}: {100 * done // total} %" + ("\n" if done == total else ""))
    sys.stderr.flush()
