"""Linking: what a feed's entries mean for the links that are known."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from indexer.feeds.links import by_key, describe_shared, find_changed, find_shared, page_address
from indexer.feeds.schedule import RETRY
from indexer.model import Entry, Feed, Link

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
