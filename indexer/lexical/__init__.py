"""Edge: BM25 with Tantivy."""

from __future__ import annotations

from indexer.lexical.index import TantivyIndex
from indexer.lexical.soundness import peek

__all__ = ["TantivyIndex", "peek"]
