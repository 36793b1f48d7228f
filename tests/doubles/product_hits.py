"""Articles on products and hits on them, for tests that read little else of either."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.model import Hit
from indexer.model import Article, Passage, PlacedPassage

NOW = datetime(2026, 4, 25, 12, tzinfo=UTC)


def told(text: str, title: str = "News", key: str = "a") -> Article:
    """Return an article."""
    return Article(
        id=key,
        url=f"https://{key}.example/1",
        title=title,
        text=text,
        publisher="Ledger",
        published=NOW,
        first_seen=NOW,
    )


def hit(text: str, title: str = "News", key: str = "a", score: float = 0.8) -> Hit:
    """Return a hit on an article of one passage."""
    article = told(text, title, key)
    passage = Passage(id=f"{key}-0", article_id=key, ordinal=0, start=0, end=len(text), text=text)
    placed = PlacedPassage(passage=passage, article=article, period="2026")
    return Hit(placed=placed, cosine=score, lexical=score, relevance=score, score=score)
