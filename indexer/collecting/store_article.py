"""Use case: keep one article, if it is new or better. Shared by collecting and importing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from indexer.articles import revisions
from indexer.collecting import google_news_links
from indexer.feeds import links
from indexer.model import Outcome, Traces
from indexer.passages import passages_of
from indexer.web import google_news, urls

if TYPE_CHECKING:
    from collections.abc import Iterable

    from indexer.model import Article, Link
    from indexer.ports import Catalogue, Embedder

_SHRUNK = 0.3  # a text that loses more than two thirds of its length is an error page or a consent wall


def store(catalogue: Catalogue, embedder: Embedder, article: Article, link: Link | None = None) -> Outcome:
    """Keep an article if it is new or better, and say what became of it; with its link, in one transaction."""
    with catalogue.transaction():  # one transaction instead of four, and nothing comes between looking and keeping
        return _store(catalogue, embedder, article, link)


def _store(catalogue: Catalogue, embedder: Embedder, article: Article, link: Link | None) -> Outcome:
    article, led = google_news_links.resolve_origins(catalogue, article), link.article_id if link else ""
    known = catalogue.article(article.id)
    # An entry without a link is shown under its feed's address, as its neighbours are: that tells nothing.
    has_address = link is None or links.page_address(link.entry)
    met = [article.url, *article.aliases, *([link.key] if link else [])]
    if known is None and has_address and (found := catalogue.find(met)):
        known = catalogue.article(found)
    if known is None and catalogue.is_forgotten(_names(met if has_address else (), link)):
        if link is not None:  # another way to it: its entry holds title and text
            catalogue.erase(Traces(links=(link.key,)), article.first_seen)
        return Outcome.REJECTED
    if known is not None and link is None and article.text == known.text:
        # The text that is there already, as from an export, is no better than before.
        article = replace(article, quality=known.quality, reason=known.reason)
    outcome, kept = decide(known, article, new_address=link is not None and not link.article_id)
    if known is not None and known.gone and outcome is not Outcome.REJECTED:
        kept = replace(kept, gone=None, url=article.url)  # it is there again, if perhaps elsewhere
    if link is not None and (known is not None or outcome is not Outcome.REJECTED):
        link = replace(link, article_id=kept.id)
    if kept != known and outcome is not Outcome.REJECTED:
        catalogue.save(kept, passages_of(kept, embedder), link)
    elif link is not None:
        catalogue.record_link(link)
    if outcome is not Outcome.REJECTED:
        google_news_links.request_origins(catalogue, kept, article.first_seen)
        google_news_links.remove_placeholder(catalogue, led, kept)
    return outcome


def _names(addresses: Iterable[str], link: Link | None) -> list[str]:
    """Return what a page may have been forgotten by."""
    return [*map(urls.identity, addresses), *([link.key] if link else [])]


def decide(known: Article | None, fresh: Article, *, new_address: bool) -> tuple[Outcome, Article]:
    """Return what becomes of an article, and the article to keep (pure).

    A version is never replaced by a worse one, nor by one that says the same in other surroundings. `new_address`
    tells that the link is new: a known article is then a duplicate, not a change. An article that was
    known by a link which hides its address gets the address.
    """
    if known is None:
        empty = not fresh.title and not fresh.text
        return (Outcome.REJECTED if empty else Outcome.NEW), fresh
    gain = fresh.quality.rank - known.quality.rank
    aliases = tuple(dict.fromkeys([*known.aliases, *fresh.aliases, fresh.url]))
    found = google_news.is_link(known.url) and not google_news.is_link(fresh.url)
    if gain <= 0 and new_address:
        return Outcome.DUPLICATE, replace(known, aliases=aliases)
    if gain < 0 or len(fresh.text) < _SHRUNK * len(known.text):
        return Outcome.REJECTED, known
    if gain == 0 and not _is_corrected(known, fresh):
        named = replace(known, url=fresh.url, aliases=aliases, reason=fresh.reason) if found else known
        return (Outcome.UPDATED if found else Outcome.UNCHANGED), named
    merged = replace(
        fresh,
        id=known.id,
        url=fresh.url if gain or found else known.url,
        first_seen=known.first_seen,
        published=known.published or fresh.published,
        updated=known.updated if gain else fresh.first_seen,  # more of the same text is no correction
        aliases=aliases,
        correction=fresh.correction or known.correction,
    )
    return Outcome.UPDATED, merged


def _is_corrected(known: Article, fresh: Article) -> bool:
    """Tell whether an article says something else than before."""
    if revisions.word_keys(known.title) != revisions.word_keys(fresh.title):
        return True
    if fresh.correction and revisions.word_keys(fresh.correction) != revisions.word_keys(known.correction):
        return True
    return fresh.text != known.text and revisions.is_material(known.text, fresh.text)
