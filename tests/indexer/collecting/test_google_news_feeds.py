"""Feeds of Google News: the article is the publisher's, wherever the link of its entry leads."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from indexer.model import Quality, Selection
from indexer.web import urls

if TYPE_CHECKING:
    from indexer.collecting.report import Report
    from tests.doubles.newsroom import Newsroom

PAGE = "<!DOCTYPE html><title>Tidal loom</title><article><h1>Tidal loom</h1>{}</article>".format(
    "".join(
        f"<p>The loom in harbour {n} wove its bolt number {n} of cloth on the tide of the {n}th day.</p>"
        for n in "123456"
    )
)
ITEM = (
    "<item><title>Tidal loom - Weaver</title><link>{}</link><source url='http://weaver.example'>Weaver</source></item>"
)


def old_link(target: str) -> str:
    """Return the link of the old form that carries an address of fewer than 128 characters."""
    payload = b"\x08\x13\x22" + bytes([len(target)]) + target.encode()
    return f"https://news.google.com/rss/articles/{base64.urlsafe_b64encode(payload).decode().rstrip('=')}?oc=5"


def collect(room: Newsroom, *links: str) -> Report:
    """Collect a feed with an entry a link."""
    room.feed("/feed", *map(ITEM.format, links))
    return room.collect()


def test_the_publishers_page_is_fetched_and_shown(room: Newsroom) -> None:
    """The request goes to the address that the link carries; that is what is shown, and the link is an alias."""
    room.stand.say("/loom", PAGE.encode(), Content_Type="text/html")
    shown = room.stand.url("/loom", "weaver.example")
    link = old_link(shown)
    report = collect(room, link)
    (article,) = room.catalogue.articles(Selection())
    assert (article.id, article.url, article.quality) == (urls.article_id(shown), shown, Quality.FULL)
    assert (article.publisher, urls.clean(link) in article.aliases) == ("Weaver", True)
    assert article.id == room.catalogue.find([link])
    assert (report.fetched, report.pages_failed) == (1, 0)
    hosts = {headers["Host"] for path, headers in room.stand.asked if path == "/loom"}
    assert hosts == {f"weaver.example:{room.stand.port}"}


def test_one_page_behind_two_links_is_fetched_once(room: Newsroom) -> None:
    """A feed that names an article by its own address and by a link of Google News has it once."""
    room.stand.say("/loom", PAGE.encode(), Content_Type="text/html")
    shown = room.stand.url("/loom", "weaver.example")
    collect(room, shown, old_link(shown))
    assert room.stand.paths.count("/loom") == 1
    assert room.catalogue.counts()["articles"] == 1


def test_a_page_that_cannot_be_had_keeps_the_publishers_address(room: Newsroom) -> None:
    """Where the page is gone, the headline is shown under the publisher's address too."""
    shown = room.stand.url("/gone", "weaver.example")
    link = old_link(shown)
    collect(room, link)
    (article,) = room.catalogue.articles(Selection())
    assert (article.url, article.aliases) == (shown, (urls.clean(link),))
    assert (article.title, article.quality, article.reason[:8]) == ("Tidal loom - Weaver", Quality.HEADLINE, "HTTP 404")
