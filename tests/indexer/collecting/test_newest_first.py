"""The first pass over a long feed: the newest first, and to be found while the rest is still to come."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from datetime import timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING

import pytest

from indexer.collecting.collector import SITE_PAGES
from indexer.indexing.background import MIN_ITEMS
from indexer.ports import ASKABLE
from indexer.sandbox.process_sandbox import ProcessSandbox
from tests.doubles.fakes import SandboxHere
from tests.doubles.newsroom import LIMITS, Newsroom, html, item
from tests.doubles.web_server import answer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from http.server import BaseHTTPRequestHandler
    from pathlib import Path

    from indexer.ports import Sandbox

HOUR = timedelta(hours=1)


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Newsroom]:
    """Yield a newsroom without feeds, of which one page is asked for at a time, so that their order shows."""
    with Newsroom(tmp_path, limits=replace(LIMITS, page_concurrency=1, feed_bytes=200_000)) as opened:
        yield opened


def dated(when: datetime) -> str:
    """Return what an item says of its publication."""
    return f"<pubDate>{format_datetime(when)}</pubDate>"


def long_feed(room: Newsroom, entries: int, apart: timedelta, page: Callable[[int], str]) -> None:
    """Serve a feed, its oldest entry first."""
    now = room.clock.now()
    items = [item(page(number), f"Number {number}", more=dated(now - number * apart)) for number in range(entries)]
    room.feed("/f", *reversed(items))


def test_todays_article_is_found_while_the_rest_is_fetched(room: Newsroom) -> None:
    """Of 800 entries the newest page is asked for first, and its article is in both indexes with 700 still to come."""
    found = threading.Event()
    searched: list[list[str]] = []

    def serve(path: str, number: int) -> str:
        def reply(to: BaseHTTPRequestHandler) -> None:
            assert number < MIN_ITEMS or found.wait(120)  # too few come for the indexing to begin by their number
            page = html(f"loom {number}")
            answer(to, 200, {"Content-Length": str(len(page)), "Content-Type": "text/html"}, page)

        return room.stand.do(path, reply)

    def progress(what: str, done: int, _total: int) -> None:
        if what == ASKABLE and done and not found.is_set():
            searched.append([passage.id for passage in room.lexical.search("loom 0", 5)])
            found.set()

    long_feed(room, 800, HOUR, lambda number: serve(f"/{number}", number))
    room.collect(progress=progress, stop=found.is_set)
    pages = [path for path in room.stand.paths if path[1:].isdigit()]
    assert pages[0] == "/0"
    (newest,) = (article for article in room.articles if article.url == room.stand.url("/0"))
    passages = {placed.passage.id: placed.period for placed in room.catalogue.passages_of(newest.id)}
    assert passages.keys() & set(*searched)
    assert room.vectors.present(list(passages), list(passages.values())) == set(passages)
    assert len(room.catalogue.due_links(room.clock.now())) > 700


@pytest.mark.parametrize("sandbox", [SandboxHere, ProcessSandbox])
def test_pages_that_were_read_do_not_wait_for_one_that_hangs(tmp_path: Path, sandbox: Callable[[], Sandbox]) -> None:
    """Three articles can be asked for while the fourth page does not come."""
    found = threading.Event()
    hung: list[bool] = []

    def hang(to: BaseHTTPRequestHandler) -> None:
        hung.append(found.wait(120))
        answer(to, 200, {"Content-Length": "0"})

    def progress(what: str, done: int, _total: int) -> None:
        if what == ASKABLE and done == 3:
            found.set()

    with Newsroom(tmp_path, sandbox=sandbox(), limits=replace(LIMITS, read=300, total=300)) as room:
        pages = [room.page(f"/{number}", f"loom {number}") for number in range(3)]
        long_feed(room, 4, HOUR, lambda number: [*pages, room.stand.do("/hangs", hang)][number])
        room.collect(progress=progress)
    assert hung == [True]


def test_newest_of_all_feeds_come_first(room: Newsroom) -> None:
    """Today's post of a feed comes before last year's of any other, and what is beyond `backfill` comes last."""
    now = room.clock.now()
    ages = {"/a": ("f", 400), "/b": ("g", 2), "/c": ("f", 1), "/d": ("g", 100), "/e": ("f", 80), "/h": ("h", 3)}
    for feed, settings in (("f", {}), ("g", {}), ("h", {"backfill": timedelta(days=2)})):
        items = [
            item(room.page(path, path), path, more=dated(now - timedelta(days=days)))
            for path, (name, days) in ages.items()
            if name == feed
        ]
        room.feed(f"/{feed}-feed", *items, **settings)
    room.collect()
    assert [path for path in room.stand.paths if path in ages] == ["/c", "/b", "/e", "/h", "/d", "/a"]


def test_many_pages_of_a_site_are_left_to_later_passes(room: Newsroom) -> None:
    """A pass of `run` takes so many pages of a site, so that feeds are polled between; the next one goes on."""
    long_feed(room, SITE_PAGES + 2, HOUR, lambda number: room.stand.url(f"/missing/{number}"))
    assert [room.collect().pages_failed for _ in range(3)] == [SITE_PAGES, 2, 0]


def after(room: Newsroom, path: str, other: str) -> None:
    """Let a feed answer only once another one is recorded."""
    at_once = room.stand.reply(path)

    def reply(to: BaseHTTPRequestHandler) -> None:
        while room.stand.url(other) not in room.catalogue.feed_states():
            time.sleep(0.001)
        at_once(to)

    room.stand.do(path, reply)


def test_shared_page_is_the_first_feeds_whoever_answers_first(tmp_path: Path) -> None:
    """Which feed a shared page belongs to does not depend on the order of answers."""
    found = []
    for late in ("/f", "/g"):
        (tmp_path / late[1:]).mkdir()
        with Newsroom(tmp_path / late[1:]) as room:
            early = {"/f": "/g", "/g": "/f"}[late]
            link = room.page("/a", "loom")
            for path, name in (("/f", "First"), ("/g", "Second")):
                room.feed(path, item(link, path), name=name)
            after(room, late, early)
            room.collect()
            found.append([(article.publisher, article.title) for article in room.articles])
            assert room.link(link).feed_url == room.stand.url("/f")
            counts = room.catalogue.counts_by_feed()
            assert [sum(counts[room.stand.url(path)].values()) for path in ("/f", "/g")] == [1, 1]
    assert found[0] == found[1]
