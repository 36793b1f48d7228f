"""Use case: one pass over due feeds, then pages, then both indexes."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from indexer.collecting import (
    gone_pages,
    google_news_links,
    parse_jobs,
    publisher_renames,
    retention,
    site_polls,
)
from indexer.collecting.claims import SoleClaims
from indexer.collecting.mailbox_poll import MailboxPoll
from indexer.collecting.report import Report, add_problems, describe_error
from indexer.collecting.store_article import store
from indexer.errors import BylineError
from indexer.feeds import entry_selection, site_links
from indexer.feeds import links as linking
from indexer.feeds.schedule import (
    after_failure,
    after_fetch,
    after_page_failure,
    after_site,
    after_success,
    current_state,
    due_feeds,
    is_asked_whole,
    poll_address,
    poll_request,
    reactivate,
)
from indexer.feeds.site_walk import SiteWalk
from indexer.indexing.background import BackgroundSync
from indexer.indexing.lease_keeper import INDEXING, Duty
from indexer.model import FeedSource, Outcome, Page, Purpose, Request
from indexer.ports import ASKABLE
from indexer.web import urls

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
    from datetime import datetime

    from indexer.collecting.claims import Claims
    from indexer.collecting.story_assignment import StoryAssigner
    from indexer.feeds.site_walk import SiteReading
    from indexer.indexing.sync import Syncer
    from indexer.model import Article, Feed, FeedState, Link, ParsedFeed
    from indexer.ports import Catalogue, Clock, Embedder, Fetcher, MailReader, Progress, Sandbox

TOGETHER, PAGES_TOGETHER = 50, 8
"""Entries without a page to fetch, and pages, that are stored in one transaction: a crash repeats at most these,
and what else is to be written waits for them, for 30 ms."""

PATIENCE = 1.0
"""Seconds after which a page that was read waits no longer for others to be stored with."""

SITE_PAGES = 100
"""Pages of one site that a pass takes, unless it is to take all: before the next one, feeds that are due go first."""

_REJECTED = "its text is poorer than the one that is known, or it was forgotten by `byline forget`"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How often to come back; from the [indexer] section."""

    poll_interval: timedelta
    recheck: tuple[timedelta, ...]  # after the first sight of an article
    backfill: timedelta = timedelta(days=90)  # what is older, and was never fetched, comes last
    keep: timedelta | None = None  # articles older than this are removed; None: kept for ever


class _DueLinks(NamedTuple):
    """Links to take, newest first."""

    own: Sequence[Link]  # whose entry is all there is
    pages: Sequence[Link]
    by: datetime | None  # when they were due; None: whether they are due or not


