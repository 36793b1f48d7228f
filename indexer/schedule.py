"""Which feeds and pages are due, and when they are due again (pure)."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from indexer.errors import AddressRefused, BadStatus, RobotsDenied

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from indexer.errors import BylineError
    from indexer.model import Feed, FeedState, Link, Page, ParsedFeed

LONGEST_BACKOFF = timedelta(days=1)
PAGE_ATTEMPTS = 5
"""After so many failures in a row a page is left alone; its entry's own text stays."""

_GONE = 410
_PERMANENT = frozenset({400, 401, 402, 403, 404, 405, 406, 410, 414, 451})
_JITTER = 0.1  # of the interval: feeds that were added together drift apart


def due_feeds(feeds: Sequence[Feed], states: Mapping[str, FeedState], now: datetime, *, all_now: bool) -> list[Feed]:
    """Return the feeds to poll; `all_now` asks the not yet due ones too, but never one that forbade it for a while."""
    return [feed for feed in feeds if feed.enabled and _may_poll(states.get(feed.url), now, all_now=all_now)]


def _may_poll(state: FeedState | None, now: datetime, *, all_now: bool) -> bool:
    if state is None:
        return True
    if state.gone or (state.not_before and now < state.not_before):
        return False
    return all_now or state.next_poll is None or now >= state.next_poll


def after_success(
    state: FeedState, page: Page, parsed: ParsedFeed | None, *, now: datetime, interval: timedelta
) -> FeedState:
    """Return a feed's state after an answer that made sense; `parsed` is None if it was "not modified"."""
    wait = max(interval, min(page.max_age or timedelta(), LONGEST_BACKOFF))
    state = replace(
        state,
        last_poll=now,
        last_success=now,
        next_poll=now + jittered(wait, state.url, now),
        not_before=None,
        failures=0,
        error="",
        moved_to=page.moved_to,
    )
    if parsed is None:
        return state
    return replace(
        state,
        title=parsed.title or state.title,
        etag=page.etag,
        last_modified=page.last_modified,
        error="; ".join(parsed.problems),
    )


def after_failure(
    state: FeedState, error: BylineError, *, reason: str, now: datetime, interval: timedelta
) -> FeedState:
    """Return a feed's state after a failure: what was known stays, and the wait doubles, up to a day."""
    failures = state.failures + 1
    wait = min(interval * 2 ** min(failures - 1, 10), LONGEST_BACKOFF)
    retry_after = error.retry_after if isinstance(error, BadStatus) else None
    return replace(
        state,
        last_poll=now,
        next_poll=max(now + jittered(wait, state.url, now), retry_after or now),
        not_before=retry_after,
        failures=failures,
        error=reason,
        gone=isinstance(error, BadStatus) and error.status == _GONE,
    )


def jittered(wait: timedelta, key: str, now: datetime) -> timedelta:
    """Return the wait, longer by up to a tenth: the same for the same key and time, so that a run can be repeated."""
    digest = hashlib.sha256(f"{key}{now.timestamp()}".encode()).digest()
    return wait * (1 + _JITTER * digest[0] / 255)


def after_fetch(link: Link, *, now: datetime, recheck: Sequence[timedelta]) -> Link:
    """Return a link after its page was fetched or confirmed: due again at the next recheck, if there is one left."""
    waits = [link.first_seen + wait for wait in recheck]
    due = next((when for when in waits if when > now), None)
    return replace(link, fetched=now, checks=link.checks + 1, attempts=0, error="", due=due)


def after_page_failure(link: Link, error: BylineError, *, reason: str, now: datetime) -> Link:
    """Return a link after its page could not be had: tried again if that may help, a little later each time."""
    attempts = link.attempts + 1
    final = isinstance(error, AddressRefused | RobotsDenied) or attempts >= PAGE_ATTEMPTS
    final |= isinstance(error, BadStatus) and error.status in _PERMANENT
    wait = timedelta(minutes=5) * 4 ** (attempts - 1)
    retry_after = error.retry_after if isinstance(error, BadStatus) and error.retry_after else now
    due = None if final else max(now + wait, retry_after)
    return replace(link, attempts=attempts, error=reason, due=due)
