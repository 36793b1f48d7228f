"""Use case: one pass over due feeds, then pages, then both indexes."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from indexer.collecting import google_news_links, publisher_renames, retention
from indexer.collecting.article_intake import ArticleIntake, DueLinks
from indexer.collecting.claims import SoleClaims
from indexer.collecting.feed_polls import FeedPolls
from indexer.collecting.report import Report
from indexer.feeds import links as linking
from indexer.indexing.background import BackgroundSync
from indexer.indexing.lease_keeper import INDEXING, Duty
from indexer.ports import ASKABLE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from indexer.collecting.claims import Claims
    from indexer.collecting.pace import Pace
    from indexer.collecting.story_assignment import StoryAssigner
    from indexer.indexing.sync import Syncer
    from indexer.model.feeds import Feed
    from indexer.ports import Catalogue, Clock, Embedder, Fetcher, MailReader, Progress, Sandbox

SITE_PAGES = 100
"""Pages of one site that a pass takes, unless it is to take all: before the next one, feeds that are due go first."""


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
        self._sandbox = sandbox
        self._embedder = embedder
        self._syncer = syncer
        self._stories = stories
        self._clock = clock
        self._pace = pace
        self._duty = duty or Duty(INDEXING)
        claims = claims or SoleClaims()
        self._polls = FeedPolls(
            catalogue=catalogue,
            fetcher=fetcher,
            sandbox=sandbox,
            clock=clock,
            pace=pace,
            mail_reader=mail_reader,
            claims=claims,
        )
        self._intake = ArticleIntake(
            catalogue=catalogue,
            fetcher=fetcher,
            sandbox=sandbox,
            embedder=embedder,
            clock=clock,
            pace=pace,
            claims=claims,
        )

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
        self._polls.poll(configured, report, poll_all=poll_all, progress=progress, stop=stop)
        if not stop():
            self._fetch_pages(
                self._due(configured, recheck=recheck, whole=poll_all), configured, report, progress, stop
            )
        self._sandbox.close()  # hours may pass until the next page, and embedding needs the memory
        if self._duty.is_held():
            retention.remove_expired(self._catalogue, self._pace.horizon(self._clock.now()), stop)
            publisher_renames.rename_publishers(self._catalogue, configured)
        self._syncer.drain(progress, stop)
        self._stories.run(progress, stop)
        report.embedded = self._syncer.embedded - before
        return report

    def _due(self, configured: Sequence[Feed], *, recheck: bool, whole: bool) -> DueLinks:
        """Return the links to take now, newest first."""
        now, feeds = self._clock.now(), {feed.url: feed for feed in configured}
        due = linking.without_passed_over(self._catalogue.all_links()) if recheck else self._catalogue.due_links(now)
        kept = retention.drop_expired(due, self._pace.horizon(self._clock.now()))
        own, pages = [], []
        for link in linking.newest_first(
            google_news_links.resolve_links(self._catalogue, kept, now),
            lambda link: now - self._pace.backfill_of(feeds.get(link.feed_url)),
            now,
        ):
            feed = feeds.get(link.feed_url)
            if linking.has_page(link.entry) and (feed is None or feed.full_text):
                pages.append(link)
            elif not link.fetched or link.due:
                own.append(link)
        chosen = pages if whole or recheck else linking.first_of_sites(pages, SITE_PAGES)
        return DueLinks(own=own, pages=chosen, by=None if recheck else now)

    def _fetch_pages(
        self,
        due: DueLinks,
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
        taking = closing(self._intake.take(due, feeds, report))  # pages that are read at a stop are stored
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
