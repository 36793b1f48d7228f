"""Redirects."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from indexer.errors import AddressRefused, TooManyRedirects
from indexer.fetching import FetchLimits
from tests.doubles.web_server import Stand, feed, fetcher

if TYPE_CHECKING:
    from indexer.fetching import HttpFetcher


def _chain(stand: Stand, *statuses: int) -> str:
    """Let /0 lead to /1, /1 to /2 and so on, with these statuses, to a page; return the first address."""
    for n, status in enumerate(statuses):
        stand.say(f"/{n}", status=status, Location=f"/{n + 1}")
    stand.say(f"/{len(statuses)}", b"fine")
    return stand.url("/0")


@pytest.mark.parametrize("statuses", [(301,), (308,), (301, 308, 301)])
def test_permanent_redirects(web: HttpFetcher, stand: Stand, statuses: tuple[int, ...]) -> None:
    """Where only permanent redirects lead is where the page has moved to."""
    got = web.fetch(feed(_chain(stand, *statuses)))
    end = stand.url(f"/{len(statuses)}")
    assert (stand.url("/0"), end, end, b"fine") == (got.url, got.final_url, got.moved_to, got.body)


@pytest.mark.parametrize("statuses", [(302,), (303,), (307,), (301, 302), (302, 308)])
def test_other_redirects(web: HttpFetcher, stand: Stand, statuses: tuple[int, ...]) -> None:
    """If one redirect on the way is temporary, the page has not moved."""
    got = web.fetch(feed(_chain(stand, *statuses)))
    assert (stand.url(f"/{len(statuses)}"), "") == (got.final_url, got.moved_to)


def test_validators_travel(web: HttpFetcher, stand: Stand) -> None:
    """A conditional request stays conditional across redirects."""
    stand.say("/a", status=301, Location="/b")
    stand.say("/b", status=304)
    got = web.fetch(feed(stand.url("/a"), etag='"1"'))
    assert (304, stand.url("/b")) == (got.status, got.final_url)
    assert [sent["If-None-Match"] for _, sent in stand.asked] == ['"1"', '"1"']


@pytest.mark.parametrize(
    ("location", "expected"),
    [
        ("b", "/x/b"),
        ("../b?c=d", "/b?c=d"),
        ("/b c#part", "/b%20c"),
        ("/é", "/%C3%A9"),
        ("//user:pw@127.0.0.1:{port}/b", "/b"),
    ],
)
def test_relative_targets(web: HttpFetcher, stand: Stand, location: str, expected: str) -> None:
    """A target is read relative to the address that names it, and cleaned like any address."""
    stand.say("/x/a", status=302, Location=location.format(port=stand.port).encode().decode("latin-1"))
    stand.say(expected.partition("?")[0], b"fine")
    assert stand.url(expected) == web.fetch(feed(stand.url("/x/a"))).final_url


def test_limit(stand: Stand) -> None:
    """As many redirects as the limit says are followed, and not one more."""
    with closing(fetcher(limits=FetchLimits(redirects=2))) as web:
        assert web.fetch(feed(_chain(stand, 302, 302))).body == b"fine"
        with pytest.raises(TooManyRedirects, match="more than 2"):
            web.fetch(feed(_chain(stand, 302, 302, 302)))


@pytest.mark.parametrize("back", ["/0", "/1", "/1#again", "//127.0.0.1:{port}/0"])
def test_circle(web: HttpFetcher, stand: Stand, back: str) -> None:
    """Redirects that lead in a circle are noticed on its first round."""
    _chain(stand, 301, 302)
    stand.say("/2", status=301, Location=back.format(port=stand.port))
    with pytest.raises(TooManyRedirects, match="circle"):
        web.fetch(feed(stand.url("/0")))
    assert stand.paths == ["/0", "/1", "/2"]


@pytest.mark.parametrize("location", ["ftp://127.0.0.1/a", "file:///etc/passwd", "javascript:alert(1)", "http://[::1/"])
def test_target_that_is_no_web_address(web: HttpFetcher, stand: Stand, location: str) -> None:
    """A redirect to what is no http(s) address is refused."""
    with pytest.raises(AddressRefused, match="no http"):
        web.fetch(feed(stand.say("/a", status=302, Location=location)))


@pytest.mark.parametrize("location", ["http://xn--a.example:80/", "http://\u202e.example:99999/", "http://a:b/"])
def test_target_that_makes_no_sense(web: HttpFetcher, stand: Stand, location: str) -> None:
    """A redirect to an address that cannot be read is refused, with a message that can be shown."""
    with pytest.raises(AddressRefused) as caught:
        web.fetch(feed(stand.say("/a", status=302, Location=location.encode().decode("latin-1"))))
    assert str(caught.value).isprintable()
