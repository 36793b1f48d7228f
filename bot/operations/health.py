"""Use case: the health of an installation. It needs only the catalogue, so it works while another process collects."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from bot.config.packs import Coverage, coverage_of
from bot.operations.feed_quality import LEAST_HEADLINES, LEAST_SILENCE, RECENT, poverty, silence
from indexer.model import Quality, Selection
from indexer.model.feeds import FeedState, Rhythm
from indexer.web.redaction import redact

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from bot.model import ModelHealth
    from indexer.model import HeldLease
    from indexer.model.feeds import Feed
    from indexer.ports import Catalogue

_SPAN = timedelta(days=28)  # the days by which a feed's usual rhythm is known

NO_FEEDBACK: Mapping[str, int] = MappingProxyType({"up": 0, "down": 0, "comments": 0})
"""Votes on answers, as `bot.ports.Journal` counts them, where nobody has voted."""

_POOR = frozenset({Coverage.SUMMARIES, Coverage.HEADLINES})
_NEVER = datetime.min.replace(tzinfo=UTC)
_SILENT = timedelta(minutes=4)  # an adapter says twice a minute that it is there, less often while it dials


class FeedCondition(StrEnum):
    """How a feed is."""

    OK = "ok"
    NEW = "new"  # not polled yet
    FAILING = "failing"
    WAITING = "waiting"  # its server said until when it is not to be asked
    SILENT = "silent"  # it answers, and has had no entry for unusually long
    DECAYED = "decayed"  # it answers, and nearly all of it is headlines only
    GONE = "gone"  # taken away for good
    DISABLED = "disabled"  # in the config

    @property
    def is_well(self) -> bool:
        """Whether nothing is wrong with the feed that an admin might see to."""
        return self in _WELL

    @property
    def is_failure(self) -> bool:
        """Whether the feed cannot be had."""
        return self in _FAILURES

    @property
    def is_polled(self) -> bool:
        """Whether the feed is asked again."""
        return self not in (FeedCondition.GONE, FeedCondition.DISABLED)


_WELL = frozenset({FeedCondition.OK, FeedCondition.NEW, FeedCondition.WAITING, FeedCondition.DISABLED})
_FAILURES = frozenset({FeedCondition.FAILING, FeedCondition.GONE})


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedHealth:
    """The health of one feed."""

    url: str
    name: str
    state: FeedCondition
    error: str  # of the last poll, in words
    failures: int  # in a row
    problems: tuple[str, ...]  # of the feed as it was last read, in words
    last_success: datetime | None
    next_poll: datetime | None  # None: never polled again, or, if new, at once
    articles: int
    headlines: int  # articles of which only the headline was available
    filtered: int  # entries of the feed as it was last read that its filters kept out
    moved_to: str
    notices: tuple[str, ...] = ()  # in words: why it is silent or decayed
    newest: datetime | None = None  # when the last entry was published; None: there was none, or nobody asked

    @property
    def headline_share(self) -> float | None:
        """Return which part of the articles are mere headlines, 0 to 1; None if there are no articles."""
        return self.headlines / self.articles if self.articles else None


class AdapterState(StrEnum):
    """Whether a chat platform is served."""

    SERVING = "serving"
    CONNECTING = "connecting"
    FAILED = "failed"
    STOPPED = "stopped"  # in order
    NOT_RUNNING = "not running"


_STATES = frozenset(AdapterState)
_ALIVE = frozenset({AdapterState.SERVING, AdapterState.CONNECTING})


@dataclass(frozen=True, slots=True, kw_only=True)
class AdapterHealth:
    """One chat platform that is configured."""

    name: str
    state: AdapterState
    reason: str  # in words: why it has failed, or what is wrong though it serves
    seen: datetime | None  # when it was so


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowerHealth:
    """The lexical index of one of several machines."""

    name: str
    behind: int  # changes that it has yet to apply
    seen: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """The whole installation."""

    feeds: tuple[FeedHealth, ...]
    index: Mapping[str, int]
    outstanding: int  # changes that an index does not know yet
    newest: datetime | None
    feedback: Mapping[str, int]  # votes: "up", "down", and those with a comment: "comments"
    refusals: Mapping[str, int] = field(
        default_factory=dict
    )  # answers of the last 7 days that found nothing, by reason
    adapters: tuple[AdapterHealth, ...] = ()
    model: ModelHealth | None = None  # None: no language model is configured
    subscriptions: Mapping[str, int] = field(default_factory=dict)  # as `SubscriptionStore.counts` has them
    leases: tuple[HeldLease, ...] = ()  # of processes that share the catalogue, and what one of them does
    followers: tuple[FollowerHealth, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthView:
    """A running program at one moment: its status, and what only the process itself knows."""

    status: Status | None = None  # None: it could not be read, `problems` says why
    adapters: tuple[AdapterHealth, ...] = ()
    embedded: int = 0  # passages, since the start
    embedding_s: float = 0.0  # seconds that this took
    model: ModelHealth | None = None
    problems: Mapping[str, str] = field(default_factory=dict)  # what is wrong, by its part of the program
    part: Mapping[str, object] = field(default_factory=dict)  # what it does of several processes: see `part_of`

    def reasons(self) -> dict[str, str]:
        """Return why no questions can be answered, by part of the program; empty if they can."""
        absent = {
            each.name: each.state + (f": {each.reason}" if each.reason else "")
            for each in self.adapters
            if each.state is not AdapterState.SERVING
        }
        return {**self.problems, **absent}


def part_of(role: str, leases: Sequence[str], behind: int | None) -> dict[str, object]:
    """Return what one of several processes does: its role, its leases, and the lag of its lexical index in changes."""
    return {"role": role, "leases": sorted(leases), **({} if behind is None else {"behind": behind})}


def status_of(
    catalogue: Catalogue,
    feeds: Sequence[Feed],
    feedback: Mapping[str, int] = NO_FEEDBACK,
    adapters: tuple[AdapterHealth, ...] = (),
    *,
    refusals: Mapping[str, int] | None = None,
    now: datetime | None = None,
) -> Status:
    """Return the health of the configured feeds and of the index; the journal counts `feedback` and `refusals`.

    Without `now` no feed counts as silent.
    """
    states = catalogue.feed_states()
    counts = catalogue.counts_by_feed()
    newest = catalogue.newest_by_feed(now) if now else {}
    cursors = [catalogue.cursor(generation) or 0 for generation in catalogue.generations()]
    return Status(
        feeds=tuple(
            _judged(
                _health(feed, states.get(feed.url, FeedState(url=feed.url)), counts.get(feed.url, {})),
                _rhythm(catalogue, feed, newest, now),
                now,
                _poverty(catalogue, feed, counts.get(feed.url, {})),
            )
            for feed in feeds
        ),
        index=catalogue.counts(),
        outstanding=(last := catalogue.last_change()) - max(cursors, default=0),
        leases=tuple(catalogue.leases()),
        followers=tuple(
            FollowerHealth(name=each.name, behind=max(0, last - each.seq), seen=each.seen)
            for each in catalogue.followers()
        ),
        newest=catalogue.newest(Selection()),
        feedback=feedback,
        refusals=refusals or {},
        adapters=adapters,
    )


def _rhythm(catalogue: Catalogue, feed: Feed, newest: Mapping[str, datetime], now: datetime | None) -> Rhythm:
    """Return how often a feed has new entries, as far as it may be silent: otherwise only when it had the last one."""
    last = newest.get(feed.url)
    if now is None or last is None:
        return Rhythm()
    return catalogue.rhythm(feed.url, now, _SPAN) if now - last >= LEAST_SILENCE else Rhythm(newest=last)


def _poverty(catalogue: Catalogue, feed: Feed, counts: Mapping[str, int]) -> str:
    """Return in words that a feed brings hardly more than headlines, "" if that is all it is known to bring."""
    if not feed.full_text or counts.get(Quality.HEADLINE.value, 0) < LEAST_HEADLINES:
        return ""
    told = poverty(catalogue.recent(feed.url, RECENT))
    return "" if told and coverage_of(feed.url) in _POOR else told


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
        state=_condition(feed, state),
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


def _judged(feed: FeedHealth, rhythm: Rhythm, now: datetime | None, poor: str) -> FeedHealth:
    """Return a feed that answers as silent or decayed, if it is."""
    feed, silent = replace(feed, newest=rhythm.newest), silence(rhythm, now) if now else ""
    if feed.state is not FeedCondition.OK or not (silent or poor):
        return feed
    condition = FeedCondition.SILENT if silent else FeedCondition.DECAYED
    return replace(feed, state=condition, notices=tuple(filter(None, (silent, poor))))


def _condition(feed: Feed, state: FeedState) -> FeedCondition:
    """Return how a feed is by its polls, whatever they brought."""
    if not feed.enabled:
        return FeedCondition.DISABLED
    if state.gone:
        return FeedCondition.GONE
    if state.not_before:
        return FeedCondition.WAITING
    if state.failures:
        return FeedCondition.FAILING
    return FeedCondition.OK if state.last_success else FeedCondition.NEW


def adapter_name(adapter: str, process: str = "") -> str:
    """Return the name of the note in which an adapter's state is kept: of one process, where there are several."""
    return f"adapter {adapter} {process}".rstrip()


