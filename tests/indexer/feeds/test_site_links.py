"""What a sitemap's addresses mean for the links that are known."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from indexer.feeds import links, site_links
from indexer.feeds.schedule import RETRY
from indexer.model.feeds import Entry, Feed, FeedSource, Link

if TYPE_CHECKING:
    from collections.abc import Mapping

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
DAY = timedelta(days=1)
SITE = Feed(url="https://lab.example/", source=FeedSource.SITEMAP)


def entry(path: str, updated: datetime | None = None, published: datetime | None = None) -> Entry:
    """Return what a sitemap says of a page."""
    link = f"https://lab.example{path}"
    return Entry(key=link, link=link, updated=updated, published=published)


def found(
    entries: Mapping[str, Entry],
    known: Mapping[str, Link] | None = None,
    *,
    first: bool = False,
    backfill: timedelta = 90 * DAY,
) -> dict[str, Link]:
    """Return the links that a poll brings, by key."""
    changed = site_links.find_changed(SITE, entries, known or {}, NOW, backfill=backfill, first=first)
    assert len({link.key for link in changed}) == len(changed)
    return {link.key: link for link in changed}


def known(entries: Mapping[str, Entry], feed_url: str = SITE.url) -> dict[str, Link]:
    """Return links that were fetched a week ago."""
    then = NOW - 7 * DAY
    return {
        key: Link(key=key, entry=each, feed_url=feed_url, first_seen=then, fetched=then, checks=1)
        for key, each in entries.items()
    }


def due(brought: Mapping[str, Link]) -> list[str]:
    """Return which of the links are due."""
    return [key for key, link in brought.items() if link.due]


def test_first_reading_goes_back_as_far_as_it_is_told() -> None:
    """Recent pages are due, by time or by the date in the address, and some of unknown age; others are remembered."""
    told = {
        "new": entry("/new", NOW - 89 * DAY),
        "old": entry("/old", NOW - 91 * DAY),
        "dated": entry("/2026/11/24/x", None),
        "ancient": entry("/2019/03/x/", None),
        **{str(n): entry(f"/{n}") for n in range(site_links.MOST_UNDATED + 1)},
    }
    brought = found(told, first=True)
    assert set(brought) == set(told)
    assert set(told).difference(due(brought)) == {"old", "ancient", str(site_links.MOST_UNDATED)}
    assert all(link.entry.backlog for link in brought.values())
    assert links.is_passed_over(brought["old"])


def test_new_settings_reach_farther_back() -> None:
    """What was only remembered is due under settings that go back farther, once they are read by."""
    told = {"old": entry("/old", NOW - 91 * DAY), "older": entry("/older", NOW - 200 * DAY), "unknown": entry("/x")}
    before = {key: replace(link, due=None) for key, link in found(told, first=True).items()}
    assert found(told, before, backfill=100 * DAY) == {}
    assert due(found(told, before, first=True, backfill=100 * DAY)) == ["old"]


class CountedKey(str):
    """A link's key that counts how often such keys are looked for."""

    __slots__ = ()
    looks = 0

    def __hash__(self) -> int:
        """Count a look."""
        CountedKey.looks += 1
        return super().__hash__()


def test_work_grows_as_the_site_does() -> None:
    """However many pages are reached and changed at once, each is looked for a few times."""
    keys: list[str] = [CountedKey(number) for number in range(1_000)]
    before = {
        key: replace(link, due=None)
        for key, link in found({key: entry(f"/{key}", NOW - 99 * DAY) for key in keys}, first=True).items()
    }
    told = {key: entry(f"/{key}", NOW - 98 * DAY) for key in keys}
    CountedKey.looks = 0
    assert len(found(told, before, first=True, backfill=100 * DAY)) == len(keys)
    assert CountedKey.looks < 30 * len(keys)


def test_later_readings_take_what_is_new() -> None:
    """What was not there before is due, with or without a time, unless its time is old."""
    told = {"known": entry("/known"), "new": entry("/new"), "old": entry("/old", NOW - 200 * DAY)}
    brought = found(told, known({"known": told["known"]}))
    assert (set(brought), due(brought)) == ({"new", "old"}, ["new"])
    assert not brought["new"].entry.backlog


def test_site_built_anew_is_read_as_for_the_first_time() -> None:
    """Very many new addresses at once are old pages under new names."""
    told = {str(number): entry(f"/{number}") for number in range(200)}
    fewer = {str(number): entry(f"/{number}") for number in range(90)}
    assert all(link.entry.backlog for link in found(told, known(fewer)).values())
    most = {str(number): entry(f"/{number}") for number in range(110)}
    assert not any(link.entry.backlog for link in found(told, known(most)).values())


def test_later_time_makes_a_page_due() -> None:
    """A page is due again with a later time of change; not with an earlier one, its first one, or none."""
    before = known(
        {"a": entry("/a", NOW - 9 * DAY), "b": entry("/b", NOW - 9 * DAY), "c": entry("/c"), "d": entry("/d", NOW)}
    )
    told = {
        "a": entry("/a", NOW - DAY),
        "b": entry("/b", NOW - 10 * DAY),
        "c": entry("/c", NOW - DAY),
        "d": entry("/d"),
    }
    brought = found(told, before)
    assert (set(brought), due(brought)) == ({"a", "b", "c"}, ["a"])
    failed = {"a": replace(before["a"], attempts=RETRY.page_attempts)}
    assert due(found({"a": told["a"]}, failed)) == []


def test_times_are_not_believed_where_most_change() -> None:
    """If most times have changed since the last poll none is believed, but all are remembered."""
    before = known({str(n): entry(f"/{n}", NOW - 9 * DAY) for n in range(6)})
    told = {str(n): entry(f"/{n}", NOW - DAY if n < 4 else NOW - 9 * DAY) for n in range(6)}
    brought = found(told, before)
    assert (len(brought), due(brought)) == (4, [])
    assert all(link.entry.updated == NOW - DAY for link in brought.values())
    told = {str(n): entry(f"/{n}", NOW - DAY if n < 3 else NOW - 9 * DAY) for n in range(6)}
    assert len(due(found(told, before))) == 3


def test_time_in_the_future_is_none() -> None:
    """A time that lies days ahead is not believed."""
    assert due(found({"a": entry("/a", NOW + 2 * DAY)}, known({"a": entry("/a", NOW - DAY)}))) == []


def test_link_of_a_feed_is_left_to_it() -> None:
    """A page that a feed named first is the feed's business."""
    before = known({"a": entry("/a", NOW - 9 * DAY)}, "https://lab.example/feed")
    assert found({"a": entry("/a", NOW)}, before) == {}


def test_backlog_stays_backlog() -> None:
    """A page that may be of any age is still of any age when its time changes."""
    old = {"a": replace(entry("/a", NOW - 9 * DAY), backlog=True, title="A")}
    (link,) = found({"a": entry("/a", NOW)}, known(old)).values()
    assert (link.entry.backlog, link.entry.title, link.entry.updated) == (True, "A", NOW)


@given(st.lists(st.one_of(st.none(), st.datetimes(timezones=st.just(UTC))), max_size=20), st.booleans())
def test_same_reading_twice_brings_nothing(moments: list[datetime | None], first: bool) -> None:  # noqa: FBT001  a case
    """Whatever times pages have, reading them again brings no link, and no link is lost."""
    told = {str(number): entry(f"/{number}", when) for number, when in enumerate(moments)}
    brought = found(told, first=first)
    assert set(brought) == set(told)
    assert found(told, brought) == {}
