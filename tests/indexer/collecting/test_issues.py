"""Issues of newsletters: kept once, found by their items, which come, change and go with them."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from indexer.collecting.archive import export, read_article
from indexer.collecting.store_article import store
from indexer.model import Kind, Outcome, Quality, Selection
from tests.doubles.newsroom import Newsroom, item
from tests.indexer.articles.newsletters.test_issue import PARTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from indexer.model import Article

HOUR = timedelta(hours=1)
MARKUP = (Path(__file__).parents[2] / "data" / "newsletters" / "page.html").read_text(encoding="utf-8")
FERRY, TAX, WHALES = "Orvane lets a ferry dock itself", "Hollin wants to tax mobile towers by the watt", "A thesaurus"


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Newsroom]:
    """Yield a newsroom that has collected one issue."""
    with Newsroom(tmp_path) as opened:
        opened.feed("/f", item(serve(opened, MARKUP), "The Lantern Weekly"), name="The Lantern")
        opened.collect()
        yield opened


def serve(room: Newsroom, markup: str) -> str:
    """Serve the issue's page."""
    return room.stand.say("/p/ferry", markup.encode(), Content_Type="text/html; charset=utf-8")


def issue(room: Newsroom) -> Article:
    """Return the issue as a whole."""
    (found,) = (article for article in room.articles if article.is_issue)
    return found


def items(room: Newsroom) -> dict[str, Article]:
    """Return the items by their titles, in order."""
    return {each.title: each for each in room.catalogue.items_of(issue(room).id)}


def test_issue_is_found_by_its_items_alone(room: Newsroom) -> None:
    """Each item is an article with passages of its own, at the issue's address and date, as commentary."""
    whole, found = issue(room), items(room)
    assert len(found) == 6
    assert room.catalogue.passages_of(whole.id) == []
    assert {each.url for each in found.values()} == {whole.url}
    assert [each.issue.place for each in found.values() if each.issue] == [1, 2, 3, 4, 5, 6]
    ferry = found[FERRY]
    assert (ferry.publisher, ferry.kind, ferry.quality) == (whole.publisher, Kind.OPINION, Quality.FULL)
    assert [origin.name for origin in ferry.origins[:1]] == ["fjordpost.example"]
    for each in found.values():
        said = " ".join(placed.passage.text for placed in room.catalogue.passages_of(each.id))
        assert sum(title in said for title in found) == (not each.text)
        assert "Brackwater" not in said
    assert room.catalogue.find([whole.url]) == whole.id
    assert whole.id not in room.catalogue.stories([whole.id])
    assert len({story.id for story in room.catalogue.stories([each.id for each in found.values()]).values()}) == 6


def test_issue_that_is_read_again_changes_nothing(room: Newsroom) -> None:
    """A recheck of the same page leaves issue and items as they are, and embeds nothing."""
    before, embedded = (room.articles, room.embedder.embedded)
    serve(room, MARKUP.replace("<footer>", "<footer><p>Read 3,001 times</p>"))
    assert room.collect(HOUR).outcomes[Outcome.UNCHANGED] == 1
    assert (room.articles, room.embedder.embedded) == (before, embedded)


def test_edited_issue_revises_its_items(room: Newsroom) -> None:
    """A changed item gets a version, a retitled one keeps its id, and one that was taken out is gone."""
    before = items(room)
    edited = MARKUP.replace("draw at night. The", "draw at night, and by day from 2031. The")
    edited = edited.replace("A thesaurus for whale song", "A dictionary for whale song")
    edited = edited.replace("Fog forecasts get an hour better", "").replace("portradio.example/news/fog", "/")
    serve(room, edited)
    room.collect(HOUR)
    after = items(room)
    assert len(after) == 5
    assert "by day from 2031" in after[TAX].text
    assert (after[TAX].id, after[TAX].version, after[TAX].updated) == (before[TAX].id, 2, room.clock.now())
    assert after["A dictionary for whale song"].id == before["A thesaurus for whale song"].id
    assert after[FERRY] == before[FERRY]
    assert room.catalogue.article(before["Fog forecasts get an hour better"].id) is None
    passages = room.catalogue.counts()["passages"]
    assert (passages, passages) == (room.vectors.count(), room.lexical.count())


def test_items_go_with_their_issue(room: Newsroom) -> None:
    """They are marked as gone with its page, and forgotten with its address for good."""
    room.stand.say("/p/ferry", status=410)
    room.collect(HOUR)
    assert all(article.gone for article in room.articles)
    serve(room, MARKUP)
    room.collect(6 * HOUR, recheck=True)
    assert not any(article.gone for article in room.articles)
    traces = room.catalogue.traces_at(room.stand.url("/p/ferry"))
    assert room.catalogue.erase(traces, room.clock.now())["articles"] == 7
    room.collect(HOUR, recheck=True, poll_all=True)
    assert (room.articles, room.vectors.count(), room.lexical.count()) == ([], 0, 0)


def test_issue_comes_out_and_goes_in_as_one(room: Newsroom, tmp_path: Path) -> None:
    """An export has the issue in one line with its items; imported, twice even, the same ones come of it."""
    (line,) = (json.dumps(record) for record in export(room.catalogue, Selection()))
    (tmp_path / "other").mkdir()
    with Newsroom(tmp_path / "other") as other:
        now = room.articles[0].first_seen
        for _ in range(2):
            store(other.catalogue, other.embedder, read_article(line.encode(), now))
        assert [replace(each, aliases=()) for each in other.articles] == [
            replace(each, aliases=(), reason="", version=1, backlog=False) for each in room.articles
        ]


def test_article_that_turns_out_to_be_an_issue_is_cut(room: Newsroom) -> None:
    """What was collected whole is cut when its page is read again: its passages give way to those of its items."""
    link = room.page("/p/late", "loom")
    room.feed("/f", item(link, "A"))
    room.collect()
    known = room.catalogue.article(room.catalogue.find([link]) or "")
    assert known
    assert room.catalogue.passages_of(known.id)
    room.stand.say("/p/late", MARKUP.replace("fjordpost", "fjordpost2").encode(), Content_Type="text/html")
    room.collect(HOUR)
    assert room.catalogue.passages_of(known.id) == []
    assert len(room.catalogue.items_of(known.id)) == 6
    assert known.id not in room.catalogue.stories([known.id])


@pytest.mark.parametrize(("tags", "cut"), [((), False), (("newsletters",), True)])
def test_feed_may_be_known_as_a_newsletter(tmp_path: Path, tags: tuple[str, ...], *, cut: bool) -> None:
    """What says nothing of itself is cut if its feed has the tag of newsletters, and stays whole if not."""
    body = "".join(
        f'<h3>{head}</h3><p>{text} <a href="https://s{at}.example/a">here</a></p>'
        for at, (head, text) in enumerate(PARTS.items())
    )
    with Newsroom(tmp_path) as room:
        url = serve(room, f"<html><head><title>Slow water</title></head><body><article>{body}</article></body></html>")
        room.feed("/f", item(url, "Slow water"), name="Quayside", tags=tags)
        room.collect()
        assert any(article.is_issue for article in room.articles) is cut
