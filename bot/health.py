"""Use case: how the installation is. It needs only the catalogue, so it works beside a running collector."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from indexer.model import FeedState, Quality, Selection

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from bot.model import ModelHealth
    from indexer.model import Feed
    from indexer.ports import Catalogue

NO_FEEDBACK: Mapping[str, int] = MappingProxyType({"up": 0, "down": 0, "comments": 0})
"""Votes on answers, as `bot.ports.Journal` counts them, where nobody has voted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedHealth:
    """One feed: how it is, in words."""

    url: str
    name: str
    state: str  # "ok", "new", "failing", "waiting" (its server said until when), "gone", "disabled"
    error: str  # of the last poll, in words
    failures: int  # in a row
    problems: tuple[str, ...]  # of the feed as it was last read, in words
    last_success: datetime | None
    next_poll: datetime | None  # None: never polled again, or, if new, at once
    articles: int
    headlines: int  # of the articles, those of which only the headline could be had
    filtered: int  # entries of the feed as it was last read that its filters kept out
    moved_to: str

    @property
    def headline_share(self) -> float | None:
        """Return which part of the articles are mere headlines, 0 to 1; None if there are no articles."""
        return self.headlines / self.articles if self.articles else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """The whole installation."""

    feeds: tuple[FeedHealth, ...]
    index: Mapping[str, int]
    outstanding: int  # changes that an index has not been told yet
    newest: datetime | None
    feedback: Mapping[str, int]  # votes: "up", "down", and those with a comment: "comments"
    model: ModelHealth | None = None  # None: no language model is configured


def status_of(catalogue: Catalogue, feeds: Sequence[Feed], feedback: Mapping[str, int] = NO_FEEDBACK) -> Status:
    """Return the health of the configured feeds and of the index; `feedback` is what the journal counts."""
    states = catalogue.feed_states()
    counts = catalogue.counts_by_feed()
    cursors = [catalogue.cursor(generation) or 0 for generation in catalogue.generations()]
    return Status(
        feeds=tuple(
            _health(feed, states.get(feed.url, FeedState(url=feed.url)), counts.get(feed.url, {})) for feed in feeds
        ),
        index=catalogue.counts(),
        outstanding=catalogue.last_change() - max(cursors, default=0),
        newest=catalogue.newest(Selection()),
        feedback=feedback,
    )


def status_of_nothing(feeds: Sequence[Feed]) -> Status:
    """Return the health of an installation that has not collected anything yet."""
    return Status(
        feeds=tuple(_health(feed, FeedState(url=feed.url), {}) for feed in feeds),
        index={"articles": 0, "passages": 0, "versions": 0},
        outstanding=0,
        newest=None,
        feedback=NO_FEEDBACK,
    )


def _health(feed: Feed, state: FeedState, counts: Mapping[str, int]) -> FeedHealth:
    return FeedHealth(
        url=feed.url,
        name=feed.name or state.title,
        state=_word(feed, state),
        error=state.error,
        failures=state.failures,
        problems=state.problems,
        last_success=state.last_success,
        next_poll=state.next_poll if feed.enabled else None,
        articles=sum(counts.values()),
        headlines=counts.get(Quality.HEADLINE.value, 0),
        filtered=state.filtered,
        moved_to=state.moved_to,
    )


def _word(feed: Feed, state: FeedState) -> str:
    if not feed.enabled:
        return "disabled"
    if state.gone:
        return "gone"
    if state.not_before:
        return "waiting"
    if state.failures:
        return "failing"
    return "ok" if state.last_success else "new"


def status_record(found: Status) -> dict[str, Any]:
    """Return the object that `status --json` prints."""
    return {
        "feeds": [_feed_record(feed) for feed in found.feeds],
        "index": {**found.index, "outstanding": found.outstanding, "newest": _iso(found.newest)},
        "adapters": {},
        "feedback": dict(found.feedback),
        "model": _model_record(found.model) if found.model else None,
    }


def _model_record(model: ModelHealth) -> dict[str, Any]:
    return {
        "answers": model.answers,
        "fallbacks": model.fallbacks,
        "since": _iso(model.since),
        "last_error": model.last_error or None,
        "last_error_at": _iso(model.last_error_at),
    }


def _feed_record(feed: FeedHealth) -> dict[str, Any]:
    return {
        "url": feed.url,
        "name": feed.name,
        "state": feed.state,
        "error": feed.error or None,
        "failures": feed.failures,
        "problems": list(feed.problems),
        "moved_to": feed.moved_to or None,
        "last_success": _iso(feed.last_success),
        "next_poll": _iso(feed.next_poll),
        "articles": feed.articles,
        "headlines": feed.headlines,
        "headline_share": None if feed.headline_share is None else round(feed.headline_share, 3),
        "filtered": feed.filtered,
    }


def _iso(when: datetime | None) -> str | None:
    return when.isoformat() if when else None
