"""What servers answer, and what is made of it."""

from __future__ import annotations

import gzip
import ssl
import zlib
from contextlib import closing
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import brotli
import pytest

from indexer.errors import BadStatus, ConnectionFailed, FetchError, HeldOff
from indexer.model import Page
from tests.doubles.web_server import Stand, feed, fetcher, page, raw

if TYPE_CHECKING:
    from collections.abc import Callable

    from indexer.fetching import HttpFetcher
    from tests.doubles.fakes import FakeClock

_DATA = Path(__file__).parents[2] / "data" / "fetching"


def test_page_holds_what_the_server_said(web: HttpFetcher, stand: Stand, clock: FakeClock) -> None:
    """An answer of 200 becomes a page with its bytes, type, validators and lifetime."""
    url = stand.say(
        "/a",
        b"<p>News",
        Content_Type="Text/HTML; charset=iso-8859-1",
        ETag='W/"1"',
        Last_Modified="Tue, 24 Nov 2026 10:00:00 GMT",
        Cache_Control="max-age=60",
    )
    expected = Page(
        url=url,
        final_url=url,
        status=200,
        content_type="text/html",
        charset="iso-8859-1",
        body=b"<p>News",
        etag='W/"1"',
        last_modified="Tue, 24 Nov 2026 10:00:00 GMT",
        max_age=timedelta(minutes=1),
        fetched=clock.now(),
    )
    assert expected == web.fetch(page(url))


def test_not_modified(web: HttpFetcher, stand: Stand, clock: FakeClock) -> None:
    """The validators of an earlier answer are sent, and a 304 without any keeps them."""
    url = stand.say("/a", status=304)
    expected = Page(url=url, final_url=url, status=304, etag='"1"', last_modified="yesterday", fetched=clock.now())
    assert expected == web.fetch(feed(url, etag='"1"', last_modified="yesterday"))
    sent = stand.asked[0][1]
    assert (sent["If-None-Match"], sent["If-Modified-Since"]) == ('"1"', "yesterday")


def test_not_modified_without_having_asked(web: HttpFetcher, stand: Stand) -> None:
    """A 304 to a request without validators says nothing and is a bad status."""
    with pytest.raises(BadStatus, match="HTTP 304"):
        web.fetch(feed(stand.say("/a", status=304)))


@pytest.mark.parametrize("status", [201, 204, 300, 302, 400, 403, 404, 410, 418, 500, 502])
def test_any_other_status_is_an_error(web: HttpFetcher, stand: Stand, status: int) -> None:
    """Whatever is neither 200, 304 nor a redirect with a target is an error that keeps its status."""
    url = stand.say("/a", status=status)
    with pytest.raises(BadStatus) as caught:
        web.fetch(feed(url))
    assert (url, status, None) == (caught.value.url, caught.value.status, caught.value.retry_after)


@pytest.mark.parametrize("status", [429, 503, 403])
@pytest.mark.parametrize("value", ["30", "Wed, 25 Nov 2026 12:00:30 GMT"])
def test_address_is_left_alone_after_retry_after(
    web: HttpFetcher, stand: Stand, clock: FakeClock, status: int, value: str
) -> None:
    """After Retry-After an address is not asked before that time; then it is, and others are meanwhile."""
    stand.say("/a", status=status, Retry_After=value)
    stand.say("/b", b"fine")
    until = datetime(2026, 11, 25, 12, 0, 30, tzinfo=UTC)
    for kind in (BadStatus, HeldOff, HeldOff):
        with pytest.raises(BadStatus) as caught:
            web.fetch(feed(stand.url("/a")))
        assert (kind, status, until) == (type(caught.value), caught.value.status, caught.value.retry_after)
    assert web.fetch(feed(stand.url("/b"))).body == b"fine"
    assert stand.paths == ["/a", "/b"]
    clock.advance(timedelta(seconds=30))
    stand.say("/a", b"fine")
    assert web.fetch(feed(stand.url("/a"))).body == b"fine"


def test_host_is_left_alone_after_some_refusals(web: HttpFetcher, stand: Stand, clock: FakeClock) -> None:
    """Three refusals in a row are taken for the whole host's, robots.txt included, until the last one's time."""
    for seconds in (10, 40, 20):
        stand.say(f"/{seconds}", status=503, Retry_After=f"{seconds}")
        with pytest.raises(BadStatus, match="HTTP 503"):
            web.fetch(feed(stand.url(f"/{seconds}")))
    stand.say("/b", b"fine")
    for request in (feed(stand.url("/b")), page(stand.url("/b"))):
        with pytest.raises(HeldOff, match=r"not asked.*HTTP 503"):
            web.fetch(request)
    assert (len(stand.asked), web.fetch(feed(stand.url("/b", "other.example"))).body) == (3, b"fine")
    clock.advance(timedelta(seconds=20))
    assert web.fetch(feed(stand.url("/b"))).body == b"fine"


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"user_agent": ""}, f"Byline/{version('byline')}"),
        ({"user_agent": "", "contact": "ops@a.example"}, f"Byline/{version('byline')} (+ops@a.example)"),
        ({"user_agent": "Acme/2", "contact": "ops@a.example"}, "Acme/2"),
        ({"user_agent": "Ac\r\nme/2 é"}, "Ac??me/2 ?"),
    ],
)
def test_user_agent(stand: Stand, settings: dict[str, Any], expected: str) -> None:
    """The bot names itself, its version and a contact, unless it was told to say something else."""
    with closing(fetcher(**settings)) as web:
        web.fetch(feed(stand.say("/a")))
    assert expected == stand.asked[0][1]["User-Agent"]


