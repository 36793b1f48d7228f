"""A feed is added where watches are: what stands in it is collected, and sent to nobody."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any

import pytest

from bot.adapters.atom.atom_feeds import FeedFolder
from bot.adapters.atom.destination import AtomDestination
from bot.adapters.journal import CatalogueJournal
from bot.adapters.subscription_store import CatalogueSubscriptions
from bot.model.chat import Place
from bot.ports import Meter
from bot.subscriptions.catalogue_stories import CatalogueStories
from bot.subscriptions.planner import Planner
from bot.subscriptions.posts import PostMaker
from bot.subscriptions.sender import Sender
from indexer.feeds import parse
from indexer.model.feeds import Feed
from tests.doubles.newsroom import POLL, Newsroom, item, rss
from tests.doubles.subscriptions import FakeRelevance, digest, watch
from tests.doubles.web_server import Stand

if TYPE_CHECKING:
    from pathlib import Path

    from bot.subscriptions.records import Digest, Watch

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
ENTRIES = 60  # more than are stored in one transaction
CHIPS = Place(platform="atom", team="", channel="chips")
_FIRST = ("Amber", "Birch", "Cobalt", "Dune", "Ember", "Flint", "Garnet", "Hazel")
_SECOND = ("anvil", "bridge", "canal", "dynamo", "engine", "furnace", "granary", "harbour")


def entry(number: int) -> str:
    """Return an entry on a thing of its own, published a quarter of an hour after the one before."""
    title = _title(number)
    when = format_datetime(NOW - 20 * HOUR + number * timedelta(minutes=15))
    more = f"<pubDate>{when}</pubDate><category>chips</category><description>On the {title}.</description>"
    return item(f"https://paper.example/{number}", title, more=more)


class Desk:
    """A newsroom with watches on chips, whose posts are entries of an Atom feed."""

    def __init__(self, room: Newsroom) -> None:
        self._room = room
        self._file = room.folder / "feeds" / "chips.atom"
        self.store = CatalogueSubscriptions(room.catalogue.subscriptions)
        stories = CatalogueStories(room.catalogue)
        self._planner = Planner(
            store=self.store,
            stories=stories,
            relevance=FakeRelevance(),
            teller=stories,
            quiet=lambda _: None,
            journal=CatalogueJournal(room.catalogue.journal, retention=timedelta()),
            clock=room.clock,
        )
        self._sender = Sender(
            destination=AtomDestination(FeedFolder(room.folder / "feeds"), zone=UTC, clock=room.clock),
            store=self.store,
            posts=PostMaker(stories=stories, teller=stories),
            quiet=lambda _: None,
            clock=room.clock,
            meter=Meter(),
            run_io=asyncio.to_thread,
        )

    def live(self, spans: int = 4) -> list[str]:
        """Let time pass, collect and send; return the titles of all that was sent up to then, the oldest first."""
        for _ in range(spans):
            self._room.collect(POLL)
            self._planner.run()
            asyncio.run(self._sender.round(self._planner.edits))
        entries = parse(self._file.read_bytes(), url="https://feeds.example/").entries if self._file.exists() else ()
        return [each.title for each in reversed(entries)]

    def told_by(self, asked: Digest) -> set[str]:
        """Return the headlines that a digest would tell now."""
        return {story.lead.title for story in self._planner.requested(asked)}


def collect_until(folder: Path, feed: str, what: str, number: int) -> None:
    """Collect from a feed, and be killed once so much of a task is done."""

    def progress(task: str, done: int, _total: int) -> None:
        if task == what and done >= number:
            os.kill(os.getpid(), signal.SIGKILL)

    with Newsroom(folder) as room:
        room.feeds = [Feed(url=feed, full_text=False)]
        room.collect(progress=progress)


@pytest.mark.parametrize("killed", [None, ("feeds", 1), ("pages", 50)])
def test_feed_that_is_added_alerts_nobody(tmp_path: Path, killed: tuple[str, int] | None) -> None:
    """Nothing of a day's entries is sent, the first poll be it cut off or not; the next one that comes is, once."""
    with Stand() as paper:
        feed = paper.say("/f", rss(*map(entry, range(ENTRIES))), Content_Type="application/rss+xml")
        if killed:
            with Newsroom(tmp_path) as room:
                assert CatalogueSubscriptions(room.catalogue.subscriptions).add(_watch())
            process = multiprocessing.get_context("spawn").Process(target=collect_until, args=(tmp_path, feed, *killed))
            process.start()
            process.join()
            assert process.exitcode == -signal.SIGKILL
        with Newsroom(tmp_path) as room:
            desk = Desk(room)
            assert desk.store.add(_watch()) is (killed is None)
            room.feeds = [Feed(url=feed, full_text=False)]
            assert desk.live() == []
            assert len(room.articles) == ENTRIES
            paper.say("/f", rss(*map(entry, range(ENTRIES + 1))), Content_Type="application/rss+xml")
            assert desk.live() == desk.live() == [_title(ENTRIES)]


def test_feed_that_is_added_holds_no_news_back(tmp_path: Path) -> None:
    """What an old feed reports is sent, though it stood in one that was added; a digest tells both of its time."""
    with Newsroom(tmp_path) as room:
        desk = Desk(room)
        brief: dict[str, Any] = {"full_text": False}
        room.feed("/old", **brief)
        room.collect()
        desk.store.add(_watch())
        room.feed("/added", entry(20), entry(30), **brief)
        assert desk.live() == []
        room.feed("/old", entry(20), **brief)
        assert desk.live() == [_title(20)]
        daily = digest(place=CHIPS, created=NOW - HOUR, last_covered=NOW - 15 * HOUR)
        assert desk.told_by(daily) == {_title(20), _title(30)}


def _watch() -> Watch:
    return watch(place=CHIPS, created=NOW - HOUR)


def _title(number: int) -> str:
    return f"{_FIRST[number // 8]} {_SECOND[number % 8]} number {number}"
