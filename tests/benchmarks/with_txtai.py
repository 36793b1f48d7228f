"""txtai at its defaults, with a local model; and with its switch for hybrid search."""

from __future__ import annotations

from typing import TYPE_CHECKING

from txtai import Embeddings

from indexer.embedding.model_files import ModelFiles
from tests.benchmarks.documents import documents
from tests.benchmarks.systems import CHUNKS, distinct

if TYPE_CHECKING:
    from pathlib import Path

    from bot.model import Question

_SPECIAL = 2  # tokens that the model's own limit counts and a text has not


class Txtai:
    """See `tests.benchmarks.systems.System`."""

    packages = ("txtai", "faiss-cpu", "transformers", "torch")
    hybrid = False

    def __init__(self, folder: Path) -> None:
        """Take its folder."""
        self._folder = str(folder / "index")

    def load(self) -> None:
        """Load the model."""
        self._embeddings = Embeddings(path=str(ModelFiles().folder), content=True, hybrid=self.hybrid)
        self._embeddings.transform("word")
        self.room = self._embeddings.model.model.maxlength - _SPECIAL

    def index(self, file: Path) -> None:
        """Embed and save."""
        given = documents(file)
        self._given = {each.url: [each.whole] for each in given}
        self._embeddings.index([(each.url, each.whole, None) for each in given])
        self._embeddings.save(self._folder)

    def open(self) -> None:
        """Load what was saved; it names its model."""
        self._embeddings = Embeddings()
        self._embeddings.load(self._folder)

    def chunks(self) -> dict[str, list[str]]:
        """Return the texts themselves."""
        return self._given

    def search(self, question: Question) -> list[tuple[str, ...]]:
        """Search for texts."""
        return distinct([hit["id"] for hit in self._embeddings.search(question.text, CHUNKS)])

    def close(self) -> None:
        """Close the database."""
        self._embeddings.close()


class HybridTxtai(Txtai):
    """With BM25 beside the vectors."""

    hybrid = True
