"""What is told of an article's story and origin, as the command line's contract has it (pure)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from indexer.model import Article, Story


def story_record(story: Story | None) -> dict[str, Any] | None:
    """Return what is told of an article's story, as the command line's contract has it; None: nothing is decided."""
    return {"id": story.id, "articles": story.articles, "origins": story.origins} if story else None


def origin_record(article: Article) -> dict[str, Any] | None:
    """Return the first origin that an article names, as the command line's contract has it."""
    if not article.origins:
        return None
    return {"name": article.origins[0].name, "url": article.origins[0].url or None}
