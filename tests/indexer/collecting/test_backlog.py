"""Collecting tells news from what stood in a feed, a site or a mailbox when it was first read, and from archives."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from indexer.collecting.archive import Importer
from indexer.fetching import MailLimits
from indexer.model.feeds import Feed, FeedSource
from tests.doubles.indexes import FakeIndexes, silent
from tests.doubles.mail_server import MailServer, mail, mailbox, reader
from tests.doubles.newsroom import LIMITS, POLL, Newsroom, item, paragraphs
from tests.doubles.site import Site

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HOUR = timedelta(hours=1)
BRIEF: dict[str, Any] = {"full_text": False}


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Newsroom]:
    """Yield a newsroom without feeds."""
    with Newsroom(tmp_path, limits=replace(LIMITS, sitemap_bytes=200_000)) as opened:
        yield opened


def entry(name: str, title: str = "") -> str:
    """Return an entry without a page of its own on the stand."""
    return item(f"https://paper.example/{name}", title or f"The {name}", more=f"<description>On {name}.</description>")


def send(server: MailServer, number: int) -> None:
    """Send an issue."""
    title = f"Issue {number}"
    server.deliver(mail(title, f"<h1>{title}</h1>{paragraphs(title)}", number=number), folder="news")


def news(room: Newsroom) -> list[str]:
    """Return the titles of what is news."""
    return [each.title for each in room.articles if not each.backlog]


def backlog(room: Newsroom) -> list[str]:
    """Return the titles of what is none."""
    return [each.title for each in room.articles if each.backlog]


def test_first_poll_brings_no_news(room: Newsroom) -> None:
    """What a feed holds when it is first read is backlog, also when it is corrected; what comes later is news."""
    room.feed("/f", entry("a"), entry("b"), **BRIEF)
    room.collect()
    room.feed("/f", entry("c"), entry("a", "The a, corrected"), entry("b"), **BRIEF)
    room.collect(2 * POLL)
    assert (news(room), backlog(room)) == (["The c"], ["The a, corrected", "The b"])
    assert room.catalogue.counts()["versions"] == 4


def test_first_poll_is_the_first_that_gives_a_feed(room: Newsroom) -> None:
    """A poll that fails reads nothing; a feed that was empty at first has no backlog."""
    url = room.feed("/f", entry("a"), **BRIEF)
    room.stand.say("/f", status=503)
    room.feed("/empty", **BRIEF)
    room.collect()
    assert (room.state("/f").unread, room.state("/empty").unread) == (True, False)
    room.feed("/f", entry("a"), **BRIEF)
    room.feed("/empty", entry("b"), **BRIEF)
    room.collect(POLL * 3)
    assert room.catalogue.feed_states()[url].unread is False
    assert (news(room), backlog(room)) == (["The b"], ["The a"])


def test_what_another_feed_reports_is_news(room: Newsroom) -> None:
    """What an old feed reports is news, whether it does so before a feed that has it is added, or after."""
    room.feed("/old", entry("z"), **BRIEF)
    room.collect()
    room.feed("/old", entry("before"), entry("z"), **BRIEF)
    room.collect(2 * POLL)
    room.feed("/added", entry("before"), entry("after"), entry("never"), **BRIEF)
    room.collect(2 * POLL)
    assert news(room) == ["The before"]
    room.feed("/old", entry("after"), entry("before"), entry("z"), **BRIEF)
    room.collect(2 * POLL)
    assert (news(room), backlog(room)) == (["The after", "The before"], ["The never", "The z"])


def test_feed_that_comes_back_or_has_moved_is_no_new_one(room: Newsroom) -> None:
    """Neither a feed that was taken out and put in again nor one whose new address is entered is read as if first."""
    room.feed("/f", entry("a"), **BRIEF)
    room.collect()
    configured, room.feeds = room.feeds, []
    room.collect(HOUR)
    room.feeds = configured
    room.feed("/f", entry("b"), entry("a"), **BRIEF)
    room.collect(HOUR)
    assert (news(room), backlog(room)) == (["The b"], ["The a"])
    room.stand.say("/f", status=301, Location=room.stand.url("/moved"))
    room.feeds = []
    room.feed("/moved", entry("b"), entry("a"), **BRIEF)
    room.feeds = configured
    for _ in range(3):
        room.collect(2 * POLL)
    room.feeds = []
    room.feed("/moved", entry("c"), entry("b"), entry("a"), **BRIEF)
    room.collect(2 * POLL)
    assert (news(room), backlog(room)) == (["The b", "The c"], ["The a"])


def test_pass_that_ends_after_the_poll_makes_no_news(room: Newsroom) -> None:
    """Pages that are fetched by a later pass are what their links were when the feed was first read."""
    room.feed("/f", item(room.page("/p/a", "loom"), "The loom works"))
    room.collect(stop=iter([False, True, *[True] * 99]).__next__)
    assert room.articles == []
    assert not room.state("/f").unread
    room.feed("/f", item(room.page("/p/b", "mill"), "The mill works"), item(room.stand.url("/p/a"), "The loom works"))
    room.collect(2 * POLL)
    assert (news(room), backlog(room)) == (["The mill works"], ["The loom works"])


def test_what_a_site_names_first_or_anew_is_backlog(room: Newsroom) -> None:
    """Pages that stood in a sitemap when it was first read, or that were all given new addresses, are no news."""
    site = Site(room.stand, room.clock)
    site.publish("/news/loom", "loom", when=room.clock.now() - HOUR)
    site.write()
    room.configure("/", source=FeedSource.SITEMAP)
    room.collect()
    room.clock.advance(HOUR)
    site.publish("/news/mill", "mill")
    site.write()
    room.collect(HOUR)
    assert (news(room), backlog(room)) == (["The mill works"], ["The loom works"])
    for number in range(51):
        site.publish(f"/anew/{number}", f"kiln{number}")
    site.write()
    room.collect(2 * POLL, poll_all=True)
    assert len(backlog(room)) == 52
    assert news(room) == ["The mill works"]


def test_mailbox_is_read_to_its_end_before_there_is_news(tmp_path: Path) -> None:
    """All mails that a mailbox held are backlog, however many polls that takes, one cut off; later ones are not."""
    with MailServer() as server, reader(MailLimits(mails=2, batch=1)) as client:
        server.begin_anew("news")
        for number in range(5):
            send(server, number)
        with Newsroom(tmp_path, mail_reader=client) as room:
            box = mailbox(server.port, folder="news")
            room.feeds = [Feed(url="imap://news.example/news#1", source=FeedSource.MAILBOX, name="Loom", mailbox=box)]
            room.collect(stop=iter([False, False, True, *[True] * 99]).__next__)  # within the first poll
            for _ in range(3):
                room.collect(2 * POLL)
            send(server, 5)
            room.collect(2 * POLL)
            assert (news(room), len(backlog(room))) == (["Issue 5"], 5)


def test_what_is_imported_is_no_news(room: Newsroom) -> None:
    """An archive brings backlog, and leaves alone what was reported; what is reported later on is news."""
    room.feed("/f", **BRIEF)
    room.collect()
    room.feed("/f", entry("known"), **BRIEF)
    room.collect(2 * POLL)
    indexes = FakeIndexes(embedder=room.embedder)
    importer = Importer(
        catalogue=room.catalogue,
        embedder=room.embedder,
        syncer=indexes.syncer(room.catalogue),
        stories=indexes.stories(room.catalogue),
        clock=room.clock,
    )
    lines = [
        {"url": f"https://paper.example/{name}", "title": f"The {name}", "text": f"All on {name}, told at length."}
        for name in ("known", "new", "silent")
    ]
    archive = room.folder / "archive.jsonl"
    archive.write_text("".join(f"{json.dumps(line)}\n" for line in lines))
    importer.run([archive], silent)
    assert (news(room), backlog(room)) == (["The known"], ["The new", "The silent"])
    room.feed("/f", entry("new"), entry("known"), **BRIEF)
    room.collect(2 * POLL)
    assert (news(room), backlog(room)) == (["The known", "The new"], ["The silent"])
