"""Use case: feeds tried without storing anything: one that is to be added, or all that are configured."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from indexer import feeds
from indexer.collecting import parse_jobs
from indexer.errors import BylineError, FetchError, NotAFeed, ParseError
from indexer.model import Page, ParsedFeed, Purpose, Request

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from indexer.feeds import FeedCandidate
    from indexer.model import Entry
    from indexer.ports import Fetcher, Sandbox

_TRIES = 8  # addresses of one site that are fetched
_EMPTY = ParsedFeed()


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What an address gave."""

    url: str  # as it was asked for
    feed: ParsedFeed = _EMPTY
    error: str = ""  # in words; empty: it is a feed
    moved_to: str = ""  # where a permanent redirect leads

    @property
    def address(self) -> str:
        """The address to configure."""
        return self.moved_to or self.url

    @property
    def newest(self) -> datetime | None:
        """The latest time among the entries."""
        return max((when for entry in self.feed.entries if (when := _when(entry))), default=None)

    def latest(self, limit: int) -> list[Entry]:
        """Return the newest entries, undated ones last."""
        dated = [entry for entry in self.feed.entries if _when(entry)]
        undated = [entry for entry in self.feed.entries if not _when(entry)]
        return [*sorted(dated, key=lambda entry: str(_when(entry)), reverse=True), *undated][:limit]


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovery:
    """The feed that an address stands for."""

    best: Trial
    others: tuple[FeedCandidate, ...] = ()  # more feeds that its page offers


def find(fetcher: Fetcher, sandbox: Sandbox, url: str) -> Discovery:
    """Return the feed at an address, or the best of those that the page there names.

    Raises `FetchError` if the address cannot be fetched, `NotAFeed` if no feed is to be found from there.
    """
    page = fetcher.fetch(Request(url=url, purpose=Purpose.FEED))
    ((_, read),) = sandbox.read_all([(None, parse_jobs.feed_job(page))])
    trial = _tried(url, page, read)
    if not trial.error:
        return Discovery(best=trial)
    try:
        named = sandbox.read(parse_jobs.candidates_job(page))
    except ParseError as error:
        raise NotAFeed(f"{url}: {trial.error}; searched for feeds, it {error}") from error
    found = _working(fetcher, sandbox, named[:_TRIES]) or _working(
        fetcher, sandbox, feeds.usual_addresses(page.final_url)
    )
    if not found:
        raise NotAFeed(f"{url}: {trial.error}; {_searched(len(named))}")
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


def check_record(trial: Trial) -> dict[str, Any]:
    """Return the object that `feeds check --json` prints for a feed."""
    newest = trial.newest
    return {
        "url": trial.url,
        "ok": not trial.error,
        "error": trial.error or None,
        "title": trial.feed.title,
        "format": trial.feed.format,
        "entries": len(trial.feed.entries),
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


def _when(entry: Entry) -> datetime | None:
    return entry.published or entry.updated
