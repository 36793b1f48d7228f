"""Edge: vectors in Chroma."""

from __future__ import annotations

from indexer.vectors.chroma import ChromaIndex

__all__ = ["ChromaIndex"]
