"""Use case: one pass over what is due - feeds, then pages, then both indexes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from indexer import articles, feeds, urls
from indexer.errors import BylineError, ParseError
from indexer.model import FeedState, Link, Outcome, Page, Purpose, Request
from indexer.schedule import after_failure, after_fetch, after_page_failure, after_success, due_feeds
from indexer.storing import store

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime, timedelta

    from indexer.model import Article, Entry, Feed, ParsedFeed
    from indexer.ports import Catalogue, Clock, Embedder, Fetcher, Progress
    from indexer.syncing import Syncer

SYNC_EVERY = 200
"""Articles that are stored between two visits to the indexes: what can be asked lags behind by no more."""


@dataclass(slots=True)
class Report:
    """What one pass did; `failures` and `rejected` say why, in words, by address."""

    polled: int = 0
    feeds_not_modified: int = 0
    feeds_failed: int = 0
    fetched: int = 0
    pages_not_modified: int = 0
    pages_failed: int = 0
    outcomes: dict[Outcome, int] = field(default_factory=lambda: dict.fromkeys(Outcome, 0))
    embedded: int = 0
    failures: dict[str, str] = field(default_factory=dict)
    rejected: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How often to come back; from the [indexer] section."""

    poll_interval: timedelta
    recheck: tuple[timedelta, ...]  # after the first sight of an article


class Collector:
    """Collects from feeds. One at a time may work on a catalogue."""

    def __init__(
        self,
        *,
        catalogue: Catalogue,
        fetcher: Fetcher,
        embedder: Embedder,
        syncer: Syncer,
        clock: Clock,
        pace: Pace,
    ) -> None:
        self._catalogue = catalogue
        self._fetcher = fetcher
        self._embedder = embedder
        self._syncer = syncer
        self._clock = clock
        self._pace = pace

    def collect(
        self,
        configured: Sequence[Feed],
        *,
        poll_all: bool = False,
        recheck: bool = False,
        progress: Progress,
        stop: Callable[[], bool] = lambda: False,
    ) -> Report:
        """Poll the feeds that are due (or all), fetch what is new or changed, and bring both indexes up to date.

        `recheck` asks every page again, with a conditional GET. `stop` is asked between two items; what was not
        reached stays due.
        """
        report = Report()
        before = self._syncer.embedded
        self._poll(configured, report, poll_all=poll_all, progress=progress, stop=stop)
        self._fetch_pages(
            {feed.url: feed for feed in configured}, report, recheck=recheck, progress=progress, stop=stop
        )
        self._syncer.drain(progress)
        report.embedded = self._syncer.embedded - before
        return report

    # -- feeds

    def _poll(
        self,
        configured: Sequence[Feed],
        report: Report,
        *,
        poll_all: bool,
        progress: Progress,
        stop: Callable[[], bool],
    ) -> None:
        states = self._catalogue.feed_states()
        due = {feed.url: feed for feed in due_feeds(configured, states, self._clock.now(), all_now=poll_all)}
        known = {url: states.get(url) or FeedState(url=url) for url in due}
        requests = [
            Request(url=url, purpose=Purpose.FEED, etag=state.etag, last_modified=state.last_modified)
            for url, state in known.items()
        ]
        for request, answer in self._fetcher.fetch_all(requests):
            report.polled += 1
            self._take_feed(due[request.url], known[request.url], answer, report)
            progress("feeds", report.polled, len(requests))
            if stop():
                return

    def _take_feed(self, feed: Feed, state: FeedState, answer: Page | BylineError, report: Report) -> None:
        """Keep a feed's new state together with the links that its entries bring."""
        now = self._clock.now()
        interval = feed.poll_interval or self._pace.poll_interval
        try:
            if isinstance(answer, BylineError):
                raise answer
            parsed = None if answer.not_modified else _parsed(answer)
        except BylineError as error:
            report.feeds_failed += 1
            report.failures[feed.url] = reason(error)
            failed = after_failure(state, error, reason=reason(error), now=now, interval=interval)
            self._catalogue.record_poll(failed, [])
            return
        report.feeds_not_modified += parsed is None
        links = self._changed_links(feed, parsed, now) if parsed else []
        self._catalogue.record_poll(after_success(state, answer, parsed, now=now, interval=interval), links)

    def _changed_links(self, feed: Feed, parsed: ParsedFeed, now: datetime) -> list[Link]:
        """Return the links that are new or whose entry changed: they are due now."""
        entries = {_link_key(feed, entry): entry for entry in reversed(parsed.entries)}
        known = self._catalogue.links(list(entries))
        return [
            _due_link(known.get(key), entry, feed, key, now)
            for key, entry in reversed(entries.items())
            if _news(known.get(key), entry, feed)
        ]

    # -- pages

    def _fetch_pages(
        self,
        configured: Mapping[str, Feed],
        report: Report,
        *,
        recheck: bool,
        progress: Progress,
        stop: Callable[[], bool],
    ) -> None:
        now = self._clock.now()
        due = list(self._catalogue.all_links()) if recheck else self._catalogue.due_links(now)
        total, done = len(due), 0
        pages = []
        for link in due:
            feed = configured.get(link.feed_url)
            if link.entry.link and (feed is None or feed.full_text):
                pages.append(link)
            elif not link.fetched or link.due:
                self._take_entry(link, feed, "the feed's own text is all there is", report)
                done += 1
        by_url = {urls.clean(link.entry.link): link for link in pages}
        requests = (
            Request(url=url, purpose=Purpose.PAGE, etag=link.etag, last_modified=link.last_modified)
            for url, link in by_url.items()
        )
        for request, answer in self._fetcher.fetch_all(requests):
            link = by_url[request.url]
            self._take_page(link, configured.get(link.feed_url), answer, report)
            done += 1
            progress("pages", done, total)
            if done % SYNC_EVERY == 0:
                self._syncer.drain(progress)
            if stop():
                return

    def _take_page(self, link: Link, feed: Feed | None, answer: Page | BylineError, report: Report) -> None:
        now = self._clock.now()
        if isinstance(answer, BylineError):
            report.pages_failed += 1
            report.failures[link.entry.link] = reason(answer)
            self._take_failure(link, feed, answer, report)
            return
        later = after_fetch(link, now=now, recheck=self._pace.recheck)
        if answer.not_modified:
            report.pages_not_modified += 1
            self._catalogue.record_link(later)
            return
        report.fetched += 1
        name, kind = (feed.name, feed.kind) if feed else ("", None)
        article = articles.extract(answer, link.entry, feed_name=name, kind=kind, now=now)
        later = replace(later, etag=answer.etag, last_modified=answer.last_modified)
        self._store(article, later, report)

    def _take_failure(self, link: Link, feed: Feed | None, error: BylineError, report: Report) -> None:
        """Keep the entry's own text where the page could not be had: never nothing."""
        later = after_page_failure(link, error, reason=reason(error), now=self._clock.now())
        if link.article_id:
            self._catalogue.record_link(later)
        else:
            self._take_entry(link, feed, reason(error), report, later=later)

    def _take_entry(
        self, link: Link, feed: Feed | None, why: str, report: Report, *, later: Link | None = None
    ) -> None:
        now = self._clock.now()
        name, kind = (feed.name, feed.kind) if feed else ("", None)
        shown = urls.clean(link.entry.link) or link.feed_url
        article = articles.from_entry(link.entry, url=shown, feed_name=name, kind=kind, now=now, reason=why)
        if not link.entry.link:
            article = replace(article, id=hashlib.sha256(link.key.encode()).hexdigest()[:20])
        self._store(article, later or after_fetch(link, now=now, recheck=()), report)

    def _store(self, article: Article, link: Link, report: Report) -> None:
        outcome = store(self._catalogue, self._embedder, article, link)
        report.outcomes[outcome] += 1
        if outcome is Outcome.REJECTED:
            report.rejected[article.url] = article.reason or "its text is poorer than the one that is known"


