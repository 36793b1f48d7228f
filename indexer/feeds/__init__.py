"""Feeds: bytes in, entries out; RSS, RDF, Atom and JSON Feed (pure, no network)."""

from __future__ import annotations

from indexer.feeds.reading import MAX_BYTES, MAX_ENTRIES, parse

__all__ = ["MAX_BYTES", "MAX_ENTRIES", "parse"]
