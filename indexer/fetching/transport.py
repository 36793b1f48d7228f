"""httpx over an httpcore pool with our own network backend; the one place that translates their errors."""

from __future__ import annotations

import os
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING

import httpcore
import httpx

from indexer.errors import AddressRefused, ConfigError, ConnectionFailed, TimedOut
from indexer.fetching import address_guard

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterator

    from indexer.fetching.limits import FetchLimits
    from indexer.fetching.network import Deadline

# Short, because a server that closes an idle connection just when it is used again costs a failed fetch; long
# enough for the next request of a queue.
_KEEP_ALIVE_SECONDS = 2.0
_AUTHORITIES = ("SSL_CERT_FILE", "SSL_CERT_DIR")
"""The variables by which OpenSSL is told of certificates to trust."""
_MAX_REASON = 200
_PROXY = "indexer.proxy: must be http://host:port or https://host:port"

NO_ADDRESS = "it is, or redirects to, something that is no http(s) address"


class PoolTransport(httpx.BaseTransport):
    """Hands httpx's requests to an httpcore pool. httpx's own transport takes no network backend.

    httpcore's exceptions pass through untouched: `translate_errors` knows them.
    """

    def __init__(self, pool: httpcore.ConnectionPool) -> None:
        self._pool = pool

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request and return the answer with its body unread."""
        url = httpcore.URL(
            scheme=request.url.raw_scheme,
            host=request.url.raw_host,
            port=request.url.port,
            target=request.url.raw_path,
        )
        answer = self._pool.handle_request(
            httpcore.Request(
                request.method, url, headers=request.headers.raw, content=request.read(), extensions=request.extensions
            )
        )
        return httpx.Response(
            answer.status, headers=answer.headers, stream=_ResponseBody(answer), extensions=answer.extensions
        )

    def close(self) -> None:
        """Close every connection."""
        self._pool.close()


class _ResponseBody(httpx.SyncByteStream):
    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        yield from self._answer.iter_stream()

    def close(self) -> None:
        self._answer.close()


def connection_pool(backend: httpcore.NetworkBackend, limits: FetchLimits, proxy: str = "") -> httpcore.ConnectionPool:
    """Build the connection pool, over a proxy ("http://user:password@host:port") if one is named.

    Certificates are verified against certifi's list and the system's, so that a company's own authority can
    be added there or by SSL_CERT_FILE. How many connections are open is for the callers to bound, not for the
    pool.
    """
    return httpcore.ConnectionPool(
        ssl_context=_ssl_context(*map(os.environ.get, _AUTHORITIES)),
        proxy=_proxy(proxy) if proxy else None,
        max_connections=None,
        max_keepalive_connections=2 * limits.page_concurrency,
        keepalive_expiry=_KEEP_ALIVE_SECONDS,
        network_backend=backend,
    )


@lru_cache(maxsize=1)
def _ssl_context(*_where: str | None) -> ssl.SSLContext:
    """Return one context for all pools while the environment names the same authorities: to read them takes 20 ms."""
    return httpcore.default_ssl_context()


def _proxy(url: str) -> httpcore.Proxy:
    try:
        said = httpx.URL(url)
        host = said.host
    except (httpx.InvalidURL, UnicodeError) as error:  # the second one is of a host that no name can be: "xn--"
        raise ConfigError([f"{_PROXY}: {error}"]) from error
    if said.scheme not in ("http", "https") or not host:
        raise ConfigError([_PROXY])
    named = said.username or said.password
    auth = (said.username.encode(), said.password.encode()) if named else None
    return httpcore.Proxy(str(said.copy_with(username=None, password=None)), auth=auth)


@contextmanager
def translate_errors(url: str, deadline: Deadline, limits: FetchLimits) -> Iterator[None]:
    """Turn whatever goes wrong while an address is asked into the tree of `indexer.errors`."""
    try:
        yield
    except address_guard.ForbiddenAddress as error:
        raise AddressRefused(url, str(error)) from error
    except (httpx.InvalidURL, httpx.HTTPError, UnicodeError) as error:
        # Never of the network, whose errors are httpcore's: httpx parses the targets of redirects unasked.
        # UnicodeError: a host that begins with "xn--" and goes on with nonsense.
        raise AddressRefused(url, NO_ADDRESS) from error
    except httpcore.TimeoutException as error:
        raise TimedOut(url, _too_slow(error, deadline, limits)) from error
    except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.ProxyError) as error:
        raise ConnectionFailed(url, to_reason(error)) from error


def _too_slow(error: httpcore.TimeoutException, deadline: Deadline, limits: FetchLimits) -> str:
    if deadline.passed:
        return "the answer was not complete when its total time was over"
    if isinstance(error, httpcore.ConnectTimeout):
        return f"no connection within {limits.connect:g} s"
    return f"the server was silent for {limits.read:g} s"


def to_reason(error: Exception) -> str:
    """Return what an exception says as one short printable line; it may quote the server."""
    return to_printable(" ".join(str(error).split()) or type(error).__name__)


def to_printable(said: str) -> str:
    """Return what a server wrote as it may stand in a message: short, and without controls and overrides."""
    return "".join(c if c.isprintable() else "?" for c in said)[:_MAX_REASON]
