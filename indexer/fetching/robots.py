"""robots.txt as RFC 9309 wants it, per origin, kept in memory for a day.

- An answer of 4xx means that there are no rules (2.3.1.3). 429 is taken for a server in trouble instead.
- A server in trouble or out of reach means that everything is forbidden (2.3.1.4): for now, so that the
  failure of robots.txt itself is reported, which is tried again, and not `RobotsDenied`, which is the
  site's word. Rules that were read earlier go on to hold in the meantime, as the RFC allows.
- Redirects are followed; one that does not end means that there are no rules (2.3.1.2).
- A longer file is read up to 512 kB (2.5).
- Crawl-delay is no part of the RFC and is ignored: an article is fetched once and asked for again a few times
  with a conditional GET, at most `per_host` at once, and a server that finds this too much has Retry-After,
  which is obeyed.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from cachetools import LRUCache
from protego import Protego

from indexer.errors import BadStatus, FetchError, RobotsDenied, TooManyRedirects

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from indexer.ports import Clock

PRODUCT = "Byline"
"""The product token that rules are looked up under, also if another User-Agent is configured."""

MAX_BYTES = 512_000
SECONDS = 20.0
"""How long the whole of a robots.txt may take; a page's own time does not run meanwhile."""

_LIFETIME = timedelta(days=1)
_AFTER_FAILURE = timedelta(minutes=5)
_MAX_ORIGINS = 1_000
_TOO_MANY_REQUESTS = 429
_CLIENT_ERRORS = range(400, 500)


@dataclass(slots=True)
class _Origin:
    """The state of one origin; changed under its lock, so that robots.txt is fetched once."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    rules: Protego | None = None
    failure: FetchError | None = None  # of the last attempt, if there are no rules to go by
    until: datetime | None = None  # None: never asked


class RobotsRules:
    """The rules of every origin that was met; `read` fetches a robots.txt and raises `FetchError`."""

    def __init__(self, read: Callable[[str], bytes], clock: Clock) -> None:
        self._read = read
        self._clock = clock
        self._origins: LRUCache[str, _Origin] = LRUCache(_MAX_ORIGINS)
        self._lock = threading.Lock()

    def check(self, url: str) -> None:
        """Raise `RobotsDenied` if the site does not want it, or why its wishes could not be learnt."""
        parts = urlsplit(url)
        known = self._known(f"{parts.scheme}://{parts.netloc}")
        with known.lock:
            if known.until is None or known.until <= self._clock.now():
                self._renew(known, f"{parts.scheme}://{parts.netloc}/robots.txt")
            rules, failure = known.rules, known.failure
        if rules is None:
            # One exception serves many pages: without the traceback of the last one.
            raise (failure or RobotsDenied(url, "robots.txt is not known")).with_traceback(None)
        if not rules.can_fetch(url, PRODUCT):
            raise RobotsDenied(url, f"the site's robots.txt does not allow it for {PRODUCT}")

    def _known(self, origin: str) -> _Origin:
        with self._lock:
            return self._origins.setdefault(origin, _Origin())

    def _renew(self, known: _Origin, url: str) -> None:
        try:
            known.rules, known.failure = _parse(self._read(url)), None
            known.until = self._clock.now() + _LIFETIME
        except FetchError as error:
            if _means_no_rules(error):
                known.rules, known.failure = _parse(b""), None
                known.until = self._clock.now() + _LIFETIME
            else:
                known.failure = error
                known.until = getattr(error, "retry_after", None) or self._clock.now() + _AFTER_FAILURE


def _means_no_rules(error: FetchError) -> bool:
    if isinstance(error, BadStatus):
        return error.status in _CLIENT_ERRORS and error.status != _TOO_MANY_REQUESTS
    return isinstance(error, TooManyRedirects)


def _parse(body: bytes) -> Protego:
    return Protego.parse(body.decode("utf-8-sig", errors="replace"))
