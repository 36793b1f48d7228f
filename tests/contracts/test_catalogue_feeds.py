"""The contract of the catalogue: feeds, their links, and the outbox."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from indexer.model import IndexChange, Issue, Selection
from indexer.model.feeds import Entry, FeedState, SitemapState
from tests.doubles.catalogue_records import NOW, article, current, link, passages, replayed, save

if TYPE_CHECKING:
    from indexer.catalogue import SqlCatalogue
    from tests.contracts.conftest import Opener

DAY = timedelta(days=1)
STATE = FeedState(
    url="https://example.com/feed",
    title="Example",
    etag='"1"',
    last_modified="Tue, 24 Nov 2026 12:00:00 GMT",
    last_poll=NOW,
    last_success=NOW - DAY,
    next_poll=NOW + DAY,
    not_before=NOW + 2 * DAY,
    failures=3,
    error="HTTP 503",
    gone=True,
    moved_to="https://example.com/new",
    moved_polls=1,
    problems=("2 entries share the id 'ü'", "ill-formed"),
    filtered=4,
    settings="f1",
    sitemaps=(
        SitemapState(url="https://example.com/robots.txt", names_others=True, read=NOW),
        SitemapState(
            url="https://example.com/sitemap.xml",
            parent="https://example.com/robots.txt",
            lastmod=NOW - DAY,
            etag='"2"',
            last_modified="Tue, 24 Nov 2026 12:00:00 GMT",
        ),
    ),
)
ENTRY = Entry(
    key="guid-1",
    link="https://example.com/news/one",
    title="Über eins",
    published=NOW,
    updated=NOW + DAY,
    authors=("A", "B"),
    source="Wire",
    summary="<p>One</p>",
    content="<p>One and more</p>",
    tags=("x",),
    backlog=True,
)


def test_feed_state_comes_back_whole(catalogue: SqlCatalogue) -> None:
    """A feed's state comes back as it was kept, and the next poll's replaces it."""
    catalogue.record_poll(STATE, [])
    assert {STATE.url: STATE} == catalogue.feed_states()
    after = FeedState(url=STATE.url)
    catalogue.record_poll(after, [])
    assert {STATE.url: after} == catalogue.feed_states()


def test_link_comes_back_whole(catalogue: SqlCatalogue) -> None:
    """A link comes back as it was kept, its entry included."""
    kept = link(
        entry=ENTRY,
        etag="e",
        last_modified="m",
        article_id="a",
        fetched=NOW,
        checks=2,
        attempts=1,
        error="cut off",
    )
    catalogue.record_poll(STATE, [kept])
    assert {kept.key: kept} == catalogue.links([kept.key, "unknown"])
    catalogue.record_link(replace(kept, due=None, checks=3))
    assert [replace(kept, due=None, checks=3)] == list(catalogue.all_links())


def test_links_by_the_key_as_given(catalogue: SqlCatalogue) -> None:
    """A key with a character that cannot be stored still finds its link."""
    key = "https://example.com/feed#\ud800"
    catalogue.record_link(link(key))
    assert {key: link("https://example.com/feed#\ufffd")} == catalogue.links([key])


def test_due_links(catalogue: SqlCatalogue) -> None:
    """Links are due from their time on."""
    links = [link("now"), link("before", due=NOW - DAY), link("tomorrow", due=NOW + DAY), link("done", due=None)]
    catalogue.record_poll(STATE, links)
    assert [each.key for each in catalogue.due_links(NOW)] == ["before", "now"]
    assert catalogue.due_links(datetime(2000, 1, 1, tzinfo=UTC)) == []


def test_link_that_becomes_another_feeds_is_named_by_both(catalogue: SqlCatalogue) -> None:
    """A feed that had a link before another one still counts its article."""
    catalogue.record_poll(STATE, [link("shared", article_id="")])
    catalogue.record_poll(
        replace(STATE, url="https://b.example/feed"), [link("shared", feed_url="https://b.example/feed")]
    )
    rhythms = [catalogue.rhythm(url, NOW, 30 * DAY).entries for url in (STATE.url, "https://b.example/feed")]
    assert rhythms == [1, 1]


def test_all_links_in_many_batches(catalogue: SqlCatalogue) -> None:
    """Every link is met once, however many, while one of them is being changed."""
    keys = [f"https://example.com/{number:04}" for number in range(450)]
    catalogue.record_poll(STATE, [link(key) for key in keys])
    met = []
    for each in catalogue.all_links():
        met.append(each.key)
        if len(met) == 1:
            catalogue.record_link(replace(each, due=None))
    assert keys == met
    assert keys == list(catalogue.links(keys))


def test_link_is_kept_with_its_article(catalogue: SqlCatalogue) -> None:
    """An article and the link it came by are kept together."""
    came_by = link(article_id=article().id, fetched=NOW, checks=1)
    catalogue.save(article(), passages(article()), came_by)
    assert {came_by.key: came_by} == catalogue.links([came_by.key])


def test_new_article_is_announced(catalogue: SqlCatalogue) -> None:
    """Each passage of a new article is put, under numbers that begin with 1."""
    assert (catalogue.last_change(), catalogue.changes(0, 10)) == (0, [])
    save(catalogue, article())
    expected = [
        IndexChange(seq=seq, passage_id=passage.id, period="2026", put=True)
        for seq, passage in enumerate(passages(article()), 1)
    ]
    assert expected == catalogue.changes(0, 10)
    assert expected[1:2] == catalogue.changes(1, 1)
    assert catalogue.last_change() == 3


@pytest.mark.parametrize("again", [{}, {"tags": ("x",)}, {"updated": NOW}, {"first_seen": NOW + DAY}])
def test_nothing_to_tell(catalogue: SqlCatalogue, again: dict[str, Any]) -> None:
    """What no index holds changes without a line in the outbox."""
    save(catalogue, article(), article(**again))
    assert catalogue.last_change() == 3


@pytest.mark.parametrize("again", [{"title": "New"}, {"publisher": "New"}, {"published": NOW - 400 * DAY}])
def test_columns_are_told(catalogue: SqlCatalogue, again: dict[str, Any]) -> None:
    """A new title, publisher or time is told for every passage, and none leaves its period."""
    save(catalogue, article(), article(**again))
    assert [(passage.id, "2026", True) for passage in passages(article())] == [
        (change.passage_id, change.period, change.put) for change in catalogue.changes(3, 10)
    ]


def test_lost_passage_is_dropped(catalogue: SqlCatalogue) -> None:
    """A passage that a new text no longer has is dropped from its period."""
    corrected = article(text="First of one. Second was wrong. Third of one.")
    save(catalogue, article(), corrected)
    first, second, third = passages(article())
    told = [(change.passage_id, change.put) for change in catalogue.changes(3, 10)]
    expected = [(second.id, False), (first.id, True), (passages(corrected)[1].id, True), (third.id, True)]
    assert expected == told
    assert current(catalogue) == replayed(catalogue)


def test_other_split_of_the_same_text(catalogue: SqlCatalogue) -> None:
    """When only the passages differ, only they are told."""
    whole = replace(passages(article())[0], id="whole", end=len(article().text), text=article().text)
    save(catalogue, article())
    catalogue.save(article(), [whole])
    told = [(change.passage_id, change.put) for change in catalogue.changes(3, 10)]
    assert [*((passage.id, False) for passage in passages(article())), ("whole", True)] == told
    assert catalogue.versions(article().id) == 1


def test_numbers_are_never_used_again(opened: Opener) -> None:
    """Changes that were told can be forgotten; the numbers go on, also after the catalogue was closed."""
    with closing(opened()) as catalogue:
        save(catalogue, article("one"))
        catalogue.forget_changes(3)
        assert (catalogue.last_change(), catalogue.changes(0, 10)) == (3, [])
    with closing(opened()) as catalogue:
        save(catalogue, article("two"))
        assert [change.seq for change in catalogue.changes(0, 10)] == [4, 5, 6]


def test_cursors(catalogue: SqlCatalogue) -> None:
    """Each generation of vectors has its own place in the outbox, and none before it was filled."""
    assert (catalogue.cursor("g1"), catalogue.generations()) == (None, [])
    for generation, seq in [("g2", 5), ("g1", 0), ("g2", 9)]:
        catalogue.set_cursor(generation, seq)
    assert (catalogue.cursor("g1"), catalogue.cursor("g2"), catalogue.generations()) == (0, 9, ["g1", "g2"])


def test_switching_generations(catalogue: SqlCatalogue) -> None:
    """One generation gets its cursor, every other is retired, and the changes up to it are forgotten, at once."""
    save(catalogue, article("one"), article("two"))
    last = catalogue.last_change()
    catalogue.set_cursor("g1", 0)
    catalogue.set_cursor("g2", -1)
    catalogue.switch("g2", last - 1, -2)
    assert (catalogue.cursor("g1"), catalogue.cursor("g2")) == (-2, last - 1)
    assert [change.seq for change in catalogue.changes(0, 99)] == [last]
    catalogue.forget_generation("g1")
    assert (catalogue.cursor("g1"), catalogue.generations()) == (None, ["g2"])


def test_the_feeds_that_named_an_article(catalogue: SqlCatalogue) -> None:
    """A selection by feeds admits what one of each group has named, items too, and the outbox hears of it."""
    one, other, item = (
        article("one"),
        article("two"),
        article("three", issue=Issue(id=article("one").id, title="", place=1)),
    )
    first, later = "https://example.com/feed", "https://other.example/feed"
    known = link(article_id=one.id)
    catalogue.save(one, passages(one), known)
    save(catalogue, other, item)
    assert catalogue.feeds_of([one.id, other.id, item.id]) == {one.id: (first,), item.id: (first,)}
    before = catalogue.last_change()
    catalogue.record_poll(replace(STATE, url=later), [], named=[known.key])
    both = (first, later)
    assert catalogue.feeds_of([one.id, item.id]) == {one.id: both, item.id: both}
    again = {change.passage_id for change in catalogue.changes(before, 99) if change.put}
    assert again == {each.id for named in (one, item) for each in passages(named)}
    for groups, expected in [
        (((later,),), {one.id, item.id}),
        (((first,), (later,)), {one.id, item.id}),
        (((),), set()),
    ]:
        selection = Selection(feeds=groups)
        assert {each.id for each in catalogue.articles(selection)} == expected
        admitted = {passage_id for passage_id, _ in catalogue.eligible(selection, 99) or ()}
        assert admitted == catalogue.admitted(
            [each.id for named in (one, other, item) for each in passages(named)], selection
        )
        assert catalogue.newest(selection) == (NOW if expected else None)
