"""LlamaIndex at its defaults, with a local model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llama_index.core import Document, StorageContext, VectorStoreIndex, load_index_from_storage
from llama_index.embeddings.huggingface import HuggingFaceEmbedding

from indexer.embedding.model_files import ModelFiles
from tests.benchmarks.documents import documents
from tests.benchmarks.systems import CHUNKS, distinct

if TYPE_CHECKING:
    from pathlib import Path

    from bot.model import Question

_SPECIAL = 2  # tokens that the model's own limit counts and a text has not


class LlamaIndex:
    """See `tests.benchmarks.systems.System`."""

    packages = ("llama-index-core", "llama-index-embeddings-huggingface", "sentence-transformers", "torch")

    def __init__(self, folder: Path) -> None:
        """Take its folder."""
        self._folder = str(folder / "index")

    def load(self) -> None:
        """Load the model."""
        self._model = HuggingFaceEmbedding(model_name=str(ModelFiles().folder))
        self._model.get_text_embedding("word")
        self.room = self._model.max_length - _SPECIAL

    def index(self, file: Path) -> None:
        """Split, embed and persist. The address is the document's id: metadata would be embedded with each chunk."""
        given = [Document(text=each.whole, id_=each.url) for each in documents(file)]
        self._index = VectorStoreIndex.from_documents(given, embed_model=self._model)
        self._index.storage_context.persist(persist_dir=self._folder)
        self._retriever = self._index.as_retriever(similarity_top_k=CHUNKS)

    def open(self) -> None:
        """Read what was persisted."""
        self._model = HuggingFaceEmbedding(model_name=str(ModelFiles().folder))
        stored = StorageContext.from_defaults(persist_dir=self._folder)
        index = load_index_from_storage(stored, embed_model=self._model)
        self._retriever = index.as_retriever(similarity_top_k=CHUNKS)

    def chunks(self) -> dict[str, list[str]]:
        """Return the nodes of every document."""
        nodes = sorted(self._index.docstore.docs.values(), key=lambda node: node.start_char_idx)
        found: dict[str, list[str]] = {}
        for node in nodes:
            found.setdefault(node.ref_doc_id, []).append(node.text)
        return found

    def search(self, question: Question) -> list[tuple[str, ...]]:
        """Retrieve nodes."""
        return distinct([hit.node.ref_doc_id for hit in self._retriever.retrieve(question.text)])

    def close(self) -> None:
        """Do nothing: everything is in memory."""
