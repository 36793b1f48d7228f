"""Use case: the targets of Google News links, resolved slowly and kept for ever.

A pass never waits for them. It records what depends on a link (an entry, an article that names an origin), works
with the known targets, and updates the dependents of those that were resolved since.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from indexer.errors import BadStatus, FetchError
from indexer.indexing.lease_keeper import INDEXING, Duty
from indexer.model import Dependent, DependentKind, Outcome
from indexer.web import google_news, urls

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from indexer.model import Article, Origin, Redirect
    from indexer.model.feeds import Link
    from indexer.ports import Catalogue, Clock
    from indexer.ports.upkeep import Resolver

ATTEMPTS = 8
"""Failures after which a link is given up: the first wait is ten minutes, and each one doubles."""

_WAIT = timedelta(minutes=10)
_LONGEST = timedelta(days=1)


def is_hidden(url: str) -> bool:
    """Tell whether a link hides the publisher's address."""
    return google_news.is_link(url) and not google_news.decode(url)


def resolve_links(catalogue: Catalogue, links: Iterable[Link], now: datetime) -> Iterator[Link]:
    """Yield the links, with the publisher's address where it is resolved; the others become dependents."""
    kept = list(links)
    tokens = {link.key: google_news.token(link.entry.link) for link in kept if is_hidden(link.entry.link)}
    known = catalogue.redirects(list(tokens.values())) if tokens else {}
    for link in kept:
        token = tokens.get(link.key, "")
        if token in known:
            yield replace(link, entry=replace(link.entry, link=known[token]))
            continue
        if token:
            catalogue.request_redirect(
                Dependent(token=token, kind=DependentKind.LINK, key=link.key), link.entry.link, now
            )
        yield link


def is_placeholder(catalogue: Catalogue, link: Link) -> bool:
    """Tell whether a link's article is still shown under a Google News address."""
    article = catalogue.article(link.article_id)
    return article is not None and is_hidden(article.url)


def remove_placeholder(catalogue: Catalogue, article_id: str, article: Article) -> None:
    """Remove the placeholder of an article that was known by its own address already."""
    if article_id and article_id != article.id:
        other = catalogue.article(article_id)
        if other is not None and is_hidden(other.url):
            catalogue.remove([other.id])


def update_dependents(catalogue: Catalogue, now: datetime) -> None:
    """Update the dependents of resolved redirects: links become due, origins get their address."""
    for dependent, url in catalogue.resolved_dependents():
        with catalogue.transaction():
            if dependent.kind is DependentKind.LINK:
                for link in catalogue.links([dependent.key]).values():
                    catalogue.record_link(replace(link, due=now))
            else:
                article = catalogue.article(dependent.key)
                if article is not None:
                    catalogue.set_origins(article.id, _resolved_origins(article, {dependent.token: url}))
            catalogue.remove_dependent(dependent)


def resolve_origins(catalogue: Catalogue, article: Article) -> Article:
    """Return an article with the addresses of its origins that are resolved."""
    tokens = [google_news.token(origin.url) for origin in article.origins if is_hidden(origin.url)]
    if not tokens:
        return article
    return replace(article, origins=_resolved_origins(article, dict(catalogue.redirects(tokens))))


def request_origins(catalogue: Catalogue, article: Article, now: datetime) -> None:
    """Request the addresses of an article's origins that are not resolved."""
    for origin in article.origins:
        if is_hidden(origin.url):
            token = google_news.token(origin.url)
            catalogue.request_redirect(
                Dependent(token=token, kind=DependentKind.ARTICLE, key=article.id), origin.url, now
            )


def _resolved_origins(article: Article, known: dict[str, str]) -> tuple[Origin, ...]:
    """Return an article's origins with the known addresses; one that turns out to be the article's own is dropped."""
    named = (
        replace(origin, url=known.get(google_news.token(origin.url), origin.url)) if is_hidden(origin.url) else origin
        for origin in article.origins
    )
    return tuple(
        origin for origin in named if not origin.url or urls.identity(origin.url) != urls.identity(article.url)
    )


class RedirectResolver:
    """Resolves one link at a time. A refusal or failure delays all of them, since one service answers for all."""

    def __init__(self, *, catalogue: Catalogue, resolver: Resolver, clock: Clock, duty: Duty | None = None) -> None:
        """Take the parts; `duty` tells whether this process asks, if there are several."""
        self._duty = duty or Duty(INDEXING)
        self._catalogue = catalogue
        self._resolver = resolver
        self._clock = clock
        self._failures = 0  # in a row
        self._not_before: datetime | None = None

    def step(self) -> Outcome | None:
        """Resolve the link that is due longest; return None if there is none, or if the service is to be left alone."""
        now = self._clock.now()
        if (self._not_before and now < self._not_before) or not self._duty.is_held():
            return None
        for redirect in self._catalogue.due_redirects(now, 1):
            try:
                url = self._resolver.resolve(redirect.link)
            except FetchError as error:
                self._failures += 1
                self._not_before = _later(error, self._failures, now)
                self._catalogue.record_redirect(_failed(redirect, error, now))
                return Outcome.REJECTED
            self._failures = 0
            self._catalogue.record_redirect(replace(redirect, url=url, due=None, error=""))
            return Outcome.NEW
        return None


def _failed(redirect: Redirect, error: FetchError, now: datetime) -> Redirect:
    attempts = redirect.attempts + 1
    due = None if attempts >= ATTEMPTS else now + min(_WAIT * 2 ** (attempts - 1), _LONGEST)
    return replace(redirect, attempts=attempts, due=due, error=error.reason)


def _later(error: FetchError, failures: int, now: datetime) -> datetime:
    """Return until when the service is left alone: a minute after the first failure, longer after each further one."""
    wait = min(timedelta(minutes=2.0 ** min(failures - 1, 10)), timedelta(hours=6))
    stated = (error.retry_after if isinstance(error, BadStatus) else None) or now
    return max(now + wait, stated)
