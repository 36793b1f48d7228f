"""What was said and what is said now, one below the other, with the article that changed it (pure)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.adapters.messages.source_facts import correction

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import tzinfo

    from bot.adapters.messages.markup import Markup
    from indexer.model import Article

_SENTENCE = 600
_TITLE = 300


def wordings(
    article: Article, was: str, now: str, zone: tzinfo, markup: Markup, *, said: str = "It said"
) -> Iterator[str]:
    """Yield the lines: the article, what was said before, and what is said now, "" if nothing of that any more."""
    when = f", updated {markup.day(article.updated, zone)}" if article.updated else ""
    yield f"• {markup.link(article.url, article.title, _TITLE)} ({markup.cut(article.publisher, _TITLE)}{when})"
    yield f"    {said}: “{markup.cut(was, _SENTENCE)}”"
    yield f"    Now: “{markup.cut(now, _SENTENCE)}”" if now else "    It does not say so any more."
    if noted := correction(article):
        yield f"    {markup.cut(noted, _SENTENCE)}"
