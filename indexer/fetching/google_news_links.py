"""The address behind a Google News link of the new form, which only Google tells.

How it is asked is not published and changes; the package `googlenewsdecoder` follows it. It is given a client of
ours, so that address guard, proxy, limits and the program's name hold for it too: its own takes the proxy from the
environment, and reads without end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpcore
import httpx

from indexer.errors import BadStatus, ConnectionFailed, FetchError, TooLarge
from indexer.fetching import address_guard, answer_headers, transport
from indexer.fetching.client import user_agent_header
from indexer.fetching.network import Deadline, GuardedBackend, system_addresses
from indexer.web import urls
from indexer.web.google_news import HOST

if TYPE_CHECKING:
    from collections.abc import Callable

    from indexer.fetching.limits import FetchLimits
    from indexer.fetching.network import Resolve
    from indexer.ports import Clock

MAX_BYTES = 3_000_000
"""Of one answer; a page at Google News has a fifth of it."""

_TRANSLATED_LATER = (
    httpcore.TimeoutException,
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.ProxyError,
    address_guard.ForbiddenAddress,
    FetchError,
)
"""Errors that `transport.translate_errors` handles."""


class GoogleNewsResolver:
    """`indexer.ports.upkeep.Resolver` for Google News; for one thread. The settings are those of `HttpFetcher`.

    `sending` stands for the pool of connections, if not our own.
    """

    def __init__(
        self,
        *,
        user_agent: str,
        contact: str = "",
        limits: FetchLimits,
        clock: Clock,
        proxy: str = "",
        resolve: Resolve = system_addresses,
        sending: httpx.BaseTransport | None = None,
    ) -> None:
        self._limits = limits
        self._clock = clock
        self._deadline = Deadline()
        self._backend = GuardedBackend(self._deadline, allow_private=bool(proxy), resolve=resolve)
        self._refusal: BadStatus | None = None
        pool = sending or transport.PoolTransport(transport.connection_pool(self._backend, limits, proxy))
        self._client = httpx.Client(
            transport=_LimitedTransport(pool, self._note),
            headers={"User-Agent": user_agent_header(user_agent, contact), "Accept-Encoding": "identity"},
            timeout=httpx.Timeout(limits.read, connect=limits.connect, pool=None),
            follow_redirects=False,
            trust_env=False,
        )

    def resolve(self, link: str) -> str:
        self._refusal = None
        with self._deadline.within(self._limits.total), transport.translate_errors(link, self._deadline, self._limits):
            told = self._told(link)
        if self._refusal is not None:
            raise self._refusal
        address = urls.clean(str(told.get("decoded_url") or ""))
        if not address or urls.host(address) == HOST:
            why = transport.to_printable(str(told.get("message") or "an address of its own"))
            raise FetchError(link, f"Google News does not tell where it leads: {why}")
        return address

    def close(self) -> None:
        """Give connections back; what is under way fails with `ConnectionFailed`."""
        self._backend.hang_up()
        self._client.close()

    def _told(self, link: str) -> dict[str, Any]:
        """Return what the package says: "decoded_url", or a "message"."""
        from googlenewsdecoder import GoogleDecoder

        decoder = GoogleDecoder.__new__(GoogleDecoder)
        decoder.client = self._client  # instead of the one that its __init__ makes
        try:
            told: dict[str, Any] = decoder.decode_google_news_url(link)
        except _TRANSLATED_LATER:
            raise
        except Exception as error:  # the package reads what Google sends, and may stumble over it in any way
            raise ConnectionFailed(link, f"the answer makes no sense ({type(error).__name__})") from error
        return told

    def _note(self, url: str, status: int, later: str) -> None:
        """Remember an answer that is a refusal: the package does not say which one it was, nor when to come back."""
        self._refusal = BadStatus(url, status, answer_headers.retry_after(later, self._clock.now()))


class _LimitedTransport(httpx.BaseTransport):
    """Passes requests on, reads no more of an answer than is allowed, and tells of refusals."""

    def __init__(self, inner: httpx.BaseTransport, refused: Callable[[str, int, str], None]) -> None:
        self._inner = inner
        self._refused = refused

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request and return the whole answer."""
        answer = self._inner.handle_request(request)
        url, body = str(request.url), bytearray()
        try:
            for piece in answer.iter_raw():
                body += piece
                if len(body) > MAX_BYTES:
                    raise TooLarge(url, f"more than the {MAX_BYTES} bytes that are allowed")
        finally:
            answer.close()
        if answer.status_code != httpx.codes.OK:
            self._refused(url, answer.status_code, answer.headers.get("Retry-After", ""))
        said = {name: answer.headers[name] for name in ("Content-Type", "Location") if name in answer.headers}
        return httpx.Response(answer.status_code, headers=said, content=bytes(body), request=request)

    def close(self) -> None:
        """Close every connection."""
        self._inner.close()
