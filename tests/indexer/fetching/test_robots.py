"""robots.txt."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from indexer.errors import BadStatus, ConnectionFailed, RobotsDenied
from indexer.fetching.robots import RobotsRules
from tests.doubles.web_server import Stand, feed, fetcher, page, raw

if TYPE_CHECKING:
    from indexer.fetching import HttpFetcher
    from tests.doubles.fakes import FakeClock

_DENY = b"User-agent: *\nDisallow: /private/\n"


def _allowed(web: HttpFetcher, url: str) -> bool:
    try:
        web.fetch(page(url))
    except RobotsDenied:
        return False
    return True


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        (_DENY, False),
        (b"\xef\xbb\xbf" + _DENY, False),
        (_DENY + b"Allow: /private/press\n", True),
        (b"User-agent: Byline\nDisallow: /\n\nUser-agent: *\nDisallow:\n", False),
        (b"User-agent: byline\nAllow: /\n\nUser-agent: *\nDisallow: /\n", True),
        (b"User-agent: OtherBot\nDisallow: /\n", True),
        (b"User-agent: *\nDisallow: /*/press$\n", False),
        (b"<html>welcome</html>", True),
        (b"\x00\xff\xfe", True),
        (b"", True),
    ],
)
def test_rules(web: HttpFetcher, stand: Stand, rules: bytes, expected: bool) -> None:  # noqa: FBT001  a table
    """The site's rules for Byline hold, else those for everybody."""
    stand.say("/robots.txt", rules)
    assert expected == _allowed(web, stand.say("/private/press"))
    assert expected == ("/private/press" in stand.paths)


def test_feeds_are_not_subject(web: HttpFetcher, stand: Stand) -> None:
    """A feed that an admin configured is fetched without asking robots.txt."""
    stand.say("/robots.txt", b"User-agent: *\nDisallow: /\n")
    web.fetch(feed(stand.say("/feed")))
    assert stand.paths == ["/feed"]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_missing(web: HttpFetcher, stand: Stand, status: int) -> None:
    """Where there is no robots.txt everything is allowed."""
    stand.say("/robots.txt", _DENY, status=status)
    assert _allowed(web, stand.say("/private/a"))


@pytest.mark.parametrize("status", [429, 500, 503])
def test_server_in_trouble(web: HttpFetcher, stand: Stand, clock: FakeClock, status: int) -> None:
    """While robots.txt cannot be had the site's pages fail for that reason; five minutes later it is tried again."""
    stand.say("/robots.txt", status=status)
    url = stand.say("/a")
    for _ in range(2):
        with pytest.raises(BadStatus) as caught:
            web.fetch(page(url))
        assert (stand.url("/robots.txt"), status) == (caught.value.url, caught.value.status)
    assert stand.paths == ["/robots.txt"]
    clock.advance(timedelta(minutes=5))
    stand.say("/robots.txt", _DENY)
    assert _allowed(web, url)


def test_unreachable(web: HttpFetcher, stand: Stand) -> None:
    """A robots.txt that breaks off costs the site's pages, and nobody else's."""
    stand.do("/robots.txt", raw(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nUser-agent: *\n"))
    stand.say("/a")
    with Stand() as other:
        other.say("/a")
        got = {
            request.url: type(it).__name__
            for request, it in web.fetch_all([page(stand.url("/a")), page(other.url("/a"))])
        }
        assert {stand.url("/a"): "ConnectionFailed", other.url("/a"): "Page"} == got


def test_earlier_rules_outlive_trouble(web: HttpFetcher, stand: Stand, clock: FakeClock) -> None:
    """Rules are asked for again after a day, and hold on while that fails."""
    stand.say("/robots.txt", _DENY)
    stand.say("/a")
    stand.say("/private/a")
    assert _allowed(web, stand.url("/a"))
    clock.advance(timedelta(hours=23))
    assert _allowed(web, stand.url("/a"))
    assert stand.paths.count("/robots.txt") == 1
    stand.say("/robots.txt", status=500)
    clock.advance(timedelta(hours=2))
    assert [_allowed(web, stand.url("/a")), _allowed(web, stand.url("/private/a"))] == [True, False]
    assert stand.paths.count("/robots.txt") == 2
    stand.say("/robots.txt", b"")
    clock.advance(timedelta(minutes=6))
    assert _allowed(web, stand.url("/private/a"))


def test_redirects(web: HttpFetcher, stand: Stand) -> None:
    """robots.txt is followed to where it is."""
    stand.say("/robots.txt", status=301, Location="/elsewhere.txt")
    stand.say("/elsewhere.txt", _DENY)
    assert not _allowed(web, stand.say("/private/a"))


def test_endless_redirects(web: HttpFetcher, stand: Stand) -> None:
    """A robots.txt that redirects in a circle is none."""
    stand.say("/robots.txt", status=301, Location="/robots.txt")
    assert _allowed(web, stand.say("/private/a"))


def test_long_file_is_read_up_to_the_limit(web: HttpFetcher, stand: Stand) -> None:
    """Of a very long robots.txt the first 512 kB count."""
    stand.say("/robots.txt", _DENY + b"# filler\n" * 60_000 + b"Disallow: /\n")
    stand.say("/private/a")
    assert [_allowed(web, stand.say("/a")), _allowed(web, stand.url("/private/a"))] == [True, False]


def test_redirect_target_is_asked_too(web: HttpFetcher, stand: Stand) -> None:
    """A page that redirects to another origin is subject to that one's rules."""
    with Stand() as other:
        other.say("/robots.txt", _DENY)
        other.say("/private/a")
        stand.say("/a", status=302, Location=other.url("/private/a"))
        with pytest.raises(RobotsDenied) as caught:
            web.fetch(page(stand.url("/a")))
        assert caught.value.url == other.url("/private/a")


def test_hostile_rules_cost_little(web: HttpFetcher, stand: Stand) -> None:
    """Patterns made to be slow are not."""
    stand.say("/robots.txt", b"User-agent: *\n" + b"Disallow: /" + b"*a" * 5000 + b"*b\n")
    assert _allowed(web, stand.say("/" + "a" * 1000))


def test_unreachable_host_is_tried_once() -> None:
    """A host that is down costs one attempt, not one for each of its pages."""
    with Stand() as gone:
        names = [gone.url(f"/{n}") for n in range(5)]
    with closing(fetcher()) as web:
        got = list(web.fetch_all(map(page, names)))
    assert {ConnectionFailed} == {type(error) for _, error in got}


def test_memory_is_bounded(clock: FakeClock) -> None:
    """Of the origins that were met the latest thousand are remembered."""
    asked: list[str] = []

    def read(url: str) -> bytes:
        asked.append(url)
        return b""

    robots = RobotsRules(read, clock)
    names = [f"http://h{n}.com/" for n in range(1002)]
    for name in [*names, names[-1], names[0]]:
        robots.check(name)
    assert [f"{name}robots.txt" for name in [*names, names[0]]] == asked
