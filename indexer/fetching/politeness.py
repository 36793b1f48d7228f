"""Politeness: slots per site, and addresses and hosts that asked to be left alone for a while."""

from __future__ import annotations

import threading
import time
from collections import Counter
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from indexer.errors import HeldOff, StoreError
from indexer.fetching.answer_headers import MAX_RETRY_AFTER
from indexer.web import urls

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from indexer.errors import BadStatus
    from indexer.ports import Clock
    from indexer.ports.coordination import HostTurnStore
    from indexer.ports.upkeep import HoldStore

HOST_REFUSALS = 3
"""Refusals with Retry-After in a row after which a whole host is left alone: fewer may be about the addresses."""

_PAUSE = 0.1  # seconds between two looks whether a place at a site has become free
_FRESH = 1.0  # seconds for which is believed which hosts other collectors leave alone
_REFUSALS = frozenset({403, 408, 429})
_SERVER_ERRORS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedPoliteness:
    """What several collectors agree on, so that sites see one of them."""

    turns: HostTurnStore
    holder: str  # this process, by the name of its lease


class SiteSlots:
    """Limits the requests under way to one registrable domain, those of other collectors included.

    The queues of `fetch_all` see to it that nobody waits here for long; what they cannot foresee are
    redirects, robots.txt, callers of `fetch`, and other collectors. A place is held for one request, not for a chain of
    them, so that two chains that lead to each other's sites never wait for each other.
    """

    def __init__(self, per_site: int, seconds: float, shared: SharedPoliteness | None = None) -> None:
        """Take the limit, and for how long a request can last at most."""
        self._per_site = per_site
        self._seconds = seconds
        self._shared = shared
        self._places: dict[str, threading.Semaphore] = {}
        self._lock = threading.Lock()

    @contextmanager
    def place(self, url: str, is_stopping: Callable[[], bool]) -> Iterator[None]:
        """Hold a place at the site of an address; without one of those that are shared if it is stopping."""
        site = urls.site(url)
        with self._lock:
            own = self._places.setdefault(site, threading.Semaphore(self._per_site))
        with own:
            if self._shared is None:
                yield
                return
            number = self._wait(self._shared, site, is_stopping)
            try:
                yield
            finally:
                if number is not None:
                    with suppress(StoreError):  # then its time is over by itself
                        self._shared.turns.give_turn_back(site, number, self._shared.holder)

    def _wait(self, shared: SharedPoliteness, site: str, is_stopping: Callable[[], bool]) -> int | None:
        while not is_stopping():
            number = shared.turns.take_turn(site, self._per_site, shared.holder, self._seconds)
            if number is not None:
                return number
            time.sleep(_PAUSE)
        return None


class HostHolds:
    """Addresses that answered with Retry-After, and hosts that did so again and again: until then they are not asked.

    A server may count its requests by address or altogether, and does not say which (RFC 6585, 4). Hosts are kept in
    the store, if there is one: a restart is no reason to ask them. Addresses are kept with their feeds and pages. What
    other collectors keep there holds for this one, too, if it `is_shared`.
    """

    def __init__(self, clock: Clock, store: HoldStore | None = None, *, is_shared: bool = False) -> None:
        self._clock = clock
        self._store = store
        self._is_shared = is_shared
        self._read = time.monotonic()
        self._held = self._kept()  # by address or host: until when, for which status
        self._refusals: Counter[str] = Counter()  # in a row, by host
        self._lock = threading.Lock()

    def check(self, url: str) -> None:
        """Raise `HeldOff`, with the status that was given, if the time of address or host has not come."""
        if self._is_shared and time.monotonic() - self._read > _FRESH:
            self._read = time.monotonic()
            kept = self._kept()
            with self._lock:
                self._held |= {host: max(told, self._held.get(host, told)) for host, told in kept.items()}
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
