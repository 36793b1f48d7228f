"""Newsletters: is a text one issue of several subjects, and which items does it have? (pure)."""

from indexer.articles.newsletters.issue import cut, cut_tree
from indexer.articles.newsletters.items import item_articles

__all__ = ["cut", "cut_tree", "item_articles"]
