"""Connections that obey the address guard and a deadline: a network backend for httpcore.

A name is resolved once, all of its addresses are judged, and one that was judged is connected to: an answer
of the DNS that changes in between ("rebinding") changes nothing. TLS goes on naming and verifying the host,
not the address. A connection that is kept alive was judged when it was made, and it only ever serves the same
host and port.
"""

from __future__ import annotations

import ipaddress
import math
import socket
import threading
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

import httpcore

from indexer.fetching import address_guard

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterable, Iterator

    from indexer.fetching.address_guard import IPAddress

    Resolve = Callable[[str, int], list[IPAddress]]

_MAX_ADDRESSES = 4  # of one host that are tried; each may cost the connect limit


def system_addresses(host: str, port: int) -> list[IPAddress]:
    """Return the addresses of a host in the system's order of preference; raise `OSError` if there are none.

    How long that may take is for the system's resolver to say: `getaddrinfo` knows no limit.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError as error:  # a label that is empty or too long
        raise OSError(f"{host!r} is no host name") from error
    return list(dict.fromkeys(ipaddress.ip_address(entry[4][0]) for entry in found))


class Deadline(threading.local):
    """When what the current thread fetches has to be whole; every thread has its own.

    It is kept beside httpcore because httpcore knows limits for one read only, which a server that sends a
    byte now and then never exceeds, in headers or body.
    """

    def __init__(self) -> None:
        self._until = math.inf

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """Give the block so long; the time it takes is not charged to a deadline around it."""
        outer, begun = self._until, time.monotonic()
        self._until = begun + seconds
        try:
            yield
        finally:
            self._until = outer + time.monotonic() - begun

    @property
    def passed(self) -> bool:
        """Whether the time is up."""
        return time.monotonic() >= self._until

    def left(self, seconds: float | None) -> float | None:
        """Return a timeout (None: no limit) cut to what is left; raise httpcore's `TimeoutException` at 0."""
        left = self._until - time.monotonic()
        if left <= 0:
            raise httpcore.TimeoutException
        cut = min(left, math.inf if seconds is None else seconds)
        return None if math.isinf(cut) else cut


class GuardedStream(httpcore.NetworkStream):
    """A connection whose every read and write ends with the deadline of the thread that uses it."""

    def __init__(self, inner: httpcore.NetworkStream, backend: GuardedBackend) -> None:
        self._inner = inner
        self._backend = backend
        backend.opened(self)

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read what is there, up to `max_bytes`."""
        return self._inner.read(max_bytes, self._backend.deadline.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write all of it."""
        self._inner.write(buffer, self._backend.deadline.left(timeout))

    def close(self) -> None:
        """Close the socket."""
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """Return the connection under TLS."""
        left = self._backend.deadline.left(timeout)
        return GuardedStream(self._inner.start_tls(ssl_context, server_hostname, left), self._backend)

    def get_extra_info(self, info: str) -> Any:
        """Pass httpcore's questions on."""
        return self._inner.get_extra_info(info)

    def hang_up(self) -> None:
        """End the connection under a thread that waits for it, which closing the socket would not do."""
        sock = self._inner.get_extra_info("socket")
        with suppress(OSError):  # it is closed already
            # Not the method of SSLSocket: that one would take the TLS layer from under the waiting thread.
            socket.socket.shutdown(sock, socket.SHUT_RDWR)


class GuardedBackend(httpcore.NetworkBackend):
    """Connects to public addresses only, and keeps to the thread's deadline.

    With `allow_private` it connects to all but the metadata services of clouds.

    `resolve` turns host and port into addresses; `inner` dials the one that was chosen. Both are httpcore's
    and the system's own unless a test brings a DNS that changes its mind.
    """

    def __init__(
        self,
        deadline: Deadline,
        *,
        allow_private: bool = False,
        resolve: Resolve = system_addresses,
        inner: httpcore.NetworkBackend | None = None,
    ) -> None:
        self.deadline = deadline
        self._allow_private = allow_private
        self._resolve = resolve
        self._inner = inner or httpcore.SyncBackend()
        self._streams: WeakSet[GuardedStream] = WeakSet()
        self._lock = threading.Lock()
        self._hung_up = False

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to a host; raise `ForbiddenAddress`, or httpcore's `ConnectError` or `ConnectTimeout`."""
        failure: Exception = httpcore.ConnectError(f"{host} has no address")
        for address in self._addresses(host, port)[:_MAX_ADDRESSES]:
            left = self.deadline.left(timeout)
            try:
                inner = self._inner.connect_tcp(str(address), port, left, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                return GuardedStream(inner, self)
        raise failure

    def opened(self, stream: GuardedStream) -> None:
        """Remember a connection, for `hang_up`."""
        with self._lock:
            self._streams.add(stream)
        if self._hung_up:
            stream.hang_up()

    def hang_up(self) -> None:
        """End every connection, so that no thread waits on one any longer."""
        self._hung_up = True
        with self._lock:
            streams = list(self._streams)
        for stream in streams:
            stream.hang_up()

    def _addresses(self, host: str, port: int) -> list[IPAddress]:
        """Resolve a host; refuse it for any of its addresses: which one is dialled must not matter."""
        try:
            addresses = self._resolve(host.strip("[]"), port)
        except OSError as error:
            raise httpcore.ConnectError(f"the name cannot be resolved ({error})") from error
        for address in addresses:
            if reason := address_guard.explain_refusal(address, allow_private=self._allow_private):
                raise address_guard.ForbiddenAddress(f"{host} leads to {address}, {reason}")
        return addresses
