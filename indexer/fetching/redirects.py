"""Redirects: every address on the way is checked against guard, holds and robots.txt again."""

from __future__ import annotations

import math
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import httpx

from indexer.errors import AddressRefused, BadStatus, ConnectionFailed, HeldOff, TooManyRedirects
from indexer.fetching import address_guard, responses, transport
from indexer.fetching.politeness import HostHolds, SiteSlots
from indexer.fetching.responses import FetchSpec
from indexer.fetching.robots import MAX_BYTES as MAX_ROBOTS_BYTES
from indexer.fetching.robots import SECONDS as ROBOTS_SECONDS
from indexer.fetching.robots import RobotsRules
from indexer.web import urls

if TYPE_CHECKING:
    from collections.abc import Iterator

    from indexer.fetching.limits import FetchLimits
    from indexer.fetching.network import Deadline
    from indexer.fetching.politeness import SharedPoliteness
    from indexer.fetching.responses import HttpResponse
    from indexer.ports import Clock
    from indexer.ports.upkeep import HoldStore

STOPPING = "not fetched, because the program is stopping"

_ROBOTS = FetchSpec(accept="text/plain, */*;q=0.1", limit=MAX_ROBOTS_BYTES, cut=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class FinalResponse:
    """Where a chain of redirects ended, and with what."""

    url: str
    answer: HttpResponse
    moved: bool  # there were redirects, and every one was permanent


class RedirectFollower:
    """Runs errands with one client; the deadline is the calling thread's."""

    def __init__(
        self,
        client: httpx.Client,
        deadline: Deadline,
        limits: FetchLimits,
        clock: Clock,
        *,
        allow_private: bool,
        holds: HoldStore | None,
        shared: SharedPoliteness | None = None,
    ) -> None:
        self._client = client
        self._deadline = deadline
        self._limits = limits
        self._clock = clock
        self._allow_private = allow_private
        self._places = SiteSlots(limits.per_host, limits.total, shared)
        self._holds = HostHolds(clock, holds, is_shared=shared is not None)
        self._robots = RobotsRules(self._read_robots, clock)
        self._stopping = False

    def run(self, start: str, errand: FetchSpec, seconds: float) -> FinalResponse:
        """Follow redirects to an answer; raise `FetchError`."""
        with self._deadline.within(seconds):
            return self._follow(self._allowed(start), errand)

    def stop(self) -> None:
        """Start nothing more: requests that wait for a slot fail with `ConnectionFailed`."""
        self._stopping = True

    def _follow(self, url: str, errand: FetchSpec) -> FinalResponse:
        seen, moved = {url}, True
        answer = self._ask(url, errand)
        while answer.location:
            if len(seen) > self._limits.redirects:
                raise TooManyRedirects(url, f"more than {self._limits.redirects} redirects")
            moved = moved and answer.permanent
            url = self._next(url, answer.location)
            if url in seen:
                raise TooManyRedirects(url, "redirected in a circle")
            seen.add(url)
            answer = self._ask(url, errand)
        return FinalResponse(url=url, answer=answer, moved=moved and len(seen) > 1)

    def _allowed(self, url: str) -> str:
        """Return an address as it is asked for; raise `AddressRefused` if it may not be."""
        with transport.translate_errors(transport.to_printable(url), self._deadline, self._limits):
            return str(httpx.URL(address_guard.check_url(url, allow_private=self._allow_private)))

    def _next(self, url: str, location: str) -> str:
        """Return where a redirect leads."""
        if found := urls.to_absolute(url, location):
            return self._allowed(found)
        raise AddressRefused(url, transport.NO_ADDRESS)

    def _ask(self, url: str, errand: FetchSpec) -> HttpResponse:
        """Send one request, if host and site do not mind, and read the answer."""
        with self._place(url, errand):
            try:
                answer = self._send(url, errand)
            except HeldOff:
                raise
            except BadStatus as error:
                self._holds.note(error)
                raise
            self._holds.answered(url)
            return answer

    @contextmanager
    def _place(self, url: str, errand: FetchSpec) -> Iterator[None]:
        """Hold one of the site's places; what it takes to get one is not charged to the deadline."""
        self._holds.check(url)  # before robots.txt, which would be another request to the same host
        with ExitStack() as stack:
            with self._deadline.within(math.inf):
                if errand.robots:
                    self._robots.check(url)
                stack.enter_context(self._places.place(url, lambda: self._stopping))
            yield

    def _send(self, url: str, errand: FetchSpec) -> HttpResponse:
        if self._stopping:
            raise ConnectionFailed(url, STOPPING)
        self._holds.check(url)  # once more: it may have been said to others while this thread waited
        with (
            transport.translate_errors(url, self._deadline, self._limits),
            self._client.stream("GET", url, headers=errand.headers()) as response,
        ):
            return responses.read(url, response, errand, self._clock.now())

    def _read_robots(self, url: str) -> bytes:
        return self.run(url, _ROBOTS, min(ROBOTS_SECONDS, self._limits.total)).answer.body
