"""Use case: plan what is due, whenever stories were decided and as time goes by; only in the process that collects.

What is planned is stored at once, each sending under an id that follows from what it is; nothing is lost or planned
twice whenever the program ends. Nothing else is kept on the disk of an evaluation: the next one looks at the stories
of the last days again, and asks for the relevance only of those that are new or have changed.
"""

from __future__ import annotations

from collections import defaultdict
from contextlib import nullcontext
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

import structlog

from bot.subscriptions.due_stories import (
    OLDEST,
    TOO_LATE,
    Occasion,
    Outage,
    covered_until,
    due_of_digest,
    due_of_turns,
    due_of_watch,
    due_time,
    is_edit_due,
    is_open,
    is_silent,
    may_be_edited,
    stories_of_digest,
)
from bot.subscriptions.records import SendingKind, SendingState, SubscriptionState
from bot.subscriptions.schedule import is_quiet

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from contextlib import AbstractContextManager

    from bot.model.chat import Place
    from bot.ports import Journal
    from bot.subscriptions.ports import Relevance, StorySource, StoryTeller, SubscriptionStore
    from bot.subscriptions.records import Digest, NewsStory, QuietHours, Sending, Watch
    from indexer.ports import Clock

LOOK_BACK = timedelta(days=2)
"""How far back stories are looked at: beyond a day only to count what came too late."""

KEPT = timedelta(days=40)
"""How long it is kept what was sent: longer than a month, since digests come once a month."""

_LONGEST_LOOK = timedelta(days=7)  # after an outage
_FADING = timedelta(hours=12)  # before a story is not looked at any more, in which it is counted as missed: a night
_OUTAGE = timedelta(hours=1)  # without an evaluation, from which it counts as one
_PAUSE = timedelta(seconds=30)  # between two evaluations where nothing has come in
_HEARTBEAT = timedelta(minutes=5)
_EVALUATED, _INTERRUPTED = "subscriptions evaluated", "subscriptions interrupted"

SHOWING = (SendingKind.STORY, SendingKind.BATCH)
"""What has a thread of its own."""


class _Asked(NamedTuple):
    """What is known of a story's relevance."""

    articles: tuple[str, ...]  # of the story, with their versions
    wanted: frozenset[tuple[object, ...]]  # what the watches want that were asked about
    on: frozenset[str]  # ids of the watches that it is on


