"""Schedule: what is due, and when it is due again."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from indexer.errors import BadStatus, BylineError, ConnectionFailed, HeldOff, NotAFeed, RobotsDenied, TooLarge
from indexer.feeds.schedule import (
    RETRY,
    add_jitter,
    after_failure,
    after_fetch,
    after_page_failure,
    after_success,
    current_state,
    due_feeds,
    fingerprint,
    has_moved_to,
    poll_address,
    poll_request,
    reactivate,
)
from indexer.model import Page
from indexer.model.feeds import Entry, Feed, FeedState, Link, ParsedFeed

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
QUARTER = timedelta(minutes=15)
URL = "https://example.org/feed"
MOVED = "https://example.net/feed"
FEED = Feed(url=URL)
LINK = Link(
    key="example.org/a", entry=Entry(key="a", link="https://example.org/a"), feed_url=URL, first_seen=NOW, due=NOW
)


def page(**more: object) -> Page:
    """Return an answer to a poll."""
    return Page(**({"url": URL, "final_url": URL, "status": 200, "fetched": NOW} | more))  # type: ignore[arg-type]  # a test's shorthand


def polled(**known: object) -> FeedState:
    """Return the state of the feed as its last poll left it, under the config as it still is."""
    return FeedState(**({"url": URL, "settings": fingerprint(FEED)} | known))  # type: ignore[arg-type]  # same


@pytest.mark.parametrize(
    ("state", "all_now", "expected"),
    [
        (None, False, True),
        (polled(), False, True),
        (polled(next_poll=NOW), False, True),
        (polled(next_poll=NOW + QUARTER), False, False),
        (polled(next_poll=NOW + QUARTER), True, True),
        (polled(not_before=NOW + QUARTER), True, False),
        (polled(not_before=NOW - QUARTER, next_poll=NOW), False, True),
        (polled(gone=True), True, False),
    ],
)
def test_due(state: FeedState | None, all_now: bool, expected: bool) -> None:  # noqa: FBT001  columns of the table
    """A feed is due by its time; asking for all skips only the gone and those under Retry-After."""
    states = {URL: state} if state else {}
    assert [FEED] * expected == due_feeds([FEED], states, NOW, all_now=all_now)


def test_changed_config_entry_is_due_at_once_and_asked_for_the_whole() -> None:
    """A change of a feed's entry switches it on again, and new filters see all entries; Retry-After still binds."""
    after = Feed(url=URL, include=("chips",))
    for state in (polled(gone=True, etag="e"), polled(next_poll=NOW + QUARTER, etag="e")):
        assert due_feeds([after], {URL: state}, NOW, all_now=False) == [after]
        assert poll_request(current_state(after, state)).etag == ""
        assert due_feeds([after], {URL: current_state(after, state)}, NOW, all_now=False) == []
        assert poll_request(current_state(FEED, state)).etag == "e"
    assert due_feeds([after], {URL: polled(not_before=NOW + QUARTER)}, NOW, all_now=True) == []


def test_feed_is_unread_until_it_was_read_once() -> None:
    """A new feed is unread, failures leave it so, and a change of its entry makes no new one of it."""
    new = current_state(FEED, None)
    failed = after_failure(new, BadStatus(URL, 503), reason="HTTP 503", now=NOW, interval=QUARTER)
    read = after_success(failed, page(), ParsedFeed(), now=NOW, interval=QUARTER)
    changed = current_state(replace(FEED, name="x"), read)
    assert [each.unread for each in (new, failed, read, changed)] == [True, True, False, False]


def test_feed_whose_new_address_is_entered_was_read() -> None:
    """Where the config names the address to which a feed has moved, it is no new feed; one that only would be is."""
    moved = polled(moved_to=MOVED, last_success=NOW)
    assert has_moved_to(MOVED, [polled(), moved])
    assert not any(has_moved_to(MOVED, [each]) for each in (polled(), replace(moved, unread=True)))
    there = Feed(url=MOVED)
    claimed = FeedState(url=MOVED, unread=True)
    assert [current_state(there, each, moved_here=True).unread for each in (None, claimed)] == [False, False]
    assert current_state(there, claimed).unread


