"""Polls of feeds, sites and mailboxes: what they say becomes their new states and links, each feed kept at once."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING

from indexer.collecting import parse_jobs, site_polls
from indexer.collecting.mailbox_poll import MailboxPoll
from indexer.collecting.report import Report, add_problems, describe_error
from indexer.errors import BylineError
from indexer.feeds import entry_selection, site_links
from indexer.feeds import links as linking
from indexer.feeds.schedule import (
    after_failure,
    after_site,
    after_success,
    current_state,
    due_feeds,
    has_moved_to,
    is_asked_whole,
    poll_address,
    poll_request,
    reactivate,
)
from indexer.feeds.site_walk import SiteWalk
from indexer.model.feeds import FeedSource

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from indexer.collecting.claims import Claims
    from indexer.collecting.pace import Pace
    from indexer.feeds.site_walk import SiteReading
    from indexer.model import Page, Request
    from indexer.model.feeds import Feed, FeedState, Link, ParsedFeed
    from indexer.ports import Catalogue, Clock, Fetcher, MailReader, Progress, Sandbox


class FeedPolls:
    """Asks sources what is new, and keeps it. What is no longer claimed by this collector is not kept."""

    def __init__(
        self,
        *,
        catalogue: Catalogue,
        fetcher: Fetcher,
        sandbox: Sandbox,
        clock: Clock,
        pace: Pace,
        mail_reader: MailReader | None,
        claims: Claims,
    ) -> None:
        self._catalogue = catalogue
        self._fetcher = fetcher
        self._sandbox = sandbox
        self._clock = clock
        self._pace = pace
        self._mail_reader = mail_reader
        self._claims = claims
        self._precedence: Mapping[str, int] = {}  # of the feeds that are polled

    def poll(
        self,
        configured: Sequence[Feed],
        report: Report,
        *,
        poll_all: bool,
        progress: Progress,
        stop: Callable[[], bool],
    ) -> None:
        """Poll the feeds that are due, or all; what was not reached at a `stop` stays due."""
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
            (feed, current_state(feed, states.get(feed.url), moved_here=has_moved_to(feed.url, states.values())))
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
                    claims=self._claims,
                    horizon=self._pace.horizon(self._clock.now()),
                    backfill=self._pace.backfill_of(feed),
                )
                poll.run(state, report, interval=self._pace.poll_interval_of(feed), stop=stop)
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
        interval = self._pace.poll_interval_of(feed)
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
            parsed, filtered = entry_selection.select_entries(feed, parsed, self._pace.horizon(self._clock.now()))
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
        backlog: frozenset[str] = frozenset()
        if parsed:
            entries = linking.by_key(feed, parsed.entries)
            known = self._catalogue.links(list(entries))
            links = (
                site_links.find_changed(
                    feed, entries, known, now, backfill=self._pace.backfill_of(feed), first=not state.sitemaps
                )
                if site
                else linking.find_changed(feed, entries, known, now)
            )
            backlog = linking.find_backlog(state, entries, links, known)
            preceded = {link.key: link for link in linking.find_preceded(feed, entries, known, self._precedence)}
            links += preceded.values()
            named = [key for key in linking.find_shared(feed, known) if key not in preceded]
            discussions = linking.find_discussions(feed, parsed.entries)
        interval = self._pace.poll_interval_of(feed)
        state = after_success(state, answer, parsed, now=now, interval=interval)
        if site:
            state = after_site(state, site)
        add_problems(report, state, parsed)
        self._catalogue.record_poll(state, linking.with_backlog(links, backlog), named, discussions, backlog_of=backlog)
