"""Feeds as their page shows them (pure)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from bot.config.loader import feed_identity
from bot.config.packs import coverage_of, packs
from bot.language.words import stems, terms
from bot.operations.health import FeedCondition
from bot.server.pages.page_room import ADDRESS, bounded, html_bytes, named
from bot.server.pages.rendering import counted
from indexer.errors import UsageError
from indexer.model.feeds import FeedSource
from indexer.web.redaction import redact

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from bot.config.packs import PackFeed
    from bot.operations.feed_trials import Discovery, Trial
    from bot.operations.health import FeedHealth
    from indexer.feeds import FeedCandidate
    from indexer.model.feeds import Entry

_MOSTLY = 0.5  # of the articles
_HARDLY = 0.1
_LATEST = 4  # entries of a feed that is tried
_OTHERS = 6  # feeds that are offered beside it
_PACKS = 4  # feeds of packs that are offered for a question
_WHY = 200  # characters of an error or a hint
_HINTS = 5  # of a feed
_SHOWN = 200  # characters of an address that is told
_LONGEST = 1_024  # bytes of HTML of the address of a feed that is offered


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedView:
    """A configured feed."""

    name: str
    url: str
    state: str
    colour: str
    error: str
    hints: tuple[str, ...]
    gives: str
    articles: int
    last_article: datetime | None
    last_success: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialView:
    """A feed that was found at an address and is not added yet."""

    title: str
    name: str
    address: str
    source: str
    gives: str
    problems: tuple[str, ...]
    latest: tuple[Entry, ...]
    others: tuple[FeedCandidate, ...]


def feed_view(feed: FeedHealth) -> FeedView:
    """Return a feed; secrets in its address are not shown."""
    url = bounded(redact(feed.url), _SHOWN)
    moved = (f"moved for good to {redact(feed.moved_to)}",) if feed.moved_to else ()
    return FeedView(
        name=named(feed.name) or url,
        url=url,
        state=feed.state,
        colour=_colour(feed.state),
        error=bounded(redact(feed.error), _WHY),
        hints=tuple(bounded(each, _WHY) for each in (*feed.notices, *moved, *feed.problems)[:_HINTS]),
        gives=_gives(feed),
        articles=feed.articles,
        last_article=feed.newest,
        last_success=feed.last_success,
    )


def troubled_first(feeds: Iterable[FeedHealth]) -> list[FeedHealth]:
    """Return feeds as the configuration has them, after those that something is wrong with."""
    return sorted(feeds, key=lambda feed: feed.state.is_well)


def _colour(state: FeedCondition) -> str:
    if state.is_failure:
        return "bad"
    if not state.is_well:
        return "warn"
    return "ok" if state is FeedCondition.OK else "off"


def summary(feeds: Sequence[FeedHealth]) -> str:
    """Return in a sentence how the feeds are."""
    states = Counter(feed.state for feed in feeds)
    told = ", ".join(f"{number} {state}" for state, number in states.most_common())
    return f"{counted(len(feeds), 'feed')}: {told}." if feeds else "Where articles come from."


def trial_view(found: Discovery) -> TrialView:
    """Return what was found. Raises `UsageError` for an address that no form should hold."""
    best = found.best
    if html_bytes(best.address) > ADDRESS:
        raise UsageError("this address leads to one that is too long for a feed's")
    title = named(best.feed.title)
    return TrialView(
        title=title or bounded(best.address, _SHOWN),
        name=title,
        address=best.address,
        source=best.source.value,
        gives=_found(best),
        problems=tuple(bounded(each, _WHY) for each in best.feed.problems[:_HINTS]),
        latest=tuple(best.latest(_LATEST)),
        others=tuple(each for each in found.others if html_bytes(each.url) <= _LONGEST)[:_OTHERS],
    )


def _found(trial: Trial) -> str:
    number, address = len(trial.feed.entries), bounded(trial.address, _SHOWN)
    if trial.source is FeedSource.SITEMAP:
        return f"{address} has no feed, but a sitemap with {counted(number, 'page')}."
    return f"{address} is a feed with {'no entries yet' if not number else counted(number, 'entry')}."


def _gives(feed: FeedHealth) -> str:
    """Return how much of its articles a feed gives: as it turned out, else as it is known of a pack's."""
    share = feed.headline_share
    if share is None:
        known = coverage_of(feed.url)
        return known.words if known else "not known yet"
    if share >= _MOSTLY:
        return "mostly headlines"
    return "whole text" if share <= _HARDLY else f"{round(100 * share)} % headlines only"


def packs_on(words: str, configured: Sequence[FeedHealth]) -> list[PackFeed]:
    """Return feeds of packs that are on what is asked for by their names, tags and remarks, and not configured yet."""
    wanted = frozenset(terms(words))
    known = {feed_identity(feed.url) for feed in configured}
    fitting = {
        feed_identity(each.feed.url): (
            len(wanted & stems(" ".join((each.feed.name, each.note, *each.feed.tags)))),
            each,
        )
        for pack in packs()
        for each in pack.feeds
    }
    found = [(number, each) for key, (number, each) in fitting.items() if number and key not in known]
    return [each for _, each in sorted(found, key=lambda pair: -pair[0])[:_PACKS]]


def search_feed(words: str) -> str:
    """Return the address of a feed of what the press writes on something: one that search engines are asked by."""
    return f"https://news.google.com/rss/search?{urlencode({'q': words, 'hl': 'en-US', 'gl': 'US', 'ceid': 'US:en'})}"