def test_fingerprint_stands_for_what_the_config_says() -> None:
    """Every setting of a feed counts, and a default that is written down is none."""
    others = [Feed(url=MOVED), Feed(url=URL, name="x"), Feed(url=URL, exclude=("x",)), Feed(url=URL, full_text=False)]
    assert len({fingerprint(feed) for feed in (FEED, *others)}) == 5
    assert fingerprint(Feed(url=URL, enabled=True)) == fingerprint(FEED)


@pytest.mark.parametrize(("configured", "expected"), [([], 1), ([Feed(url=URL, enabled=False)], 1), ([FEED], 0)])
def test_gone_feed_that_is_taken_out_may_come_back(configured: list[Feed], expected: int) -> None:
    """A gone feed that the config drops or disables is due when it is put in again as it was; a kept one is not."""
    states = {URL: polled(gone=True)}
    let_go = reactivate(configured, states)
    states |= {state.url: state for state in let_go}
    assert (len(let_go), len(due_feeds([FEED], states, NOW, all_now=False))) == (expected, expected)
    assert reactivate(configured, states) == []


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


def test_gone_feed_says_why_and_is_not_due() -> None:
    """The reason stands in the state together with what brings the feed back; there is no next poll."""
    state = after_failure(polled(), BadStatus(URL, 410), reason="HTTP 410 Gone", now=NOW, interval=QUARTER)
    assert state.error.startswith("HTTP 410 Gone: taken away for good")
    assert (state.next_poll, due_feeds([FEED], {URL: state}, NOW, all_now=True)) == (None, [])


def test_interval_of_a_failing_feed_never_shrinks() -> None:
    """A feed that is asked once a week is not asked every day because it fails."""
    week = timedelta(days=7)
    state = after_failure(polled(), ConnectionFailed(URL, "refused"), reason="refused", now=NOW, interval=week)
    assert state.next_poll is not None
    assert state.next_poll >= NOW + week


def test_feed_that_was_not_asked_has_not_failed() -> None:
    """A feed whose host wants to be left alone waits for as long, and no failure is counted."""
    until = NOW + timedelta(hours=1)
    state = after_failure(polled(), HeldOff(URL, 429, until), reason="not asked", now=NOW, interval=QUARTER)
    assert (state.failures, state.last_poll, state.next_poll, state.not_before) == (0, None, until, until)


def test_jitter_is_one_of_the_address() -> None:
    """The same feed always gets the same addition, at most a tenth; different feeds get different ones."""
    waits = {add_jitter(QUARTER, f"https://example.org/{number}") for number in range(50)}
    assert len(waits) > 30
    assert all(QUARTER <= wait <= 1.1 * QUARTER for wait in waits)
    assert add_jitter(QUARTER, URL) == add_jitter(QUARTER, URL)


def test_problems_of_a_feed_stay_while_it_is_unchanged() -> None:
    """What is wrong with a feed that was read all the same is no error, and a 304 does not forget it."""
    parsed = ParsedFeed(title="News", problems=("ill-formed XML",))
    state = after_success(polled(error="HTTP 500"), page(), parsed, now=NOW, interval=QUARTER)
    again = after_success(state, page(status=304), None, now=NOW, interval=QUARTER)
    assert [(each.error, each.problems) for each in (state, again)] == [("", ("ill-formed XML",))] * 2


def moves(*answers: Page | BylineError) -> FeedState:
    """Return the state after answers to polls, each of which brought a feed unless it is an error or a 304."""
    state = polled(etag="e")
    for answer in answers:
        if isinstance(answer, BylineError):
            state = after_failure(state, answer, reason="why", now=NOW, interval=QUARTER)
        else:
            parsed = None if answer.not_modified else ParsedFeed(title="News")
            state = after_success(state, answer, parsed, now=NOW, interval=QUARTER)
    return state


def moved(**more: object) -> Page:
    """Return an answer that came through permanent redirects."""
    return page(final_url=MOVED, moved_to=MOVED, etag="e", **more)


AT_NEW = page(url=MOVED, final_url=MOVED, etag="n")