def test_accept_headers_tell_the_purpose(web: HttpFetcher, stand: Stand) -> None:
    """Feeds are asked for as feeds, pages as HTML, robots.txt as text, all of them packed."""
    stand.say("/robots.txt", b"")
    web.fetch(feed(stand.say("/feed")))
    web.fetch(page(stand.say("/page")))
    asked = [(path, sent["Accept"].partition(",")[0], sent["Accept-Encoding"]) for path, sent in stand.asked]
    assert asked == [
        ("/feed", "application/rss+xml", "gzip, deflate, br"),
        ("/robots.txt", "text/plain", "gzip, deflate, br"),
        ("/page", "text/html", "gzip, deflate, br"),
    ]


def test_no_cookies(web: HttpFetcher, stand: Stand) -> None:
    """A cookie is not sent back."""
    url = stand.say("/a", Set_Cookie="visitor=1; Path=/")
    web.fetch(feed(url))
    web.fetch(feed(url))
    assert "Cookie" not in stand.asked[1][1]


def test_user_info_and_fragment_are_not_sent(web: HttpFetcher, stand: Stand) -> None:
    """What stands before "@" and after "#" in an address neither leaves the machine nor comes back."""
    url = stand.say("/a", b"fine")
    got = web.fetch(feed(url.replace("http://", "http://user:pw@") + "#top"))
    assert (url, "/a") == (got.final_url, stand.paths[0])
    assert "Authorization" not in stand.asked[0][1]


@pytest.mark.parametrize(
    ("encoding", "pack"), [("gzip", gzip.compress), ("deflate", zlib.compress), ("br", brotli.compress)]
)
def test_packed_answers(web: HttpFetcher, stand: Stand, encoding: str, pack: Callable[[bytes], bytes]) -> None:
    """Answers are unpacked."""
    text = b"<p>News</p>" * 10_000
    url = stand.say("/a", pack(text), Content_Encoding=encoding)
    assert text == web.fetch(feed(url)).body


_HEAD = b"HTTP/1.1 200 OK\r\n"


@pytest.mark.parametrize(
    "sent",
    [
        _HEAD + b"Content-Length: 10\r\n\r\nshort",
        _HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\nshort\r\n",
        _HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nshort\r\n0\r\n\r\n",
        _HEAD + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(b"News" * 100)[:-4],
        _HEAD + b"Content-Encoding: br\r\n\r\n" + brotli.compress(b"News" * 100)[:-2],
        _HEAD + b"Content-Encoding: zstd\r\n\r\nshort",
        _HEAD + b"Content-Length: ten\r\n\r\nshort",
        _HEAD + b"X: " + b"x" * 200_000 + b"\r\n\r\n",
        b"220 ftp.example ready\r\n",
        b"",
    ],
    ids=["length", "chunks", "chunk", "gzip", "br", "zstd", "number", "header", "protocol", "nothing"],
)
def test_broken_answers(web: HttpFetcher, stand: Stand, sent: bytes) -> None:
    """An answer that is cut off or makes no sense is a failed connection, never part of a page."""
    with pytest.raises(ConnectionFailed):
        web.fetch(feed(stand.do("/a", raw(sent))))


def test_nobody_there(web: HttpFetcher) -> None:
    """A closed port is a failed connection that says so."""
    with Stand() as gone:
        url = gone.url("/a")
    with pytest.raises(ConnectionFailed, match="refused"):
        web.fetch(feed(url))


def test_after_close(stand: Stand) -> None:
    """A closed fetcher fails instead of asking anybody."""
    web = fetcher()
    web.close()
    with pytest.raises(ConnectionFailed, match="stopping"):
        web.fetch(feed(stand.say("/a")))
    assert [FetchError] == [type(got).__base__ for _, got in web.fetch_all([feed(stand.url("/a"))])]
    assert stand.paths == []


def test_certificate_is_verified() -> None:
    """A certificate that nobody vouches for is refused."""
    with Stand(_tls()) as stand, closing(fetcher()) as web:
        url = stand.url("/a", "news.example").replace("http:", "https:")
        with pytest.raises(ConnectionFailed, match="CERTIFICATE_VERIFY_FAILED"):
            web.fetch(feed(url))


def test_certificate_is_the_host_names(monkeypatch: pytest.MonkeyPatch) -> None:
    """TLS names and verifies the host of the address, though an IP address is what is connected to."""
    monkeypatch.setenv("SSL_CERT_FILE", str(_DATA / "authority.pem"))
    named: list[str | None] = []
    context = _tls()
    context.sni_callback = lambda _socket, name, _context: named.append(name)
    with Stand(context) as stand, closing(fetcher()) as web:
        stand.say("/a", b"fine")
        url = stand.url("/a", "news.example").replace("http:", "https:")
        assert web.fetch(feed(url)).body == b"fine"
        with pytest.raises(ConnectionFailed, match="CERTIFICATE_VERIFY_FAILED"):
            web.fetch(feed(url.replace("news.", "other.")))
    assert named == ["news.example", "other.example"]


def _tls() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(_DATA / "news.example.pem")
    return context
