"""One file of a site's sitemap, or its robots.txt: bytes in, addresses out (pure).

The protocol is that of https://www.sitemaps.org/protocol.html: a list of addresses or of further sitemaps, as XML or
as plain text, packed or not; with the extension for news of
https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap. `trafilatura.sitemaps` reads them,
too, but fetches by itself, past our limits, and gives no times.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin, urlsplit

from indexer.errors import NotAFeed
from indexer.feeds.parsing import is_html
from indexer.model.feeds import Entry
from indexer.web import dates, gunzip, plaintext, urls

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MAX_BYTES = 52_428_800
"""Bytes of a file, unpacked: what the protocol allows. Of a packed file what lies beyond is left out; one that is not
packed is refused before, by `sitemap_bytes` of `indexer.fetching.limits`."""

MAX_ADDRESSES = 50_000
"""Addresses of a file: likewise."""

MAX_NAMED = 20
"""Sitemaps that are taken from one robots.txt."""

USUAL = (
    "/sitemap.xml",
    "/sitemap_index.xml",
    "/sitemap-index.xml",
    "/wp-sitemap.xml",
    "/sitemap.xml.gz",
    "/news-sitemap.xml",
)
"""Where a sitemap lies that robots.txt does not name; likeliest first."""

_MAX_ROBOTS = 512_000  # bytes, as RFC 9309 has it
_STEP = 1 << 16  # bytes that are parsed at a time
_SITEMAP = re.compile(r"\.(?:xml|txt)(?:\.gz)?$|\.gz$|sitemap", re.IGNORECASE)
_ROBOTS_LINE = re.compile(r"[ \t]*sitemap[ \t]*:[ \t]*(\S+)", re.IGNORECASE)
_TEXT_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)
_NEWS = "sitemap-news"  # in the extension's namespace, whatever its version
_FEEDS = {"rss", "feed", "rdf"}
_MAX_ODD_TIMES = 1_000  # times of a file that are not ISO 8601 and that are read all the same: each takes a while
_SAME = 0.9  # set by hand: share of a file's times that must not lie together
_TOGETHER = timedelta(minutes=10)  # what it takes to write a whole site anew
_FEWEST_TIMES = 3  # of fewer nothing can be said


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedSitemap:
    """A sitemap that an index or a robots.txt names."""

    url: str
    lastmod: datetime | None = None  # None: not given, or not to be believed


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitemap:
    """What a file says."""

    entries: tuple[Entry, ...] = ()
    sitemaps: tuple[NamedSitemap, ...] = ()
    problems: tuple[str, ...] = ()  # in words: what could not be read


def is_sitemap_address(url: str) -> bool:
    """Tell whether an address looks like that of a sitemap, and not like that of a site."""
    parts = urlsplit(url)
    return not parts.path.endswith("/robots.txt") and bool(_SITEMAP.search(parts.path) or "sitemap" in parts.query)


def robots_address(url: str) -> str:
    """Return where a site's robots.txt lies."""
    return urljoin(url, "/robots.txt")


def parse_robots(body: bytes, *, url: str) -> Sitemap:
    """Return the sitemaps that a robots.txt names; anything else, such as a page in its place, names none."""
    lines = body[:_MAX_ROBOTS].decode("utf-8-sig", "replace").splitlines()
    found = (urls.to_absolute(url, match[1]) for line in lines if (match := _ROBOTS_LINE.match(line)))
    named = tuple(NamedSitemap(url=each) for each in dict.fromkeys(found) if each)
    more = len(named) - MAX_NAMED
    problems = (f"robots.txt names more than {MAX_NAMED} sitemaps: {more} were left out",) if more > 0 else ()
    return Sitemap(sitemaps=named[:MAX_NAMED], problems=problems)


