"""The way through the files of a site's sitemap: which to ask for next, and what all of them say (pure).

A site's address leads to its robots.txt, that to sitemaps, or else the usual places are tried one by one; an index
leads to further sitemaps. Files that have not changed, by their index or by their server, are not read again.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from indexer.errors import BadStatus, BylineError, FetchError, NotAFeed, ParseError, TooManyRedirects
from indexer.feeds import sitemaps
from indexer.feeds.sitemaps import NamedSitemap, Sitemap
from indexer.model import Page, Purpose, Request
from indexer.model.feeds import Entry, ParsedFeed, SitemapState
from indexer.web import urls

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

MAX_SITEMAPS = 50
"""Files of one site: the newest of them, where their index tells which these are."""

MAX_DEPTH = 3
"""Indexes within indexes. The protocol admits no index within another, but sites have them."""

MAX_ADDRESSES = 50_000
"""Of one site at one poll, all files together."""

_TRUSTED = timedelta(days=1)  # how long an index is believed that a file has not changed
_CONTENTS = 3  # pages below a page that make it a table of contents
_NAMED_PROBLEMS = 3  # files that failed are named up to here, and then counted
_CLIENT_ERRORS = range(400, 500)
_TOO_MANY = 429


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteReading:
    """What one poll of a site gave, in the form of a feed's."""

    answer: Page | BylineError
    read: ParsedFeed | None = None  # None: not modified, or an error
    sitemaps: tuple[SitemapState, ...] = ()
    retry_after: datetime | None = None  # what one of several files said


@dataclass(frozen=True, slots=True, kw_only=True)
class _Errand:
    """A file to ask for."""

    url: str
    parent: str = ""
    lastmod: datetime | None = None
    depth: int = 0
    robots: bool = False


@dataclass(slots=True)
class _Found:
    """What the files have said so far."""

    files: int = 0  # read or confirmed
    read: int = 0
    unchanged: int = 0  # files with pages
    entries: dict[str, Entry] = field(default_factory=dict)  # by address
    states: dict[str, SitemapState] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    errors: dict[str, BylineError] = field(default_factory=dict)
    foreign: list[str] = field(default_factory=list)
    left_out: int = 0  # files beyond the limits
    root: Page | None = None


