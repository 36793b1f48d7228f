"""Schedule: what is due, and when it is due again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from indexer.errors import BadStatus, BylineError, ConnectionFailed, RobotsDenied
from indexer.model import Entry, Feed, FeedState, Link, Page, ParsedFeed
from indexer.schedule import PAGE_ATTEMPTS, after_failure, after_fetch, after_page_failure, after_success, due_feeds

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
QUARTER = timedelta(minutes=15)
URL = "https://example.org/feed"
FEED = Feed(url=URL)
LINK = Link(
    key="example.org/a", entry=Entry(key="a", link="https://example.org/a"), feed_url=URL, first_seen=NOW, due=NOW
)


def page(**more: object) -> Page:
    """Return an answer to a poll."""
    return Page(**({"url": URL, "final_url": URL, "status": 200, "fetched": NOW} | more))  # type: ignore[arg-type]  # a test's shorthand


@pytest.mark.parametrize(
    ("state", "all_now", "expected"),
    [
        (None, False, True),
        (FeedState(url=URL), False, True),
        (FeedState(url=URL, next_poll=NOW), False, True),
        (FeedState(url=URL, next_poll=NOW + QUARTER), False, False),
        (FeedState(url=URL, next_poll=NOW + QUARTER), True, True),
        (FeedState(url=URL, not_before=NOW + QUARTER), True, False),
        (FeedState(url=URL, not_before=NOW - QUARTER, next_poll=NOW), False, True),
        (FeedState(url=URL, gone=True), True, False),
    ],
)
def test_due(state: FeedState | None, all_now: bool, expected: bool) -> None:  # noqa: FBT001  columns of the table
    """A feed is due by its time; asking for all skips only the gone and those under Retry-After."""
    states = {URL: state} if state else {}
    assert [FEED] * expected == due_feeds([FEED], states, NOW, all_now=all_now)


def test_disabled_feed_is_never_due() -> None:
    """A feed that the admin switched off is not polled."""
    assert due_feeds([Feed(url=URL, enabled=False)], {}, NOW, all_now=True) == []


def test_success_forgets_failures_and_keeps_validators() -> None:
    """After a good answer the feed is healthy, and the next poll is conditional."""
    before = FeedState(url=URL, failures=3, error="HTTP 500", not_before=NOW)
    after = after_success(before, page(etag='"1"'), ParsedFeed(title="News"), now=NOW, interval=QUARTER)
    assert (after.failures, after.error, after.not_before, after.etag, after.title) == (0, "", None, '"1"', "News")
    assert NOW + QUARTER <= after.next_poll <= NOW + 1.1 * QUARTER  # type: ignore[operator]  # it is set


def test_not_modified_keeps_what_was_known() -> None:
    """A 304 changes neither validators nor title."""
    before = FeedState(url=URL, etag='"1"', title="News")
    after = after_success(before, page(status=304), None, now=NOW, interval=QUARTER)
    assert (after.etag, after.title) == ('"1"', "News")


def test_cache_control_slows_down_and_never_hurries() -> None:
    """A feed's max-age lengthens its interval, up to a day."""
    slow = after_success(FeedState(url=URL), page(max_age=timedelta(hours=2)), None, now=NOW, interval=QUARTER)
    quick = after_success(FeedState(url=URL), page(max_age=timedelta(seconds=1)), None, now=NOW, interval=QUARTER)
    assert slow.next_poll is not None
    assert quick.next_poll is not None
    assert slow.next_poll >= NOW + timedelta(hours=2)
    assert quick.next_poll >= NOW + QUARTER


def test_failures_back_off_to_a_day() -> None:
    """Each failure in a row doubles the wait, which never exceeds a day and its jitter."""
    state, waits = FeedState(url=URL, etag='"1"'), []
    for _ in range(12):
        state = after_failure(state, ConnectionFailed(URL, "refused"), reason="refused", now=NOW, interval=QUARTER)
        assert state.next_poll is not None
        waits.append(state.next_poll - NOW)
    assert sorted(waits) == waits
    assert waits[0] < 2 * QUARTER
    assert timedelta(days=1) <= waits[-1] <= timedelta(days=1.1)
    assert (state.etag, state.failures, state.error) == ('"1"', 12, "refused")


def test_retry_after_binds() -> None:
    """The server's own time before which it does not want to be asked again is kept."""
    later = NOW + timedelta(hours=3)
    state = after_failure(FeedState(url=URL), BadStatus(URL, 429, later), reason="HTTP 429", now=NOW, interval=QUARTER)
    assert later == state.not_before
    assert state.next_poll is not None
    assert state.next_poll >= later


def test_gone_switches_a_feed_off() -> None:
    """A 410 is the end of a feed."""
    state = after_failure(FeedState(url=URL), BadStatus(URL, 410), reason="HTTP 410", now=NOW, interval=QUARTER)
    assert state.gone


def test_rechecks_follow_the_first_sight() -> None:
    """A page is due at each recheck in turn, counted from when it was first seen, and then no more."""
    recheck = (timedelta(hours=1), timedelta(hours=6))
    first = after_fetch(LINK, now=NOW, recheck=recheck)
    second = after_fetch(first, now=NOW + timedelta(hours=1), recheck=recheck)
    third = after_fetch(second, now=NOW + timedelta(hours=7), recheck=recheck)
    assert [NOW + timedelta(hours=1), NOW + timedelta(hours=6), None] == [first.due, second.due, third.due]
    assert [first.checks, second.checks, third.checks] == [1, 2, 3]


@pytest.mark.parametrize(
    ("error", "again"),
    [
        (BadStatus(URL, 404), False),
        (BadStatus(URL, 403), False),
        (BadStatus(URL, 503), True),
        (BadStatus(URL, 429, NOW + timedelta(hours=1)), True),
        (ConnectionFailed(URL, "refused"), True),
        (RobotsDenied(URL, "robots.txt"), False),
    ],
)
def test_page_is_tried_again_if_that_may_help(error: BylineError, again: bool) -> None:  # noqa: FBT001  a column
    """A passing failure makes a page due later; a final one does not."""
    after = after_page_failure(LINK, error, reason="why", now=NOW)
    assert again == (after.due is not None)
    assert (after.attempts, after.error) == (1, "why")


def test_page_is_given_up_in_the_end() -> None:
    """After some failures in a row a page is left alone."""
    link = LINK
    for _ in range(PAGE_ATTEMPTS):
        link = after_page_failure(link, ConnectionFailed(URL, "refused"), reason="refused", now=NOW)
    assert link.due is None
