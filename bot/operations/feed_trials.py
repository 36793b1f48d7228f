"""Use case: feeds tried without storing anything: one that is to be added, or all that are configured."""

from __future__ import annotations

from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from indexer import feeds
from indexer.collecting import parse_jobs, site_polls
from indexer.errors import BylineError, FetchError, NotAFeed, ParseError
from indexer.feeds.site_walk import SiteWalk
from indexer.feeds.sitemaps import is_sitemap_address
from indexer.model import Page, Purpose, Request
from indexer.model.feeds import FeedSource, ParsedFeed
from indexer.model.mails import MailPosition

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime, timedelta

    from indexer.feeds import FeedCandidate
    from indexer.model.feeds import Entry, Feed
    from indexer.ports import Fetcher, MailReader, Sandbox

_TRIES = 8  # addresses of one site that are fetched
_SECTIONS = 6  # of a site that are named, the largest
_NO_MAIL = "no mail of the last {} days is from these senders and lists: see from and list_id"
_EMPTY = ParsedFeed()


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What an address gave."""

    url: str  # as it was asked for
    feed: ParsedFeed = _EMPTY
    error: str = ""  # in words; empty: it is a feed
    moved_to: str = ""  # where a permanent redirect leads
    source: FeedSource = FeedSource.FEED
    waiting: int = 0  # of a mailbox: mails that it would begin with

    @property
    def address(self) -> str:
        """The address to configure."""
        return self.moved_to or self.url

    @property
    def newest(self) -> datetime | None:
        """The latest time among the entries."""
        return max((entry.when for entry in self.feed.entries if entry.when), default=None)

    def latest(self, limit: int) -> list[Entry]:
        """Return the newest entries, undated ones last."""
        dated = [entry for entry in self.feed.entries if entry.when]
        undated = [entry for entry in self.feed.entries if not entry.when]
        return [*sorted(dated, key=lambda entry: str(entry.when), reverse=True), *undated][:limit]

    @property
    def sections(self) -> dict[str, int]:
        """The largest parts of a site, as paths that `include` takes, with the number of pages below each."""
        paths = (urlsplit(entry.link).path.split("/") for entry in self.feed.entries)
        return dict(Counter(f"/{path[1]}/" for path in paths if len(path) > 2 and path[2]).most_common(_SECTIONS))  # noqa: PLR2004  "", a part, a page


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovery:
    """The feed that an address stands for."""

    best: Trial
    others: tuple[FeedCandidate, ...] = ()  # more feeds that its page offers


def find(fetcher: Fetcher, sandbox: Sandbox, url: str) -> Discovery:
    """Return the feed at an address, or the best of those that the page there names, or the site by its sitemap.

    Raises `FetchError` if the address cannot be fetched, `NotAFeed` if neither is to be found from there.
    """
    purpose = Purpose.SITEMAP if is_sitemap_address(url) else Purpose.FEED
    page = fetcher.fetch(Request(url=url, purpose=purpose))
    ((_, read),) = sandbox.read_all([(None, parse_jobs.feed_job(page))])
    trial = _tried(url, page, read)
    if not trial.error:
        return Discovery(best=trial)
    if is_sitemap_address(url) and not (site := _tried_site(fetcher, sandbox, url, page.fetched)).error:
        return Discovery(best=site)
    try:
        named = sandbox.read(parse_jobs.candidates_job(page))
    except ParseError as error:
        raise NotAFeed(f"{url}: {trial.error}; searched for feeds, it {error}") from error
    found = _working(fetcher, sandbox, named[:_TRIES]) or _working(
        fetcher, sandbox, feeds.usual_addresses(page.final_url)
    )
    if not found:
        site = _tried_site(fetcher, sandbox, url, page.fetched)
        if site.error:
            raise NotAFeed(f"{url}: {trial.error}; {_searched(len(named))}; {site.error}")
        return Discovery(best=site)
    best = next((one for one in found if one.feed.entries), found[0])
    addresses = {one.url for one in found} | {one.url for one in named[_TRIES:]}
    titles = {one.url: one.feed.title for one in found} | {one.url: one.title for one in named if one.title}
    others = dict.fromkeys(
        url for url in (*(one.url for one in found), *(one.url for one in named)) if url in addresses
    )
    return Discovery(
        best=best,
        others=tuple(feeds.FeedCandidate(other, titles.get(other, "")) for other in others if other != best.url),
    )


def check(fetcher: Fetcher, sandbox: Sandbox, addresses: Sequence[str]) -> Iterator[Trial]:
    """Poll feeds, as the collector would, and yield what became of each, as it comes."""
    requests = [Request(url=url, purpose=Purpose.FEED) for url in dict.fromkeys(addresses)]
    answers = parse_jobs.jobs_for(fetcher.fetch_all(requests), lambda _, page: parse_jobs.feed_job(page))
    for (request, answer), read in sandbox.read_all(answers):
        yield _tried(request.url, answer, read)


def check_sites(fetcher: Fetcher, sandbox: Sandbox, addresses: Sequence[str], now: datetime) -> Iterator[Trial]:
    """Read the sitemaps of sites without a feed, as the collector would, and yield what became of each."""
    walks = {SiteWalk(url, now=now): url for url in dict.fromkeys(addresses)}
    for walk in site_polls.poll_sites(fetcher, sandbox, list(walks)):
        reading, url = walk.reading(), walks[walk]
        if isinstance(reading.answer, BylineError):
            error = reading.answer.reason if isinstance(reading.answer, FetchError) else str(reading.answer)
            yield Trial(url=url, error=error, source=FeedSource.SITEMAP)
        else:
            moved = reading.answer.moved_to
            yield Trial(url=url, feed=reading.read or _EMPTY, moved_to=moved, source=FeedSource.SITEMAP)


def check_mailboxes(
    reader: MailReader | None, feeds: Sequence[Feed], now: datetime, backfill: timedelta
) -> Iterator[Trial]:
    """Log in to mailboxes and open their folders, as the collector would, and yield what became of each.

    Its problem, if there is one, is that no mail of the configured senders was found.
    """
    for feed in feeds:
        waiting = 0
        if not feed.mailbox or not reader:  # there is one where a mailbox is configured
            continue
        try:
            with closing(reader.read(feed.url, feed.mailbox, MailPosition(), now - backfill)) as batches:
                waiting = next(batches).left
        except BylineError as error:
            reason = error.reason if isinstance(error, FetchError) else str(error)
            yield Trial(url=feed.url, error=reason, source=FeedSource.MAILBOX)
            continue
        found = ParsedFeed(
            title=feed.name, format="imap", problems=() if waiting else (_NO_MAIL.format(backfill.days),)
        )
        yield Trial(url=feed.url, feed=found, waiting=waiting, source=FeedSource.MAILBOX)


def _tried_site(fetcher: Fetcher, sandbox: Sandbox, url: str, now: datetime) -> Trial:
    """Return what a site's sitemap gives; one that names no page is none."""
    (trial,) = check_sites(fetcher, sandbox, [url], now)
    if trial.error or trial.feed.entries:
        return trial
    part = "" if is_sitemap_address(url) else urlsplit(url).path.rstrip("/")
    return Trial(url=url, error=f"its sitemap names no page{f' below {part}/' if part else ''}", source=trial.source)


