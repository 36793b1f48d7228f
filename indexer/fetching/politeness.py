"""Not asking: places per site, and hosts that want to be left alone for a while."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from indexer import urls
from indexer.errors import BadStatus

if TYPE_CHECKING:
    from datetime import datetime

    from indexer.ports import Clock


class Places:
    """At most so many requests at once at one registrable domain, wherever they come from.

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


class Holds:
    """Hosts that answered with Retry-After: until then they are not asked, whatever the address."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._held: dict[str, tuple[datetime, int]] = {}
        self._lock = threading.Lock()

    def check(self, url: str) -> None:
        """Raise the host's own `BadStatus` again if its time has not come."""
        with self._lock:
            until, status = self._held.get(urlsplit(url).netloc, (None, 0))
        if until is not None and until > self._clock.now():
            raise BadStatus(url, status, until)

    def note(self, error: BadStatus) -> None:
        """Remember the host of an answer, if it said when to come back."""
        if error.retry_after is None:
            return
        now = self._clock.now()
        with self._lock:
            self._held = {host: held for host, held in self._held.items() if held[0] > now}
            self._held[urlsplit(error.url).netloc] = (error.retry_after, error.status)
