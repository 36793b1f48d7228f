"""RSS, RDF and Atom, read by feedparser from bytes at hand: it never fetches anything."""

from __future__ import annotations

import calendar
import io
import re
from datetime import UTC, datetime
from email.utils import parseaddr
from typing import TYPE_CHECKING, Any
from xml.sax import SAXParseException

import feedparser

from indexer.errors import NotAFeed
from indexer.feeds.hardening import harden
from indexer.model.feeds import Entry, ParsedFeed
from indexer.web import dates, plaintext, urls

if TYPE_CHECKING:
    from collections.abc import Iterator

_MAX_MARKUP = 500_000
_START = re.compile(rb"<(?:\w+:)?(?:item|entry)[\s>]", re.IGNORECASE)
_END = re.compile(rb"</(?:\w+:)?(?:item|entry)\s*>", re.IGNORECASE)
# A film's chapters stand one a line, the first at its beginning: https://support.google.com/youtube/answer/9884579
_FIRST_CHAPTER = re.compile(r"^\W{0,3}0?0:00\b", re.MULTILINE)
_CHAPTER = re.compile(r"^\W{0,3}(?:\d{1,2}:)?\d{1,2}:\d{2}\b.*$", re.MULTILINE)
# What feedparser raises in its own code on bytes that are no feed; what SAX finds it reports as a value.
_GIVES_UP = (ValueError, TypeError, KeyError, IndexError, AttributeError, AssertionError, RecursionError, LookupError)


def parse(body: bytes, *, url: str, charset: str, limit: int) -> ParsedFeed:
    """Return what an XML feed says: as much of it as can be read, if it is ill-formed. Raises `NotAFeed`."""
    shortened = _truncate(body, limit)
    read = harden(shortened or body)
    # BytesIO, because feedparser would take bare bytes for the name of a file first. Markup stays as it is:
    # it is turned into plain text later, and its links are made absolute where they are read.
    try:
        found = feedparser.parse(
            io.BytesIO(read),
            response_headers=_headers(read, url, charset),
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except _GIVES_UP as error:
        raise NotAFeed(f"XML that cannot be read: {plaintext.to_line(str(error), 200)}") from error
    version = found.get("version")  # missing where feedparser gave up before it began
    if not version and not found.entries:
        raise NotAFeed("neither RSS, RDF, Atom nor JSON Feed")
    problems = list(_problems(found))
    if shortened:
        problems.append(f"more than {limit:,} entries: the rest was left out")
    return ParsedFeed(
        title=_plain(found.feed.get("title")),
        link=_address(url, found.feed.get("link")),
        format=version or "xml",
        entries=tuple(_entry(item, url, found.feed) for item in found.entries[:limit]),
        problems=tuple(problems),
    )


def _truncate(body: bytes, limit: int) -> bytes:
    """Return the body without what follows its first `limit` entries, or b"" if it has no more."""
    starts = _START.finditer(body)
    surplus = next((found for number, found in enumerate(starts) if number == limit), None)
    if not surplus:
        return b""
    last = surplus.start()
    for found in _END.finditer(body, last):
        last = found.end()
    return body[: surplus.start()] + (body[last:] if last > surplus.start() else b"")


def _headers(body: bytes, url: str, charset: str) -> dict[str, str]:
    """Return the headers that feedparser goes by: the base of relative links, and the encoding.

    Bytes beyond ASCII that are valid UTF-8 are hardly ever anything else, whatever header and prolog declare.
    """
    headers = {"content-location": url}
    if not body.isascii() and _is_utf8(body):
        charset = "utf-8"
    if charset and not body.isascii():
        headers["content-type"] = f"application/xml; charset={charset}"
    return headers


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _problems(found: Any) -> Iterator[str]:
    error = found.get("bozo_exception")
    if isinstance(error, SAXParseException):
        place = f"line {error.getLineNumber()}, column {error.getColumnNumber()}"
        yield f"ill-formed XML ({plaintext.to_line(error.getMessage(), 200)} at {place}): read as far as it goes"
    elif isinstance(error, feedparser.CharacterEncodingOverride):
        yield f"the encoding is declared wrongly: read as {plaintext.to_line(str(found.get('encoding')), 40)}"
    elif error and not isinstance(error, feedparser.NonXMLContentType):
        yield f"cannot be read properly: {plaintext.to_line(str(error), 200)}"


def _entry(item: Any, url: str, feed: Any) -> Entry:
    published = _time(item, "published") or _time(item, "created")
    updated = _time(item, "updated")
    return Entry(
        key=plaintext.to_line(str(item.get("id") or ""), 10_000),
        link=_address(url, item.get("feedburner_origlink") or item.get("link")),
        title=_plain(item.get("title")),
        published=published or updated,
        updated=updated,
        authors=_names(item) or _names(feed),
        source=_plain((item.get("source") or {}).get("title"), plaintext.NAME_LIMIT),
        summary=_description(item),
        content=max((_markup(part) for part in item.get("content") or ()), key=len, default=""),
        tags=_tags(item.get("tags") or ()),
        discussion=_address(url, item.get("comments")),
    )


def _plain(text: Any, limit: int = plaintext.TITLE_LIMIT) -> str:
    return plaintext.from_markup(str(text or ""), limit)


def _description(item: Any) -> str:
    """Return a summary as HTML; a film's, without its chapters, is plain text.

    https://www.rssboard.org/media-rss#media-description
    """
    if "yt_videoid" not in item:
        return _markup(item.get("summary_detail"))
    text = str(item.get("summary") or "")[:_MAX_MARKUP]
    return plaintext.to_markup(_CHAPTER.sub("", text) if _FIRST_CHAPTER.search(text) else text)


def _markup(detail: Any) -> str:
    """Return a body as HTML, whatever the feed wrote it in."""
    value = str((detail or {}).get("value") or "")[:_MAX_MARKUP]
    return plaintext.to_markup(value) if (detail or {}).get("type") == "text/plain" else value


def _time(item: Any, name: str) -> datetime | None:
    if name not in item:  # feedparser would offer another date in its place, with a warning
        return None
    moment = dates.parse(str(item.get(name) or ""))
    parsed = item.get(f"{name}_parsed")
    if parsed and not (moment and moment.has_zone):  # feedparser takes a zone that it does not know for UTC
        try:
            return datetime.fromtimestamp(calendar.timegm(parsed), UTC)
        except (ValueError, OverflowError, OSError):  # a year that no calendar has
            return None
    return moment.when if moment else None


def _names(holder: Any) -> tuple[str, ...]:
    """Return authors' names; an e-mail address is none."""
    people = holder.get("authors") or ()
    named = (_name(person, str(holder.get("author") or "")) for person in people)
    return tuple(name for name in plaintext.to_names(named) if "@" not in name)


def _name(person: Any, written: str) -> str:
    """Return a person's name, parsed again where feedparser split an address with a long top-level domain."""
    name, address = str(person.get("name") or ""), str(person.get("email") or "")
    if not address or address not in written or written == f"{name} ({address})":
        return name
    return parseaddr(written)[0]


def _address(base: str, href: Any) -> str:
    """Return a link as an address; none is "", not the base itself."""
    return urls.to_absolute(base, str(href)) if href else ""


def _tags(tags: Any) -> tuple[str, ...]:
    return plaintext.to_names(tag.get("label") or tag.get("term") for tag in tags)
