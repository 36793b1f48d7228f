"""Which articles a selection lets through: the one rule that every store follows (pure)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from indexer import urls

if TYPE_CHECKING:
    from indexer.model import Article, Selection


def source_keys(article: Article) -> frozenset[str]:
    """Return what a filter may call an article's source: publisher, host and site, case-folded."""
    names = (article.publisher, urls.host(article.url), urls.site(article.url))
    return frozenset(name.casefold() for name in names if name)


def admits(selection: Selection, article: Article) -> bool:
    """Tell whether a selection lets an article through."""
    return (
        (selection.since is None or article.when >= selection.since)
        and (selection.until is None or article.when < selection.until)
        and (not selection.sources or not source_keys(article).isdisjoint(selection.sources))
        and (not selection.kinds or article.kind in selection.kinds)
    )