def adapter_text(state: AdapterState, at: datetime, reason: str = "") -> str:
    """Return the note that says how an adapter is: its state, and after a colon a reason."""
    told = " ".join(reason.split())
    return redact(f"{at.isoformat()} {state}" + (f": {told}" if told else ""))


def adapter_of(adapter: str, text: str, now: datetime) -> AdapterHealth:
    """Return an adapter's health by its note; one without a note for a while counts as not running."""
    if not text:
        return AdapterHealth(name=adapter, state=AdapterState.NOT_RUNNING, reason="", seen=None)
    at, _, said = text.partition(" ")
    word, _, reason = said.partition(": ")
    state = AdapterState(word) if word in _STATES else AdapterState.NOT_RUNNING  # another release may say what is new
    seen = datetime.fromisoformat(at)
    if state in _ALIVE and now - seen > _SILENT:
        state = AdapterState.NOT_RUNNING
    return AdapterHealth(name=adapter, state=state, reason=reason, seen=seen)


def shared_adapter(adapter: str, notes: Mapping[str, str], living: Collection[str], now: datetime) -> AdapterHealth:
    """Return the health of an adapter that several processes serve: that of the one where it is best.

    `notes` are theirs, by `adapter_name`; `living` names those that have the lease of their name.
    """
    found = [adapter_of(adapter, "", now)]
    for name, text in notes.items():
        process, health = name.removeprefix(adapter_name(adapter)).strip(), adapter_of(adapter, text, now)
        is_gone = process and process not in living and health.state in _ALIVE  # without a name: an earlier release's
        found.append(replace(health, state=AdapterState.NOT_RUNNING) if is_gone else health)
    return max(found, key=lambda each: (each.state is AdapterState.SERVING, each.state in _ALIVE, each.seen or _NEVER))


