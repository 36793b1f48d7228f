"""Feeds: bytes in, entries out; RSS, RDF, Atom and JSON Feed; a site's feeds; lists of feeds (pure, no network)."""

from __future__ import annotations

from indexer.feeds.discovery import Candidate, address, discover, usual
from indexer.feeds.parsing import MAX_BYTES, MAX_ENTRIES, parse

__all__ = ["MAX_BYTES", "MAX_ENTRIES", "Candidate", "address", "discover", "parse", "usual"]