class SiteWalk:
    """One poll of a site: `requests` says what to ask for next, `take` takes what came, `reading` what it came to."""

    def __init__(
        self, url: str, known: Iterable[SitemapState] = (), *, now: datetime, asked: str = "", whole: bool = False
    ) -> None:
        """Begin at a site's or a sitemap's address; `asked`: where it is asked for instead, since it has moved.

        `whole` asks for every file, changed or not.
        """
        self._url = url
        self._start = asked or url
        self._now = now
        self._known = {state.url: state for state in known}
        self._found = _Found()
        self._seen: set[str] = set()
        self._named = 0
        self._wanted: list[_Errand] = []
        self._under_way: dict[str, _Errand] = {}
        self._guesses: list[str] = []
        self._guessed: set[str] = set()
        self._sites = {urls.site(url)}
        self._hosts: dict[str, bool] = {}
        self._whole = whole
        if sitemaps.is_sitemap_address(url):
            self._want(_Errand(url=self._start))
        else:
            robots = sitemaps.robots_address(url)
            self._guesses = [urljoin(url, path) for path in sitemaps.USUAL]
            self._want(_Errand(url=robots, robots=True))

    def requests(self) -> list[Request]:
        """Return what to ask for next, all at once; nothing: the way is at its end."""
        if not self._wanted and not self._found.files and self._guesses:
            guess = self._guesses.pop(0)
            self._guessed.add(guess)
            self._want(_Errand(url=guess, parent=sitemaps.robots_address(self._url), depth=1))
        self._under_way = {errand.url: errand for errand in self._wanted}
        self._wanted = []
        return [self._request(url) for url in self._under_way]

    def take(self, url: str, answer: Page | FetchError, read: Sitemap | BylineError | None) -> None:
        """Take the answer to a request, and what it says; None: not modified."""
        errand = self._under_way[url]
        if isinstance(answer, BylineError):
            self._take_error(errand, answer)
        elif isinstance(read, BylineError):
            moved = f"redirected to {answer.final_url}: " if answer.final_url != url else ""
            self._take_error(errand, NotAFeed(f"{moved}{read}"))
        else:
            self._take_file(errand, answer, read)

    def reading(self) -> SiteReading:
        """Return what the poll came to; an error if not one sitemap could be had."""
        found = self._found
        retry_after = max(filter(None, map(_retry_after, found.errors.values())), default=None)
        if not found.files:
            return SiteReading(answer=self._failure())
        problems = tuple(self._problems())
        entries = self._articles()
        if not found.unchanged and not entries and problems:  # as it is with a feed of which nothing could be read
            waiting = next((each for each in found.errors.values() if _retry_after(each)), None)
            return SiteReading(answer=waiting or ParseError("; ".join(problems)))
        read = ParsedFeed(
            title=urls.host(self._url),
            link=urljoin(self._url, "/"),
            format="sitemap",
            entries=entries,
            problems=problems,
        )
        return SiteReading(
            answer=self._page(),
            read=read if found.read or problems else None,
            sitemaps=tuple(found.states.values()),
            retry_after=retry_after,
        )

    # -- going on

    def _want(self, errand: _Errand) -> None:
        key = urls.clean(errand.url)
        if not key or key in self._seen:
            return
        self._seen.add(key)
        self._wanted.append(errand)

    def _request(self, url: str) -> Request:
        known = self._known.get(url)
        if not known or self._whole:
            return Request(url=url, purpose=Purpose.SITEMAP)
        return Request(url=url, purpose=Purpose.SITEMAP, etag=known.etag, last_modified=known.last_modified)

    def _take_error(self, errand: _Errand, error: BylineError) -> None:
        self._keep(errand.url)
        if errand.robots:
            self._go_on(errand, self._children(errand.url))
            if not _is_absent(error):  # a site that is out of reach is not asked at every place
                self._found.errors[errand.url] = error
                del self._guesses[1:]
            return
        self._found.errors[errand.url] = error
        if not _is_absent(error):
            self._guesses.clear()

    def _keep(self, url: str) -> None:
        """Keep what is known of a file that could not be had, and of those that it names."""
        if not (known := self._known.get(url)) or url in self._found.states:
            return
        self._found.states[url] = replace(known, lastmod=None)  # to be asked again, whatever its index says
        for each in self._children(url):
            self._keep(each.url)

    def _take_file(self, errand: _Errand, page: Page, read: Sitemap | None) -> None:
        found = self._found
        found.files += not errand.robots
        if page.moved_to and not errand.depth:
            self._sites.add(urls.site(page.moved_to))  # it says for good that it is called otherwise now
        if not errand.depth and not errand.robots:
            found.root = page
        if read is None:
            known = self._known[errand.url]
            found.unchanged += not known.names_others
            found.states[errand.url] = replace(known, read=self._now, lastmod=errand.lastmod)
            self._go_on(errand, self._children(errand.url))
            return
        found.read += not errand.robots
        whole = not read.problems
        found.problems += [f"{errand.url}: {problem}" for problem in read.problems]
        self._add(read.entries)
        found.states[errand.url] = SitemapState(
            url=errand.url,
            parent=errand.parent,
            names_others=errand.robots or bool(read.sitemaps),
            # What was not read whole is read again.
            lastmod=errand.lastmod if whole else None,
            etag=page.etag if whole else "",
            last_modified=page.last_modified if whole else "",
            read=self._now,
        )
        named = read.sitemaps or (self._children(errand.url) if errand.robots else ())
        self._go_on(errand, named)

    def _children(self, url: str) -> list[NamedSitemap]:
        """Return what a file named when it was last read."""
        known = self._known.values()
        return [NamedSitemap(url=state.url, lastmod=state.lastmod) for state in known if state.parent == url]

    def _go_on(self, parent: _Errand, named: Sequence[NamedSitemap]) -> None:
        """Go on to the files that one names, within the limits and on the site."""
        for each in sitemaps.newest_first(named):
            # robots.txt is the site's own word, which may name a file elsewhere; an index may name its neighbours.
            if not (parent.robots or self._is_own(each.url) or urls.is_same_site(each.url, parent.url)):
                self._found.foreign.append(each.url)
            elif parent.depth >= MAX_DEPTH or self._named >= MAX_SITEMAPS:
                self._found.left_out += 1
            else:
                self._named += 1
                self._go_to(_Errand(url=each.url, parent=parent.url, lastmod=each.lastmod, depth=parent.depth + 1))

    def _go_to(self, errand: _Errand) -> None:
        known, key = self._known.get(errand.url), urls.clean(errand.url)
        if known and key not in self._seen and self._is_unchanged(known, errand.lastmod) and not self._whole:
            self._seen.add(key)
            self._found.files += 1
            self._found.unchanged += not known.names_others
            self._found.states[errand.url] = known
            if known.names_others:
                self._go_on(errand, self._children(errand.url))
        else:
            self._want(errand)

    def _is_unchanged(self, known: SitemapState, lastmod: datetime | None) -> bool:
        recent = known.read is not None and self._now - known.read < _TRUSTED
        return recent and lastmod is not None and lastmod == known.lastmod

    # -- what was found

    def _is_own(self, url: str) -> bool:
        host = urlsplit(url).netloc
        if host not in self._hosts:
            self._hosts[host] = urls.site(url) in self._sites
        return self._hosts[host]

    def _add(self, entries: Iterable[Entry]) -> None:
        found = self._found.entries
        for entry in entries:
            if not self._is_own(entry.link):
                self._found.foreign.append(entry.link)
            elif entry.link in found:
                found[entry.link] = _merged(found[entry.link], entry)
            elif len(found) < MAX_ADDRESSES:
                found[entry.link] = entry
            elif len(found) == MAX_ADDRESSES:
                self._found.problems.append(f"more than {MAX_ADDRESSES:,} addresses: the rest was left out")
                return

    def _articles(self) -> tuple[Entry, ...]:
        """Return the entries below the address's own path, without the tables of contents: what others lie below."""
        below = "" if sitemaps.is_sitemap_address(self._url) else urlsplit(self._url).path.rstrip("/")
        paths = {link: urlsplit(link).path.rstrip("/") for link in self._found.entries}
        parents = Counter(path.rpartition("/")[0] for path in paths.values())
        return tuple(
            entry
            for link, entry in self._found.entries.items()
            if paths[link] and paths[link].startswith(f"{below}/") and parents[paths[link]] < _CONTENTS
        )

    def _problems(self) -> Iterable[str]:
        found = self._found
        yield from found.problems[:_NAMED_PROBLEMS]
        # That there is none at a place that nobody named is no problem.
        told = {url: error for url, error in found.errors.items() if url not in self._guessed or not _is_absent(error)}
        failed = [f"{url}: {_reason(error)}" for url, error in told.items()]
        yield from failed[:_NAMED_PROBLEMS]
        if more := max(len(found.problems) - _NAMED_PROBLEMS, 0) + max(len(failed) - _NAMED_PROBLEMS, 0):
            yield f"{more} more of its sitemaps have problems"
        if found.left_out:
            yield (
                f"{found.left_out} of its sitemaps were left out: at most {MAX_SITEMAPS} are read, indexes up to "
                f"{MAX_DEPTH} deep; configure the one that names the news"
            )
        if found.foreign:
            yield f"{len(found.foreign)} addresses of other sites, such as {found.foreign[0][:200]}, were left out"

    def _failure(self) -> BylineError:
        """Return why there is no sitemap."""
        errors = self._found.errors
        hard = next((error for error in errors.values() if not _is_absent(error)), None)
        if hard or self._start in errors:
            return hard or errors[self._start]
        named = [f"{url}: {_reason(error)}" for url, error in errors.items() if url not in self._guessed]
        told = f"robots.txt names {named[0]}" if named else "robots.txt names none"
        return NotAFeed(f"no sitemap: {told}, and there is none where they usually lie ({', '.join(sitemaps.USUAL)})")

    def _page(self) -> Page:
        """Return the answer that stands for all: the root's, or one made up for the site."""
        found = self._found
        page = found.root or Page(url=self._url, final_url=self._url, status=200, fetched=self._now)
        return replace(page, status=200 if found.read else 304, body=b"", etag="", last_modified="")


def _merged(one: Entry, other: Entry) -> Entry:
    """Return what two files say of one page."""
    return replace(
        one,
        title=one.title or other.title,
        published=one.published or other.published,
        updated=max(filter(None, (one.updated, other.updated)), default=None),
        source=one.source or other.source,
    )


def _is_absent(error: BylineError) -> bool:
    """Tell whether an error means that there is no sitemap at a place, so that there may be one at the next."""
    if isinstance(error, BadStatus):
        return error.status in _CLIENT_ERRORS and error.status != _TOO_MANY and not error.retry_after
    return isinstance(error, ParseError | TooManyRedirects)


def _retry_after(error: BylineError) -> datetime | None:
    return error.retry_after if isinstance(error, BadStatus) else None


def _reason(error: BylineError) -> str:
    return error.reason if isinstance(error, FetchError) else str(error)
