"""Edge: BM25 with Tantivy."""

from __future__ import annotations

from indexer.lexical.index import TantivyIndex
from indexer.lexical.integrity import peek

__all__ = ["TantivyIndex", "peek"]
