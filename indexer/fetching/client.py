"""The port `Fetcher` over HTTP."""

from __future__ import annotations

from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import closing
from http.cookiejar import CookieJar, DefaultCookiePolicy
from importlib.metadata import version
from typing import TYPE_CHECKING

import httpx

from indexer.errors import ConnectionFailed, FetchError
from indexer.fetching import content_encoding, responses, transport
from indexer.fetching.network import Deadline, GuardedBackend, system_addresses
from indexer.fetching.queue import SiteQueues
from indexer.fetching.redirects import STOPPING, RedirectFollower
from indexer.fetching.responses import FetchSpec
from indexer.fetching.robots import PRODUCT
from indexer.model import Page, Purpose, Request

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable

    import httpcore

    from indexer.fetching.limits import FetchLimits
    from indexer.fetching.network import Resolve
    from indexer.fetching.politeness import SharedPoliteness
    from indexer.ports import Clock
    from indexer.ports.upkeep import HoldStore

_ACCEPT_FEED = (
    "application/rss+xml, application/atom+xml, application/feed+json, application/rdf+xml;q=0.9, "
    "application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.7, text/html;q=0.3, */*;q=0.1"
)
_ACCEPT_PAGE = "text/html, application/xhtml+xml, application/xml;q=0.7, text/plain;q=0.5, */*;q=0.1"


class HttpFetcher:
    """Fetches feeds and pages; safe to use from several threads.

    No cookies are kept and no proxy is taken from the environment. `user_agent` replaces the bot's own, which
    is made of name, version and `contact` (an address or URL for site owners). With `proxy`
    ("http://user:password@host:port") names are resolved there, so that only hosts as they are written can be
    judged. `holds` keeps which hosts are to be left alone, for the next process too; `shared` holds the limits and
    pauses that several collectors keep together. `resolve` and `network` stand for the DNS and the sockets, if not
    the system's.
    """

    def __init__(  # noqa: PLR0913  one keyword for each setting
        self,
        *,
        user_agent: str,
        contact: str = "",
        limits: FetchLimits,
        clock: Clock,
        allow_private_hosts: bool = False,
        proxy: str = "",
        holds: HoldStore | None = None,
        shared: SharedPoliteness | None = None,
        resolve: Resolve = system_addresses,
        network: httpcore.NetworkBackend | None = None,
    ) -> None:
        self._limits = limits
        self._clock = clock
        self._executor = ThreadPoolExecutor(limits.page_concurrency, thread_name_prefix="fetch")
        deadline = Deadline()
        # The connection goes to the proxy, which the admin chose and which may stand in the private network.
        unguarded = allow_private_hosts or bool(proxy)
        self._backend = GuardedBackend(deadline, allow_private=unguarded, resolve=resolve, inner=network)
        self._client = httpx.Client(
            transport=transport.PoolTransport(transport.connection_pool(self._backend, limits, proxy)),
            headers={
                "User-Agent": user_agent_header(user_agent, contact),
                "Accept-Encoding": content_encoding.ACCEPT_ENCODING,
            },
            timeout=httpx.Timeout(limits.read, connect=limits.connect, pool=None),
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
            follow_redirects=False,
            trust_env=False,
        )
        self._hops = RedirectFollower(
            self._client, deadline, limits, clock, allow_private=allow_private_hosts, holds=holds, shared=shared
        )

    def fetch(self, request: Request) -> Page:
        found = self._hops.run(request.url, self._errand(request), self._limits.total)
        return responses.page(request, found.url, found.answer, moved=found.moved, now=self._clock.now())

    def fetch_all(self, requests: Iterable[Request]) -> Generator[tuple[Request, Page | FetchError], None, None]:
        """Fetch many at once, within the limits per host; yield each as it comes, failures as values.

        What was fetched but not yet taken counts as under way: a slow caller slows the fetching down. A
        generator that is closed early starts nothing more; the few requests under way end by themselves, or
        with `close`.
        """
        with closing(self.fetch_steadily(requests, None)) as answers:
            yield from filter(None, answers)

    def fetch_steadily(
        self, requests: Iterable[Request], lull: float | None
    ) -> Generator[tuple[Request, Page | FetchError] | None, None, None]:
        """Do what `fetch_all` does, and yield None whenever nothing came for `lull` seconds."""
        queues = SiteQueues(requests, self._limits.per_host)
        running: dict[Future[Page | FetchError], Request] = {}
        try:
            self._start(queues, running)
            while running:
                done = next(iter(wait(running, lull, return_when=FIRST_COMPLETED).done), None)
                if done is None:
                    yield None
                    continue
                request = running.pop(done)
                queues.leave(request)
                self._start(queues, running)
                yield request, done.result()
        finally:
            for future in running:
                future.cancel()

    def close(self) -> None:
        """Give connections and threads back; what is under way fails with `ConnectionFailed`."""
        self._hops.stop()
        self._backend.hang_up()
        self._executor.shutdown()
        self._client.close()

    def _start(self, queues: SiteQueues, running: dict[Future[Page | FetchError], Request]) -> None:
        while len(running) < self._limits.page_concurrency and (request := queues.take()):
            running[self._submitted(request)] = request

    def _submitted(self, request: Request) -> Future[Page | FetchError]:
        try:
            return self._executor.submit(self._outcome, request)
        except RuntimeError:  # `close` was called, by another thread: the rest fails without being tried
            future: Future[Page | FetchError] = Future()
            future.set_result(ConnectionFailed(request.url, STOPPING))
            return future

    def _outcome(self, request: Request) -> Page | FetchError:
        try:
            return self.fetch(request)
        except FetchError as error:
            return error

    def _errand(self, request: Request) -> FetchSpec:
        page = request.purpose is Purpose.PAGE
        return FetchSpec(
            accept=_ACCEPT_PAGE if page else _ACCEPT_FEED,
            limit=self._limits.bytes_of(request.purpose),
            robots=page,
            etag=request.etag,
            last_modified=request.last_modified,
        )


def user_agent_header(configured: str, contact: str) -> str:
    """Return how the program names itself."""
    own = f"{PRODUCT}/{version('byline')}" + (f" (+{contact})" if contact else "")
    return "".join(c if c.isascii() and c.isprintable() else "?" for c in configured or own)
