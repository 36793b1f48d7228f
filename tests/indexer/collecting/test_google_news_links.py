"""Links of Google News that hide the publisher's address: what stands in, and what becomes of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from indexer.collecting import archive
from indexer.collecting.google_news_links import ATTEMPTS, RedirectResolver
from indexer.collecting.store_article import store
from indexer.errors import BadStatus, ConnectionFailed, FetchError
from indexer.model import Kind, Origin, Outcome, Quality
from tests.doubles.fakes import FakeResolver
from tests.doubles.newsroom import POLL, Newsroom, item
from tests.indexer.collecting.test_store_article import KNOWN

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TOKEN = "CBMiWkFVX3lxTE5GQUtFVE9LRU5USEFUT05MWUdPT0dMRVJFU09MVkVT"
LINK = f"https://news.google.com/rss/articles/{TOKEN}?oc=5"
SHOWN = f"https://news.google.com/rss/articles/{TOKEN}"
SOURCE = "<source url='http://weaver.example'>Weaver</source>"


class Room(Newsroom):
    """A newsroom with something to resolve links by."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.resolver = FakeResolver()

    def unwrapper(self) -> RedirectResolver:
        """Return what asks about links, as after a start."""
        return RedirectResolver(catalogue=self.catalogue, resolver=self.resolver, clock=self.clock)

    def told(self, url: str) -> None:
        """Learn what is behind the link."""
        self.resolver.known[LINK] = url
        assert self.unwrapper().step() is Outcome.NEW


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    """Yield a newsroom with a feed of Google News that was collected once, on a link that hides its address."""
    with Room(tmp_path) as opened:
        opened.feed("/g", item(LINK, "Loom - Weaver", more=SOURCE))
        opened.collect()
        yield opened


def test_the_entry_stands_in(room: Room) -> None:
    """Until the address is known the entry's title and source are shown under the link; Google is not fetched."""
    (article,) = room.articles
    assert (article.title, article.publisher, article.url) == ("Loom - Weaver", "Weaver", SHOWN)
    assert (article.quality, article.reason) == (
        Quality.HEADLINE,
        "the publisher's address behind the Google News link is not known yet",
    )
    assert (room.collect(POLL, poll_all=True).fetched, room.collect(POLL).pages_failed) == (0, 0)


def test_the_publishers_page_takes_its_place(room: Room) -> None:
    """Once the address is known the publisher's page is fetched, and is the same article under its own address."""
    (before,) = room.articles
    url = room.page("/loom", "loom")
    room.told(url)
    assert room.collect(POLL).outcomes[Outcome.UPDATED] == 1
    (article,) = room.articles
    assert (article.id, article.url, article.quality, article.publisher) == (before.id, url, Quality.FULL, "Weaver")
    assert (article.updated, SHOWN in article.aliases) == (None, True)
    room.collect(POLL, poll_all=True)
    room.collect(POLL, poll_all=True)
    assert (len(room.articles), room.asked("/loom"), room.resolver.asked) == (1, [1], [LINK])


def test_a_page_that_is_refused_is_shown_all_the_same(room: Room) -> None:
    """Where the publisher's page cannot be had, the headline is shown under the publisher's address."""
    room.stand.say("/loom", status=401)
    room.told(room.stand.url("/loom"))
    room.collect(POLL)
    (article,) = room.articles
    assert (article.url, article.title, article.quality) == (room.stand.url("/loom"), "Loom - Weaver", Quality.HEADLINE)
    assert article.reason[:8] == "HTTP 401"


def test_an_article_that_was_known_already_stays_one(room: Room) -> None:
    """Where the publisher's article is in the index by another feed, what stood in for it goes, rows and all."""
    url = room.page("/loom", "loom")
    room.feed("/own", item(url, "The loom works"))
    room.collect(POLL)
    assert len(room.articles) == 2
    room.told(url)
    room.collect(POLL)
    (article,) = room.articles
    assert (article.url, article.quality) == (url, Quality.FULL)
    assert room.vectors.count() == room.lexical.count() == room.catalogue.counts()["passages"] > 0


def test_one_link_in_many_spellings_is_asked_about_once(room: Room) -> None:
    """Feeds that name an article by the same token share what was learnt, for ever."""
    other = f"https://news.google.com/read/{TOKEN}?hl=en-GB&gl=GB"
    url = room.page("/loom", "loom")
    room.told(url)
    room.feed("/h", item(other, "Loom - Weaver", more=SOURCE))
    room.collect(POLL)
    assert (room.unwrapper().step(), len(room.articles), room.resolver.asked) == (None, 1, [LINK])


def test_a_refusal_holds_up_the_asking_and_no_pass(room: Room) -> None:
    """A throttle is heeded to its time, also for other links; feeds go on being collected meanwhile."""
    until = room.clock.now() + timedelta(hours=2)
    room.resolver.failure = BadStatus(LINK, 429, until)
    unwrapper = room.unwrapper()
    assert (unwrapper.step(), unwrapper.step()) == (Outcome.REJECTED, None)
    room.clock.advance(timedelta(hours=1))
    assert (unwrapper.step(), len(room.resolver.asked)) == (None, 1)
    assert room.collect(poll_all=True).polled == 1
    room.clock.advance(timedelta(hours=1))
    room.resolver.failure = None
    room.resolver.known[LINK] = "https://weaver.example/loom"
    assert unwrapper.step() is Outcome.NEW


def test_a_link_that_is_never_told_is_given_up(room: Room) -> None:
    """Each failure doubles the wait; after some of them the link is not asked about any more, also after a restart."""
    room.resolver.failure = ConnectionFailed(LINK, "no answer")
    gaps = []
    for _ in range(400):
        before = len(room.resolver.asked)
        room.unwrapper().step()
        gaps += [room.clock.now()] if len(room.resolver.asked) > before else []
        room.clock.advance(timedelta(minutes=10))
    assert len(gaps) == ATTEMPTS
    waits = [later - earlier for earlier, later in pairwise(gaps)]
    assert (waits[0], waits == sorted(waits), waits[-1]) == (timedelta(minutes=10), True, timedelta(minutes=640))
    assert [article.url for article in room.articles] == [SHOWN]


def test_a_failure_is_kept_in_words(room: Room) -> None:
    """What came of the asking stands in the catalogue with its reason."""
    room.resolver.failure = FetchError(LINK, "Google News does not tell")
    room.unwrapper().step()
    (redirect,) = room.catalogue.due_redirects(room.clock.now() + timedelta(days=1), 10)
    assert (redirect.token, redirect.attempts, redirect.error) == (TOKEN, 1, "Google News does not tell")


def test_an_origin_gets_its_address(room: Room) -> None:
    """An article that names its origin by such a link has the publisher's address once it is known, and so do later."""
    commentary = replace(KNOWN, origins=(Origin(name="Weaver", url=LINK),))
    store(room.catalogue, room.embedder, commentary)
    room.told("https://weaver.example/loom")
    room.collect()
    kept = room.catalogue.article(commentary.id)
    assert kept is not None
    assert (kept.origins, kept.updated) == ((Origin(name="Weaver", url="https://weaver.example/loom"),), None)
    line = b'{"url": "https://a.example/x", "kind": "opinion", "text": "As reported by [Weaver](%s), the loom turned."}'
    imported = archive.read_article(line % LINK.encode(), room.clock.now())
    store(room.catalogue, room.embedder, imported)
    found = room.catalogue.article(imported.id)
    assert found is not None
    assert (found.kind, found.origins) == (Kind.OPINION, (Origin(name="Weaver", url="https://weaver.example/loom"),))
