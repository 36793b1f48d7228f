"""Vectors by onnxruntime, from the copy of the model that `build` makes. Loads in .2 s, without torch."""

from __future__ import annotations

from functools import cached_property
from itertools import count
from typing import TYPE_CHECKING

import numpy as np

from indexer.embedding.model_files import PORTION, FileEmbedder, normalize, text_embedding
from indexer.embedding.onnx.session import for_each, open_session
from indexer.embedding.priority import QueryPriority
from indexer.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path
    from typing import Any, Literal

    from indexer.embedding.model_files import ModelFiles
    from indexer.model import TextEmbedding, Vector, Vectors

OUTPUTS = VECTOR, TOKENS = "vector", "tokens"
"""What a copy computes of token numbers: the text's vector, and one of each token."""


class OnnxEmbedder(FileEmbedder):
    """The copy of a model that `build` made, one text at a time in as many threads as there are processors.

    A text by itself needs no padding, stays in the processor's cache, and its vector depends on no neighbour. The
    threads share nothing that they would have to wait for: no one spins, and where other processes want the
    processors too, it slows down by what they take. No passage is begun while a question is computed.
    """

    def __init__(self, files: ModelFiles, path: Path) -> None:
        """Load the copy at `path`. Raises `ModelError` if it cannot be loaded."""
        super().__init__(files)
        self._path = path
        self._precedence = QueryPriority()
        self._session = open_session(path)

    @cached_property
    def dimension(self) -> int:
        return self.files.dimension or len(self._vector("length"))

    def describe_backend(self) -> str:
        return "onnxruntime"

    def embed(self, texts: Sequence[str], pause: Callable[[], None] | None = None) -> Vectors:
        rows = np.zeros((len(texts), self.dimension), dtype=np.float32)
        prompt = self.files.prompt("document")

        begun = count()

        def fill(place: int) -> None:
            if pause and next(begun) % PORTION == 0:
                pause()
            self._precedence.wait()
            rows[place] = self._vector(prompt + texts[place])

        for_each(texts, fill)
        return normalize(rows)

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        prompt = self.files.prompt("query")
        rows = np.zeros((len(texts), self.dimension), dtype=np.float32)
        with self._precedence.question():
            for place, text in enumerate(texts):
                rows[place] = self._vector(prompt + text)
        return normalize(rows)

    def embed_tokens(self, texts: Sequence[str], kind: Literal["query", "document"]) -> list[TextEmbedding]:
        prompt = self.files.prompt(kind)
        found: dict[int, TextEmbedding] = {}

        def fill(place: int) -> None:
            ids, spans = self.files.tokens_with_spans(prompt + texts[place])
            vector, tokens = self._computed(ids, OUTPUTS)
            found[place] = text_embedding(vector, self.files.select_own_rows(tokens, len(spans)), spans, len(prompt))

        with self._precedence.question():
            for_each(texts, fill)
        return [found[place] for place in range(len(texts))]

    def _vector(self, text: str) -> Vector:
        vector: Vector = self._computed(self.files.token_ids(text), [VECTOR])[0]
        return vector

    def _computed(self, ids: Sequence[int], outputs: Sequence[str]) -> list[Any]:
        given = {"input_ids": np.array([ids], dtype=np.int64)}
        try:
            return [np.asarray(each)[0] for each in self._session.run(list(outputs), given)]
        except Exception as error:  # the library's errors have no class in common
            raise ModelError(f"{self._path} cannot be computed: {error}. Remove its folder; it is made anew") from error
