"""Edge: BM25 with Tantivy."""

from __future__ import annotations

from indexer.lexical.index import TantivyIndex
from indexer.lexical.integrity import count_passages

__all__ = ["TantivyIndex", "count_passages"]
