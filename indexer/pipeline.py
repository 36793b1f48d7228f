"""Use case: one pass over what is due - feeds, then pages, then both indexes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from indexer import articles, expiring, linking, polling, redirects, vanishing
from indexer.errors import BylineError
from indexer.model import Outcome, Page, Purpose, Request
from indexer.schedule import (
    address,
    after_failure,
    after_fetch,
    after_page_failure,
    after_success,
    due_feeds,
    known_by,
    poll_request,
    released,
)
from indexer.storing import store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import datetime, timedelta

    from indexer.model import Article, Feed, FeedState, Link, ParsedFeed
    from indexer.ports import Catalogue, Clock, Embedder, Fetcher, Progress
    from indexer.syncing import Syncer

TOGETHER = 50
"""Entries without a page to fetch that are stored in one transaction: so many a crash may have to repeat."""

SYNC_EVERY = 200
"""Articles that are stored between two visits to the indexes: what can be asked lags behind by no more."""


@dataclass(slots=True)
class Report:
    """What one pass did; `failures`, `problems` and `rejected` say why, in words, by address."""

    polled: int = 0
    feeds_not_modified: int = 0
    feeds_failed: int = 0
    filtered: int = 0  # entries that their feed's `include` or `exclude` kept out: neither fetched nor stored
    fetched: int = 0
    pages_not_modified: int = 0
    pages_failed: int = 0
    outcomes: dict[Outcome, int] = field(default_factory=lambda: dict.fromkeys(Outcome, 0))
    embedded: int = 0
    failures: dict[str, str] = field(default_factory=dict)
    problems: dict[str, tuple[str, ...]] = field(default_factory=dict)  # of feeds that were read all the same
    rejected: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How often to come back; from the [indexer] section."""

    poll_interval: timedelta
    recheck: tuple[timedelta, ...]  # after the first sight of an article
    keep: timedelta | None = None  # articles older than this are removed; None: kept for ever


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
        redirects.settle(self._catalogue, self._clock.now())
        self._poll(configured, report, poll_all=poll_all, progress=progress, stop=stop)
        if not stop():
            self._fetch_pages(
                {feed.url: feed for feed in configured}, report, recheck=recheck, progress=progress, stop=stop
            )
        expiring.expire(self._catalogue, self._horizon(), stop)
        self._syncer.drain(progress, stop)
        report.embedded = self._syncer.embedded - before
        return report

    def _horizon(self) -> datetime | None:
        """Return the time before which articles are too old to be kept; None: none are."""
        return self._clock.now() - self._pace.keep if self._pace.keep else None

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
        for state in released(configured, states):
            self._catalogue.record_poll(state, [])
        # Feeds that have moved to one address are asked for with one request.
        askers: dict[Request, list[tuple[Feed, FeedState]]] = {}
        for feed in due_feeds(configured, states, self._clock.now(), all_now=poll_all):
            state = known_by(feed, states.get(feed.url))
            askers.setdefault(poll_request(state), []).append((feed, state))
        total = sum(map(len, askers.values()))
        for request, answer in self._fetcher.fetch_all(list(askers)):
            for feed, state in askers[request]:
                report.polled += 1
                self._take_feed(feed, state, answer, report)
            progress("feeds", report.polled, total)
            if stop():
                return

    def _take_feed(self, feed: Feed, state: FeedState, answer: Page | BylineError, report: Report) -> None:
        """Keep a feed's new state together with the links that its entries bring."""
        now = self._clock.now()
        interval = feed.poll_interval or self._pace.poll_interval
        try:
            if isinstance(answer, BylineError):
                raise answer
            parsed = None if answer.not_modified else polling.parsed(answer)
        except BylineError as error:
            why = polling.reason(error, asked=address(state))
            failed = after_failure(state, error, reason=why, now=now, interval=interval)
            report.feeds_failed += 1
            report.failures[feed.url] = failed.error
            self._catalogue.record_poll(failed, [])
            return
        report.feeds_not_modified += parsed is None
        links: list[Link] = []
        if parsed:
            parsed, filtered = polling.chosen(feed, parsed, self._horizon())
            state = replace(state, filtered=filtered)
            links = self._changed_links(feed, parsed, now)
            report.filtered += filtered
        state = after_success(state, answer, parsed, now=now, interval=interval)
        _tell(report, state, parsed)
        self._catalogue.record_poll(state, links)

    def _changed_links(self, feed: Feed, parsed: ParsedFeed, now: datetime) -> list[Link]:
        """Return the links that are new or whose entry changed: they are due now."""
        entries = linking.by_key(feed, parsed.entries)
        return linking.changed(feed, entries, self._catalogue.links(list(entries)), now)

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
        due = self._catalogue.all_links() if recheck else self._catalogue.due_links(self._clock.now())
        own, pages = [], []
        for link in redirects.opened(self._catalogue, expiring.within(due, self._horizon()), self._clock.now()):
            feed = configured.get(link.feed_url)
            if linking.is_open(link.entry) and (feed is None or feed.full_text):
                pages.append(link)
            elif not link.fetched or link.due:
                own.append(link)
        total, done = len(own) + len(pages), 0
        for done in self._take_entries(own, configured, report):
            if self._paused(done, total, progress, stop):
                return
        by_url = {linking.address(link.entry): link for link in pages}
        requests = (
            Request(url=url, purpose=Purpose.PAGE, etag=link.etag, last_modified=link.last_modified)
            for url, link in by_url.items()
        )
        for request, answer in self._fetcher.fetch_all(requests):
            link = by_url[request.url]
            self._take_page(link, configured.get(link.feed_url), answer, report)
            done += 1
            if self._paused(done, total, progress, stop):
                return

    def _take_entries(self, links: Sequence[Link], configured: Mapping[str, Feed], report: Report) -> Iterator[int]:
        """Keep what feeds say of links that have no page to fetch, and yield how many are done."""
        for done in range(0, len(links), TOGETHER):
            with self._catalogue.together():
                for link in links[done : done + TOGETHER]:
                    self._take_entry(link, configured.get(link.feed_url), linking.why_no_page(link.entry), report)
            yield min(done + TOGETHER, len(links))

    def _paused(self, done: int, total: int, progress: Progress, stop: Callable[[], bool]) -> bool:
        """Do what is to be done between two items, and tell whether to end there."""
        progress("pages", done, total)
        if done % SYNC_EVERY == 0:
            self._syncer.drain(progress, stop)
        return stop()

    def _take_page(self, link: Link, feed: Feed | None, answer: Page | BylineError, report: Report) -> None:
        now = self._clock.now()
        if isinstance(answer, BylineError):
            report.pages_failed += 1
            why = polling.reason(answer, asked=linking.address(link.entry))
            report.failures[link.entry.link] = why
            self._take_failure(link, feed, answer, why, report)
            return
        later = after_fetch(link, now=now, recheck=self._pace.recheck)
        if answer.not_modified:
            report.pages_not_modified += 1
            vanishing.confirmed(self._catalogue, later)
            return
        report.fetched += 1
        name, kind = (feed.name, feed.kind) if feed else ("", None)
        article = articles.extract(answer, link.entry, feed_name=name, kind=kind, now=now)
        later = replace(later, etag=answer.etag, last_modified=answer.last_modified)
        self._store(article, later, report)

    def _take_failure(self, link: Link, feed: Feed | None, error: BylineError, why: str, report: Report) -> None:
        """Keep the entry's own text where the page could not be had: never nothing."""
        later = after_page_failure(link, error, reason=why, now=self._clock.now())
        if link.article_id and not redirects.stands_in(self._catalogue, link):
            vanishing.missed(self._catalogue, later, error, self._clock.now())
        else:
            self._take_entry(link, feed, why, report, later=later)

    def _take_entry(
        self, link: Link, feed: Feed | None, why: str, report: Report, *, later: Link | None = None
    ) -> None:
        now = self._clock.now()
        name, kind = (feed.name, feed.kind) if feed else ("", None)
        shown = linking.address(link.entry) or link.feed_url
        article = articles.from_entry(link.entry, url=shown, feed_name=name, kind=kind, now=now, reason=why)
        if not linking.address(link.entry):
            article = replace(article, id=hashlib.sha256(link.key.encode()).hexdigest()[:20])
        self._store(article, later or after_fetch(link, now=now, recheck=()), report)

    def _store(self, article: Article, link: Link, report: Report) -> None:
        outcome = store(self._catalogue, self._embedder, article, link)
        report.outcomes[outcome] += 1
        if outcome is Outcome.REJECTED:
            report.rejected[article.url] = article.reason or "its text is poorer than the one that is known"


def _tell(report: Report, state: FeedState, parsed: ParsedFeed | None) -> None:
    """Report what an admin should know of a feed that was read all the same."""
    told = list(parsed.problems) if parsed else []
    if state.moved_to:
        told.append(f"has moved to {state.moved_to}: change its address in the config")
    if told:
        report.problems[state.url] = tuple(told)
