"""An Atom feed (RFC 4287) as a file's bytes, written by feedgenerator, and its entries read from them."""

from __future__ import annotations

import io
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import structlog

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lxml import etree

MOST_ENTRIES = 100
"""Entries that a feed holds: the newest."""

_ATOM = "{http://www.w3.org/2005/Atom}"
_URN = uuid.UUID("6f1d9a3e-4f0b-5c52-9d0f-6a0f5b0c7e11")  # of ids that are made from names and nonces


@dataclass(frozen=True, slots=True, kw_only=True)
class AtomEntry:
    """An entry of a feed."""

    id: str  # see `urn_of`
    title: str
    link: str  # "": none
    html: str
    published: datetime
    updated: datetime


def urn_of(text: str) -> str:
    """Return the id that is made from a text, the same each time: an IRI that names nothing on the web."""
    return uuid.uuid5(_URN, text).urn


def read_entries(name: str, body: bytes | None) -> list[AtomEntry]:
    """Return the entries of a feed, the newest first; none, if there is no feed or none that can be read."""
    from lxml import etree

    if body is None:
        return []
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        found = etree.fromstring(body, parser).iterfind(f"{_ATOM}entry")
        return [_entry(each) for each in found]
    except (etree.XMLSyntaxError, ValueError) as error:
        log = structlog.get_logger("byline.atom")
        log.warning("a feed was damaged and begins anew", feed=name, reason=str(error))
        return []


def feed_of(name: str, entries: Iterable[AtomEntry]) -> bytes:
    """Return the feed of the newest of some entries."""
    own = urn_of(f"feed {name}")
    from feedgenerator import Atom1Feed

    feed = Atom1Feed(title=f"Byline: {name}", link=own, description="", feed_guid=own, author_name="Byline")
    newest = sorted(entries, key=lambda each: (each.published, each.id), reverse=True)[:MOST_ENTRIES]
    for each in newest:
        feed.add_item(
            title=each.title,
            link=each.link or own,
            description=None,
            content=each.html,
            unique_id=each.id,
            pubdate=each.published,
            updateddate=each.updated,
        )
    written = io.BytesIO()
    feed.write(written, "utf-8")
    return written.getvalue()


def _entry(element: etree._Element) -> AtomEntry:
    """Return an entry. Raises ValueError for one that this module has not written."""
    link = element.find(f"{_ATOM}link")
    address = str(link.get("href") or "") if link is not None else ""
    return AtomEntry(
        id=_text(element, "id"),
        title=_text(element, "title"),
        link="" if address.startswith("urn:") else address,
        html=_text(element, "content"),
        published=datetime.fromisoformat(_text(element, "published")),
        updated=datetime.fromisoformat(_text(element, "updated")),
    )


def _text(element: etree._Element, name: str) -> str:
    return element.findtext(f"{_ATOM}{name}") or ""
