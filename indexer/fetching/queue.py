"""The order of requests: the first that were given first, few slots per site, no site waits for another (pure)."""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict, deque
from typing import TYPE_CHECKING

from indexer.web import urls

if TYPE_CHECKING:
    from collections.abc import Iterable

    from indexer.model import Request


class SiteQueues:
    """One queue per registrable domain: of those with a free place the one whose turn came first is served."""

    def __init__(self, requests: Iterable[Request], per_site: int) -> None:
        self._per_site = per_site
        self._waiting: defaultdict[str, deque[tuple[int, Request]]] = defaultdict(deque)
        self._under_way: Counter[str] = Counter()
        for number, request in enumerate(requests):
            self._waiting[urls.site(request.url)].append((number, request))
        # A site is in here just if it has both a request that waits and a free place.
        self._turns = [(queue[0][0], site) for site, queue in self._waiting.items()]

    def take(self) -> Request | None:
        """Return the request to start next, or None if every site that still waits has its places taken."""
        if not self._turns:
            return None
        _, site = heapq.heappop(self._turns)
        _, request = self._waiting[site].popleft()
        self._under_way[site] += 1
        if self._waiting[site] and self._under_way[site] < self._per_site:
            self._add_turn(site)
        return request

    def leave(self, request: Request) -> None:
        """Give the place of a request that was taken and is done to the next one of its site."""
        site = urls.site(request.url)
        if self._waiting[site] and self._under_way[site] == self._per_site:
            self._add_turn(site)
        self._under_way[site] -= 1

    def _add_turn(self, site: str) -> None:
        heapq.heappush(self._turns, (self._waiting[site][0][0], site))
