"""The contract of the catalogue: what becomes of articles and hidden links after they were collected."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from indexer.model import Dependent, DependentKind, Origin, Quality, Redirect
from indexer.model.feeds import FeedState, Rhythm
from tests.doubles.catalogue_records import NOW, article, current, full_article, link, replayed, save

if TYPE_CHECKING:
    from indexer.catalogue import SqlCatalogue
    from indexer.ports.upkeep import RedirectStore, Upkeep

DAY = timedelta(days=1)


def test_it_has_every_method(catalogue: SqlCatalogue) -> None:
    """The SQL catalogue has every method of both ports."""
    upkeep: Upkeep = catalogue
    redirects: RedirectStore = catalogue
    assert (dict(upkeep.revised_since(NOW)), redirects.resolved_dependents()) == ({}, [])


def test_the_mark_keeps_its_first_time(catalogue: SqlCatalogue) -> None:
    """An article is marked as gone with the time of the first look that missed it, until it is there again."""
    save(catalogue, article())
    for when, expected in ((NOW, NOW), (NOW + DAY, NOW), (None, None), (NOW + DAY, NOW + DAY)):
        catalogue.mark_gone(article().id, when)
        kept = catalogue.article(article().id)
        assert kept is not None
        assert kept.gone == expected
    catalogue.mark_gone("nothing", NOW)


def test_revised_are_those_whose_text_changed(catalogue: SqlCatalogue) -> None:
    """An article counts as revised by the time of its last change, at that time and before it."""
    save(catalogue, article("a"), article("b", updated=NOW), article("c", updated=NOW - DAY))
    assert catalogue.revised_since(NOW) == {article("b").id: NOW}
    assert set(catalogue.revised_since(NOW - DAY)) == {article("b").id, article("c").id}


def test_removing_takes_everything_and_tells_the_outbox(catalogue: SqlCatalogue) -> None:
    """Of a removed article nothing is left: rows, versions, addresses, passages; the rest stays; its link is free."""
    old = article("old", published=NOW - 9 * DAY, aliases=("https://example.com/older",))
    save(catalogue, old, replace(old, text="Other words. And more.", updated=NOW), article("new"))
    catalogue.record_link(link("old", article_id=old.id, due=NOW))
    assert catalogue.older_than(NOW - DAY, 10) == [old.id]
    catalogue.remove(catalogue.older_than(NOW - DAY, 10))
    assert (catalogue.article(old.id), catalogue.find([old.url, *old.aliases])) == (None, None)
    assert catalogue.counts() == {"articles": 1, "passages": 3, "versions": 1}
    assert replayed(catalogue) == current(catalogue)
    assert [(each.article_id, each.due) for each in catalogue.all_links()] == [("", None)]
    save(catalogue, old)
    assert catalogue.versions(old.id) == 1


def test_only_dated_links_without_article_are_forgotten(catalogue: SqlCatalogue) -> None:
    """Links of old entries go; those that lead to an article, and those whose entry has no date, stay."""
    undated = link("undated")
    undated = replace(undated, entry=replace(undated.entry, published=None), first_seen=NOW - 9 * DAY)
    for each in (link("gone"), link("kept", article_id="a"), undated):
        catalogue.record_link(each)
    catalogue.forget_links(NOW)
    assert [each.key for each in catalogue.all_links()] == ["kept", "undated"]


def test_origins_can_be_named_better(catalogue: SqlCatalogue) -> None:
    """Other origins take the place of an article's; nothing else changes, and no index is told."""
    save(catalogue, full_article())
    before = catalogue.last_change()
    catalogue.set_origins(full_article().id, (Origin(name="Wire", url="https://wire.example/2"),))
    expected = replace(full_article(), origins=(Origin(name="Wire", url="https://wire.example/2"),))
    assert (catalogue.article(full_article().id), catalogue.last_change()) == (expected, before)


def test_redirects_are_asked_once_and_kept(catalogue: SqlCatalogue) -> None:
    """Whoever waits for a link is told once its address is known; it is asked about once, the longest due first."""
    article_waits = Dependent(token="t", kind=DependentKind.ARTICLE, key="a")
    link_waits = Dependent(token="t", kind=DependentKind.LINK, key="k")
    for waiting, when in ((link_waits, NOW), (article_waits, NOW + DAY), (article_waits, NOW)):
        catalogue.request_redirect(waiting, "https://news.google.com/t", when)
    catalogue.request_redirect(
        Dependent(token="u", kind=DependentKind.LINK, key="l"), "https://news.google.com/u", NOW - DAY
    )
    assert [each.token for each in catalogue.due_redirects(NOW, 5)] == ["u", "t"]
    assert (catalogue.resolved_dependents(), catalogue.redirects(["t", "u"])) == ([], {})
    known = Redirect(token="t", link="https://news.google.com/t", url="https://wire.example/1")
    catalogue.record_redirect(known)
    assert [each.token for each in catalogue.due_redirects(NOW, 5)] == ["u"]
    assert catalogue.resolved_dependents() == [(article_waits, known.url), (link_waits, known.url)]
    catalogue.remove_dependent(link_waits)
    assert catalogue.resolved_dependents() == [(article_waits, known.url)]
    catalogue.request_redirect(link_waits, known.link, NOW)
    assert catalogue.resolved_dependents() == [(article_waits, known.url), (link_waits, known.url)]
    assert catalogue.redirects(["t", "u", "none"]) == {"t": known.url}


def test_rhythm_and_recent_articles_of_a_feed(catalogue: SqlCatalogue) -> None:
    """Of a feed it is told when its newest entry came, how many came in the weeks before, and how its articles are."""
    feed = link("x").feed_url
    catalogue.record_poll(FeedState(url=feed), [])
    assert catalogue.rhythm(feed, NOW, 28 * DAY) == Rhythm()
    for days in (1, 2, 20, 40):
        made = article(f"n{days}", quality=Quality.HEADLINE if days == 2 else Quality.FULL, reason="why" * (days == 2))
        save(catalogue, made)
        each = link(f"n{days}", article_id=made.id)
        catalogue.record_link(replace(each, entry=replace(each.entry, published=NOW - days * DAY)))
    newest = NOW - DAY
    assert catalogue.rhythm(feed, NOW, 28 * DAY) == Rhythm(
        newest=newest, oldest=NOW - 20 * DAY, entries=3, watched=link("n40").first_seen
    )
    assert catalogue.rhythm(feed, NOW - 2 * DAY, 28 * DAY).entries == 2
    assert catalogue.recent(feed, 2) == [(Quality.FULL, ""), (Quality.HEADLINE, "why")]
    assert catalogue.recent("https://example.com/other", 2) == []


def test_rhythm_leaves_out_what_was_there_from_the_first(catalogue: SqlCatalogue) -> None:
    """Links without a time that came with the first poll tell nothing of a feed's rhythm; later ones do."""
    feed = link("x").feed_url
    for number, days in enumerate((9, 9, 9, 2, 1)):
        seen = NOW - days * DAY
        each = link(f"n{number}", first_seen=seen)
        catalogue.record_link(replace(each, entry=replace(each.entry, published=None, updated=None)))
    assert catalogue.rhythm(feed, NOW, 28 * DAY) == Rhythm(
        newest=NOW - DAY, oldest=NOW - 2 * DAY, entries=2, watched=NOW - 9 * DAY
    )
    before = catalogue.rhythm(feed, NOW - 5 * DAY, 28 * DAY)
    assert (before.newest, before.oldest, before.entries) == (NOW - 9 * DAY, None, 0)
