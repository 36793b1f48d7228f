"""Many at once."""

from __future__ import annotations

import threading
import time
from collections import Counter
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from indexer.errors import BadStatus, HeldOff
from indexer.fetching import FetchLimits
from indexer.model import Page
from tests.doubles.web_server import Stand, answer, feed, fetcher, page

if TYPE_CHECKING:
    from http.server import BaseHTTPRequestHandler

    from indexer.fetching import HttpFetcher


def test_everything_comes_back(web: HttpFetcher, stand: Stand) -> None:
    """Every request is answered once, failures as values beside the pages."""
    stand.say("/good", b"fine")
    names = [stand.url(f"/{kind}?{n}", f"h{n % 7}.com") for n in range(100) for kind in ("good", "bad")]
    got = list(web.fetch_all(map(feed, names)))
    assert sorted(names) == sorted(request.url for request, _ in got)
    assert {("good", Page), ("bad", BadStatus)} == {("good" if "good" in r.url else "bad", type(p)) for r, p in got}


def test_places_per_site_are_kept(stand: Stand) -> None:
    """No more than two requests are at one site at once, over all of its subdomains, robots.txt included."""
    stand.do("/a", stand.slowly)
    stand.do("/robots.txt", stand.slowly)
    names = [stand.url(f"/a?{n}", f"h{n % 4}.example.com") for n in range(16)]
    with closing(fetcher()) as web:
        assert {Page} == {type(got) for _, got in web.fetch_all(map(page, names))}
    assert stand.most_at_once == 2


def test_places_hold_for_redirects_and_other_callers(stand: Stand) -> None:
    """Requests that reach a site by redirect, or from several callers, take its places too."""
    stand.do("/a", stand.slowly)
    with Stand() as door, closing(fetcher(limits=FetchLimits(per_host=1))) as web:
        names = []
        for n in range(6):
            door.say(f"/{n}", status=302, Location=stand.url("/a", "example.com"))
            names.append(door.url(f"/{n}", f"door{n}.com"))
        threads = [threading.Thread(target=web.fetch, args=(feed(name),)) for name in names[:3]]
        for thread in threads:
            thread.start()
        assert {Page} == {type(got) for _, got in web.fetch_all(map(feed, names[3:]))}
        for thread in threads:
            thread.join()
    assert (stand.most_at_once, len(stand.asked)) == (1, 6)


def test_slow_site_does_not_hold_up_the_others(stand: Stand) -> None:
    """While one site is slow the others are fetched, though its requests came first and fill the pool."""
    free = threading.Event()

    def stuck(to: BaseHTTPRequestHandler) -> None:
        free.wait(120)
        answer(to, 200, {"Content-Length": "0"})

    stand.do("/stuck", stuck)
    stand.say("/a")
    names = [stand.url(f"/stuck?{n}", "slow.com") for n in range(20)]
    names += [stand.url(f"/a?{n}", f"h{n}.com") for n in range(10)]
    with closing(fetcher(limits=FetchLimits(page_concurrency=4))) as web:
        results = web.fetch_all(map(feed, names))
        first = [next(results)[0].url for _ in range(10)]
        free.set()
        rest = list(results)
    assert (sorted(names[20:]), 20) == (sorted(first), len(rest))


def test_silence_is_told(stand: Stand) -> None:
    """While nothing comes, whoever waits is told so again and again."""
    free = threading.Event()

    def stuck(to: BaseHTTPRequestHandler) -> None:
        free.wait(120)
        answer(to, 200, {"Content-Length": "0"})

    stand.do("/stuck", stuck)
    with closing(fetcher()) as web:
        results = web.fetch_steadily([feed(stand.url("/stuck"))], 0.01)
        assert [next(results) for _ in range(3)] == [None] * 3
        free.set()
        assert len([each for each in results if each]) == 1


def test_closing_early_starts_nothing_more(stand: Stand) -> None:
    """Whoever stops taking results stops the fetching."""
    stand.do("/a", stand.slowly)
    with closing(fetcher(limits=FetchLimits(page_concurrency=2))) as web:
        results = web.fetch_all(feed(stand.url(f"/a?{n}", f"h{n}.com")) for n in range(50))
        next(results)
        results.close()
        time.sleep(0.25)  # in which more would be asked
    assert len(stand.asked) <= 3  # the first, and what was under way


def test_refusals_stop_the_storm(stand: Stand) -> None:
    """After three 429 in a row the rest of a host's queue fails without being asked, told from what was asked."""
    stand.say("/a", status=429, Retry_After="60")
    with closing(fetcher(limits=FetchLimits(per_host=1))) as web:
        got = list(web.fetch_all(feed(stand.url(f"/a?{n}")) for n in range(30)))
    kinds = Counter((type(error), getattr(error, "status", 0)) for _, error in got)
    assert (kinds, len(stand.asked)) == ({(BadStatus, 429): 3, (HeldOff, 429): 27}, 3)


def test_refusals_of_some_addresses_are_theirs(stand: Stand) -> None:
    """While a host answers in between, only the addresses that it refused are left alone."""
    stand.say("/busy", status=429, Retry_After="60")
    stand.say("/a", b"fine")
    names = [stand.url(f"/{'busy' if n % 2 else 'a'}?{n}") for n in range(12)]
    with closing(fetcher(limits=FetchLimits(per_host=1))) as web:
        got = list(web.fetch_all(map(feed, names)))
        again = list(web.fetch_all(map(feed, names[:2])))
    assert [Page, BadStatus] * 6 == [type(answer) for _, answer in got]
    assert ([Page, HeldOff], 13) == ([type(answer) for _, answer in again], len(stand.asked))


@pytest.mark.parametrize("status", [404, 410])
def test_one_missing_page_holds_nothing_up(stand: Stand, status: int) -> None:
    """What a server says of one address, with Retry-After or without, is not taken for a word on the others."""
    stand.say("/gone", status=status, Retry_After="60")
    stand.say("/a", b"fine")
    with closing(fetcher(limits=FetchLimits(per_host=1))) as web:
        got = dict(web.fetch_all(feed(stand.url(path)) for path in ("/gone", "/a")))
    assert [BadStatus, Page] == [type(answer) for answer in got.values()]


def test_robots_txt_is_asked_for_once(stand: Stand) -> None:
    """Many pages of one origin need its robots.txt once."""
    stand.do("/robots.txt", stand.slowly)
    stand.say("/a")
    with closing(fetcher()) as web:
        got = list(web.fetch_all(page(stand.url(f"/a?{n}")) for n in range(10)))
    assert (len(got), stand.paths.count("/robots.txt")) == (10, 1)


def test_connections_are_kept_alive(stand: Stand) -> None:
    """The next request to a host goes over the connection of the last."""
    ports: set[int] = set()

    def note(to: BaseHTTPRequestHandler) -> None:
        ports.add(to.client_address[1])
        answer(to, 200, {"Content-Length": "0"})

    stand.do("/a", note)
    with closing(fetcher(limits=FetchLimits(per_host=1))) as web:
        list(web.fetch_all(feed(stand.url(f"/a?{n}")) for n in range(5)))
    assert len(ports) == 1
