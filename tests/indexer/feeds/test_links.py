"""Linking: what a feed's entries mean for the links that are known."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from indexer.feeds.links import (
    by_key,
    describe_shared,
    find_backlog,
    find_changed,
    find_preceded,
    find_shared,
    first_of_sites,
    newest_first,
    page_address,
    precedence,
    with_backlog,
)
from indexer.feeds.schedule import RETRY
from indexer.model.feeds import Entry, Feed, FeedSource, FeedState, Link, SitemapState

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
FEED = Feed(url="https://example.org/feed")
ENTRY = Entry(key="1", link="https://example.org/a", title="A", updated=NOW - HOUR)
KEY = "example.org/a"
KNOWN = Link(key=KEY, entry=ENTRY, feed_url=FEED.url, first_seen=NOW - HOUR, fetched=NOW - HOUR)


def test_links_of_another_feed_are_told_apart() -> None:
    """What another feed named first is known as such; what is new, or was named by this one, is not."""
    own, other = Feed(url="https://a.example/feed"), Feed(url="https://b.example/feed")
    entry = Entry(key="e", link="https://a.example/1", title="One")
    known = {
        name: Link(key=name, entry=entry, feed_url=feed.url, first_seen=NOW)
        for name, feed in (("k1", own), ("k2", other))
    }
    assert find_shared(own, known) == ["k2"]


def test_links_are_told_apart_by_page() -> None:
    """Entries of one page have one link, the first of them; one without an address has its own, by its key."""
    entries = [ENTRY, replace(ENTRY, key="2", link="http://www.example.org/a/#part", title="B"), Entry(key="3")]
    assert by_key(FEED, entries) == {KEY: ENTRY, f"{FEED.url}#3": Entry(key="3")}
    assert describe_shared(FEED, entries) == ["2 entries share the link example.org/a"]


def test_shared_links_are_named_in_moderation() -> None:
    """Of many shared links some are named and the rest is counted."""
    entries = [Entry(key=f"{n}", link=f"https://example.org/{n // 2}") for n in range(12)]
    assert describe_shared(FEED, entries)[2:] == ["2 entries share the link example.org/2",
                                         "3 more links are shared by several entries"]  # fmt: skip


def test_unusable_link_is_none() -> None:
    """What cannot be fetched is no address; each such entry is kept by itself."""
    entries = [Entry(key=f"{n}", link="https://example.org/" + "x" * 3000) for n in range(2)]
    assert (page_address(entries[0]), len(by_key(FEED, entries)), describe_shared(FEED, entries)) == ("", 2, [])


def test_unknown_link_is_due_now() -> None:
    """A link that was never met is to be fetched."""
    assert find_changed(FEED, {KEY: ENTRY}, {}, NOW) == [
        Link(key=KEY, entry=ENTRY, feed_url=FEED.url, first_seen=NOW, due=NOW)
    ]


@pytest.mark.parametrize(
    ("entry", "feed_url", "news"),
    [
        (ENTRY, FEED.url, False),
        (replace(ENTRY, summary="other"), FEED.url, False),
        (replace(ENTRY, title="A, corrected"), FEED.url, True),
        (replace(ENTRY, updated=NOW), FEED.url, True),
        (replace(ENTRY, updated=None), FEED.url, False),
        (replace(ENTRY, title="other"), "https://example.net/feed", False),
        (replace(ENTRY, updated=NOW), "https://example.net/feed", True),
        (replace(ENTRY, updated=NOW - 2 * HOUR), "https://example.net/feed", False),
    ],
)
def test_known_link_is_due_when_its_entry_has_news(entry: Entry, feed_url: str, news: bool) -> None:  # noqa: FBT001  a table
    """A new title or time is news; from another feed than the link's own only a later time is."""
    found = find_changed(FEED, {KEY: entry}, {KEY: replace(KNOWN, feed_url=feed_url)}, NOW)
    assert [NOW] * news == [link.due for link in found]


def test_page_that_was_given_up_is_left_alone() -> None:
    """A feed that dates its entries anew each time does not wake a page that failed too often."""
    given_up = replace(KNOWN, attempts=RETRY.page_attempts)
    assert find_changed(FEED, {KEY: replace(ENTRY, updated=NOW)}, {KEY: given_up}, NOW) == []


