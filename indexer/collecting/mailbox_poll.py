"""Use case: one poll of a mailbox: mails become links as a feed's entries do."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

from indexer.collecting import mail_pages, parse_jobs
from indexer.collecting.report import add_problems, describe_error
from indexer.errors import BylineError
from indexer.feeds import links as linking
from indexer.feeds.schedule import after_failure, after_success
from indexer.model import Outcome, Page
from indexer.model.feeds import Link, ParsedFeed
from indexer.web import urls

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime, timedelta

    from indexer.collecting.claims import Claims
    from indexer.collecting.report import Report
    from indexer.feeds.mails import ParsedMail
    from indexer.model.feeds import Feed, FeedState
    from indexer.model.mails import Mail, MailBatch, MailPosition
    from indexer.ports import Catalogue, Clock, Fetcher, MailReader, Sandbox

_NAMED = 5  # mails that are named as refused or unreadable; the others are counted


class MailboxPoll:
    """Takes the new mails of one mailbox, a few at a time: each batch is kept together with the place it reaches to.

    Where the mailbox is another collector's meanwhile nothing more is kept.
    """

    def __init__(  # noqa: PLR0913  a poll has many parts
        self,
        feed: Feed,
        *,
        catalogue: Catalogue,
        reader: MailReader,
        fetcher: Fetcher,
        sandbox: Sandbox,
        clock: Clock,
        claims: Claims,
        horizon: datetime | None,
        backfill: timedelta,
    ) -> None:
        self._feed = feed
        self._catalogue = catalogue
        self._reader = reader
        self._sandbox = sandbox
        self._clock = clock
        self._claims = claims
        self._horizon = horizon
        self._backfill = backfill  # how far back mails are taken at first
        self._pages = mail_pages.MailPages(feed, fetcher=fetcher, sandbox=sandbox, now=clock.now())
        self._seen = 0
        self._unwanted = 0
        self._left = 0
        self._problems: list[str] = []

    def run(self, state: FeedState, report: Report, *, interval: timedelta, stop: Callable[[], bool]) -> None:
        """Make the poll. What a stop leaves, or a failure, is taken the next time; nothing is taken twice."""
        report.polled += 1
        now, unread = self._clock.now(), state.unread
        try:
            for reached in self._progress(state, report, stop):
                state = reached
                if stop():
                    return
        except BylineError as error:
            failed = after_failure(
                state, error, reason=describe_error(error, asked=state.url), now=now, interval=interval
            )
            report.feeds_failed += 1
            report.failures[state.url] = failed.error
            self._keep(failed)
            return
        report.feeds_not_modified += not self._seen
        report.filtered += self._unwanted
        parsed = ParsedFeed(title=self._feed.name, problems=tuple(self._told())) if self._seen else None
        answer = Page(url=state.url, final_url=state.url, status=200, fetched=now)
        state = replace(after_success(state, answer, parsed, now=now, interval=interval), filtered=self._unwanted)
        if self._left:
            state = replace(state, next_poll=now, unread=unread)
        if self._keep(state):
            add_problems(report, state, parsed)

    def _progress(self, state: FeedState, report: Report, stop: Callable[[], bool]) -> Iterator[FeedState]:
        """Take batch by batch, and yield the feed's state after each."""
        box, since = self._feed.mailbox, self._clock.now() - self._backfill
        if box is None:
            return
        with closing(self._reader.read(state.url, box, state.mail, since)) as batches:
            for batch in batches:
                position, found = self._take(state, batch, report, stop)
                state = replace(state, mail=position)
                if not self._keep(state, found):
                    return
                self._left = batch.left
                yield state

    def _keep(self, state: FeedState, found: Sequence[Link] = ()) -> bool:
        """Keep a state together with the links that it reaches to, if this collector may; tell whether."""
        with self._catalogue.transaction():  # nobody else changes these links between looking and keeping
            if not self._claims.kept_feed(self._feed.url):
                return False
            known = self._catalogue.links([link.key for link in found])
            backlog = linking.find_backlog(state, [link.key for link in found], found, known)
            new = {link.key: link for link in linking.with_backlog(found, backlog) if link.key not in known}
            named = linking.find_shared(self._feed, known)
            self._catalogue.record_poll(state, list(new.values()), named, backlog_of=backlog)
        return True

    def _take(
        self, state: FeedState, batch: MailBatch, report: Report, stop: Callable[[], bool]
    ) -> tuple[MailPosition, list[Link]]:
        """Return the links of the mails that are wanted, and the place up to which they were looked at."""
        position = state.mail if batch.mails else batch.position
        found: list[Link] = []
        for mail, read in self._read(batch.mails):
            link = self._link(mail, read, report, stop)
            if stop():  # perhaps before its page was found: the next poll takes it
                return position, found
            self._seen += 1
            found += [link] if link else []
            position = replace(batch.position, uid=mail.uid)
        return batch.position, found

    def _read(self, mails: Sequence[Mail]) -> Iterator[tuple[Mail, ParsedMail | BylineError]]:
        """Yield each mail with what it says, in their order."""
        box, now = self._feed.mailbox, self._clock.now()
        jobs = ((mail.uid, parse_jobs.mail_job(mail, box, now)) for mail in mails if box)
        read = dict(self._sandbox.read_all(jobs))
        for mail in mails:
            if (found := read[mail.uid]) is not None:
                yield mail, found

    def _link(
        self, mail: Mail, read: ParsedMail | BylineError, report: Report, stop: Callable[[], bool]
    ) -> Link | None:
        """Return what is to be made of a mail; None if nothing is."""
        if isinstance(read, BylineError):
            self._problems.append(f"mail {mail.uid} {describe_error(read, asked=self._feed.url)}")
            return None
        if not read.wanted:
            self._unwanted += 1
            return None
        if read.refused:
            self._problems.append(f'"{read.entry.title}" was refused: {read.refused}')
            report.outcomes[Outcome.REJECTED] += 1
            report.rejected[read.entry.key] = read.refused
            return None
        entry, now = replace(read.entry, source=self._feed.name), self._clock.now()
        if entry.when and self._horizon and entry.when < self._horizon:
            return None
        if read.views and not self._catalogue.links([entry.key]):
            entry = replace(entry, link=self._pages.find(read, stop))
        key = urls.identity(entry.link) if entry.link else entry.key
        return Link(key=key, entry=entry, feed_url=self._feed.url, first_seen=now, due=now)

    def _told(self) -> Iterator[str]:
        """Yield what is to be known of the mails of this poll."""
        yield from self._problems[:_NAMED]
        if (more := len(self._problems) - _NAMED) > 0:
            yield f"{more} more mails were refused or could not be read"
        if self._left:
            yield f"{self._left} more mails wait: the next passes take them"
