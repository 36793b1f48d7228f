"""Asking Google News where its links lead: the real package, over loopback in Google's place."""

from __future__ import annotations

import json
from contextlib import closing
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from indexer.errors import AddressRefused, BadStatus, ConnectionFailed, FetchError, TooLarge
from indexer.fetching import FetchLimits, GoogleNewsResolver
from indexer.fetching.google_news_links import MAX_BYTES
from tests.doubles.fakes import FakeClock
from tests.doubles.web_server import Stand, all_at_loopback, answer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from http.server import BaseHTTPRequestHandler

TOKEN = "CBMiWkFVX3lxTE5GQUtFVE9LRU4"
LINK = f"https://news.google.com/rss/articles/{TOKEN}?oc=5"
ASKED = f"/rss/articles/{TOKEN}"
TOLD = "/_/DotsSplashUi/data/batchexecute"
SIGNED = b'<html><c-wiz><div jscontroller="x" data-n-a-sg="signature" data-n-a-ts="1700000000"></div></c-wiz></html>'


class Instead(httpx.BaseTransport):
    """Sends to a stand what was meant for Google."""

    def __init__(self, stand: Stand) -> None:
        self._stand = stand
        self._inner = httpx.HTTPTransport()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Ask the stand for the same path."""
        assert request.url.host == "news.google.com"
        there = request.url.copy_with(scheme="http", host="127.0.0.1", port=self._stand.port)
        return self._inner.handle_request(
            httpx.Request(request.method, there, headers=request.headers, content=request.read())
        )

    def close(self) -> None:
        """Close the connections."""
        self._inner.close()


def batch(url: str) -> bytes:
    """Return the answer that tells an address, in the form in which Google gives it."""
    row = ["wrb.fr", "Fbv4je", json.dumps(["garturlres", url]), None, None, None, "0"]
    return b")]}'\n\n" + json.dumps([row, ["di", 9], ["af.httprm", 9]]).encode()


def posted(stand: Stand, body: bytes, status: int = 200, **headers: str) -> None:
    """Answer the second question like this."""

    def reply(to: BaseHTTPRequestHandler) -> None:
        to.rfile.read(int(to.headers["Content-Length"]))
        answer(to, status, {"Content-Length": str(len(body))} | headers, body)

    stand.do(TOLD, reply)


@pytest.fixture
def stand() -> Iterator[Stand]:
    """Yield a stand that signs and tells."""
    with Stand() as running:
        running.say(ASKED, SIGNED, Content_Type="text/html")
        posted(running, batch("https://www.weaver.example/loom?utm_source=google"))
        yield running


def resolve(stand: Stand | None, **settings: Any) -> str:
    """Ask once."""
    given: dict[str, Any] = {"user_agent": "", "limits": FetchLimits(), "clock": FakeClock()}
    sending = Instead(stand) if stand else None
    with closing(GoogleNewsResolver(**(given | settings), sending=sending)) as resolver:
        return resolver.resolve(LINK)


def test_the_publishers_address_is_told(stand: Stand) -> None:
    """A link is resolved to the clean address of the publisher, with two questions under the program's own name."""
    assert resolve(stand, contact="https://me.example") == "https://www.weaver.example/loom"
    assert [path.partition("?")[0] for path in stand.paths] == [ASKED, TOLD]
    assert {headers["User-Agent"].partition("/")[0] for _, headers in stand.asked} == {"Byline"}


def test_a_throttle_is_told_with_its_time(stand: Stand) -> None:
    """Too many questions are a refusal that says from when on to ask again."""
    stand.say(ASKED, status=429, Retry_After="120")
    with pytest.raises(BadStatus) as caught:
        resolve(stand)
    assert (caught.value.status, caught.value.retry_after) == (429, FakeClock().now() + timedelta(minutes=2))
    posted(stand, b"", 503)
    stand.say(ASKED, SIGNED)
    with pytest.raises(BadStatus, match="503"):
        resolve(stand)


def test_a_redirect_to_the_page_for_robots_is_a_refusal(stand: Stand) -> None:
    """Google's page for robots is neither followed nor taken for an article."""
    stand.say(ASKED, status=302, Location="https://www.google.com/sorry/index")
    with pytest.raises(FetchError):
        resolve(stand)
    assert len(stand.paths) == 1


@pytest.mark.parametrize(
    "told", [b"", b"nonsense", b"[]", b")]}'\n\n[[1,2,3]]", batch("javascript:alert(1)"), batch("https://news.google.com/x")]
)  # fmt: skip
def test_what_makes_no_sense_is_a_failure(stand: Stand, told: bytes) -> None:
    """An answer without an address, or with none of a publisher's, costs nothing but itself."""
    posted(stand, told)
    with pytest.raises(FetchError):
        resolve(stand)


def test_it_does_not_take_longer_or_more_than_allowed(stand: Stand) -> None:
    """An answer that never ends, or is too large, is given up."""
    stand.say(ASKED, b"x" * (MAX_BYTES + 1))
    with pytest.raises(TooLarge):
        resolve(stand)


def test_the_guard_holds_for_it() -> None:
    """Where the name of Google leads into the own network, nothing is sent."""
    with pytest.raises(AddressRefused):
        resolve(None, resolve=all_at_loopback)


def test_a_service_that_cannot_be_reached_is_a_failure() -> None:
    """Without a network it fails like any fetch."""

    def nowhere(_host: str, _port: int) -> list[Any]:
        raise OSError("no such name")

    with pytest.raises(ConnectionFailed):
        resolve(None, resolve=nowhere)
