"""Which of the two computes: the copy for onnxruntime where one is believed, else sentence-transformers."""

from __future__ import annotations

from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING, Literal

from indexer.embedding.model_files import WITHOUT_TORCH, FileEmbedder, ModelFiles
from indexer.embedding.onnx.engine import OnnxEmbedder
from indexer.embedding.onnx.prepared import describe_place, prepared_folder, torch_is_installed
from indexer.embedding.onnx.store import find, make
from indexer.embedding.processors import this_processor
from indexer.embedding.torch_engine import SentenceTransformersEmbedder
from indexer.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from indexer.embedding.onnx.store import ModelCopy
    from indexer.embedding.processors import Processor
    from indexer.model import TextEmbedding, Vectors


class AutoEmbedder(FileEmbedder):
    """A model, computed by the copy of it that lies in `models`, or as it is.

    `prepare` makes the copy, in a process of its own that takes some ten seconds: collecting has the time, and later
    questions need no torch. A question does not wait for it, unless the backend is "onnx". The processor's features
    decide how the copy computes. If none can be made, the model is computed as it is, and the log says why. Where
    sentence-transformers is not installed, a question waits, too: for a copy that was prepared elsewhere to be compared
    here, which takes a second.

    Vectors of both may stand in one index: every copy was compared with its model (cosine at least .99) before it was
    believed, so the fingerprint, which tells generations of the index apart, is that of the weights.
    """

    def __init__(
        self,
        model: str = "",
        *,
        models: Path,
        batch_size: int = 32,
        backend: Literal["auto", "sentence-transformers", "onnx"] = "auto",
        processor: Processor | None = None,
    ) -> None:
        """Take the bundled model unless another is named, and this processor; copies lie in the folder `models`."""
        super().__init__(ModelFiles(model))
        self._models = models
        self._processor = processor or this_processor()
        self._plain = SentenceTransformersEmbedder(self.files, batch_size=batch_size, processor=self._processor)
        self._chosen: OnnxEmbedder | SentenceTransformersEmbedder | None = None
        if backend == "sentence-transformers":
            self._chosen = self._plain
        self._plain_is_there = torch_is_installed()
        self._wanted = backend == "onnx" or not self._plain_is_there
        self._choosing = Lock()  # held for as long as a copy takes to load
        self._making = Lock()  # held for as long as one takes to be made; questions do not wait for it

    @cached_property
    def dimension(self) -> int:
        if self.files.dimension:
            return self.files.dimension
        if not self._plain_is_there:
            self.prepare()
        found = self._found() if self._chosen is not self._plain else None
        return (found and found.dimension) or self._plain.dimension

    def describe_backend(self) -> str:
        found = None if self._chosen is self._plain else self._found()
        if found and found.path:
            return f"onnxruntime, from a copy of the model (cosine {found.cosine:.3f}; {found.recipe}: {found.why})"
        if not self._plain_is_there:
            return self._describe_prepared(found.refused if found else "")
        if found:
            return f"{self._plain.describe_backend()}, since there is no faster copy: {found.refused}"
        return self._plain.describe_backend() + ("" if self._chosen else "; the next pass makes a faster copy")

    def _describe_prepared(self, refused: str) -> str:
        """Say what will compute where sentence-transformers is not installed. Raises `ModelError` if nothing can."""
        folder = prepared_folder(self.files)
        if self._chosen is self._plain or refused or folder is None:
            why = refused or f"no sentence-transformers, and no copy that is prepared: {describe_place(self.files)}"
            raise ModelError(f"the model {self.name} cannot be computed: {why}. {WITHOUT_TORCH}")
        return f"onnxruntime, once the copy in {folder} is compared with the model"

    def prepare(self) -> None:
        """Make the copy if there is none."""
        with self._making:
            if self._choice() is None:
                self._choice(self._made())

    def embed(self, texts: Sequence[str], pause: Callable[[], None] | None = None) -> Vectors:
        return self._computing().embed(texts, pause)

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        return self._computing().embed_queries(texts)

    def embed_tokens(self, texts: Sequence[str], kind: Literal["query", "document"]) -> list[TextEmbedding]:
        return self._computing().embed_tokens(texts, kind)

    def _computing(self) -> OnnxEmbedder | SentenceTransformersEmbedder:
        if self._wanted:
            self.prepare()
        return self._choice() or self._plain

    def _choice(self, found: ModelCopy | None = None) -> OnnxEmbedder | SentenceTransformersEmbedder | None:
        """Return what computes from now on, None as long as there is no copy and it is not known why."""
        with self._choosing:  # who comes while a copy is loaded waits for that: torch would take ten times as long
            if self._chosen is None and (found := found or self._found()):
                self._chosen = self._loaded(found)
            return self._chosen

    def _found(self) -> ModelCopy | None:
        return find(self._models, self.files, self._processor)

    def _made(self) -> ModelCopy:
        import structlog

        log = structlog.get_logger("byline.embedding")
        log.info("making a faster copy of the model, once", model=self.name)
        made = make(self._models, self.files, self._processor)
        if made.path is not None:
            log.info(
                "the faster copy is made", path=str(made.path), cosine=made.cosine, recipe=made.recipe, why=made.why
            )
        return made

    def _loaded(self, found: ModelCopy) -> OnnxEmbedder | SentenceTransformersEmbedder:
        why = found.refused
        if found.path is not None:
            try:
                return OnnxEmbedder(self.files, found.path)
            except ModelError as error:
                why = str(error)
        if not self._plain_is_there:
            raise ModelError(f"the model {self.name} cannot be computed: {why}. {WITHOUT_TORCH}")
        import structlog

        structlog.get_logger("byline.embedding").warning(
            "no faster copy of the model: sentence-transformers computes it", model=self.name, reason=why
        )
        return self._plain