def reason(error: BylineError) -> str:
    """Return an error in words, without the address where the reader sees it anyway."""
    return getattr(error, "reason", "") or str(error)


def _parsed(page: Page) -> ParsedFeed:
    parsed = feeds.parse(page.body, url=page.final_url, content_type=page.content_type, charset=page.charset)
    if not parsed.entries and parsed.problems:
        raise ParseError("; ".join(parsed.problems))
    return parsed


def _link_key(feed: Feed, entry: Entry) -> str:
    return urls.identity(entry.link) if urls.clean(entry.link) else f"{feed.url}#{entry.key}"


def _news(known: Link | None, entry: Entry, feed: Feed) -> bool:
    """Tell whether an entry says something that is not known of its link yet."""
    if known is None:
        return True
    if feed.url == known.feed_url:
        return entry.title != known.entry.title or entry.updated not in (None, known.entry.updated)
    # Another feed's entry for the same link: feeds differ in what they say of it, and only a later time is news.
    last = known.entry.updated or known.fetched
    return bool(entry.updated and last and entry.updated > last)


def _due_link(known: Link | None, entry: Entry, feed: Feed, key: str, now: datetime) -> Link:
    if known is None:
        return Link(key=key, entry=entry, feed_url=feed.url, first_seen=now, due=now)
    return replace(
        known,
        entry=entry if feed.url == known.feed_url else replace(known.entry, updated=entry.updated),
        due=now,
    )
