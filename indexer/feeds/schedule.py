"""Which feeds and pages are due, and when they are due again (pure).

A feed is asked at its interval, or later if its server says so (Cache-Control, Retry-After) or fails: each failure
in a row doubles the wait, up to a day. 410 switches it off; a change of its config entry switches it on again. Where
permanent redirects lead is asked directly once it has given a feed twice, and no longer when it fails there.
"""

from __future__ import annotations

import hashlib
from dataclasses import fields, replace
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from indexer.errors import AddressRefused, BadStatus, HeldOff, RobotsDenied, TooLarge
from indexer.model import Purpose, Request
from indexer.model.feeds import Feed, FeedState
from indexer.model.mails import MailPosition

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from indexer.errors import BylineError
    from indexer.feeds.site_walk import SiteReading
    from indexer.model import Page
    from indexer.model.feeds import Link, ParsedFeed


class RetryRules(NamedTuple):
    """When feeds and pages are asked again. Chosen, not fitted."""

    longest: timedelta = timedelta(days=1)  # between two polls of a feed that fails, or two attempts at a page
    doublings: int = 10  # of a feed's interval, by failures in a row
    page_first: timedelta = timedelta(minutes=5)  # from the first failure of a page to the next attempt
    page_factor: int = 4  # by which each further wait is longer
    page_attempts: int = 5  # failures in a row after which a page is left alone; its entry's own text stays
    moved_polls: int = 2  # in a row that gave a feed after permanent redirects: from then on it is asked there
    jitter: float = 0.1  # share of the interval, so that feeds which were added together drift apart


RETRY = RetryRules()

_GONE = 410
_MISSING = 404
_SWITCHED_OFF = (
    "taken away for good, so it is not polled any more; to try it again, change its entry in the config, or take it "
    "out and put it in again"
)
_FOR_GOOD = frozenset({404, 410, 451})
_PERMANENT = _FOR_GOOD | {400, 401, 402, 403, 405, 406, 414}


def due_feeds(feeds: Sequence[Feed], states: Mapping[str, FeedState], now: datetime, *, all_now: bool) -> list[Feed]:
    """Return the feeds to poll; `all_now` asks the not yet due ones too, but never one that forbade it for a while.

    A feed whose config entry changed is due at once, also one that a 410 had switched off.
    """
    return [feed for feed in feeds if feed.enabled and _is_pollable(feed, states.get(feed.url), now, all_now=all_now)]


def _is_pollable(feed: Feed, state: FeedState | None, now: datetime, *, all_now: bool) -> bool:
    if state is None:
        return True
    if state.not_before and now < state.not_before:
        return False
    if state.settings != fingerprint(feed):
        return True
    return not state.gone and (all_now or state.next_poll is None or now >= state.next_poll)


def fingerprint(feed: Feed) -> str:
    """Return what stands for all that the config says of a feed; settings that it leaves out do not count."""
    said = {field.name: getattr(feed, field.name) for field in fields(Feed)}
    changed = {name: value for name, value in said.items() if value != Feed.__dataclass_fields__[name].default}
    return hashlib.sha256(repr(changed).encode()).hexdigest()[:16]


def reactivate(feeds: Sequence[Feed], states: Mapping[str, FeedState]) -> list[FeedState]:
    """Return the states of gone feeds that the config no longer polls: should it do so again, they are due."""
    polled = {feed.url for feed in feeds if feed.enabled}
    return [
        replace(state, settings="")
        for url, state in states.items()
        if state.gone and state.settings and url not in polled
    ]


def poll_address(state: FeedState) -> str:
    """Return where a feed is asked: where it moved to, once that is certain."""
    return state.moved_to if state.moved_to and state.moved_polls >= RETRY.moved_polls else state.url


def is_asked_whole(state: FeedState) -> bool:
    """Tell whether a feed is asked without validators: while a move is tried, which counts only if a feed is there."""
    return bool(state.moved_to) and poll_address(state) == state.url


def current_state(feed: Feed, state: FeedState | None, *, moved_here: bool = False) -> FeedState:
    """Return the state of a feed under its current config entry.

    After a change of its entry the validators are forgotten: new filters may let through what the old kept out. One
    that has none is still to be read, unless it `moved_here`.
    """
    mark = fingerprint(feed)
    if state is None:
        return FeedState(url=feed.url, settings=mark, unread=not moved_here)
    state = replace(state, unread=state.unread and not moved_here)
    return (
        state
        if state.settings == mark
        else replace(state, settings=mark, etag="", last_modified="", sitemaps=(), mail=MailPosition())
    )


def has_moved_to(url: str, states: Iterable[FeedState]) -> bool:
    """Tell whether one of the feeds that were read leads to an address: entered there it is the feed that it was."""
    return any(state.moved_to == url and state.last_success and not state.unread for state in states)


def poll_request(state: FeedState) -> Request:
    """Return the request for a feed: conditional, unless a move is tried."""
    whole = is_asked_whole(state)
    return Request(
        url=poll_address(state),
        purpose=Purpose.FEED,
        etag="" if whole else state.etag,
        last_modified="" if whole else state.last_modified,
    )