def parse(body: bytes, *, url: str) -> Sitemap:
    """Return what a sitemap says: as much of it as can be read. Raises `NotAFeed` for bytes that are none.

    An entry holds address and last change; from a news sitemap also title, publication and publisher. Times are left
    out where next to all are the same: they tell when the file was written, not when the pages changed.
    """
    body, problem = _unpack(body)
    body = body.lstrip(b" \t\r\n")
    if not body:
        raise NotAFeed("empty: nothing was sent, or only blanks")
    if is_html(body):
        raise NotAFeed("an HTML page, not a sitemap")
    read = _read_xml(body, url) if body.lstrip(b"\xef\xbb\xbf\0\xff\xfe")[:1] == b"<" else _read_text(body)
    entries = tuple(read.entries)
    if not _are_believable([each.updated for each in entries]):
        entries = tuple(replace(each, updated=None) for each in entries)
    named = tuple(read.sitemaps)
    if not _are_believable([each.lastmod for each in named]):
        named = tuple(NamedSitemap(url=each.url) for each in named)
    problems = tuple(filter(None, (problem, *read.problems)))
    return Sitemap(entries=entries, sitemaps=named, problems=problems)


def _are_believable(times: Iterable[datetime | None]) -> bool:
    """Tell whether times of last changes differ as those of pages do that were written one by one."""
    stated = sorted(each for each in times if each)
    if len(stated) < _FEWEST_TIMES:
        return True
    most = max(round(len(stated) * _SAME), _FEWEST_TIMES)
    return all(stated[start + most - 1] - stated[start] > _TOGETHER for start in range(len(stated) - most + 1))


def _unpack(body: bytes) -> tuple[bytes, str]:
    """Return a file's bytes, unpacked and within the limit, and what is missing of them, in words."""
    wrong = ""
    if gunzip.is_gzip(body):
        body, wrong = gunzip.unpack(body, MAX_BYTES)
        if wrong and not body:
            raise NotAFeed("a gzip file that is damaged")
    if len(body) > MAX_BYTES:
        return body[:MAX_BYTES], f"more than {MAX_BYTES:,} bytes: the rest was left out"
    return body, wrong and f"{wrong}: read as far as it goes"


class _Enough(Exception):
    """More addresses than a file may have."""


@dataclass(slots=True)
class _Item:
    """One `<url>` or `<sitemap>` that is being read."""

    loc: str = ""
    lastmod: str = ""
    title: str = ""
    published: str = ""
    publisher: str = ""


class _Reader:
    """Takes a sitemap element by element, as lxml's parser meets them: nothing else of it is kept."""

    _FIELDS: Final = {  # by the element, and whether it is the news extension's
        ("loc", False): "loc",
        ("lastmod", False): "lastmod",
        ("title", True): "title",
        ("publication_date", True): "published",
        ("name", True): "publisher",
    }

    def __init__(self, url: str) -> None:
        self.entries: list[Entry] = []
        self.sitemaps: list[NamedSitemap] = []
        self.problems: list[str] = []
        self.root = ""
        self.ended = False
        self._url = url
        self._namespace = ""
        self._item: _Item | None = None
        self._text: list[str] = []
        self._length = 0
        self._odd_times = 0

    def start(self, tag: str, _attributes: object) -> None:
        """Take the beginning of an element."""
        namespace, name = _split(tag)
        if not self.root:
            self.root, self._namespace = name.lower(), namespace
            _refuse(self.root)
        elif name in ("url", "sitemap") and namespace == self._namespace:
            self._item = _Item()
        self._text, self._length = [], 0

    def data(self, text: str) -> None:
        """Take a piece of text."""
        if self._item and self._length <= plaintext.TITLE_LIMIT + urls.MAX_LENGTH:
            self._text.append(text)
            self._length += len(text)

    def end(self, tag: str) -> None:
        """Take the end of an element."""
        namespace, name = _split(tag)
        own = namespace == self._namespace
        if self._item and own and name in ("url", "sitemap"):
            self._keep(self._item, index=name == "sitemap")
            self._item = None
        elif self._item and (own or _NEWS in namespace) and (field := self._FIELDS.get((name, not own))):
            setattr(self._item, field, "".join(self._text).strip())
        elif own and name.lower() == self.root:
            self.ended = True

    def close(self) -> _Reader:
        """Return what was read."""
        return self

    def _keep(self, item: _Item, *, index: bool) -> None:
        if len(self.entries) + len(self.sitemaps) >= MAX_ADDRESSES:
            raise _Enough
        link = urls.to_absolute(self._url, item.loc) if item.loc else ""
        if not link:
            return
        lastmod = self._time(item.lastmod)
        if index:
            self.sitemaps.append(NamedSitemap(url=link, lastmod=lastmod))
            return
        self.entries.append(
            Entry(
                key=link,
                link=link,
                title=plaintext.from_markup(item.title),
                published=self._time(item.published),
                updated=lastmod,
                source=plaintext.to_line(item.publisher, plaintext.NAME_LIMIT),
            )
        )

    def _time(self, text: str) -> datetime | None:
        """Return a time in ISO 8601, which the protocol asks for; a few in other forms are taken, too."""
        if not text:
            return None
        try:
            when = datetime.fromisoformat(text)
            return when.astimezone(UTC) if when.tzinfo else when.replace(tzinfo=UTC)
        except (ValueError, OverflowError):
            self._odd_times += 1
        moment = dates.parse(text) if self._odd_times <= _MAX_ODD_TIMES else None
        return moment.when if moment else None


