"""Use case: keep one article, if it is new or better. Shared by collecting and importing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from indexer.articles import newsletters, revisions
from indexer.collecting import google_news_links
from indexer.feeds import links
from indexer.model import Issue, Outcome, Traces
from indexer.passages import passages_of
from indexer.web import google_news, urls

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from indexer.model import Article
    from indexer.model.feeds import Link
    from indexer.ports import Catalogue, Embedder

_TAKEN = frozenset({Outcome.NEW, Outcome.UPDATED, Outcome.UNCHANGED})  # the page is the article's own

_SHRUNK = 0.3  # set by hand: a text that loses more than two thirds of its length is an error page or a consent wall


def store(catalogue: Catalogue, embedder: Embedder, article: Article, link: Link | None = None) -> Outcome:
    """Keep an article if it is new or better, and say what became of it; with its link, in one transaction."""
    if link is not None:
        article = replace(article, backlog=link.backlog)
    with catalogue.transaction():  # one transaction instead of four, and nothing comes between looking and keeping
        outcome, kept = _store(catalogue, embedder, article, link)
        if outcome is Outcome.UPDATED or (article.items and outcome in _TAKEN):
            issue = catalogue.article(kept.id) or kept  # which its link may have made news
            items = list(newsletters.item_articles(issue, article.items, article.first_seen))
            _store_items(catalogue, embedder, kept.id, items)
    return outcome


def _store(catalogue: Catalogue, embedder: Embedder, article: Article, link: Link | None) -> tuple[Outcome, Article]:
    article, led = google_news_links.resolve_origins(catalogue, article), link.article_id if link else ""
    known = catalogue.article(article.id)
    # An entry without a link is shown under its feed's address, as its neighbours are: that tells nothing.
    has_address = link is None or links.shown_address(link)
    met = [article.url, *article.aliases, *([link.key] if link else [])]
    if known is None and has_address and (found := catalogue.find(met)):
        known = catalogue.article(found)
    if known is None and catalogue.is_forgotten(_names(met if has_address else (), link)):
        if link is not None:  # another way to it: its entry holds title and text
            catalogue.erase(Traces(links=(link.key,)), article.first_seen)
        return Outcome.REJECTED, article
    if known is not None and link is None and article.text == known.text:
        # The text that is there already, as from an export, is no better than before.
        article = replace(article, quality=known.quality, reason=known.reason)
    outcome, kept = decide(known, article, new_address=link is not None and not link.article_id)
    kept = replace(_as_issue(kept, article) if article.items and outcome in _TAKEN else kept, items=())
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
    return outcome, kept


def _store_items(catalogue: Catalogue, embedder: Embedder, issue_id: str, items: Sequence[Article]) -> None:
    """Keep an issue's items, each as a new one or as a version of the one that is known; the others are removed."""
    known = {each.id: each for each in catalogue.items_of(issue_id)}
    others = known.keys() - {item.id for item in items}  # that lead elsewhere now, or are gone
    titled = {revisions.word_keys(known[key].title): key for key in others}
    for item in items:
        before = known.pop(item.id, None) or known.pop(titled.get(revisions.word_keys(item.title), ""), None)
        fresh = google_news_links.resolve_origins(catalogue, item)
        _, kept = decide(before, replace(fresh, id=before.id if before else item.id), new_address=False)
        kept = replace(kept, url=item.url, published=item.published, issue=item.issue, gone=None)
        if kept != before:
            catalogue.save(kept, passages_of(kept, embedder))
            google_news_links.request_origins(catalogue, kept, item.first_seen)
    if known:
        catalogue.remove(sorted(known))


def _as_issue(kept: Article, read: Article) -> Article:
    """Return an article as the issue that its page was read as."""
    return replace(kept, issue=Issue(id=kept.id, title=kept.title), kind=read.kind)


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
    met = known.met_under((*fresh.aliases, fresh.url))
    found = google_news.is_link(known.url) and not google_news.is_link(fresh.url)
    if gain <= 0 and new_address:
        return Outcome.DUPLICATE, met
    if gain < 0 or len(fresh.text) < _SHRUNK * len(known.text):
        return Outcome.REJECTED, known
    if gain == 0 and not _is_corrected(known, fresh):
        named = replace(met, url=fresh.url, reason=fresh.reason) if found else known
        return (Outcome.UPDATED if found else Outcome.UNCHANGED), named
    merged = replace(
        fresh,
        id=known.id,
        url=fresh.url if gain or found else known.url,
        first_seen=known.first_seen,
        published=known.published or fresh.published,
        updated=known.updated if gain else fresh.first_seen,  # more of the same text is no correction
        aliases=met.aliases,
        correction=fresh.correction or known.correction,
        backlog=known.backlog,
    )
    return Outcome.UPDATED, merged


def _is_corrected(known: Article, fresh: Article) -> bool:
    """Tell whether an article says something else than before."""
    if revisions.word_keys(known.title) != revisions.word_keys(fresh.title):
        return True
    if fresh.correction and revisions.word_keys(fresh.correction) != revisions.word_keys(known.correction):
        return True
    return fresh.text != known.text and revisions.is_material(known.text, fresh.text)