@pytest.mark.parametrize(
    ("answers", "asked", "reported"),
    [
        ([], URL, ""),
        ([moved()], URL, MOVED),
        ([moved(), moved()], MOVED, MOVED),
        ([moved(), moved(), AT_NEW], MOVED, MOVED),
        ([moved(), NotAFeed("an HTML page"), moved()], URL, MOVED),
        ([moved(), page()], URL, ""),
        ([page(final_url=MOVED)] * 3, URL, ""),  # a redirect for the time being
        ([moved(status=304), moved()], URL, MOVED),
        ([moved(), moved(), AT_NEW, NotAFeed("an HTML page")], URL, MOVED),
        ([moved(), moved(), BadStatus(MOVED, 410)], URL, MOVED),
        ([moved(), moved(), page(url=MOVED, final_url="https://c.example/f", moved_to="https://c.example/f")],
         URL, "https://c.example/f"),
    ],
)  # fmt: skip
def test_move_is_adopted_once_it_is_certain(answers: list[Page | BylineError], asked: str, reported: str) -> None:
    """Where permanent redirects lead is reported at once, asked after two feeds from there, left when it fails."""
    state = moves(*answers)
    assert (poll_address(state), state.moved_to) == (asked, reported)
    assert not state.gone


def test_move_is_tried_with_whole_answers() -> None:
    """While a move is tried polls are unconditional, since a 304 proves no feed; once it is adopted they are not."""
    requests = [poll_request(moves(*[moved()] * number)) for number in range(3)]
    assert [(request.url, request.etag) for request in requests] == [(URL, "e"), (URL, ""), (MOVED, "e")]


def test_rechecks_follow_the_first_fetch() -> None:
    """A page is due at each recheck in turn, in whatever order they are given, and then no more."""
    link, found = replace(LINK, first_seen=NOW - timedelta(days=4)), []
    for hours in (0, 1, 7):
        link = after_fetch(
            link, first=NOW, now=NOW + timedelta(hours=hours), recheck=(timedelta(hours=6), timedelta(hours=1))
        )
        found.append((link.due, link.checks))
    assert found == [(NOW + timedelta(hours=1), 1), (NOW + timedelta(hours=6), 2), (None, 3)]


@pytest.mark.parametrize(
    ("error", "again"),
    [
        (BadStatus(URL, 404), False),
        (BadStatus(URL, 403), False),
        (BadStatus(URL, 503), True),
        (BadStatus(URL, 429, NOW + timedelta(hours=1)), True),
        (BadStatus(URL, 403, NOW + timedelta(hours=1)), True),
        (BadStatus(URL, 410, NOW + timedelta(hours=1)), False),
        (TooLarge(URL, "too much"), False),
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
    for _ in range(RETRY.page_attempts):
        link = after_page_failure(link, ConnectionFailed(URL, "refused"), reason="refused", now=NOW)
    assert link.due is None


@pytest.mark.parametrize("error", [BadStatus(URL, 403), RobotsDenied(URL, "robots.txt"), ConnectionFailed(URL, "no")])
def test_page_may_be_asked_by_hand_for_ever(error: BylineError) -> None:
    """A page that is given up stays so, however often it is asked again and fails."""
    after = after_page_failure(replace(LINK, attempts=1_000), error, reason="why", now=NOW)
    assert (after.attempts, after.due) == (1_001, None)


def test_page_waits_longer_each_time_but_not_for_ever() -> None:
    """The waits of a failing page grow, and Retry-After lengthens one, up to a day."""
    link, waits = LINK, []
    for _ in range(RETRY.page_attempts - 1):
        link = after_page_failure(link, ConnectionFailed(URL, "refused"), reason="refused", now=NOW)
        assert link.due is not None
        waits.append(link.due - NOW)
    assert sorted(set(waits)) == waits
    assert waits[-1] <= RETRY.longest
    later = after_page_failure(LINK, BadStatus(URL, 503, NOW + RETRY.longest), reason="HTTP 503", now=NOW)
    assert later.due == NOW + RETRY.longest


def test_page_that_was_not_asked_for_loses_no_attempt() -> None:
    """However often a host is left alone, its pages are not given up for it."""
    link = LINK
    for _ in range(2 * RETRY.page_attempts):
        link = after_page_failure(link, HeldOff(URL, 429, NOW + QUARTER), reason="not asked", now=NOW)
    assert (link.attempts, link.due, link.error) == (0, NOW + QUARTER, "not asked")