def _read_xml(body: bytes, url: str) -> _Reader:
    from lxml import etree

    reader = _Reader(url)
    parser = etree.XMLParser(target=reader, recover=True, resolve_entities=False, no_network=True)
    try:
        for start in range(0, len(body), _STEP):
            parser.feed(body[start : start + _STEP])
        parser.close()
    except _Enough:
        reader.problems.append(f"more than {MAX_ADDRESSES:,} addresses: the rest was left out")
        return reader
    except etree.XMLSyntaxError as error:
        reader.problems.append(f"ill-formed XML ({plaintext.to_line(error.msg or '', 200)}): read as far as it goes")
        return reader
    if not reader.root:
        raise NotAFeed("neither a sitemap nor other XML")
    if not reader.ended:
        reader.problems.append("XML that ends too early: read as far as it goes")
    return reader


def _read_text(body: bytes) -> _Reader:
    """Return the addresses of a plain list, one a line, which the protocol admits."""
    reader = _Reader("")
    lines = list(filter(None, map(str.strip, body.decode("utf-8-sig", "replace").splitlines())))
    if not lines or not _TEXT_ADDRESS.fullmatch(lines[0]):
        raise NotAFeed("neither XML nor a list of addresses")
    links = [link for line in lines if _TEXT_ADDRESS.fullmatch(line) and (link := urls.to_absolute("", line))]
    if len(links) > MAX_ADDRESSES:
        reader.problems.append(f"more than {MAX_ADDRESSES:,} addresses: the rest was left out")
    reader.entries = [Entry(key=link, link=link) for link in links[:MAX_ADDRESSES]]
    return reader


def _split(tag: str) -> tuple[str, str]:
    """Return namespace and name of a tag as lxml writes it."""
    namespace, _, name = tag.rpartition("}")
    return namespace.removeprefix("{"), name


def _refuse(root: str) -> None:
    """Raise `NotAFeed` for a document that is no sitemap."""
    if root in _FEEDS:
        raise NotAFeed('a feed, not a sitemap: leave source = "sitemap" out')
    if root not in ("urlset", "sitemapindex"):
        raise NotAFeed(f"XML, but no sitemap: it begins with <{plaintext.to_line(root, 40)}>")


def newest_first(named: Sequence[NamedSitemap]) -> list[NamedSitemap]:
    """Return sitemaps by their last change, the newest first; those without one in their order, after the others."""
    dated = [each for each in named if each.lastmod]
    dated.sort(key=lambda each: str(each.lastmod), reverse=True)
    return [*dated, *(each for each in named if not each.lastmod)]
