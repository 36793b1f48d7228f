"""How much one address may cost (pure)."""

from __future__ import annotations

from dataclasses import dataclass

from indexer.model import Purpose


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchLimits:
    """Bounds on time, size and concurrency; times in seconds, sizes in bytes.

    A size binds twice: what comes over the wire, and what it unpacks to.
    """

    connect: float = 10.0  # until TCP, and then TLS, stands; for each address of a host
    read: float = 20.0  # between two reads from the socket
    total: float = 60.0  # for the whole of a fetch, redirects included, waiting for a place at the host excluded
    feed_bytes: int = 10_000_000
    sitemap_bytes: int = 52_428_800  # what the protocol allows; see `indexer.feeds.sitemaps`
    page_bytes: int = 5_000_000
    redirects: int = 10
    page_concurrency: int = 16  # fetches under way at once
    per_host: int = 2  # of those, at one registrable domain

    def bytes_of(self, purpose: Purpose) -> int:
        """Return the size of what is fetched for a purpose."""
        sizes = {Purpose.FEED: self.feed_bytes, Purpose.SITEMAP: self.sitemap_bytes, Purpose.PAGE: self.page_bytes}
        return sizes[purpose]


@dataclass(frozen=True, slots=True, kw_only=True)
class MailLimits:
    """Bounds on one poll of a mailbox; times in seconds. What is beyond them is left to the next poll."""

    connect: float = 10.0  # as of `FetchLimits`
    read: float = 20.0  # likewise
    total: float = 120.0  # for which the server is waited for, all in all
    mail_bytes: int = 5_000_000  # of one mail that are read: pictures and files come last in it
    mails: int = 500
    batch: int = 10  # mails that are in memory at once, and that a crash repeats at most
