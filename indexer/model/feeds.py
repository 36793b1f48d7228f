"""The records of feeds: what is configured, how polls of it go, and the entries and links that it gives.

Frozen, keyword-only and made of immutable parts, as those of `indexer.model`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from indexer.model.mails import MailPosition

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from indexer.model import Kind
    from indexer.model.mails import Mailbox


class FeedSource(StrEnum):
    """What stands at a feed's address."""

    FEED = "feed"  # RSS, Atom or JSON Feed
    SITEMAP = "sitemap"  # a site without a feed, or its sitemap: the differences between two polls are the news
    MAILBOX = "mailbox"  # nothing of the web: a folder of a mailbox, see `Feed.mailbox`


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """An RSS, Atom or JSON Feed address that an admin configured, a site that has none, or a mailbox."""

    url: str  # of a mailbox a name for it, which nothing is fetched from
    source: FeedSource = FeedSource.FEED
    name: str = ""  # shown as publisher where neither entry nor page names one
    kind: Kind | None = None  # None: decided article by article
    tags: tuple[str, ...] = ()
    enabled: bool = True
    poll_interval: timedelta | None = None  # None: the collector's
    backfill: timedelta | None = None  # what is older is fetched last, of a sitemap not at all; None: the collector's
    full_text: bool = True  # False: the feed's own text is enough, pages are not fetched
    include: tuple[str, ...] = ()  # words in title or summary; of a sitemap paths
    exclude: tuple[str, ...] = ()  # likewise
    mailbox: Mailbox | None = None  # whose mails are the entries; the name is then the publisher


@dataclass(frozen=True, slots=True, kw_only=True)
class SitemapState:
    """One file of a site's sitemap, or its robots.txt, between two polls."""

    url: str
    parent: str = ""  # the file that names it; empty: asked by itself
    names_others: bool = False  # an index of sitemaps, or robots.txt
    lastmod: datetime | None = None  # as its parent gave it when it was read
    etag: str = ""
    last_modified: str = ""
    read: datetime | None = None  # when it was last read or confirmed


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedState:
    """The state of a feed between two polls."""

    url: str
    title: str = ""  # the feed's own
    etag: str = ""
    last_modified: str = ""
    last_poll: datetime | None = None
    last_success: datetime | None = None
    next_poll: datetime | None = None  # None: due at once
    not_before: datetime | None = None  # from Retry-After; binds even a poll that is asked for
    failures: int = 0  # in a row
    error: str = ""  # in words; empty after a success
    gone: bool = False  # 410: switched off until its config entry changes
    moved_to: str = ""  # where permanent redirects lead
    moved_polls: int = 0  # polls in a row that gave a feed there; after some of them it is asked there
    problems: tuple[str, ...] = ()  # of the feed as it was last read, in words
    filtered: int = 0  # entries of the feed as it was last read that `include` and `exclude` kept out
    settings: str = ""  # fingerprint of the config entry that the last poll went by
    sitemaps: tuple[SitemapState, ...] = ()  # of a site: its files; none were read yet under these settings: empty
    mail: MailPosition = field(default_factory=MailPosition)
    unread: bool = False  # it was never read to its end: what it names until then is backlog


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """How often a feed has had new entries of late."""

    newest: datetime | None = None  # of its entries, by publication, else by first sight
    oldest: datetime | None = None  # of those that are counted
    entries: int = 0  # in the weeks before the newest one
    watched: datetime | None = None  # since when the feed is known: the first sight of its first entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One item of a feed. Markup in `summary` and `content` is untouched; everything else is plain text."""

    key: str  # guid, else link, else a hash of title and summary: unique within its feed
    link: str = ""  # absolute http(s) URL; empty if the item has none
    title: str = ""
    published: datetime | None = None
    updated: datetime | None = None
    authors: tuple[str, ...] = ()
    source: str = ""  # publisher named by <source>
    summary: str = ""  # HTML
    content: str = ""  # HTML; the body that the feed itself carries
    tags: tuple[str, ...] = ()
    discussion: str = ""  # address of the post in a community that links to it; its author and time are the post's
    backlog: bool = False  # of a sitemap: named when the site was first read, so that it may be of any age

    @property
    def when(self) -> datetime | None:
        """The time that the feed gives: publication, else the last change."""
        return self.published or self.updated


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedFeed:
    """A feed as it was parsed."""

    title: str = ""
    link: str = ""  # the site it belongs to
    format: str = ""  # "rss20", "atom10", "json11", ...
    entries: tuple[Entry, ...] = ()
    problems: tuple[str, ...] = ()  # in words: ill-formed XML, repeated guids, entries without anything


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An address that entries point to: the unit that is fetched, whichever feed it came from."""

    key: str  # canonical URL; for an entry without link: "<feed url>#<entry key>"
    entry: Entry  # as last seen; of several feeds' entries the first to name a kind or source
    feed_url: str
    first_seen: datetime
    etag: str = ""
    last_modified: str = ""
    article_id: str = ""  # empty until an article was made of it
    fetched: datetime | None = None
    checks: int = 0  # fetches that succeeded, the first included
    attempts: int = 0  # failures in a row
    due: datetime | None = None  # None: not to be fetched any more
    error: str = ""
    backlog: bool = False  # each feed that names it had it when it was first read; kept as it was first stored
