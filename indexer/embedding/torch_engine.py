"""Vectors by sentence-transformers. torch and the weights are loaded on the first text, which takes some seconds."""

from __future__ import annotations

import os
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from indexer.embedding.model_files import PORTION, WITHOUT_TORCH, FileEmbedder, ModelFiles, normalize, text_embedding
from indexer.embedding.priority import ModelLock
from indexer.embedding.processors import this_processor
from indexer.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sentence_transformers import SentenceTransformer

    from indexer.embedding.processors import Processor
    from indexer.model import TextEmbedding, Vectors


class SentenceTransformersEmbedder(FileEmbedder):
    """A sentence-transformers model: the bundled one, a folder, or a name on the Hugging Face hub.

    Safe to use from several threads: the model runs one batch at a time, and a question goes before the next
    batch of passages. Every method raises `ModelError` if the model cannot be had or was changed. It
    computes in bfloat16 where the processor has it, else in float32: twice as fast there, cosine between the two
    at least .9999, so that vectors of either may stand in one index.
    """

    def __init__(
        self, model: str | ModelFiles = "", batch_size: int = 32, *, processor: Processor | None = None
    ) -> None:
        """Take the bundled model unless another is named, and this processor; `batch_size` is in passages."""
        super().__init__(model if isinstance(model, ModelFiles) else ModelFiles(model))
        self._batch_size = batch_size
        self._processor = processor
        self._turns = ModelLock()
        self._loading = Lock()

    @cached_property
    def dimension(self) -> int:
        return self.files.dimension or self.embed_queries(["length"]).shape[1]

    def describe_backend(self) -> str:
        return "sentence-transformers"

    def embed(self, texts: Sequence[str], pause: Callable[[], None] | None = None) -> Vectors:
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for places in self._batches(texts, min(self._batch_size, PORTION) if pause else self._batch_size):
            if pause:
                pause()
            with self._turns.passages():
                rows = self._model.encode_document(
                    [texts[place] for place in places], batch_size=self._batch_size, show_progress_bar=False
                )
            vectors[places] = normalize(rows)
        return vectors

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        model = self._model
        with self._turns.question():
            return normalize(model.encode_query(list(texts), show_progress_bar=False))

    def embed_tokens(self, texts: Sequence[str], kind: Literal["query", "document"]) -> list[TextEmbedding]:
        model, prompt = self._model, self.files.prompt(kind)
        encode = model.encode_query if kind == "query" else model.encode_document
        with self._turns.question():
            found = encode(list(texts), output_value=None, batch_size=self._batch_size, show_progress_bar=False)
        whole: list[TextEmbedding] = []
        for text, each in zip(texts, found, strict=True):
            _, spans = self.files.tokens_with_spans(prompt + text)
            rows = each["token_embeddings"][each["attention_mask"].bool()].float().numpy()
            vector = each["sentence_embedding"].float().numpy()
            whole.append(text_embedding(vector, self.files.select_own_rows(rows, len(spans)), spans, len(prompt)))
        return whole

    def _batches(self, texts: Sequence[str], size: int) -> Iterator[list[int]]:
        """Yield places in the list, texts of like length together: a batch is padded to its longest."""
        places = sorted(range(len(texts)), key=lambda place: -len(texts[place]))
        for start in range(0, len(places), size):
            yield places[start : start + size]

    @property
    def _model(self) -> SentenceTransformer:
        with self._loading:
            return self._loaded

    @cached_property
    def _loaded(self) -> SentenceTransformer:
        _ = self.fingerprint  # nothing is loaded that was not checked
        model = load(self.files)
        _limit_threads()
        processor = self._processor or this_processor()
        return model.bfloat16() if processor.bfloat16 and _bfloat16_is_native() else model


def load(files: ModelFiles) -> SentenceTransformer:
    """Load a model as it was published, in float32. Raises `ModelError`."""
    try:
        from sentence_transformers import SentenceTransformer
        from transformers.utils.logging import disable_progress_bar
    except ModuleNotFoundError as error:
        raise ModelError(f"the model {files.name} cannot be computed: {error}. {WITHOUT_TORCH}") from error

    disable_progress_bar()  # type: ignore[no-untyped-call] # it has no annotations
    try:
        return SentenceTransformer(str(files.folder), device="cpu", local_files_only=True)
    except Exception as error:  # a model's files are read by any of some hundred classes of third parties
        raise ModelError(f"the model {files.name} in {files.folder} cannot be loaded: {error}") from error


def _limit_threads() -> None:
    """Compute in half as many threads as there are processors, unless the environment says in how many.

    The threads of one product wait for each other in a loop: where another process wants a processor too, all of
    them spin, and a question took 142 ms in place of 12 (two processors, one of them busy). Alone on two processors one
    thread embeds as fast as two.
    """
    import torch

    if "OMP_NUM_THREADS" not in os.environ:
        torch.set_num_threads(max(1, (os.cpu_count() or 1) // 2))


def _bfloat16_is_native() -> bool:
    """Tell whether torch, too, finds that the processor multiplies in bfloat16 itself."""
    import torch

    ask: Callable[[], dict[str, Any]] = getattr(torch.cpu, "get_capabilities", dict)  # missing in older ones
    capabilities = ask()
    return bool(capabilities.get("avx512_bf16") or capabilities.get("amx_bf16"))
