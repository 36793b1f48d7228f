"""Atom feeds as destinations: files that a feed reader understands."""

from __future__ import annotations

import asyncio
from datetime import UTC, timedelta
from typing import TYPE_CHECKING

import pytest

from bot.adapters.atom.atom_feeds import FeedFolder, SharedFeeds
from bot.adapters.atom.destination import AtomDestination
from bot.model.chat import Place
from indexer.errors import NotNow, Refused
from indexer.feeds import parse
from tests.doubles.fakes import FakeClock, FakeJournal
from tests.doubles.news_posts import HOSTILE, digest_post, story_post, turn_post
from tests.doubles.subscriptions import NOW

if TYPE_CHECKING:
    from pathlib import Path

    from indexer.model.feeds import ParsedFeed

CHIPS = Place(platform="atom", team="", channel="chips")


class Stand:
    """A folder of feeds and a clock."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "feeds" / "chips.atom"
        self.clock = FakeClock(NOW)
        self.destination = AtomDestination(FeedFolder(folder / "feeds"), zone=UTC, clock=self.clock)

    def feed(self) -> ParsedFeed:
        """Return what a feed reader makes of the file."""
        return parse(self.file.read_bytes(), url="https://feeds.example/chips.atom")


@pytest.fixture
def stand(tmp_path: Path) -> Stand:
    """Return an empty folder with its destination."""
    return Stand(tmp_path)


def test_a_post_becomes_an_entry_that_keeps_its_id(stand: Stand) -> None:
    """It is found by its nonce, edited in its place, and sent twice it is there once."""

    async def send() -> tuple[str, str]:
        there = stand.destination
        assert await there.find(CHIPS, "n1", NOW) is None
        first = await there.send(CHIPS, story_post("one"), "n1")
        stand.clock.advance(timedelta(hours=1))
        second = await there.send(CHIPS, digest_post("two"), "n2")
        stand.clock.advance(timedelta(hours=1))
        await there.edit(CHIPS, first, story_post("one", title="About one, again"))
        assert await there.send(CHIPS, digest_post("two"), "n2") == second
        assert await there.find(CHIPS, "n1", NOW) == first
        return first, second

    first, second = asyncio.run(send())
    entries = {entry.key: entry for entry in stand.feed().entries}
    assert list(entries) == [second, first]
    assert entries[first].title == "About one, again"
    assert (entries[first].published, entries[first].updated) == (NOW, NOW + timedelta(hours=2))
    assert entries[first].link == "https://www.example.com/news/one"
    assert "Example News" in entries[first].content
    assert stand.feed().title == "Byline: chips"


def test_a_correction_is_an_entry_of_its_own(stand: Stand) -> None:
    """Readers that do not show again what was read show it."""

    async def send() -> None:
        first = await stand.destination.send(CHIPS, story_post(), "n1")
        stand.clock.advance(timedelta(hours=1))
        await stand.destination.reply(CHIPS, first, turn_post(), "n2")

    asyncio.run(send())
    assert [entry.title for entry in stand.feed().entries] == ["Correction: About one", "About one"]


def test_a_feed_holds_the_newest_entries(stand: Stand) -> None:
    """A hundred of them; an older one is edited no more."""

    async def send() -> None:
        ids = []
        for number in range(102):
            stand.clock.advance(timedelta(minutes=1))
            ids.append(await stand.destination.send(CHIPS, digest_post(), f"n{number}"))
        with pytest.raises(Refused, match="not among the newest"):
            await stand.destination.edit(CHIPS, ids[1], digest_post())

    asyncio.run(send())
    entries = stand.feed().entries
    assert len(entries) == 100
    assert entries[-1].published == NOW + timedelta(minutes=3)


def test_a_hostile_title_stays_a_text(stand: Stand) -> None:
    """In the file it is neither markup of the feed nor of the entry."""
    asyncio.run(stand.destination.send(CHIPS, story_post(title=f"{HOSTILE} ]]> </title><entry>"), "n1"))
    (entry,) = stand.feed().entries
    assert "all@evil.example see https://evil.example/x ]]>" in entry.title
    assert "<script" not in entry.content
    written = stand.file.read_text(encoding="utf-8")
    assert "<script" not in written
    assert "\x00" not in written


def test_a_damaged_file_begins_anew(stand: Stand) -> None:
    """Half a file costs what it held, and nothing more."""

    async def send() -> None:
        await stand.destination.send(CHIPS, digest_post(), "n1")
        whole = stand.file.read_bytes()
        stand.file.write_bytes(whole[: len(whole) // 2])
        assert await stand.destination.find(CHIPS, "n1", NOW) is None
        await stand.destination.send(CHIPS, digest_post("two"), "n2")

    asyncio.run(send())
    assert [entry.title for entry in stand.feed().entries] == ["Digest, 24 Nov 2026: About two"]


def test_machines_that_share_a_catalogue_share_a_feed(stand: Stand, tmp_path: Path) -> None:
    """What one sends another finds, goes on with and serves, byte for byte; what was a file before is not lost."""
    notes = FakeJournal()
    before = FeedFolder(tmp_path / "feeds")
    one, two = SharedFeeds(notes, before), SharedFeeds(notes, FeedFolder(tmp_path / "none"))
    first, second = (AtomDestination(each, zone=UTC, clock=stand.clock) for each in (one, two))

    async def send() -> None:
        await stand.destination.send(CHIPS, digest_post("old"), "n0")
        assert (one.read("chips"), two.read("chips")) == (before.read("chips"), None)
        await first.send(CHIPS, story_post("one"), "n1")
        stand.clock.advance(timedelta(minutes=1))
        assert await second.find(CHIPS, "n1", NOW)
        await second.send(CHIPS, story_post("one"), "n1")
        await second.send(CHIPS, story_post("two"), "n2")

    asyncio.run(send())
    assert one.read("chips") == two.read("chips") != before.read("chips")
    entries = parse(one.read("chips") or b"", url="https://feeds.example/chips.atom").entries
    assert {entry.title for entry in entries} == {"About one", "About two", "Digest, 24 Nov 2026: About old"}


def test_a_folder_that_cannot_be_written_is_tried_again_later(stand: Stand) -> None:
    """Nothing was done, so that nothing is lost."""
    stand.file.parent.write_text("a file in the place of the folder", encoding="utf-8")
    with pytest.raises(NotNow, match="feeds cannot be used"):
        asyncio.run(stand.destination.send(CHIPS, digest_post(), "n1"))
