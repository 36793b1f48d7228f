"""Which sort of feed some bytes are, and what every sort has in common."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from indexer.errors import NotAFeed
from indexer.feeds import json_feed, xml_feed
from indexer.feeds.entry_keys import assign_keys
from indexer.feeds.papers import read_paper
from indexer.feeds.posts import read_post
from indexer.web import gunzip

if TYPE_CHECKING:
    from indexer.model.feeds import ParsedFeed

MAX_BYTES = 8_000_000
"""Bytes of a feed, unpacked. Bigger ones are refused."""

MAX_ENTRIES = 2_000
"""Entries of a feed that are read: the first ones, which are the newest in nearly every feed."""

_MAX_PROBLEMS = 20
_BLANK = b" \t\r\n"
_PROLOG = re.compile(rb"(?s)(?:\s|\xef\xbb\xbf|<\?.*?\?>|<!--.*?-->)*")
_ROOT = re.compile(rb"<!doctype\s+([\w:.-]+)|<([a-z_][\w:.-]*)", re.IGNORECASE)
_FEED_WITHIN = re.compile(rb"<(?:rss|feed|rdf:rdf)[\s>]", re.IGNORECASE)


def parse(body: bytes, *, url: str, content_type: str = "", charset: str = "") -> ParsedFeed:
    """Return what a feed says; `url` is where it was fetched, to make its links absolute.

    `charset` is the one of the HTTP header, which is believed only where the bytes do not contradict it.
    Raises `NotAFeed`, with the reason in words, for bytes that are none.
    """
    body = _unpack(body).lstrip(_BLANK)
    if not body:
        raise NotAFeed("empty: nothing was sent, or only blanks")
    if _is_json(body, content_type):
        feed = json_feed.parse(body, url=url, limit=MAX_ENTRIES)
    else:
        _refuse_others(body)
        feed = xml_feed.parse(body, url=url, charset=charset, limit=MAX_ENTRIES)
    homes = (url, feed.link)
    entries, problems = assign_keys(read_paper(read_post(entry, homes)) for entry in feed.entries)
    return replace(feed, entries=entries, problems=(*feed.problems, *problems)[:_MAX_PROBLEMS])


def _unpack(body: bytes) -> bytes:
    """Return the feed itself, where a server packed it and forgot to say so."""
    if gunzip.is_gzip(body):
        body, wrong = gunzip.unpack(body, MAX_BYTES)
        if wrong and not body:
            raise NotAFeed("a gzip file that is damaged")
    if len(body) > MAX_BYTES:
        raise NotAFeed(f"too large: more than {MAX_BYTES:,} bytes")
    return body


def _is_json(body: bytes, content_type: str) -> bool:
    start = body.lstrip(b"\xef\xbb\xbf" + _BLANK)[:1]
    return start in (b"{", b"[") or ("json" in content_type and start != b"<")


def is_html(body: bytes) -> bool:
    """Tell whether bytes begin as a web page does."""
    return _root(body) == b"html"


def _root(body: bytes) -> bytes:
    """Return the name of the first element, or that of the document's type, in lower case and without its prefix."""
    start = _PROLOG.match(body)
    root = _ROOT.match(body, start.end() if start else 0)
    return (root[1] or root[2]).lower().rpartition(b":")[2] if root else b""


def _refuse_others(body: bytes) -> None:
    """Raise for a page, whose tags would be read as an ill-formed feed, and for a sitemap; a feed in a page is none."""
    root = _root(body)
    if root == b"html" and not _FEED_WITHIN.search(body):
        raise NotAFeed("an HTML page, not a feed")
    if root in (b"urlset", b"sitemapindex"):
        raise NotAFeed('a sitemap, not a feed: set source = "sitemap" for it')
