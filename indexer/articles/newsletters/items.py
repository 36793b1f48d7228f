"""The items of an issue as articles (pure)."""

from __future__ import annotations
def item_articles(): ...