class Collector:
    """Collects from feeds. Several may work on a catalogue, if they share it by claims."""

    def __init__(  # noqa: PLR0913  a composition has many parts
        self,
        *,
        catalogue: Catalogue,
        fetcher: Fetcher,
        sandbox: Sandbox,
        embedder: Embedder,
        syncer: Syncer,
        stories: StoryAssigner,
        clock: Clock,
        pace: Pace,
        mail_reader: MailReader | None = None,
        claims: Claims | None = None,
        duty: Duty | None = None,
    ) -> None:
        """Take the parts; no `mail_reader` is needed where no mailbox is configured.

        Where there are several collectors, `claims` tells which feeds and links are this one's, and `duty` whether it
        does what only one of them does.
        """
        self._catalogue = catalogue
        self._fetcher = fetcher
        self._sandbox = sandbox
        self._embedder = embedder
        self._syncer = syncer
        self._stories = stories
        self._clock = clock
        self._pace = pace
        self._mail_reader = mail_reader
        self._claims = claims or SoleClaims()
        self._duty = duty or Duty(INDEXING)
        self._precedence: Mapping[str, int] = {}  # of the feeds that are polled

    def collect(
        self,
        configured: Sequence[Feed],
        *,
        poll_all: bool = False,
        recheck: bool = False,
        progress: Progress,
        stop: Callable[[], bool] = lambda: False,
    ) -> Report:
        """Poll the feeds that are due (or all), fetch new and changed pages, update both indexes, and assign stories.

        Pages are fetched newest first, and can be asked for while others are fetched. Unless all feeds are polled, the
        rest of very many pages of one site stays due for the next passes.

        `recheck` asks every page again, with a conditional GET. `stop` is asked between two items; what was not
        reached stays due. Between two items questions go first.
        """
        stop = self._syncer.precedence.wait_before(stop)
        report = Report()
        before = self._syncer.embedded
        if self._duty.is_held():
            google_news_links.update_dependents(self._catalogue, self._clock.now())
        self._poll(configured, report, poll_all=poll_all, progress=progress, stop=stop)
        if not stop():
            self._fetch_pages(
                self._due(configured, recheck=recheck, whole=poll_all), configured, report, progress, stop
            )
        self._sandbox.close()  # hours may pass until the next page, and embedding needs the memory
        if self._duty.is_held():
            retention.remove_expired(self._catalogue, self._horizon(), stop)
            publisher_renames.rename_publishers(self._catalogue, configured)
        self._syncer.drain(progress, stop)
        self._stories.run(progress, stop)
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
        for state in reactivate(configured, states):
            self._catalogue.record_poll(state, [])
        due = due_feeds(configured, states, self._clock.now(), all_now=poll_all)
        self._precedence = linking.precedence(configured)
        with closing(self._claims.feeds(due)) as claimed:
            for feeds in claimed:
                for _ in self._poll_each(feeds, report, poll_all=poll_all, stop=stop):
                    progress("feeds", report.polled, len(due))
                    if stop():
                        return

    def _poll_each(
        self, feeds: Sequence[Feed], report: Report, *, poll_all: bool, stop: Callable[[], bool]
    ) -> Iterator[None]:
        """Poll feeds that are this collector's, unless another one has just done so."""
        states = self._catalogue.feed_states()
        due = [
            (feed, current_state(feed, states.get(feed.url)))
            for feed in due_feeds(feeds, states, self._clock.now(), all_now=poll_all)
        ]
        return chain(
            self._poll_feeds(due, report),
            self._poll_sites(due, report, stop),
            self._poll_mailboxes(due, report, stop),
        )

    def _poll_feeds(self, due: Sequence[tuple[Feed, FeedState]], report: Report) -> Iterator[None]:
        # Feeds that have moved to one address are asked for with one request.
        askers: dict[Request, list[tuple[Feed, FeedState]]] = {}
        for feed, state in due:
            if feed.source is FeedSource.FEED:
                askers.setdefault(poll_request(state), []).append((feed, state))
        answers = parse_jobs.jobs_for(self._fetcher.fetch_all(list(askers)), lambda _, page: parse_jobs.feed_job(page))
        for (request, answer), read in self._sandbox.read_all(answers):
            for feed, state in askers[request]:
                self._take_feed(feed, state, answer, read, report)
            yield

    def _poll_sites(
        self, due: Sequence[tuple[Feed, FeedState]], report: Report, stop: Callable[[], bool]
    ) -> Iterator[None]:
        walks = {
            SiteWalk(
                feed.url,
                state.sitemaps,
                now=self._clock.now(),
                asked=poll_address(state),
                whole=is_asked_whole(state),
            ): (feed, state)
            for feed, state in due
            if feed.source is FeedSource.SITEMAP
        }
        for walk in site_polls.poll_sites(self._fetcher, self._sandbox, list(walks), stop):
            (feed, state), reading = walks[walk], walk.reading()
            self._take_feed(feed, state, reading.answer, reading.read, report, reading)
            yield

    def _poll_mailboxes(
        self, due: Sequence[tuple[Feed, FeedState]], report: Report, stop: Callable[[], bool]
    ) -> Iterator[None]:
        for feed, state in due:
            if feed.mailbox and self._mail_reader and not stop():
                poll = MailboxPoll(
                    feed,
                    catalogue=self._catalogue,
                    reader=self._mail_reader,
                    fetcher=self._fetcher,
                    sandbox=self._sandbox,
                    clock=self._clock,
                    horizon=self._horizon(),
                    backfill=self._backfill(feed),
                )
                poll.run(state, report, interval=feed.poll_interval or self._pace.poll_interval, stop=stop)
                yield

    def _take_feed(
        self,
        feed: Feed,
        state: FeedState,
        answer: Page | BylineError,
        read: ParsedFeed | BylineError | None,
        report: Report,
        site: SiteReading | None = None,
    ) -> None:
        """Keep a feed's new state together with the links that its entries bring; `read`: what the answer says.

        `site` is more on the answer, which was judged there, if it is a site's without a feed.
        """
        report.polled += 1
        now = self._clock.now()
        interval = feed.poll_interval or self._pace.poll_interval
        try:
            if isinstance(answer, BylineError):
                raise answer
            parsed = site.read if site else None
            if not site and read is not None:
                parsed = parse_jobs.require_feed(answer, read)
        except BylineError as error:
            why = describe_error(error, asked=poll_address(state))
            failed = after_failure(state, error, reason=why, now=now, interval=interval)
            report.feeds_failed += 1
            report.failures[feed.url] = failed.error
            if self._claims.kept_feed(feed.url):
                self._catalogue.record_poll(failed, [])
            return
        report.feeds_not_modified += parsed is None
        filtered = 0
        if parsed:
            parsed, filtered = entry_selection.select_entries(feed, parsed, self._horizon())
            report.filtered += filtered
        with self._catalogue.transaction():  # nobody else changes these links between looking and keeping
            if self._claims.kept_feed(feed.url):
                self._keep_feed(
                    feed, replace(state, filtered=filtered) if parsed else state, answer, parsed, report, site
                )

    def _keep_feed(
        self,
        feed: Feed,
        state: FeedState,
        answer: Page,
        parsed: ParsedFeed | None,
        report: Report,
        site: SiteReading | None,
    ) -> None:
        """Keep a feed that answered, and what it says of links; `parsed` is None if it has not changed."""
        now = self._clock.now()
        links: list[Link] = []
        named: list[str] = []
        discussions: list[tuple[str, str]] = []
        if parsed:
            entries = linking.by_key(feed, parsed.entries)
            known = self._catalogue.links(list(entries))
            links = (
                site_links.find_changed(
                    feed, entries, known, now, backfill=self._backfill(feed), first=not state.sitemaps
                )
                if site
                else linking.find_changed(feed, entries, known, now)
            )
            preceded = linking.find_preceded(feed, entries, known, self._precedence)
            links += preceded
            named = [key for key in linking.find_shared(feed, known) if key not in {link.key for link in preceded}]
            discussions = linking.find_discussions(feed, parsed.entries)
        interval = feed.poll_interval or self._pace.poll_interval
        state = after_success(state, answer, parsed, now=now, interval=interval)
        if site:
            state = after_site(state, site)
        add_problems(report, state, parsed)
        self._catalogue.record_poll(state, links, named, discussions)

    # -- pages

    def _due(self, configured: Sequence[Feed], *, recheck: bool, whole: bool) -> _DueLinks:
        """Return the links to take now, newest first."""
        now, feeds = self._clock.now(), {feed.url: feed for feed in configured}
        due = linking.without_passed_over(self._catalogue.all_links()) if recheck else self._catalogue.due_links(now)
        kept = retention.drop_expired(due, self._horizon())
        own, pages = [], []
        for link in linking.newest_first(
            google_news_links.resolve_links(self._catalogue, kept, now),
            lambda link: now - self._backfill(feeds.get(link.feed_url)),
            now,
        ):
            feed = feeds.get(link.feed_url)
            if linking.has_page(link.entry) and (feed is None or feed.full_text):
                pages.append(link)
            elif not link.fetched or link.due:
                own.append(link)
        chosen = pages if whole or recheck else linking.first_of_sites(pages, SITE_PAGES)
        return _DueLinks(own=own, pages=chosen, by=None if recheck else now)

    def _backfill(self, feed: Feed | None) -> timedelta:
        return (feed.backfill if feed else None) or self._pace.backfill

    def _fetch_pages(
        self,
        due: _DueLinks,
        configured: Sequence[Feed],
        report: Report,
        progress: Progress,
        stop: Callable[[], bool],
    ) -> None:
        total = len(due.own) + len(due.pages)

        def indexed(stored: int) -> None:
            progress(ASKABLE, stored, total)
            self._stories.keep_up(progress, stop)

        feeds = {feed.url: feed for feed in configured}
        taking = closing(self._take(due, feeds, report))  # pages that are read at a stop are stored
        syncing = BackgroundSync(self._syncer, progress, stop, then=indexed)
        with self._preparing(wanted=total > 0), syncing as background, taking as taken:
            for done, stored in taken:
                progress("pages", done, total)
                background.notify(stored)
                if stop():
                    return

    @contextmanager
    def _preparing(self, *, wanted: bool) -> Iterator[None]:
        """Prepare the model of a new collection, which may take seconds, while the first pages are fetched."""
        if not wanted or self._catalogue.counts()["passages"]:
            yield
            return
        with ThreadPoolExecutor(1, thread_name_prefix="model") as thread:
            thread.submit(self._embedder.prepare)  # what goes wrong does so again where passages are embedded
            yield

    def _take(
        self, due: _DueLinks, configured: Mapping[str, Feed], report: Report
    ) -> Generator[tuple[int, int], None, None]:
        """Keep what entries say and what their pages hold, and yield how many are done and how many are stored."""
        before = 0
        for given, take in ((due.own, self._take_entries), (due.pages, self._take_fetched)):
            with closing(self._claims.links(given, due.by)) as claimed:
                for links in claimed:
                    with closing(take(links, configured, report)) as taken:
                        for done, stored in taken:
                            yield before + done, before + stored
                    before += len(links)

    def _take_fetched(
        self, pages: Sequence[Link], configured: Mapping[str, Feed], report: Report
    ) -> Generator[tuple[int, int], None, None]:
        """Fetch pages, and keep what they hold."""
        done = 0
        by_url = {linking.page_address(link.entry): link for link in pages}
        requests = (
            Request(url=url, purpose=Purpose.PAGE, etag=link.etag, last_modified=link.last_modified)
            for url, link in by_url.items()
        )

        def reading(request: Request, page: Page) -> Callable[[], Article]:
            link = by_url[request.url]
            return parse_jobs.article_job(link, configured.get(link.feed_url), page, self._clock.now())

        answers = parse_jobs.jobs_for(self._fetcher.fetch_all(requests), reading)
        in_hand: list[tuple[Link, Page, Article | None]] = []
        patience = time.monotonic()
        try:
            for (request, answer), read in self._sandbox.read_all(answers):
                link = by_url[request.url]
                if isinstance(answer, BylineError):
                    self._take_failure(link, configured.get(link.feed_url), answer, report)
                elif isinstance(read, BylineError):
                    self._take_failure(link, configured.get(link.feed_url), read, report)
                else:
                    in_hand.append((link, answer, read))
                if in_hand and (len(in_hand) == PAGES_TOGETHER or time.monotonic() >= patience):
                    kept, in_hand = in_hand, []
                    self._take_pages(kept, report)
                    patience = time.monotonic() + PATIENCE
                done += 1
                yield done, done - len(in_hand)
        finally:
            if in_hand:
                self._take_pages(in_hand, report)

    def _take_entries(
        self, links: Sequence[Link], configured: Mapping[str, Feed], report: Report
    ) -> Generator[tuple[int, int], None, None]:
        """Keep what feeds say of links that have no page to fetch."""
        for done in range(0, len(links), TOGETHER):
            batch = links[done : done + TOGETHER]
            now = self._clock.now()
            why = {link.key: linking.explain_missing_page(link.entry) for link in batch}
            read = dict(
                self._sandbox.read_all(
                    (link.key, parse_jobs.entry_job(link, configured.get(link.feed_url), why[link.key], now))
                    for link in batch
                )
            )
            with self._catalogue.transaction():
                kept = self._claims.kept_links([link.key for link in batch])
                for link in batch:
                    if link.key not in kept:
                        continue
                    later = after_fetch(link, now=now, recheck=())
                    self._keep_entry(link, configured.get(link.feed_url), why[link.key], read[link.key], later, report)
            yield (min(done + TOGETHER, len(links)),) * 2

    def _take_pages(self, answers: Sequence[tuple[Link, Page, Article | None]], report: Report) -> None:
        """Keep what came of pages, all or none of it: the article that each holds, None if it has not changed."""
        with self._catalogue.transaction():
            kept = self._claims.kept_links([link.key for link, _, _ in answers])
            for link, answer, read in answers:
                if link.key not in kept:
                    continue
                later = after_fetch(link, now=self._clock.now(), recheck=self._pace.recheck)
                if read is None:
                    report.pages_not_modified += 1
                    gone_pages.record_unchanged(self._catalogue, later)
                    continue
                report.fetched += 1
                later = replace(later, etag=answer.etag, last_modified=answer.last_modified)
                if site_links.is_of_unknown_age(link, read):
                    self._reject(read, replace(later, due=None), site_links.OF_UNKNOWN_AGE, report)
                else:
                    self._store(read, later, report)

    def _take_failure(self, link: Link, feed: Feed | None, error: BylineError, report: Report) -> None:
        """Report a page that could not be had, and keep the entry's own text in its place: never nothing."""
        why = describe_error(error, asked=linking.page_address(link.entry))
        report.pages_failed += 1
        report.failures[link.entry.link] = why
        now = self._clock.now()
        later = after_page_failure(link, error, reason=why, now=now)
        if link.article_id and not google_news_links.is_placeholder(self._catalogue, link):
            with self._catalogue.transaction():
                if self._claims.kept_links([link.key]):
                    gone_pages.record_failure(self._catalogue, later, error, now)
            return
        ((_, read),) = self._sandbox.read_all([(None, parse_jobs.entry_job(link, feed, why, now))])
        with self._catalogue.transaction():
            if self._claims.kept_links([link.key]):
                self._keep_entry(link, feed, why, read, later, report)

    def _keep_entry(
        self, link: Link, feed: Feed | None, why: str, read: Article | BylineError | None, later: Link, report: Report
    ) -> None:
        """Store what an entry itself says: `read`, or its title alone if that failed."""
        address = linking.shown_address(link)
        if isinstance(read, BylineError):
            report.failures[address or link.feed_url] = why = f"{why}; the feed's own text {read}"
            later = replace(later, error=why)
            read = None
        article = read or parse_jobs.title_only(link, feed, why, self._clock.now())
        if not address:
            article = replace(article, id=urls.digest(link.key))
        self._store(article, later, report)

    def _store(self, article: Article, link: Link, report: Report) -> None:
        outcome = store(self._catalogue, self._embedder, article, link)
        report.outcomes[outcome] += 1
        if outcome is Outcome.REJECTED:
            report.rejected[article.url] = article.reason or _REJECTED

    def _reject(self, article: Article, link: Link, why: str, report: Report) -> None:
        self._catalogue.record_link(replace(link, error=why))
        report.outcomes[Outcome.REJECTED] += 1
        report.rejected[article.url] = why
