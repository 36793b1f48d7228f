"""Byline, with an empty config."""

from __future__ import annotations

import json
from contextlib import ExitStack
from typing import TYPE_CHECKING

from bot.config.loader import load
from bot.wiring.opening import engines
from tests.benchmarks.systems import ARTICLES

if TYPE_CHECKING:
    from pathlib import Path

    from bot.model import Question


class Byline:
    """See `tests.benchmarks.systems.System`."""

    packages = ("byline", "onnxruntime", "chromadb", "tantivy")

    def __init__(self, folder: Path) -> None:
        """Configure nothing but where the data are."""
        self._config = folder / "config.toml"
        self._config.write_text(f"[byline]\ndata_dir = {json.dumps(str(folder / 'data'))}\n", encoding="utf-8")
        self._stack = ExitStack()

    def load(self) -> None:
        """Own the folder, and load the copy of the model, which lies in BYLINE_MODELS."""
        self.open()
        self._opened.embedder.prepare()
        self._opened.embedder.embed(["word"])
        self.room = self._opened.embedder.max_tokens

    def index(self, file: Path) -> None:
        """Import the articles."""
        report = self._opened.importer().run([file], _silent)
        if report.bad:
            raise ValueError(f"not imported: {report.bad[0]}")

    def open(self) -> None:
        """Open the catalogue and both indexes."""
        if not hasattr(self, "_opened"):
            self._opened = self._stack.enter_context(engines(load(self._config), purpose="bench", progress=_silent))
            self._answering = self._opened.answering()

    def chunks(self) -> dict[str, list[str]]:
        """Return the passages of every article."""
        found: dict[str, list[tuple[int, str]]] = {}
        for batch in self._opened.catalogue.all_passages(1_000):
            for placed in batch:
                found.setdefault(placed.article.url, []).append((placed.passage.start, placed.passage.text))
        return {url: [text for _, text in sorted(passages)] for url, passages in found.items()}

    def search(self, question: Question) -> list[tuple[str, ...]]:
        """Search, as `byline search` does."""
        page = self._answering.search(question, limit=ARTICLES)
        return [(result.article.url, *result.copies) for result in page.results]

    def close(self) -> None:
        """Give the folder back."""
        self._stack.close()


def _silent(_what: str, _done: int, _total: int) -> None:
    """Show nothing."""
