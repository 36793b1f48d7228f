"""Use case: an article whose page is gone is marked, and no longer once it is there again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from indexer.errors import BadStatus
from indexer.feeds import links
from indexer.web import urls

if TYPE_CHECKING:
    from datetime import datetime

    from indexer.errors import BylineError
    from indexer.model.feeds import Link
    from indexer.ports import Catalogue

_GONE = frozenset({404, 410})


def record_failure(catalogue: Catalogue, link: Link, error: BylineError, now: datetime) -> None:
    """Record that a page could not be fetched; if it was there and is gone, mark the article.

    Only one that is shown under its address: an address that merely led to an article says nothing of its own page.
    """
    with catalogue.transaction():
        catalogue.record_link(link)
        if not link.fetched or not isinstance(error, BadStatus) or error.status not in _GONE:
            return
        article = catalogue.article(link.article_id)
        asked = {urls.identity(links.page_address(link.entry)), urls.identity(error.url)}
        if article and article.gone is None and urls.identity(article.url) in asked:
            catalogue.mark_gone(article.id, now)


def record_unchanged(catalogue: Catalogue, link: Link) -> None:
    """Record that a page is there and unchanged."""
    with catalogue.transaction():
        catalogue.record_link(link)
        catalogue.mark_gone(link.article_id, None)
