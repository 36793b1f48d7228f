"""Edge: vectors in Chroma."""

from __future__ import annotations

from indexer.vectors.chroma import ChromaIndex
from indexer.vectors.integrity import count_vectors

__all__ = ["ChromaIndex", "count_vectors"]