class Planner:
    """Plans. `edits` tells which posts are to be edited. To be used by one thread at a time."""

    def __init__(  # noqa: PLR0913  a composition has many parts
        self,
        *,
        store: SubscriptionStore,
        stories: StorySource,
        relevance: Relevance,
        teller: StoryTeller,
        quiet: Callable[[Place], QuietHours | None],
        journal: Journal,
        clock: Clock,
        fenced: Callable[[], AbstractContextManager[None]] = nullcontext,
    ) -> None:
        """Take the parts; `quiet` returns the quiet hours of a place, `journal` keeps when was evaluated last.

        Whatever is planned is stored within `fenced()`, which raises where another process plans by now.
        """
        self._fenced = fenced
        self._store = store
        self._stories = stories
        self._relevance = relevance
        self._teller = teller
        self._quiet = quiet
        self._journal = journal
        self._clock = clock
        self.begin_anew()

    def begin_anew(self) -> None:
        """Forget what is known from earlier evaluations: another process may have planned since."""
        self._wanted: frozenset[tuple[object, ...]] = frozenset()  # by all watches, at the last evaluation
        self._asked: dict[str, _Asked] = {}  # by story
        self._told: dict[str, set[str]] = {}  # by article of the last days: the subscriptions that it was told to
        self._settled: dict[str, tuple[str, ...] | None] = {}  # by story: as it was when nothing about it was open
        self._last: datetime | None = None  # when it was evaluated
        self.edits: tuple[str, ...] = ()  # ids of sendings

    def keep_up(self, *, has_news: bool) -> None:
        """Plan what is due, if there is news or it was not looked for half a minute.

        An error is logged and costs this evaluation alone.
        """
        now = self._clock.now()
        if not has_news and self._last and abs(now - self._last) < _PAUSE:
            return
        is_first, self._last = self._last is None, now
        try:
            if is_first:
                self._relevance.prepare()
            self.run()
        except Exception:  # noqa: BLE001  a bug costs this evaluation; the next one looks at the same stories
            structlog.get_logger("byline.subscriptions").exception("watches and digests could not be evaluated")

    def run(self) -> int:
        """Plan what is due, and return the number of sendings."""
        now = self._clock.now()
        outage = self._outage(now)
        moment = Occasion(now=now, outage=outage, fading=_look_back(now + _FADING, outage))
        planned = self._plan_watches(moment) + self._plan_digests(now)
        self._keep_evaluated(now)
        return planned

    def requested(self, digest: Digest) -> list[NewsStory]:
        """Return what a digest would tell if it came now, what counts most first; nothing of it counts as told."""
        now = self._clock.now()
        stories = self._on_digest(digest, covered_until(digest, now) - OLDEST)
        return stories_of_digest(digest, stories, self._history(digest.id, stories, now), now)

    def _plan_watches(self, moment: Occasion) -> int:
        watches = [each for each in self._store.watches() if each.state is SubscriptionState.ACTIVE]
        if not watches:
            self.edits = ()
            return 0
        stories = self._stories.stories_since(_look_back(moment.now, moment.outage))
        self._remember_told(stories)
        planned = self._due_stories(watches, stories, moment)
        planned += self._follow(watches, stories, moment.now)
        with self._fenced():
            self._store.plan(planned)
        self._mark_told(planned)
        return len(planned)

    def _remember_told(self, stories: Sequence[NewsStory]) -> None:
        """Learn of the articles that were not there at the last evaluation to whom they were told."""
        articles = {article.id for story in stories for article in story.articles}
        new = articles - self._told.keys()
        self._told = {key: self._told.get(key, set()) for key in articles}
        if new:
            self._mark_told(self._store.told(new))

    def _mark_told(self, sendings: Iterable[Sending]) -> None:
        for sending in sendings:
            if sending.kind is not SendingKind.TURN:
                for key in sending.articles:
                    if key in self._told:
                        self._told[key].add(sending.subscription)

    def _due_stories(self, watches: Sequence[Watch], stories: Sequence[NewsStory], moment: Occasion) -> list[Sending]:
        on = self._untold_by_watch(watches, stories)
        busy = {each.subscription for each in self._store.open_sendings() if each.kind is not SendingKind.TURN}
        planned = []
        for watch in watches:
            quiet = self._quiet(watch.place)
            if watch.id not in on or watch.id in busy or is_silent(watch, quiet, moment.now):
                continue
            history = self._history_of_watch(watch, moment.now)
            if sending := due_of_watch(watch, on[watch.id], history, quiet, moment):
                planned.append(sending)
        return planned

    def _history_of_watch(self, watch: Watch, now: datetime) -> list[Sending]:
        """Return the sendings of the last days, and, however old, what came too late with what has counted it."""
        late = [each for each in self._store.left_out(watch.id) if each.reason == TOO_LATE]
        counting = self._store.told([article for each in late for article in each.articles]) if late else []
        own = [each for each in counting if each.subscription == watch.id]
        return _together(late, own, self._store.sent(watch.id, now - LOOK_BACK))

    def _untold_by_watch(self, watches: Sequence[Watch], stories: Sequence[NewsStory]) -> dict[str, list[NewsStory]]:
        """Return the stories that each watch is on and that were not told to it, by the watch's id."""
        wanted = frozenset(map(_wanted, watches))
        if wanted != self._wanted:  # else the same object stands for the same watches, which is soon compared
            self._wanted = wanted
        found: dict[str, list[NewsStory]] = defaultdict(list)
        for story in stories:
            told = set().union(*(self._told[article.id] for article in story.articles))
            for watch_id in self._watches_on(story, watches) - told:
                found[watch_id].append(story)
        for gone in self._asked.keys() - {story.id for story in stories}:
            del self._asked[gone]
        return found

    def _watches_on(self, story: NewsStory, watches: Sequence[Watch]) -> frozenset[str]:
        """Return the watches that a story is on; nothing is asked twice while the story and the watch are the same."""
        articles = _fingerprint(story)
        known = self._asked.get(story.id)
        if known and known.articles == articles and known.wanted is self._wanted:
            return known.on
        asked, on = (known.wanted, known.on) if known and known.articles == articles else (frozenset(), frozenset())
        new = [watch for watch in watches if _wanted(watch) not in asked]
        on = (on - {watch.id for watch in new}) | frozenset(self._relevance.watches_on(story, new) if new else ())
        self._asked[story.id] = _Asked(articles, self._wanted, on)
        return on

    def _follow(self, watches: Sequence[Watch], stories: Sequence[NewsStory], now: datetime) -> list[Sending]:
        """Return what is to be said of posted stories that have changed, and keep which posts are to be edited.

        A story is looked at when it has changed, and again for as long as something about its posts is open.
        """
        seen = {story.id: _fingerprint(story) for story in stories}
        changed = [story for story in stories if self._settled.get(story.id) != seen[story.id]]
        told = self._store.told([article.id for story in changed for article in story.articles]) if changed else []
        by_article = {article.id: story for story in changed for article in story.articles}
        by_id = {watch.id: watch for watch in watches}
        planned: list[Sending] = []
        edits: list[str] = []
        unsettled: set[str] = set()
        for sending in told:
            watch = by_id.get(sending.subscription)
            own = {by_article[key].id: by_article[key] for key in sending.stories if key in by_article}
            if watch is None or sending.kind not in SHOWING or sending.state is SendingState.LEFT_OUT:
                continue
            quiet = self._quiet(watch.place)
            if is_open(sending) or is_quiet(quiet, now):
                unsettled |= own.keys()
                continue
            shown = next(iter(own.values()), None)
            if shown and may_be_edited(sending, shown, now):
                unsettled.add(shown.id)
                edits += [sending.id] if is_edit_due(sending, shown, quiet, now) else []
            turns = [turn for story in own.values() for turn in self._teller.turns(story, sending)]
            planned += due_of_turns(watch, sending, turns, quiet, now)
        self._settled = {key: None if key in unsettled else value for key, value in seen.items()}
        self.edits = tuple(edits)
        return [turn for turn in planned if self._store.sending(turn.id) is None]

    def _plan_digests(self, now: datetime) -> int:
        planned: list[Sending] = []
        covered: dict[str, datetime] = {}
        for digest in self._store.digests():
            if due_time(digest, (), now) is None:
                continue
            stories = self._on_digest(digest, covered_until(digest, now) - OLDEST)
            history = self._history(digest.id, stories, now)
            sending, until = due_of_digest(digest, stories, history, self._quiet(digest.place), now)
            planned += [sending] if sending else []
            covered |= {digest.id: until} if until else {}
        if planned or covered:
            with self._fenced():
                self._store.plan(planned, covered)
        return len(planned)

    def _on_digest(self, digest: Digest, since: datetime) -> list[NewsStory]:
        found = self._stories.stories_since(since)
        return [story for story in found if digest.id in self._relevance.digests_on(story, [digest])]

    def _history(self, subscription: str, stories: Sequence[NewsStory], now: datetime) -> list[Sending]:
        told = self._store.told([article.id for story in stories for article in story.articles]) if stories else []
        own = [each for each in told if each.subscription == subscription]
        return _together(own, self._store.sent(subscription, now - LOOK_BACK))

    def _outage(self, now: datetime) -> Outage | None:
        """Return the last time without an evaluation, if it ended within a day; an hour and more counts."""
        text = self._journal.noted(_EVALUATED)
        last = datetime.fromisoformat(text) if text else now
        if now - last > _OUTAGE:
            self._journal.note(_INTERRUPTED, f"{last.isoformat()} {now.isoformat()}", now + OLDEST)
            return Outage(since=last, until=now)
        since, _, until = self._journal.noted(_INTERRUPTED).partition(" ")
        if not until or now - datetime.fromisoformat(until) > OLDEST:
            return None
        return Outage(since=datetime.fromisoformat(since), until=datetime.fromisoformat(until))

    def _keep_evaluated(self, now: datetime) -> None:
        text = self._journal.noted(_EVALUATED)
        if not text or abs(now - datetime.fromisoformat(text)) >= _HEARTBEAT:
            self._journal.note(_EVALUATED, now.isoformat())
            self._store.forget(now - KEPT)


def _look_back(now: datetime, outage: Outage | None) -> datetime:
    """Return since when stories are looked at; after an outage also at those that waited when it began."""
    since = now - LOOK_BACK
    if outage is None or now - outage.until > OLDEST:
        return since
    return min(since, max(outage.since - LOOK_BACK, now - _LONGEST_LOOK))


def _fingerprint(story: NewsStory) -> tuple[str, ...]:
    return tuple(f"{article.id}:{article.version}" for article in story.articles)


def _wanted(watch: Watch) -> tuple[object, ...]:
    """Return what of a watch decides which stories it is on."""
    return watch.id, watch.query, watch.filters, watch.narrowed


def _together(*some: Iterable[Sending]) -> list[Sending]:
    """Return sendings of several lists, each once."""
    return list({each.id: each for sendings in some for each in sendings}.values())
