"""Edge: an Atom feed (RFC 4287) as a file, written by feedgenerator, whole or not at all."""

from __future__ import annotations

import io
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import structlog

from indexer.durable_files import sync

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

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


def read_entries(path: Path) -> list[AtomEntry]:
    """Return the entries of a feed's file, the newest first; none, if there is no file or none that can be read."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        found = etree.fromstring(path.read_bytes(), parser).iterfind(f"{_ATOM}entry")
        return [_entry(each) for each in found]
    except FileNotFoundError:
        return []
    except (etree.XMLSyntaxError, ValueError) as error:
        log = structlog.get_logger("byline.atom")
        log.warning("a feed was damaged and begins anew", file=str(path), reason=str(error))
        return []


def write_entries(path: Path, name: str, entries: Iterable[AtomEntry]) -> None:
    """Write a feed's file with its newest entries. Raises `OSError`."""
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
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.write_bytes(written.getvalue())
    sync(fresh)
    fresh.replace(path)
    sync(path.parent)


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
