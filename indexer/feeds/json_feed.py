"""JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/), which feedparser does not read."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from indexer.errors import NotAFeed
from indexer.model.feeds import Entry, ParsedFeed
from indexer.web import dates, plaintext, urls

if TYPE_CHECKING:
    from datetime import datetime

_VERSION = re.compile(r"https?://(?:www\.)?jsonfeed\.org/version/1(?:\.(\d))?/?$")
_MAX_MARKUP = 500_000


def parse(body: bytes, *, url: str, limit: int) -> ParsedFeed:
    """Return what a JSON Feed says. Raises `NotAFeed` for other JSON, and for what only begins like it."""
    feed = _load(body)
    items = feed.get("items")
    version = _VERSION.match(str(feed.get("version") or ""))
    if not isinstance(items, list) or not (version or "version" not in feed):
        raise NotAFeed("JSON, but no JSON Feed")
    problems = [] if version else ["a JSON Feed that names no version"]
    if len(items) > limit:
        problems.append(f"more than {limit:,} entries: the rest was left out")
    home = _link(feed, "home_page_url", url)
    return ParsedFeed(
        title=_plain(feed.get("title")),
        link=home,
        format=f"json1{version[1] or ''}" if version else "json",
        entries=tuple(_entry(item, home or url, feed) for item in items[:limit] if isinstance(item, dict)),
        problems=tuple(problems),
    )


def _load(body: bytes) -> dict[str, Any]:
    try:
        text = body.decode(json.detect_encoding(body), "replace")
        feed = json.loads(text.removeprefix("\ufeff"), strict=False)
    except (ValueError, RecursionError) as error:
        raise NotAFeed(f"JSON that cannot be read: {plaintext.to_line(str(error), 200)}") from error
    if not isinstance(feed, dict):
        raise NotAFeed("JSON, but no JSON Feed")
    return feed


def _entry(item: dict[str, Any], base: str, feed: dict[str, Any]) -> Entry:
    link = next((found for name in ("url", "external_url", "id") if (found := _link(item, name, base))), "")
    updated = _time(item.get("date_modified"))
    return Entry(
        key=plaintext.to_line(_text(item.get("id")), 10_000),
        link=link,
        title=_plain(item.get("title")),
        published=_time(item.get("date_published")) or updated,
        updated=updated,
        authors=_authors(item) or _authors(feed),
        summary=_escape(item.get("summary")),
        content=_text(item.get("content_html"))[:_MAX_MARKUP] or _escape(item.get("content_text")),
        tags=_tags(item.get("tags")),
    )


def _link(item: dict[str, Any], name: str, base: str) -> str:
    """Return an address of an item; an id is one only if it looks like it."""
    text = _text(item.get(name))
    return urls.to_absolute(base, text) if text and (name != "id" or "://" in text) else ""


def _text(value: Any) -> str:
    """Return a string, or a number as one: ids are numbers in feeds that were made by hand."""
    return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def _plain(value: Any) -> str:
    return plaintext.from_markup(_text(value))


def _escape(value: Any) -> str:
    """Return plain text as HTML."""
    return plaintext.to_markup(_text(value)[:_MAX_MARKUP])


def _time(value: Any) -> datetime | None:
    moment = dates.parse(_text(value))
    return moment.when if moment else None


def _authors(holder: dict[str, Any]) -> tuple[str, ...]:
    """Return names: 1.1 has a list `authors`, 1.0 a single `author`."""
    listed = holder.get("authors")
    people = listed if isinstance(listed, list) else [holder.get("author")]
    names = plaintext.to_names(person.get("name") for person in people if isinstance(person, dict))
    return tuple(name for name in names if "@" not in name)


def _tags(tags: Any) -> tuple[str, ...]:
    return plaintext.to_names(tags) if isinstance(tags, list) else ()
