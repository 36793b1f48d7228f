"""Pages that go and come back, and articles that are too old to be kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from indexer.collecting.retention import TOGETHER
from indexer.feeds.schedule import RETRY
from indexer.model import Outcome
from tests.doubles.newsroom import POLL, Newsroom, item, titles

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Newsroom]:
    """Yield a newsroom whose one article was collected."""
    with Newsroom(tmp_path) as opened:
        opened.feed("/f", item(opened.page("/a", "loom"), "A"))
        opened.collect()
        yield opened


def published(days: int) -> str:
    """Return what an item says of its publication, so many days before the newsroom's beginning."""
    return f"<pubDate>{24 - days:02d} Nov 2026 12:00:00 GMT</pubDate>"


@pytest.mark.parametrize("status", [404, 410])
def test_missing_page_marks_its_article(room: Newsroom, status: int) -> None:
    """A page that answers 404 or 410 at a recheck marks its article with the time; its text and indexes stay."""
    room.stand.say("/a", status=status)
    room.collect(HOUR)
    (article,) = room.articles
    assert (article.gone, article.version) == (room.clock.now(), 1)
    assert room.vectors.count() == room.catalogue.counts()["passages"] > 0
    room.collect(HOUR, recheck=True)
    assert [each.gone for each in room.articles] == [article.gone]


@pytest.mark.parametrize("status", [401, 403, 429, 451, 500, 503])
def test_other_failures_mark_nothing(room: Newsroom, status: int) -> None:
    """A page that is refused or in trouble is not gone."""
    room.stand.say("/a", status=status)
    room.collect(HOUR)
    assert [each.gone for each in room.articles] == [None]


def test_comeback_takes_the_mark_away(room: Newsroom) -> None:
    """A page that is there again, changed or not, is no longer marked; nothing is embedded for it."""
    embedded = room.embedder.embedded
    room.stand.say("/a", status=404)
    room.collect(HOUR)
    room.page("/a", "loom")
    assert room.collect(2 * DAY).outcomes[Outcome.UNCHANGED] == 1
    assert [(each.gone, each.updated, each.version) for each in room.articles] == [(None, None, 1)]
    assert room.embedder.embedded == embedded


def test_confirmed_page_is_there(room: Newsroom) -> None:
    """The word "not modified" takes the mark away as well."""
    (article,) = room.articles
    room.catalogue.mark_gone(article.id, room.clock.now())
    room.stand.say("/a", status=304)
    link = room.link(room.stand.url("/a"))
    room.catalogue.record_link(replace(link, etag='"e"'))
    assert room.collect(HOUR).pages_not_modified == 1
    assert [each.gone for each in room.articles] == [None]


def test_missing_page_is_looked_for_some_days(room: Newsroom) -> None:
    """A page that answers 404 is asked again on the following days, and then no more."""
    room.stand.say("/a", status=404)
    for _ in range(40):
        room.collect(DAY)
    assert room.asked("/a") == [1 + RETRY.page_attempts]


def test_dead_second_address_marks_nothing(room: Newsroom) -> None:
    """Where only another address of an article is dead, the article is not gone."""
    (article,) = room.articles
    room.stand.say("/b", status=302, Location=room.stand.url("/a"))
    room.feed("/g", item(room.stand.url("/b"), "B"))
    room.collect(POLL)
    room.stand.say("/b", status=404)
    room.collect(DAY)
    assert [(each.id, each.gone) for each in room.articles] == [(article.id, None)]


def test_moved_article_is_shown_where_it_is(room: Newsroom) -> None:
    """A gone article that turns up under another address is shown there, and is no second article."""
    room.stand.say("/a", status=410)
    room.collect(HOUR)
    there = room.page("/b", "loom")
    room.stand.say("/a", status=301, Location=there)
    room.collect(recheck=True)
    assert [(each.url, each.gone) for each in room.articles] == [(there, None)]


def test_old_articles_are_removed_everywhere(room: Newsroom) -> None:
    """What is older than `keep` goes with its passages, vectors, versions and rows, and is not collected again."""
    for path, days in (("/old", 9), ("/young", 1)):
        room.feed(path + "-feed", item(room.page(path, path[1:]), path, more=published(days)))
    room.collect(POLL)
    assert titles(room.articles) == ["The loom works", "The old works", "The young works"]
    room.keep(5 * DAY)
    for _ in range(3):
        room.collect(POLL, poll_all=True, recheck=True)
    assert titles(room.articles) == ["The loom works", "The young works"]
    assert room.vectors.count() == room.lexical.count() == room.catalogue.counts()["passages"] > 0
    assert (room.catalogue.find([room.stand.url("/old")]), room.asked("/old")) == (None, [1])
    assert [link.entry.title for link in room.catalogue.all_links()] == ["A", "/young"]


def test_undated_articles_age_from_their_first_sight(room: Newsroom) -> None:
    """An article without a date goes that long after it was first seen, and does not come back as a new one."""
    room.keep(5 * DAY)
    room.collect(4 * DAY, recheck=True)
    assert titles(room.articles) == ["The loom works"]
    for _ in range(3):
        room.collect(2 * DAY, poll_all=True, recheck=True)
    assert (room.articles, room.vectors.count(), room.lexical.count()) == ([], 0, 0)
    assert room.catalogue.counts() == {"articles": 0, "passages": 0, "versions": 0}


def test_removing_goes_on_after_a_stop(room: Newsroom) -> None:
    """Many old articles go in portions; what a stop leaves over goes with the next pass, indexes included."""
    more = range(TOGETHER + 5)
    room.feed("/many", *(item(title=f"Note number {number} of them", guid=str(number)) for number in more))
    room.collect(POLL, poll_all=True)
    assert len(room.articles) == TOGETHER + 6
    room.keep(DAY)
    room.collect(2 * DAY, stop=lambda: len(list(room.catalogue.older_than(room.clock.now(), 1000))) <= 6)
    assert 0 < len(room.articles) <= 6
    room.collect()
    assert (room.articles, room.vectors.count(), room.lexical.count()) == ([], 0, 0)
