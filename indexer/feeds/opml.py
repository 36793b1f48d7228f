"""Subscription lists, OPML 2.0 (https://opml.org/spec2.opml): bytes -> feeds -> text (pure)."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from indexer.config.values import feed_address
from indexer.errors import ParseError
from indexer.feeds import discovery
from indexer.model.feeds import Feed, FeedSource
from indexer.web import plaintext

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

MAX_BYTES = 8_000_000
"""Bytes of a list. A thousand feeds take 300,000."""

MAX_FEEDS = 10_000
MAX_DEPTH = 50
"""Outlines within outlines. Readers make folders two or three deep."""

_MAX_TAGS = 20  # of one feed
_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{2,40})""")
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_SOURCE = "bylineSource"  # an attribute of our own, which the format admits
_NOT_IN_A_CATEGORY = re.compile("[,/]")  # they part categories, and the levels of one


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscriptions:
    """What a list says."""

    feeds: tuple[Feed, ...]  # with url, name and tags, each address once
    bad: tuple[tuple[str, str], ...]  # (title or address, why it cannot be taken)


def parse(body: bytes) -> Subscriptions:
    """Return the feeds of a list; folders and categories become tags.

    Raises `ParseError` for anything else, and for a list too large or too deeply nested.
    """
    if len(body) > MAX_BYTES:
        raise ParseError(f"too large: more than {MAX_BYTES:,} bytes")
    # References, because the parser behind listparser guesses at encodings. Bytes, because listparser would fetch
    # a text that begins like an address. That parser reads no document type, so no entity can grow.
    markup = _decode(body).encode("ascii", "xmlcharrefreplace")
    outlines = _walk(markup)
    found = _parse_list(markup)
    sites = [item for item in found.opportunities if item["url"] in outlines.sites]
    return Subscriptions(
        feeds=(
            *(_feed(item) for item in found.feeds if not _refusal(item)),
            *(replace(_feed(item), source=FeedSource.SITEMAP) for item in sites if not _refusal(item)),
        ),
        bad=(
            *((to_config_line(item["url"]), why) for item in (*found.feeds, *sites) if (why := _refusal(item))),
            *(
                (to_config_line(item["url"]), "a site without its feed: try `byline feeds add`")
                for item in found.opportunities
                if item not in sites
            ),
            *((to_config_line(item["url"]), "another list: import it by itself") for item in found.lists),
            *((to_config_line(title), "without an address") for title in outlines.empty),
        ),
    )


def write(feeds: Iterable[Feed], title: str) -> str:
    """Return a list that `parse` reads back: addresses, names and tags."""
    root = ET.Element("opml", version="2.0")
    ET.SubElement(ET.SubElement(root, "head"), "title").text = title
    body = ET.SubElement(root, "body")
    folders: dict[str, ET.Element] = {}
    for feed in feeds:
        odd = [tag for tag in feed.tags if _NOT_IN_A_CATEGORY.search(tag)]
        if not odd:
            ET.SubElement(body, "outline", _outline(feed))
        for tag in odd:  # a folder may be called anything, and a feed may lie in several
            if tag not in folders:
                folders[tag] = ET.SubElement(body, "outline", text=tag, title=tag)
            ET.SubElement(folders[tag], "outline", _outline(feed))
    ET.indent(root, "  ")
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _outline(feed: Feed) -> dict[str, str]:
    name = feed.name or feed.url  # `text` may not be missing
    attributes = {"text": name, "title": name}
    if feed.source is FeedSource.SITEMAP:  # to other readers a site without a feed
        attributes |= {"type": "link", "htmlUrl": feed.url, _SOURCE: feed.source.value}
    else:
        attributes |= {"type": "rss", "xmlUrl": feed.url}
    plain = [tag for tag in feed.tags if not _NOT_IN_A_CATEGORY.search(tag)]
    return attributes | ({"category": ",".join(plain)} if plain else {})


def _decode(body: bytes) -> str:
    """Return the list as text: by its byte order mark, as UTF-8 if it is, else as declared."""
    bom = next((name for mark, name in _BOMS if body.startswith(mark)), "utf-8")
    declared = _DECLARED.match(body.lstrip())
    for name in (bom, declared[1].decode("ascii") if declared else "cp1252", "cp1252"):
        try:
            return body.decode(name)
        except (LookupError, ValueError):  # an unknown name, or bytes that it cannot be
            continue
    raise ParseError("neither OPML nor any other text")


class _Outlines:
    """Walks over a list before listparser does, which keeps every feed with all of its folders without limit."""

    def __init__(self) -> None:
        self.empty: list[str] = []  # titles of feeds without an address, which listparser passes over
        self.sites: set[str] = set()  # that are read by their sitemaps
        self._depth = self._feeds = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Count an outline that begins."""
        if tag.rpartition(":")[2] != "outline":
            return
        self._depth += 1
        self._feeds += "xmlurl" in attributes or _SOURCE.lower() in attributes
        if self._depth > MAX_DEPTH:
            raise ParseError(f"outlines nested more than {MAX_DEPTH} deep")
        if self._feeds > MAX_FEEDS:
            raise ParseError(f"more than {MAX_FEEDS:,} feeds")
        if attributes.get(_SOURCE.lower()) == FeedSource.SITEMAP:
            self.sites.add(attributes.get("htmlurl", ""))
        if not attributes.get("xmlurl", "?").strip() and not attributes.get("htmlurl"):
            self.empty.append(attributes.get("text") or attributes.get("title") or "an outline without a title")

    def end(self, tag: str) -> None:
        """Count an outline that ends."""
        self._depth -= tag.rpartition(":")[2] == "outline"

    def close(self) -> _Outlines:
        """Return what was seen."""
        return self


def _walk(markup: bytes) -> _Outlines:
    from lxml import etree

    outlines: _Outlines = etree.HTML(markup, parser=etree.HTMLParser(target=_Outlines(), recover=True))
    return outlines


def _parse_list(markup: bytes) -> Any:
    import listparser

    try:
        found = listparser.parse(markup)
    except IndexError as error:  # its own stack of folders, where outlines end that never began
        raise ParseError("OPML whose outlines do not fit together") from error
    if not (found.version or found.feeds):
        raise ParseError("neither OPML nor another list of feeds")
    return found


def _refusal(item: Mapping[str, str]) -> str:
    """Return why an address cannot be taken, "" if it can."""
    try:
        feed_address(discovery.to_address(item["url"]))
    except ValueError as error:
        return str(error)
    return ""


def _feed(item: Mapping[str, Any]) -> Feed:
    url, title = discovery.to_address(item["url"]), to_config_line(item["title"])
    return Feed(url=url, name="" if title in (item["url"], url) else title, tags=_tags(item["categories"]))


def _tags(categories: Iterable[Iterable[str]]) -> tuple[str, ...]:
    """Return the names on all paths of categories, each once."""
    names = (to_config_line(name, plaintext.NAME_LIMIT) for path in categories for name in path)
    return tuple(dict.fromkeys(name for name in names if name))[:_MAX_TAGS]


def to_config_line(text: str, limit: int = plaintext.TITLE_LIMIT) -> str:
    """Return a text as one line that the config file takes."""
    return "".join(char for char in plaintext.to_line(text, limit) if char.isprintable()).strip()
