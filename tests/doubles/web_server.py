"""A web server on loopback, and a fetcher whose DNS knows its names, for the tests of fetching."""

from __future__ import annotations

import ipaddress
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Self

import httpcore

from indexer.fetching import FetchLimits, HttpFetcher
from indexer.model import Purpose, Request
from tests.doubles.fakes import FakeClock

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterable, Mapping

    from indexer.fetching.address_guard import IPAddress

    Reply = Callable[[BaseHTTPRequestHandler], None]

LOOPBACK = ipaddress.ip_address("127.0.0.1")
PUBLIC = ipaddress.ip_address("93.184.216.34")


class Stand:
    """Serves what it was told to, per path, and remembers what it was asked.

    A path is told either with `say` or with `do`, whose function writes the answer itself, down to the socket.
    """

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.asked: list[tuple[str, Mapping[str, str]]] = []  # target as sent, headers
        self.most_at_once = 0
        self._at_once = 0
        self._lock = threading.Lock()
        self._replies: dict[str, Reply] = {}
        handler = type("Bound", (_Handler,), {"stand": self})
        self._server = _Server(("127.0.0.1", 0), handler)
        if tls:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self.port = self._server.server_address[1]

    def __enter__(self) -> Self:
        """Start to serve."""
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop."""
        self._server.shutdown()
        self._server.server_close()

    @property
    def paths(self) -> list[str]:
        """The targets that were asked for, in order."""
        return [path for path, _ in self.asked]

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        """Return the address of a path; any host that the fetcher's DNS leads here will do."""
        return f"http://{host}:{self.port}{path}"

    def say(self, path: str, body: bytes = b"", status: int = 200, **headers: str) -> str:
        """Answer a path like this from now on; underscores in header names stand for dashes."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.do(path, lambda to: answer(to, status, {"Content-Length": str(len(body))} | named, body))
        return self.url(path)

    def do(self, path: str, reply: Reply) -> str:
        """Let a function answer a path from now on."""
        self._replies[path] = reply
        return self.url(path)

    def reply(self, path: str) -> Reply:
        """Return what answers a path, to be answered later by another one."""
        return self._replies[path]

    def handle(self, to: BaseHTTPRequestHandler) -> None:
        """Answer one request."""
        with self._lock:
            self.asked.append((to.path, dict(to.headers)))
        self._replies.get(to.path.partition("?")[0], _not_found)(to)

    def slowly(self, to: BaseHTTPRequestHandler) -> None:
        """Answer after a while, counting how many are answered at once: only until the first byte is sent.

        Whoever has read an answer may ask again before the thread that wrote it has run on.
        """
        with self._lock:
            self._at_once += 1
            self.most_at_once = max(self.most_at_once, self._at_once)
        time.sleep(0.05)
        with self._lock:
            self._at_once -= 1
        answer(to, 200, {"Content-Length": "0"})


class _Server(ThreadingHTTPServer):
    request_queue_size = 64
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Say nothing: clients that hang up are what some tests are about."""


class _Handler(BaseHTTPRequestHandler):
    stand: Stand
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        """Answer as the stand was told."""
        self.stand.handle(self)

    def do_POST(self) -> None:
        """Answer as the stand was told; what was posted is for the reply to read."""
        self.stand.handle(self)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def answer(to: BaseHTTPRequestHandler, status: int, headers: Mapping[str, str], body: bytes = b"") -> None:
    """Send headers and body as they are, well-formed or not."""
    to.send_response(status)
    for name, value in headers.items():
        to.send_header(name, value)
    to.end_headers()
    to.wfile.write(body)


def raw(data: bytes) -> Reply:
    """Return a reply that sends these bytes, whatever they are, and hangs up."""

    def reply(to: BaseHTTPRequestHandler) -> None:
        to.wfile.write(data)
        to.close_connection = True

    return reply


def silent(to: BaseHTTPRequestHandler) -> None:
    """Say nothing until the client has hung up."""
    to.connection.recv(1)
    to.close_connection = True


def dripping(head: bytes, seconds: float, drop: bytes = b"x") -> Reply:
    """Return a reply that goes on sending a drop every so many seconds, for ever."""

    def reply(to: BaseHTTPRequestHandler) -> None:
        to.wfile.write(head)
        while True:
            to.wfile.write(drop)
            to.wfile.flush()
            time.sleep(seconds)

    return reply


def _not_found(to: BaseHTTPRequestHandler) -> None:
    answer(to, 404, {"Content-Length": "0"})


class Rerouted(httpcore.NetworkBackend):
    """Stands for the sockets: whatever address is dialled, loopback answers; `dialled` says which ones were."""

    def __init__(self) -> None:
        self.dialled: list[str] = []

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Remember the address and connect to loopback."""
        self.dialled.append(host)
        return httpcore.SyncBackend().connect_tcp("127.0.0.1", port, timeout, local_address, socket_options)


def all_at_loopback(_host: str, _port: int) -> list[IPAddress]:
    """Stand for the DNS: every name leads to loopback."""
    return [LOOPBACK]


def page(url: str, **kept: str) -> Request:
    """Return a request for a page."""
    return Request(url=url, purpose=Purpose.PAGE, **kept)


def sitemap(url: str) -> Request:
    """Return a request for a sitemap, the first one."""
    return Request(url=url, purpose=Purpose.SITEMAP)


def feed(url: str, **kept: str) -> Request:
    """Return a request for a feed: robots.txt does not bind."""
    return Request(url=url, purpose=Purpose.FEED, **kept)


def fetcher(clock: FakeClock | None = None, limits: FetchLimits | None = None, **settings: Any) -> HttpFetcher:
    """Return a fetcher that may ask loopback, under every name, unless the settings say otherwise."""
    chosen: dict[str, Any] = {"user_agent": "", "allow_private_hosts": True, "resolve": all_at_loopback} | settings
    return HttpFetcher(limits=limits or FetchLimits(), clock=clock or FakeClock(), **chosen)