def _link(key: str, link: str = "", feed_url: str = FEED.url, **times: datetime | None) -> Link:
    entry = Entry(key=key, link=link or f"https://example.org/{key}", published=times.pop("published", None))
    return Link(key=key, entry=entry, feed_url=feed_url, first_seen=NOW, due=NOW, fetched=times.pop("fetched", None))


def test_newest_come_first_and_old_ones_last() -> None:
    """Links of all feeds are fetched by age; those that were never fetched and are older than is wanted come last."""
    week, month = 24 * 7 * HOUR, 24 * 30 * HOUR
    other = "https://b.example/feed"
    links = [
        _link("known-old", published=NOW - month, fetched=NOW - HOUR),
        _link("older", published=NOW - 2 * month),
        _link("old", published=NOW - month - HOUR),
        _link("other-old", feed_url=other, published=NOW - 2 * week),
        _link("week", published=NOW - 2 * week),
        _link("dated", link="https://example.org/2026/11/23/x"),
        _link("ahead", published=NOW + week),
        _link("undated"),
        replace(_link("unknown"), entry=Entry(key="unknown", link="https://example.org/unknown", backlog=True)),
        _link("today", published=NOW - HOUR, feed_url=other),
    ]
    since = {FEED.url: NOW - month, other: NOW - week}
    for order in (links, links[::-1]):
        found = newest_first(order, lambda link: since[link.feed_url], NOW)
        first, last = (
            ["ahead", "undated", "today", "dated", "week", "known-old"],
            ["unknown", "other-old", "old", "older"],
        )
        assert [link.key for link in found] == [*first, *last]


def test_no_site_fills_a_pass() -> None:
    """Of each site a pass takes so many, the first ones."""
    links = [_link(str(number), f"https://{site}.example.org/{number}") for number, site in enumerate("aab")]
    links.append(_link("3", "https://example.net/3"))
    assert [link.key for link in first_of_sites(links, 2)] == ["0", "1", "3"]


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0), (1, 0, 2)])
def test_shared_link_is_the_first_feeds_whoever_answers_first(order: tuple[int, ...]) -> None:
    """Of the feeds that name a link the first of the config has it, with its entry; a site has it only alone."""
    site = Feed(url="https://example.org/", source=FeedSource.SITEMAP)
    feeds = [FEED, Feed(url="https://b.example/feed"), site]
    numbers = precedence([site, *feeds[:2]])
    known: dict[str, Link] = {}
    for number in order:
        feed = feeds[number]
        said = {KEY: replace(ENTRY, title=feed.url, updated=NOW + number * HOUR)}
        changed = [*find_changed(feed, said, known, NOW), *find_preceded(feed, said, known, numbers)]
        known |= {link.key: link for link in changed}
    assert (known[KEY].feed_url, known[KEY].entry.title, known[KEY].entry.updated) == (FEED.url, FEED.url, NOW)


def test_link_that_was_fetched_stays_where_it_is() -> None:
    """A page that was asked for is not made another feed's."""
    other = Feed(url="https://b.example/feed")
    numbers = precedence([other, FEED])
    assert find_preceded(other, {KEY: ENTRY}, {KEY: KNOWN}, numbers) == []
    assert find_preceded(other, {KEY: ENTRY}, {KEY: replace(KNOWN, fetched=None, attempts=1, due=NOW)}, numbers) == []


def test_what_stands_in_a_feed_at_first_is_backlog() -> None:
    """All that a feed names until it was read to its end is backlog, and of a site what comes as it is built anew."""
    old = replace(KNOWN, key="old", entry=replace(ENTRY, backlog=True))
    new = [replace(KNOWN, key=key, entry=replace(ENTRY, backlog=key == "anew")) for key in ("anew", "new")]
    entries, known = ["old", "anew", "new"], {"old": old}
    unread, read = FeedState(url=FEED.url, unread=True), FeedState(url=FEED.url, last_success=NOW)
    anew = replace(read, sitemaps=(SitemapState(url="https://example.org/sitemap.xml"),))
    assert find_backlog(unread, entries, new, known) == {"old", "anew", "new"}
    assert find_backlog(read, entries, new, known) == set()
    moved = {"old": replace(old, backlog=True), "new": new[1]}
    assert find_backlog(FeedState(url=FEED.url), entries, new[:1], moved) == {"old"}
    assert find_backlog(anew, entries, [old, *new], known) == {"anew"}
    assert [link.backlog for link in with_backlog(new, {"anew"})] == [True, False]