def after_success(
    state: FeedState, page: Page, parsed: ParsedFeed | None, *, now: datetime, interval: timedelta
) -> FeedState:
    """Return a feed's state after an answer that made sense; `parsed` is None if it was "not modified"."""
    wait = max(interval, min(page.max_age or timedelta(), RETRY.longest))
    moved_to, moved_polls = _move(state, page, parsed)
    state = replace(
        state,
        last_poll=now,
        last_success=now,
        next_poll=now + add_jitter(wait, state.url),
        not_before=None,
        failures=0,
        error="",
        gone=False,
        unread=False,
        moved_to=moved_to,
        moved_polls=moved_polls,
    )
    if parsed is None:
        return state
    return replace(
        state,
        title=parsed.title or state.title,
        etag=page.etag,
        last_modified=page.last_modified,
        problems=parsed.problems,
    )


def after_site(state: FeedState, site: SiteReading) -> FeedState:
    """Return a site's state with what is known of its sitemap's files; one of them may have said when to come back."""
    state = replace(state, sitemaps=site.sitemaps)
    if not site.retry_after or not state.next_poll:
        return state
    return replace(state, not_before=site.retry_after, next_poll=max(state.next_poll, site.retry_after))


def _move(state: FeedState, page: Page, parsed: ParsedFeed | None) -> tuple[str, int]:
    """Return where a feed has moved to, and how many polls in a row gave one there."""
    if page.moved_to and page.moved_to != state.url:
        before = state.moved_polls if page.moved_to == state.moved_to else 0
        return page.moved_to, before + (parsed is not None)
    if page.url == poll_address(state) != state.url:
        return state.moved_to, state.moved_polls
    return "", 0


def after_failure(
    state: FeedState, error: BylineError, *, reason: str, now: datetime, interval: timedelta
) -> FeedState:
    """Return a feed's state after a failure: what was known stays, and the wait doubles, up to a day.

    One that was not even asked, since its host wants to be left alone, has not failed. One that fails where it
    moved to is asked under its configured address again.
    """
    asked = not isinstance(error, HeldOff)
    failures = state.failures + asked
    # A feed that is asked less than once a day is not asked more often because it fails.
    wait = max(interval, min(interval * 2 ** min(max(failures - 1, 0), RETRY.doublings), RETRY.longest))
    retry_after = error.retry_after if isinstance(error, BadStatus) else None
    next_poll = max(now + add_jitter(wait, state.url), retry_after or now) if asked else retry_after
    gone = isinstance(error, BadStatus) and error.status == _GONE and poll_address(state) == state.url
    return replace(
        state,
        last_poll=now if asked else state.last_poll,
        next_poll=None if gone else next_poll,
        not_before=retry_after,
        failures=failures,
        error=f"{reason}: {_SWITCHED_OFF}" if gone else reason,
        gone=gone,
        moved_polls=0 if asked else state.moved_polls,
    )


def add_jitter(wait: timedelta, key: str) -> timedelta:
    """Return the wait, longer by up to a tenth: always the same for the same key, so that a run can be repeated."""
    digest = hashlib.sha256(key.encode("utf-8", "surrogatepass")).digest()
    return wait * (1 + RETRY.jitter * digest[0] / 255)


def after_fetch(link: Link, *, first: datetime, now: datetime, recheck: Sequence[timedelta]) -> Link:
    """Return a link after its page was fetched or confirmed: due again at the next recheck, if there is one left.

    `first` is when the page was first fetched, from which rechecks are counted.
    """
    due = min((first + wait for wait in recheck if first + wait > now), default=None)
    return replace(link, fetched=now, checks=link.checks + 1, attempts=0, error="", due=due)


def after_page_failure(link: Link, error: BylineError, *, reason: str, now: datetime) -> Link:
    """Return a link after its page could not be had: tried again if that may help, a little later each time.

    A page that was not even asked for, since its host wants to be left alone, loses no attempt by that.
    """
    if isinstance(error, HeldOff):
        return replace(link, error=reason, due=error.retry_after)
    attempts = link.attempts + 1
    if link.fetched and isinstance(error, BadStatus) and error.status == _MISSING:
        # A page that was there may come back, unlike one that is said to be gone: some days will tell.
        comes_back = attempts < RETRY.page_attempts
        due = now + RETRY.longest * attempts if comes_back else None
        return replace(link, attempts=attempts, error=reason, due=due)
    retry_after = error.retry_after if isinstance(error, BadStatus) and error.retry_after else now
    wait = min(RETRY.page_first * RETRY.page_factor ** min(link.attempts, RETRY.page_attempts), RETRY.longest)
    final = attempts >= RETRY.page_attempts or _is_final(error)
    return replace(link, attempts=attempts, error=reason, due=None if final else max(now + wait, retry_after))


def _is_final(error: BylineError) -> bool:
    """Tell whether asking again is in vain; a server that says when to come back is taken at its word."""
    if isinstance(error, BadStatus):
        return error.status in (_FOR_GOOD if error.retry_after else _PERMANENT)
    return isinstance(error, AddressRefused | RobotsDenied | TooLarge)