def check_record(trial: Trial) -> dict[str, Any]:
    """Return the object that `feeds check --json` prints for a feed."""
    newest = trial.newest
    return {
        "url": trial.url,
        "source": trial.source.value,
        "ok": not trial.error,
        "error": trial.error or None,
        "title": trial.feed.title,
        "format": trial.feed.format,
        "entries": trial.waiting or len(trial.feed.entries),
        "newest": newest.isoformat() if newest else None,
        "problems": list(trial.feed.problems),
        "moved_to": trial.moved_to or None,
    }


def _tried(url: str, answer: Page | FetchError, read: ParsedFeed | BylineError | None) -> Trial:
    """Return what an address gave; `read`: the feed that the answer holds."""
    if isinstance(answer, BylineError):
        return Trial(url=url, error=answer.reason)
    if not isinstance(read, ParsedFeed):
        return Trial(url=url, error=str(read or "not modified, though nothing is known of it"))
    # An ill-formed feed without a single entry fails when it is collected, too.
    unread = "; ".join(read.problems) if not read.entries else ""
    return Trial(url=url, feed=read, error=unread, moved_to=answer.moved_to)


def _working(fetcher: Fetcher, sandbox: Sandbox, candidates: Sequence[FeedCandidate]) -> list[Trial]:
    """Return those addresses at which there is a feed, in the order given."""
    trials = {trial.url: trial for trial in check(fetcher, sandbox, [one.url for one in candidates])}
    return [trials[one.url] for one in candidates if not trials[one.url].error]


def _searched(named: int) -> str:
    if named:
        return f"none of the {named} addresses that look like feeds there gives one"
    return "it names no feed, and there is none where feeds usually lie"
