"""Stories and origins as JSON, as the command line's contract has them (pure)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from indexer.model import Article, Story


def story_record(story: Story | None) -> dict[str, Any] | None:
    """Return a story as JSON; None for an article without a story yet."""
    return {"id": story.id, "articles": story.articles, "origins": story.origins} if story else None


def origin_record(article: Article) -> dict[str, Any] | None:
    """Return the first origin that an article names as JSON, or None."""
    if not article.origins:
        return None
    return {"name": article.origins[0].name, "url": article.origins[0].url or None}
