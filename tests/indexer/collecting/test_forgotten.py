"""What was forgotten by order is not collected or imported again, by whichever way it comes."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from indexer.collecting.archive import read_article
from indexer.collecting.store_article import store
from indexer.model import Outcome, Selection
from tests.doubles.newsroom import Newsroom, item

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HOUR = timedelta(hours=1)


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Newsroom]:
    """Yield a newsroom that has collected two pages and forgotten the first."""
    with Newsroom(folder=tmp_path) as made:
        pages = [made.page("/a", "chips"), made.page("/b", "models")]
        made.feed("/feed", *(item(page, title) for page, title in zip(pages, ("Chips", "Models"), strict=True)))
        made.collect()
        assert made.catalogue.counts()["articles"] == 2
        made.catalogue.erase(made.catalogue.traces_at(pages[0]), made.clock.now())
        yield made


def collected(room: Newsroom) -> list[str]:
    """Return the ends of the addresses of all articles."""
    return sorted(each.url[-2:] for each in room.catalogue.articles(Selection()))


def test_its_feed_does_not_bring_it_back(room: Newsroom) -> None:
    """Neither the same entry, nor a changed one, nor a look at every page again asks for it."""
    asked = room.stand.paths.count("/a")
    for title in ("Chips", "Chips, corrected"):
        room.feed("/feed", item(room.stand.url("/a"), title), item(room.stand.url("/b"), "Models"))
        room.collect(after=HOUR, poll_all=True, recheck=True)
    assert collected(room) == ["/b"]
    assert room.stand.paths.count("/a") == asked


def test_another_way_to_it_does_not_either(room: Newsroom) -> None:
    """A link that turns out to lead there gives no article and is forgotten, too."""
    room.stand.say("/short", status=301, Location=room.stand.url("/a"))
    room.feed("/other", item(room.stand.url("/short"), "Chips again"))
    report = room.collect(after=HOUR, poll_all=True)
    assert report.outcomes[Outcome.REJECTED] == 1
    assert collected(room) == ["/b"]
    assert [link.entry.title for link in room.catalogue.all_links()] == ["Models"]


def test_an_archive_does_not_either(room: Newsroom) -> None:
    """An import of the same address is rejected."""
    line = f'{{"url": "{room.stand.url("/a")}", "title": "Chips", "text": "Chips are here."}}'.encode()
    assert store(room.catalogue, room.embedder, read_article(line, room.clock.now())) is Outcome.REJECTED
    assert collected(room) == ["/b"]


def test_entries_without_a_page_are_told_apart(tmp_path: Path) -> None:
    """Of a feed whose entries have no link, shown under its address, one is forgotten and the others come."""
    with Newsroom(folder=tmp_path) as room:
        room.feed("/feed", "<item><guid>1</guid><title>Chips are here</title></item>")
        room.collect()
        (first,) = room.catalogue.articles(Selection())
        (link,) = room.catalogue.all_links()
        room.catalogue.erase(room.catalogue.traces_at(first.url), room.clock.now())
        assert room.catalogue.is_forgotten([link.key])
        room.feed("/feed", *(f"<item><guid>{n}</guid><title>Chips are here {n}</title></item>" for n in (1, 2)))
        room.collect(after=HOUR, poll_all=True)
        assert [each.title for each in room.catalogue.articles(Selection())] == ["Chips are here 2"]
