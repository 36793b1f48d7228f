"""Articles: what a page, a feed's entry or an imported text says (pure, no network, no clock of its own)."""

from __future__ import annotations

from indexer.articles.extract import FeedFacts, extract, from_entry, from_text
from indexer.articles.page import find_address

__all__ = ["FeedFacts", "extract", "find_address", "from_entry", "from_text"]