def status_record(found: Status) -> dict[str, Any]:
    """Return the object that `status --json` prints."""
    return {
        "feeds": [_feed_record(feed) for feed in found.feeds],
        "index": {**found.index, "outstanding": found.outstanding, "newest": _iso(found.newest)},
        "adapters": {each.name: _adapter_record(each) for each in found.adapters},
        "feedback": dict(found.feedback),
        **({"refusals": dict(found.refusals)} if found.refusals else {}),
        "model": _model_record(found.model) if found.model else None,
        **({"subscriptions": dict(found.subscriptions)} if found.subscriptions else {}),
        **({"machines": _machines_record(found)} if found.leases or found.followers else {}),
    }


def _machines_record(found: Status) -> dict[str, Any]:
    followers = [{"name": each.name, "behind": each.behind, "seen": _iso(each.seen)} for each in found.followers]
    return {
        "processes": [each.name for each in found.leases if each.name == each.holder],
        "leases": {each.name: each.holder for each in found.leases if each.name != each.holder},
        "lexical_indexes": followers,
    }


def _model_record(model: ModelHealth) -> dict[str, Any]:
    return {
        "answers": model.answers,
        "fallbacks": model.fallbacks,
        "since": _iso(model.since),
        "last_error": model.last_error or None,
        "last_error_at": _iso(model.last_error_at),
    }


def _adapter_record(adapter: AdapterHealth) -> dict[str, Any]:
    return {"state": adapter.state, "reason": adapter.reason or None, "seen": _iso(adapter.seen)}


def _feed_record(feed: FeedHealth) -> dict[str, Any]:
    return {
        "url": feed.url,
        "name": feed.name,
        "state": feed.state,
        "error": feed.error or None,
        "failures": feed.failures,
        "problems": list(feed.problems),
        "notices": list(feed.notices),
        "moved_to": feed.moved_to or None,
        "newest": _iso(feed.newest),
        "last_success": _iso(feed.last_success),
        "next_poll": _iso(feed.next_poll),
        "articles": feed.articles,
        "headlines": feed.headlines,
        "headline_share": None if feed.headline_share is None else round(feed.headline_share, 3),
        "filtered": feed.filtered,
    }


def _iso(when: datetime | None) -> str | None:
    return when.isoformat() if when else None
