"""The sample newsroom's feeds as RSS 2.0, Atom and JSON Feed 1.1 (pure)."""

from __future__ import annotations

import html
import json
from email.utils import format_datetime
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.demo.content import SampleEntry, SampleFeed

MEDIA_TYPES = {
    "rss": "application/rss+xml; charset=utf-8",
    "atom": "application/atom+xml; charset=utf-8",
    "json": "application/feed+json; charset=utf-8",
}

_ATOM = "http://www.w3.org/2005/Atom"
_CONTENT = "http://purl.org/rss/1.0/modules/content/"
_DC = "http://purl.org/dc/elements/1.1/"


def render(feed: SampleFeed, entries: Sequence[SampleEntry], base: str) -> str:
    """Return a feed in its format, its entries in the order given; `base` is the server's address."""
    return {"rss": _rss, "atom": _atom, "json": _json}[feed.format](feed, entries, base)


def _rss(feed: SampleFeed, entries: Sequence[SampleEntry], base: str) -> str:
    root = ET.Element("rss", {"version": "2.0", "xmlns:atom": _ATOM, "xmlns:content": _CONTENT, "xmlns:dc": _DC})
    channel = ET.SubElement(root, "channel")
    _add(channel, "title", feed.title)
    _add(channel, "link", f"{base}/")
    _add(channel, "description", "What the agencies and papers write about artificial intelligence")
    _add(channel, "atom:link", rel="self", href=base + feed.path)
    for entry in entries:
        _rss_item(ET.SubElement(channel, "item"), entry, base)
    return _document(root)


def _rss_item(item: ET.Element, entry: SampleEntry, base: str) -> None:
    _add(item, "title", entry.title)
    _add(item, "link", base + entry.path)
    _add(item, "guid", base + entry.path, isPermaLink="true")
    _add(item, "pubDate", format_datetime(entry.published, usegmt=True))
    if entry.updated:
        _add(item, "atom:updated", _iso(entry.updated))  # RSS itself knows no time of change
    if entry.author:
        _add(item, "dc:creator", entry.author)
    _add(item, "source", entry.publisher, url=_publisher_site(entry.publisher))
    _add(item, "description", html.escape(entry.summary))
    if entry.content:
        _add(item, "content:encoded", entry.content)


def _atom(feed: SampleFeed, entries: Sequence[SampleEntry], base: str) -> str:
    root = ET.Element("feed", {"xmlns": _ATOM})
    _add(root, "title", feed.title)
    _add(root, "id", base + feed.path)
    _add(root, "link", rel="self", href=base + feed.path)
    _add(root, "updated", _iso(max(entry.modified for entry in entries)))
    for entry in entries:
        _atom_entry(ET.SubElement(root, "entry"), entry, base)
    return _document(root)


def _atom_entry(element: ET.Element, entry: SampleEntry, base: str) -> None:
    _add(element, "title", entry.title)
    _add(element, "id", base + entry.path)
    _add(element, "link", rel="alternate", type="text/html", href=base + entry.path)
    _add(element, "published", _iso(entry.published))
    _add(element, "updated", _iso(entry.modified))
    _add(ET.SubElement(element, "author"), "name", entry.author)
    _add(element, "summary", entry.summary)
    source = ET.SubElement(element, "source")
    _add(source, "title", entry.publisher)
    _add(source, "id", _publisher_site(entry.publisher))
    _add(source, "updated", _iso(entry.modified))


def _json(feed: SampleFeed, entries: Sequence[SampleEntry], base: str) -> str:
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": f"{base}/",
        "feed_url": base + feed.path,
        "language": "en",
        "items": [_json_item(entry, base) for entry in entries],
    }
    return json.dumps(document, ensure_ascii=False, indent=1)


def _json_item(entry: SampleEntry, base: str) -> dict[str, object]:
    item: dict[str, object] = {
        "id": base + entry.path,
        "url": base + entry.path,
        "title": entry.title,
        "summary": entry.summary,
        "content_text": entry.summary,  # the specification wants one content field at least
        "date_published": _iso(entry.published),
        "authors": [{"name": entry.author, "url": _publisher_site(entry.publisher)}],
    }
    return item | ({"date_modified": _iso(entry.updated)} if entry.updated else {})


def _add(parent: ET.Element, tag: str, text: str = "", **attributes: str) -> None:
    ET.SubElement(parent, tag, attributes).text = text


def _document(root: ET.Element) -> str:
    ET.indent(root, " ")
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode")


def _iso(time: datetime) -> str:
    return f"{time:%Y-%m-%dT%H:%M:%SZ}"


def _publisher_site(publisher: str) -> str:
    """Return an address under ".example", a domain that cannot be registered (RFC 2606)."""
    return f"https://{publisher.lower().replace(' ', '-')}.example/"
