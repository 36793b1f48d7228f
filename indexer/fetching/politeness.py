"""Politeness: slots per site, and addresses and hosts that asked to be left alone for a while."""

from __future__ import annotations

import threading
from collections import Counter
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from indexer.errors import HeldOff
from indexer.fetching.headers import MAX_RETRY_AFTER
from indexer.web import urls

if TYPE_CHECKING:
    from datetime import datetime

    from indexer.errors import BadStatus
    from indexer.ports import Clock
    from indexer.ports.upkeep import HoldStore

HOST_REFUSALS = 3
"""Refusals with Retry-After in a row after which a whole host is left alone: fewer may be about the addresses."""

_REFUSALS = frozenset({403, 408, 429})
_SERVER_ERRORS = 500


class SiteSlots:
    """Limits the requests under way to one registrable domain.

    The queues of `fetch_all` see to it that nobody waits here for long; what they cannot foresee are
    redirects, robots.txt, and callers of `fetch`. A place is held for one request, not for a chain of them,
    so that two chains that lead to each other's sites never wait for each other.
    """

    def __init__(self, per_site: int) -> None:
        self._per_site = per_site
        self._places: dict[str, threading.Semaphore] = {}
        self._lock = threading.Lock()

    def of(self, url: str) -> threading.Semaphore:
        """Return the places at the site of an address."""
        with self._lock:
            return self._places.setdefault(urls.site(url), threading.Semaphore(self._per_site))


class HostHolds:
    """Addresses that answered with Retry-After, and hosts that did so again and again: until then they are not asked.

    A server may count its requests by address or altogether, and does not say which (RFC 6585, 4). Hosts are kept in
    the store, if there is one: a restart is no reason to ask them. Addresses are kept with their feeds and pages.
    """

    def __init__(self, clock: Clock, store: HoldStore | None = None) -> None:
        self._clock = clock
        self._store = store
        self._held = self._kept()  # by address or host: until when, for which status
        self._refusals: Counter[str] = Counter()  # in a row, by host
        self._lock = threading.Lock()

    def check(self, url: str) -> None:
        """Raise `HeldOff`, with the status that was given, if the time of address or host has not come."""
        with self._lock:
            held = [self._held[name] for name in (url, _host(url)) if name in self._held]
        until, status = max(held, default=(None, 0))
        now = self._clock.now()
        if until is not None and now < until <= now + MAX_RETRY_AFTER:  # else the clock was put back: it has passed
            raise HeldOff(url, status, until)

    def answered(self, url: str) -> None:
        """Note that a host answers."""
        with self._lock:
            self._refusals.pop(_host(url), None)

    def note(self, error: BadStatus) -> None:
        """Remember an answer that was a refusal and said when to come back; any other is an answer like a page."""
        refusal = error.status in _REFUSALS or error.status >= _SERVER_ERRORS
        if error.retry_after is None or not refusal:
            self.answered(error.url)
            return
        host, now = _host(error.url), self._clock.now()
        with self._lock:
            self._held = {name: held for name, held in self._held.items() if held[0] > now}
            self._held[error.url] = (error.retry_after, error.status)
            self._refusals[host] += 1
            if self._refusals[host] < HOST_REFUSALS:
                return
            until, status = self._held[host] = max((error.retry_after, error.status), self._held.get(host, (now, 0)))
        if self._store:
            self._store.hold_host(host, until, status, now)

    def _kept(self) -> dict[str, tuple[datetime, int]]:
        """Return what an earlier process was told; no longer than that is ever believed, whatever the clock did."""
        now = self._clock.now()
        kept = self._store.held_hosts(now) if self._store else {}
        return {host: (min(until, now + MAX_RETRY_AFTER), status) for host, (until, status) in kept.items()}


def _host(url: str) -> str:
    """Return host and port, without a password that may stand before them."""
    return urlsplit(url).netloc.rpartition("@")[2]
