"""Due links become articles: of what their pages hold, or of what their feeds say."""

from __future__ import annotations

import time
from contextlib import closing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from indexer.collecting import gone_pages, google_news_links, parse_jobs
from indexer.collecting.report import Report, describe_error
from indexer.collecting.store_article import store
from indexer.errors import BylineError
from indexer.feeds import links as linking
from indexer.feeds import site_links
from indexer.feeds.schedule import after_fetch, after_page_failure
from indexer.model import Outcome, Page, Purpose, Request
from indexer.web import urls

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping, Sequence
    from datetime import datetime

    from indexer.collecting.claims import Claims
    from indexer.collecting.pace import Pace
    from indexer.model import Article
    from indexer.model.feeds import Feed, Link
    from indexer.ports import Catalogue, Clock, Embedder, Fetcher, Sandbox

TOGETHER, PAGES_TOGETHER = 50, 8
"""Entries without a page to fetch, and pages, that are stored in one transaction: a crash repeats at most these,
and what else is to be written waits for them, for 30 ms."""

PATIENCE = 1.0
"""Seconds after which a page that was read waits no longer for others to be stored with, even if none comes."""

_REJECTED = "its text is poorer than the one that is known, or it was forgotten by `byline forget`"


class DueLinks(NamedTuple):
    """Links to take, newest first."""

    own: Sequence[Link]  # whose entry is all there is
    pages: Sequence[Link]
    by: datetime | None  # when they were due; None: whether they are due or not


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleIntake:
    """Fetches pages, reads them and entries, and stores what they hold. What is no longer claimed is not stored."""

    catalogue: Catalogue
    fetcher: Fetcher
    sandbox: Sandbox
    embedder: Embedder
    clock: Clock
    pace: Pace
    claims: Claims

    def take(
        self, due: DueLinks, configured: Mapping[str, Feed], report: Report
    ) -> Generator[tuple[int, int], None, None]:
        """Keep what entries say and what their pages hold, and yield how many are done and how many are stored."""
        before = 0
        for given, take in ((due.own, self._take_entries), (due.pages, self._take_fetched)):
            with closing(self.claims.links(given, due.by)) as claimed:
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
            return parse_jobs.article_job(link, configured.get(link.feed_url), page, self.clock.now())

        answers = self.fetcher.fetch_steadily(requests, PATIENCE)
        jobs = ((each, parse_jobs.job_for(*each, reading) if each else None) for each in answers)
        in_hand: list[tuple[Link, Page, Article | None]] = []
        patience = time.monotonic()
        try:
            for fetched, read in self.sandbox.read_all(jobs):
                if fetched is not None:
                    link, answer = by_url[fetched[0].url], fetched[1]
                    if isinstance(answer, BylineError):
                        self._take_failure(link, configured.get(link.feed_url), answer, report)
                    elif isinstance(read, BylineError):
                        self._take_failure(link, configured.get(link.feed_url), read, report)
                    else:
                        in_hand.append((link, answer, read))
                    done += 1
                if in_hand and (len(in_hand) == PAGES_TOGETHER or time.monotonic() >= patience):
                    kept, in_hand = in_hand, []
                    self._take_pages(kept, report)
                    patience = time.monotonic() + PATIENCE
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
            now = self.clock.now()
            why = {link.key: linking.explain_missing_page(link.entry) for link in batch}
            read = dict(
                self.sandbox.read_all(
                    (link.key, parse_jobs.entry_job(link, configured.get(link.feed_url), why[link.key], now))
                    for link in batch
                )
            )
            with self.catalogue.transaction():
                kept = self.claims.kept_links([link.key for link in batch])
                for link in batch:
                    if link.key not in kept:
                        continue
                    later = after_fetch(link, first=now, now=now, recheck=())
                    self._keep_entry(link, configured.get(link.feed_url), why[link.key], read[link.key], later, report)
            yield (min(done + TOGETHER, len(links)),) * 2

    def _take_pages(self, answers: Sequence[tuple[Link, Page, Article | None]], report: Report) -> None:
        """Keep what came of pages, all or none of it: the article that each holds, None if it has not changed."""
        with self.catalogue.transaction():
            kept = self.claims.kept_links([link.key for link, _, _ in answers])
            for link, answer, read in answers:
                if link.key not in kept:
                    continue
                now = self.clock.now()
                later = after_fetch(link, first=self._first_fetch(link, now), now=now, recheck=self.pace.recheck)
                if read is None:
                    report.pages_not_modified += 1
                    gone_pages.record_unchanged(self.catalogue, later)
                    continue
                report.fetched += 1
                later = replace(later, etag=answer.etag, last_modified=answer.last_modified)
                if site_links.is_of_unknown_age(link, read):
                    self._reject(read, replace(later, due=None), site_links.OF_UNKNOWN_AGE, report)
                else:
                    self._store(read, later, report)

    def _first_fetch(self, link: Link, now: datetime) -> datetime:
        """Return when a page that was fetched now was fetched for the first time: an article is made of it then."""
        if link.fetched is None:
            return now
        article = self.catalogue.article(link.article_id)
        return max(link.first_seen, article.first_seen) if article else link.first_seen

    def _take_failure(self, link: Link, feed: Feed | None, error: BylineError, report: Report) -> None:
        """Report a page that could not be had, and keep the entry's own text in its place: never nothing."""
        why = describe_error(error, asked=linking.page_address(link.entry))
        report.pages_failed += 1
        report.failures[link.entry.link] = why
        now = self.clock.now()
        later = after_page_failure(link, error, reason=why, now=now)
        if link.article_id and not google_news_links.is_placeholder(self.catalogue, link):
            with self.catalogue.transaction():
                if self.claims.kept_links([link.key]):
                    gone_pages.record_failure(self.catalogue, later, error, now)
            return
        ((_, read),) = self.sandbox.read_all([(None, parse_jobs.entry_job(link, feed, why, now))])
        with self.catalogue.transaction():
            if self.claims.kept_links([link.key]):
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
        article = read or parse_jobs.title_only(link, feed, why, self.clock.now())
        if not address:
            article = replace(article, id=urls.digest(link.key))
        self._store(article, later, report)

    def _store(self, article: Article, link: Link, report: Report) -> None:
        outcome = store(self.catalogue, self.embedder, article, link)
        report.outcomes[outcome] += 1
        if outcome is Outcome.REJECTED:
            report.rejected[article.url] = article.reason or _REJECTED

    def _reject(self, article: Article, link: Link, why: str, report: Report) -> None:
        self.catalogue.record_link(replace(link, error=why))
        report.outcomes[Outcome.REJECTED] += 1
        report.rejected[article.url] = why
