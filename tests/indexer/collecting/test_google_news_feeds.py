"""Feeds of Google News: the article is the publisher's, wherever the link of its entry leads."""

from __future__ import annotations

import base64
from contextlib import closing
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from indexer.collecting.collector import Collector
from indexer.collecting.pace import Pace
from indexer.collecting.story_assignment import StoryAssigner
from indexer.indexing.sync import Syncer
from indexer.model import Quality, Selection
from indexer.model.feeds import Feed
from indexer.web import urls
from tests.doubles.catalogue_files import open_catalogue
from tests.doubles.fakes import FakeClock, FakeEmbedder, FakeLexicalIndex, FakeVectorIndex, SandboxHere
from tests.doubles.web_server import Stand, fetcher

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from indexer.catalogue import SqlCatalogue
    from indexer.collecting.report import Report

PAGE = "<!DOCTYPE html><title>Tidal loom</title><article><h1>Tidal loom</h1>{}</article>".format(
    "".join(
        f"<p>The loom in harbour {n} wove its bolt number {n} of cloth on the tide of the {n}th day.</p>"
        for n in "123456"
    )
)
ITEM = (
    "<item><title>Tidal loom - Weaver</title><link>{}</link><source url='http://weaver.example'>Weaver</source></item>"
)


@pytest.fixture
def stand() -> Iterator[Stand]:
    """Yield a web server that every name leads to."""
    with Stand() as running:
        yield running


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[SqlCatalogue]:
    """Yield an empty catalogue."""
    with closing(open_catalogue(tmp_path / "catalogue.db")) as made:
        yield made


def old_link(target: str) -> str:
    """Return the link of the old form that carries an address of fewer than 128 characters."""
    payload = b"\x08\x13\x22" + bytes([len(target)]) + target.encode()
    return f"https://news.google.com/rss/articles/{base64.urlsafe_b64encode(payload).decode().rstrip('=')}?oc=5"


def collect(catalogue: SqlCatalogue, feed_url: str) -> Report:
    """Collect one feed once."""
    embedder, vectors = FakeEmbedder(), FakeVectorIndex()
    syncer = Syncer(
        catalogue=catalogue,
        embedder=embedder,
        vectors=vectors,
        lexical=FakeLexicalIndex(),
        generation="g",
    )
    clock = FakeClock()
    pace = Pace(poll_interval=timedelta(minutes=15), recheck=())
    with closing(fetcher(clock)) as client:
        collector = Collector(
            catalogue=catalogue,
            fetcher=client,
            sandbox=SandboxHere(),
            embedder=embedder,
            syncer=syncer,
            stories=StoryAssigner(catalogue=catalogue, embedder=embedder, vectors=vectors),
            clock=clock,
            pace=pace,
        )
        return collector.collect([Feed(url=feed_url)], poll_all=True, progress=lambda *_: None)


def serve(stand: Stand, *links: str) -> str:
    """Serve a feed with an entry a link, and return its address."""
    items = "".join(ITEM.format(link) for link in links)
    return stand.say("/feed", f"<rss version='2.0'><channel><title>G</title>{items}</channel></rss>".encode())


def test_the_publishers_page_is_fetched_and_shown(catalogue: SqlCatalogue, stand: Stand) -> None:
    """The request goes to the address that the link carries; that is what is shown, and the link is an alias."""
    stand.say("/loom", PAGE.encode(), Content_Type="text/html")
    shown = stand.url("/loom", "weaver.example")
    link = old_link(shown)
    report = collect(catalogue, serve(stand, link))
    (article,) = catalogue.articles(Selection())
    assert (article.id, article.url, article.quality) == (urls.article_id(shown), shown, Quality.FULL)
    assert (article.publisher, urls.clean(link) in article.aliases) == ("Weaver", True)
    assert article.id == catalogue.find([link])
    assert (report.fetched, report.pages_failed) == (1, 0)
    assert {headers["Host"] for path, headers in stand.asked if path == "/loom"} == {f"weaver.example:{stand.port}"}


def test_one_page_behind_two_links_is_fetched_once(catalogue: SqlCatalogue, stand: Stand) -> None:
    """A feed that names an article by its own address and by a link of Google News has it once."""
    stand.say("/loom", PAGE.encode(), Content_Type="text/html")
    shown = stand.url("/loom", "weaver.example")
    collect(catalogue, serve(stand, shown, old_link(shown)))
    assert stand.paths.count("/loom") == 1
    assert catalogue.counts()["articles"] == 1


def test_a_page_that_cannot_be_had_keeps_the_publishers_address(catalogue: SqlCatalogue, stand: Stand) -> None:
    """Where the page is gone, the headline is shown under the publisher's address too."""
    shown = stand.url("/gone", "weaver.example")
    link = old_link(shown)
    collect(catalogue, serve(stand, link))
    (article,) = catalogue.articles(Selection())
    assert (article.url, article.aliases) == (shown, (urls.clean(link),))
    assert (article.title, article.quality, article.reason[:8]) == ("Tidal loom - Weaver", Quality.HEADLINE, "HTTP 404")
