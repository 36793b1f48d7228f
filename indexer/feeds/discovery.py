"""The feeds of a site: what a page names, and where feeds usually lie (pure)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from indexer.web import plaintext, urls

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_CANDIDATES = 20
"""Addresses that are taken from one page."""

_MAX_BYTES = 2_000_000  # of a page; the head, where feeds are named, comes first
_TYPES = re.compile(r"application/(?:(?:rss|atom|rdf|feed)\+(?:xml|json)|xml|json)|text/xml", re.IGNORECASE)
_FEED_PATH = re.compile(r"(?:^|[/._-])(?:feeds?|rss\d*|atom|rdf)(?:$|[/._-])|\.(?:rss|atom|rdf)$", re.IGNORECASE)
_FEED_HOSTS = ("feeds.feedburner.com", "feeds.simplecast.com")
# WordPress offers the comments of every page as a feed of its own, beside the site's.
_COMMENTS = re.compile(r"\bcomments?\b", re.IGNORECASE)
# oEmbed and the WordPress API are announced as "alternate" JSON, too.
_NO_FEED = re.compile(r"/(?:oembed|wp-json)\b", re.IGNORECASE)
_USUAL = ("feed", "rss", "rss.xml", "feed.xml", "atom.xml", "index.xml", "feed.json")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FeedCandidate:
    """An address at which there may be a feed."""

    url: str
    title: str = ""  # as the page calls it


def to_address(text: str) -> str:
    """Return what a person typed or a program passes on as an address: with a scheme, and none of "feed:"."""
    text = text.strip()
    bare = re.sub(r"^feed:(?://)?", "", text, flags=re.IGNORECASE)
    if _SCHEME.match(bare):
        return bare
    return f"http://{bare}" if bare != text else f"https://{text}"


def discover(body: bytes, *, url: str, charset: str = "") -> tuple[FeedCandidate, ...]:
    """Return the addresses that a page names as feeds, likeliest first; `url` is where it was fetched.

    What the page declares comes before what its links look like; what lies below the page's own path (a
    section's feed on the section's page) before the rest; comments come last.
    """
    root = _tree(body, charset)
    if root is None:
        return ()
    declared = list(_declared(root, url))
    found: dict[str, FeedCandidate] = {}
    for candidate in (*declared, *_linked(root, url)):
        found.setdefault(candidate.url, candidate)
    sure = {candidate.url for candidate in declared}
    ranked = sorted(
        found.values(), key=lambda one: (_is_comments(one), one.url not in sure, not _is_below(one.url, url))
    )
    return tuple(ranked[:MAX_CANDIDATES])


def usual_addresses(url: str) -> tuple[FeedCandidate, ...]:
    """Return where feeds usually lie on a site: below the page itself, then at the top."""
    page = url.partition("?")[0].partition("#")[0]
    places = [f"{page.rstrip('/')}/feed"] if urlsplit(page).path.strip("/") else []
    return tuple(map(FeedCandidate, dict.fromkeys([*places, *(urljoin(url, f"/{name}") for name in _USUAL)])))


def _tree(body: bytes, charset: str) -> Any | None:
    from lxml import etree, html

    try:
        text = body[:_MAX_BYTES].decode(charset or "utf-8", "replace")
    except LookupError:
        text = body[:_MAX_BYTES].decode("utf-8", "replace")
    if plaintext.is_crowded(text):
        return None
    try:
        return html.document_fromstring(text.encode(), parser=html.HTMLParser(encoding="utf-8"))
    except etree.ParserError:  # nothing in it
        return None


def _declared(root: Any, url: str) -> Iterator[FeedCandidate]:
    base = _base(root, url)
    for link in root.iter("link"):
        rel = (link.get("rel") or "").lower().split()
        if "feed" in rel or ("alternate" in rel and _TYPES.fullmatch(_media_type(link))):
            yield from _candidate(base, link.get("href"), link.get("title"))


def _linked(root: Any, url: str) -> Iterator[FeedCandidate]:
    base = _base(root, url)
    for anchor in root.iter("a"):
        for found in _candidate(base, anchor.get("href"), anchor.text_content()):
            parts = urlsplit(found.url)
            if _FEED_PATH.search(parts.path) and (urls.is_same_site(found.url, url) or parts.hostname in _FEED_HOSTS):
                yield found


def _candidate(base: str, href: str | None, title: str | None) -> Iterator[FeedCandidate]:
    found = urls.to_absolute(base, re.sub(r"^feed:(?://)?(?=http)", "", href or "")).partition("#")[0] if href else ""
    if found and not _NO_FEED.search(found):
        yield FeedCandidate(found, plaintext.to_line(title or "", plaintext.NAME_LIMIT))


def _media_type(link: Any) -> str:
    return (link.get("type") or "").partition(";")[0].strip()


def _base(root: Any, url: str) -> str:
    href = next((base.get("href") for base in root.iter("base") if base.get("href")), "")
    return urls.to_absolute(url, href) or url


def _is_comments(found: FeedCandidate) -> bool:
    return bool(_COMMENTS.search(found.title) or _COMMENTS.search(urlsplit(found.url).path))


def _is_below(found: str, page: str) -> bool:
    """Tell whether an address lies below a page that is not the top of its site."""
    path = urlsplit(page).path.strip("/")
    return bool(path) and urlsplit(found).path.strip("/").startswith(f"{path}/")
