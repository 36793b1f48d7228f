"""LangChain at its defaults, with Chroma and a local model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from langchain_chroma import Chroma
from langchain_core.documents import Document
from langchain_huggingface import HuggingFaceEmbeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter

from indexer.embedding.model_files import ModelFiles
from tests.benchmarks.documents import documents
from tests.benchmarks.systems import CHUNKS, distinct

if TYPE_CHECKING:
    from pathlib import Path

    from bot.model import Question

_SPECIAL = 2  # tokens that the model's own limit counts and a text has not


class LangChain:
    """See `tests.benchmarks.systems.System`."""

    packages = ("langchain-core", "langchain-chroma", "langchain-huggingface", "langchain-text-splitters", "chromadb")

    def __init__(self, folder: Path) -> None:
        """Take its folder."""
        self._folder = str(folder / "index")

    def load(self) -> None:
        """Load the model."""
        self._model = HuggingFaceEmbeddings(model_name=str(ModelFiles().folder))
        self._model.embed_query("word")
        self.room = self._model._client.max_seq_length - _SPECIAL

    def index(self, file: Path) -> None:
        """Split, embed and persist."""
        given = [Document(page_content=each.whole, metadata={"url": each.url}) for each in documents(file)]
        self._split = RecursiveCharacterTextSplitter().split_documents(given)
        self._store = Chroma.from_documents(self._split, self._model, persist_directory=self._folder)

    def open(self) -> None:
        """Open what was persisted."""
        self._model = HuggingFaceEmbeddings(model_name=str(ModelFiles().folder))
        self._store = Chroma(embedding_function=self._model, persist_directory=self._folder)

    def chunks(self) -> dict[str, list[str]]:
        """Return the chunks of every document."""
        found: dict[str, list[str]] = {}
        for chunk in self._split:
            found.setdefault(chunk.metadata["url"], []).append(chunk.page_content)
        return found

    def search(self, question: Question) -> list[tuple[str, ...]]:
        """Search for similar chunks."""
        return distinct([hit.metadata["url"] for hit in self._store.similarity_search(question.text, k=CHUNKS)])

    def close(self) -> None:
        """Do nothing: the store is closed with the process."""
