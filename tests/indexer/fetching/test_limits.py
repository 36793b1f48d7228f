"""Limits on size and time."""

from __future__ import annotations

import gzip
import threading
import time
from contextlib import closing
from typing import TYPE_CHECKING

import brotli
import pytest

from indexer.errors import ConnectionFailed, TimedOut, TooLarge
from indexer.fetching import FetchLimits
from tests.doubles.web_server import Stand, answer, dripping, feed, fetcher, page, raw, silent, sitemap

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from http.server import BaseHTTPRequestHandler

    from indexer.fetching import HttpFetcher
    from indexer.model import Request

_SMALL = FetchLimits(feed_bytes=100_000, sitemap_bytes=200_000, page_bytes=50_000)
_HASTY = FetchLimits(read=1.0, total=1.0)


@pytest.fixture
def narrow() -> Iterator[HttpFetcher]:
    """Yield a fetcher with narrow limits."""
    with closing(fetcher(limits=_SMALL)) as running:
        yield running


@pytest.mark.parametrize(("ask", "limit"), [(feed, 100_000), (sitemap, 200_000), (page, 50_000)])
def test_size_limit_is_exact(narrow: HttpFetcher, stand: Stand, ask: Callable[[str], Request], limit: int) -> None:
    """A feed, sitemap or page as large as its limit is taken, one byte more is not."""
    assert limit == len(narrow.fetch(ask(stand.say("/fits", b"x" * limit))).body)
    with pytest.raises(TooLarge, match=str(limit)):
        narrow.fetch(ask(stand.say("/over", b"x" * (limit + 1))))


def test_announced_size_is_believed(narrow: HttpFetcher, stand: Stand) -> None:
    """A body that is announced as too large is not read at all."""
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 200000\r\n\r\n"
    with pytest.raises(TooLarge, match="200000 bytes are announced"):
        narrow.fetch(feed(stand.do("/a", raw(head))))


def test_unannounced_size_is_counted(narrow: HttpFetcher, stand: Stand) -> None:
    """A body without end is cut off at the limit."""
    head = b"HTTP/1.1 200 OK\r\n\r\n"
    with pytest.raises(TooLarge, match="more than the 100000"):
        narrow.fetch(feed(stand.do("/a", dripping(head, 0, b"x" * 10_000))))


@pytest.mark.parametrize(
    ("encoding", "pack"),
    [("gzip", gzip.compress), ("br", brotli.compress)],
    ids=["gzip", "br"],
)
def test_bomb(narrow: HttpFetcher, stand: Stand, encoding: str, pack: Callable[[bytes], bytes]) -> None:
    """What a packed body unpacks to counts, not only what comes over the wire."""
    bomb = pack(bytes(10**7))
    with pytest.raises(TooLarge):
        narrow.fetch(feed(stand.say("/a", bomb, Content_Encoding=encoding)))


@pytest.mark.parametrize(
    ("head", "drop"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 90000\r\n\r\n", b"x"),
        (b"HTTP/1.1 200 OK\r\n", b"X-Header: x\r\n"),
        (b"", b"HTTP/1.1 103 Early Hints\r\n\r\n"),
    ],
    ids=["body", "headers", "hints"],
)
def test_dripping_server(stand: Stand, head: bytes, drop: bytes) -> None:
    """A server that sends a little now and then, for ever, is given up when the total time is over, not before."""
    begun = time.monotonic()
    with closing(fetcher(limits=_HASTY)) as web, pytest.raises(TimedOut, match="total time"):
        web.fetch(feed(stand.do("/a", dripping(head, 0.05, drop))))
    assert time.monotonic() - begun > 0.9


def test_total_time_spans_redirects(stand: Stand) -> None:
    """Redirects share one total time."""

    def slowly(to: BaseHTTPRequestHandler) -> None:
        time.sleep(0.4)
        place = int(to.path[1:])
        answer(to, 302, {"Location": f"/{place + 1}", "Content-Length": "0"})

    for n in range(9):
        stand.do(f"/{n}", slowly)
    with closing(fetcher(limits=_HASTY)) as web, pytest.raises(TimedOut):
        web.fetch(feed(stand.url("/0")))
    assert len(stand.asked) < 5


def test_silent_server(stand: Stand) -> None:
    """A server that says nothing is given up after the read limit."""
    stand.do("/a", silent)
    with closing(fetcher(limits=FetchLimits(read=0.1))) as web, pytest.raises(TimedOut, match=r"silent for 0\.1 s"):
        web.fetch(feed(stand.url("/a")))


def test_close_ends_what_is_under_way(stand: Stand) -> None:
    """Closing does not wait for slow servers, not even as long as the read limit says."""
    begun = threading.Event()

    def slow(to: BaseHTTPRequestHandler) -> None:
        begun.set()
        silent(to)

    stand.do("/a", slow)
    web = fetcher()
    failures: list[BaseException] = []

    def run() -> None:
        try:
            web.fetch(feed(stand.url("/a")))
        except ConnectionFailed as error:
            failures.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    assert begun.wait(120)
    web.close()
    thread.join(15)
    assert len(failures) == 1
