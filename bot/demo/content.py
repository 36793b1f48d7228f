"""The sample newsroom's articles and questions, read from the files of this package."""

from __future__ import annotations

import base64
import re
import tomllib
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from importlib import resources
from typing import Any

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
"""The time at which the newsroom stands: a question about "this week" means the week before it."""

_NEWS_LINK = re.compile(r"\{\{google_news:(/[^}]*)\}\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleFeed:
    """A feed of the sample newsroom."""

    path: str  # where it is served
    format: str  # "rss", "atom" or "json"
    title: str  # as the feed itself gives it
    name: str  # as it is configured in Byline
    kind: str  # same; a value of `indexer.model.Kind`


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleEntry:
    """An entry of a sample feed, with the page behind it."""

    slug: str
    feed: str  # the feed's path
    publisher: str
    title: str
    published: datetime
    summary: str  # plain text
    author: str = ""
    updated: datetime | None = None
    content: str = ""  # HTML; the whole text, where the feed carries it
    gone: bool = False  # the page answers 404
    file: str = ""  # in pages/; empty: named after the slug
    corrected: dict[str, Any] | None = None  # the fields that a published correction changes

    @property
    def path(self) -> str:
        """Where the page is served."""
        return f"/{self.published:%Y/%m/%d}/{self.slug}"

    @property
    def modified(self) -> datetime:
        """When title or page last changed."""
        return self.updated or self.published

    def page(self) -> str:
        """Return the page's HTML with its placeholders."""
        return _text("pages", self.file or f"{self.slug}.html")

    def with_correction(self) -> SampleEntry:
        """Return the entry as it stands once its correction is published; the same one if it has none."""
        return replace(self, corrected=None, **self.corrected) if self.corrected else self


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """The whole catalogue of the sample newsroom."""

    feeds: tuple[SampleFeed, ...]
    entries: tuple[SampleEntry, ...]  # by time of publication

    def entries_of(self, feed: SampleFeed) -> tuple[SampleEntry, ...]:
        """Return a feed's entries, newest first."""
        return tuple(entry for entry in reversed(self.entries) if entry.feed == feed.path)


def load_contents() -> Contents:
    """Read the catalogue."""
    data = tomllib.loads(_text("newsroom.toml"))
    return Contents(
        feeds=tuple(SampleFeed(**feed) for feed in data["feeds"]),
        entries=tuple(SampleEntry(**entry) for entry in data["entries"]),
    )


def sample_questions() -> tuple[str, ...]:
    """Return the questions that the demonstration asks without a terminal."""
    return tuple(tomllib.loads(_text("questions.toml"))["questions"])


def fill(text: str, base: str) -> str:
    """Replace a page's placeholders, {{base}} and {{google_news:/path}}; `base` is the server's address."""
    return _NEWS_LINK.sub(partial(_news_link, base), text).replace("{{base}}", base)


def google_news_link(url: str) -> str:
    """Return a Google News link in its form of before 2024, which carries the publisher's address itself.

    The payload is a protocol buffer: field 1 holds a version (bytes 08 13), field 4 the address (22, its
    length as a varint, its bytes), field 26 an AMP address, empty here (d2 01 00).
    """
    address = url.encode()
    payload = b"\x08\x13\x22" + _varint(len(address)) + address + b"\xd2\x01\x00"
    code = base64.urlsafe_b64encode(payload).decode().rstrip("=")
    return f"https://news.google.com/rss/articles/{code}?oc=5"


def _news_link(base: str, match: re.Match[str]) -> str:
    return google_news_link(base + match.group(1))


def _varint(number: int) -> bytes:
    """Encode a length, seven bits a byte, lowest first, as protocol buffers do."""
    encoded = bytearray()
    while number > 0x7F:  # noqa: PLR2004  the seven bits that one byte carries
        encoded.append(number & 0x7F | 0x80)
        number >>= 7
    encoded.append(number)
    return bytes(encoded)


def _text(*names: str) -> str:
    return resources.files("bot.demo").joinpath(*names).read_text(encoding="utf-8")
