"""The order of requests: few slots per site, and no site waits for another (pure)."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from typing import TYPE_CHECKING

from indexer.web import urls

if TYPE_CHECKING:
    from collections.abc import Iterable

    from indexer.model import Request


class SiteQueues:
    """One queue per registrable domain, served in turn; a site whose places are taken is passed over."""

    def __init__(self, requests: Iterable[Request], per_site: int) -> None:
        self._per_site = per_site
        self._waiting: defaultdict[str, deque[Request]] = defaultdict(deque)
        self._under_way: Counter[str] = Counter()
        for request in requests:
            self._waiting[urls.site(request.url)].append(request)
        # A site is in here just if it has both a request that waits and a free place.
        self._turns = deque(self._waiting)

    def take(self) -> Request | None:
        """Return the request to start next, or None if every site that still waits has its places taken."""
        if not self._turns:
            return None
        site = self._turns.popleft()
        request = self._waiting[site].popleft()
        self._under_way[site] += 1
        if self._waiting[site] and self._under_way[site] < self._per_site:
            self._turns.append(site)
        return request

    def leave(self, request: Request) -> None:
        """Give the place of a request that was taken and is done to the next one of its site."""
        site = urls.site(request.url)
        if self._waiting[site] and self._under_way[site] == self._per_site:
            self._turns.append(site)
        self._under_way[site] -= 1
