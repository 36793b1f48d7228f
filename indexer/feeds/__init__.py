"""Feeds: bytes in, entries out; RSS, RDF, Atom and JSON Feed; a site's feeds; lists of feeds (pure, no network)."""

from __future__ import annotations

from indexer.feeds.discovery import FeedCandidate, discover, to_address, usual_addresses
from indexer.feeds.parsing import MAX_BYTES, MAX_ENTRIES, parse

__all__ = ["MAX_BYTES", "MAX_ENTRIES", "FeedCandidate", "discover", "parse", "to_address", "usual_addresses"]
