"""Use case: plan what is due, whenever stories were decided and as time goes by; only in the process that collects.

What is planned is stored at once, each sending under an id that follows from what it is; nothing is lost or planned
twice whenever the program ends. Nothing else is kept on the disk of an evaluation: the next one looks at the stories
of the last days again, and asks for the relevance only of those that are new or have changed.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.subscriptions.due import (
    OLDEST,
    Moment,
    Outage,
    covered_until,
    due_of_digest,
    due_of_turns,
    due_of_watch,
    due_time,
    is_edit_due,
    stories_of_digest,
)
from bot.subscriptions.records import SendingKind, SendingState, SubscriptionState

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from bot.model import Place
    from bot.ports import Journal
    from bot.subscriptions.ports import Relevance, StorySource, StoryTeller, SubscriptionStore
    from bot.subscriptions.records import Digest, NewsStory, QuietHours, Sending, Watch
    from indexer.ports import Clock

LOOK_BACK = timedelta(days=3)
"""How far back stories are looked at: beyond a day only to count what came too late."""

_OUTAGE = timedelta(hours=1)  # without an evaluation, from which it counts as one
_HEARTBEAT = timedelta(minutes=5)
_EVALUATED, _INTERRUPTED = "subscriptions evaluated", "subscriptions interrupted"
_SHOWING = (SendingKind.STORY, SendingKind.BATCH)

_Asked = tuple[tuple[str, ...], set[tuple[object, ...]], set[str]]


class Planner:
    """Plans. `edits` tells which posts are to be edited. To be used by one thread at a time."""

    def __init__(
        self,
        *,
        store: SubscriptionStore,
        stories: StorySource,
        relevance: Relevance,
        teller: StoryTeller,
        quiet: Callable[[Place], QuietHours | None],
        journal: Journal,
        clock: Clock,
    ) -> None:
        """Take the parts; `quiet` returns the quiet hours of a place, `journal` keeps when was evaluated last."""
        self._store = store
        self._stories = stories
        self._relevance = relevance
        self._teller = teller
        self._quiet = quiet
        self._journal = journal
        self._clock = clock
        self._asked: dict[str, _Asked] = {}  # by story: its articles, the watches asked about, those that it is on
        self._followed: dict[str, tuple[str, ...]] = {}  # by sending: the story's articles that were looked at
        self.edits: tuple[str, ...] = ()  # ids of sendings

    def run(self) -> int:
        """Plan what is due, and return the number of sendings."""
        now = self._clock.now()
        moment = Moment(now=now, outage=self._outage(now))
        planned = self._plan_watches(moment) + self._plan_digests(now)
        self._keep_evaluated(now)
        return planned

    def requested(self, digest: Digest) -> list[NewsStory]:
        """Return what a digest would tell if it came now, what counts most first; nothing of it counts as told."""
        now = self._clock.now()
        stories = self._on_digest(digest, covered_until(digest, now) - OLDEST)
        return stories_of_digest(digest, stories, self._history(digest.id, stories, now), now)

    def _plan_watches(self, moment: Moment) -> int:
        watches = [each for each in self._store.watches() if each.state is SubscriptionState.ACTIVE]
        if not watches:
            self.edits = ()
            return 0
        stories = self._stories.stories_since(moment.now - LOOK_BACK)
        told = self._store.told([article.id for story in stories for article in story.articles])
        opened = self._store.open_sendings()
        planned = self._due_stories(watches, stories, told, opened, moment)
        planned += self._follow(watches, stories, told, moment.now)
        self._store.plan(planned)
        return len(planned)

    def _due_stories(
        self,
        watches: Sequence[Watch],
        stories: Sequence[NewsStory],
        told: Sequence[Sending],
        opened: Sequence[Sending],
        moment: Moment,
    ) -> list[Sending]:
        on: dict[str, list[NewsStory]] = defaultdict(list)
        for story in stories:
            for watch_id in self._watches_on(story, watches):
                on[watch_id].append(story)
        self._forget_old(stories)
        known = _by_subscription((*told, *opened))
        busy = {each.subscription for each in opened if each.kind is not SendingKind.TURN}
        planned = []
        for watch in watches:
            if not on[watch.id] or watch.id in busy:
                continue
            history = _together(known[watch.id], self._store.sent(watch.id, moment.now - LOOK_BACK))
            if sending := due_of_watch(watch, on[watch.id], history, self._quiet(watch.place), moment):
                planned.append(sending)
        return planned

    def _watches_on(self, story: NewsStory, watches: Sequence[Watch]) -> set[str]:
        """Return the watches that a story is on; nothing is asked twice while the story and the watch are the same."""
        articles = _fingerprint(story)
        before, asked, on = self._asked.get(story.id, ((), set(), set()))
        if before != articles:
            asked, on = set(), set()
        new = [watch for watch in watches if _wanted(watch) not in asked]
        if new:
            on = (on - {watch.id for watch in new}) | set(self._relevance.watches_on(story, new))
            asked |= {_wanted(watch) for watch in new}
        self._asked[story.id] = (articles, asked, on)
        return on

    def _forget_old(self, stories: Iterable[NewsStory]) -> None:
        for gone in self._asked.keys() - {story.id for story in stories}:
            del self._asked[gone]

    def _follow(
        self, watches: Sequence[Watch], stories: Sequence[NewsStory], told: Sequence[Sending], now: datetime
    ) -> list[Sending]:
        """Return what is to be said of posted stories that have changed, and keep which posts are to be edited."""
        by_article = {article.id: story for story in stories for article in story.articles}
        by_id = {watch.id: watch for watch in watches}
        planned: list[Sending] = []
        edits: list[str] = []
        for sending in told:
            watch = by_id.get(sending.subscription)
            if watch is None or sending.kind not in _SHOWING or sending.state is not SendingState.SENT:
                continue
            quiet = self._quiet(watch.place)
            story = next((by_article[key] for key in sending.stories if key in by_article), None)
            if story and is_edit_due(sending, story, quiet, now):
                edits.append(sending.id)
            planned += self._turns(watch, sending, by_article, quiet, now)
        self._followed = {each.id: self._followed[each.id] for each in told if each.id in self._followed}
        self.edits = tuple(edits)
        return planned

    def _turns(
        self,
        watch: Watch,
        sending: Sending,
        by_article: dict[str, NewsStory],
        quiet: QuietHours | None,
        now: datetime,
    ) -> list[Sending]:
        """Return the turns that a post's stories took, if one of them has changed since the last look."""
        stories = {story.id: story for key in sending.articles if (story := by_article.get(key))}
        looked_at = (sending.version, *(part for story in stories.values() for part in _fingerprint(story)))
        if self._followed.get(sending.id) == looked_at:
            return []
        turns = [turn for story in stories.values() for turn in self._teller.turns(story, sending)]
        found = due_of_turns(watch, sending, turns, quiet, now)
        if found or not turns:  # else it is night, and they are found again
            self._followed[sending.id] = looked_at
        return [turn for turn in found if self._store.sending(turn.id) is None]

    def _plan_digests(self, now: datetime) -> int:
        planned: list[Sending] = []
        covered: dict[str, datetime] = {}
        for digest in self._store.digests():
            history = self._history(digest.id, (), now)
            if due_time(digest, history, now) is None:
                continue
            stories = self._on_digest(digest, covered_until(digest, now) - OLDEST)
            history = self._history(digest.id, stories, now)
            sending, until = due_of_digest(digest, stories, history, self._quiet(digest.place), now)
            planned += [sending] if sending else []
            covered |= {digest.id: until} if until else {}
        if planned or covered:
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


def _fingerprint(story: NewsStory) -> tuple[str, ...]:
    return tuple(f"{article.id}:{article.version}" for article in story.articles)


def _wanted(watch: Watch) -> tuple[object, ...]:
    """Return what of a watch decides which stories it is on."""
    return watch.id, watch.query, watch.filters, watch.narrowed


def _by_subscription(sendings: Iterable[Sending]) -> dict[str, list[Sending]]:
    found: dict[str, list[Sending]] = defaultdict(list)
    for each in sendings:
        if each.kind is not SendingKind.TURN:
            found[each.subscription].append(each)
    return found


def _together(*some: Iterable[Sending]) -> list[Sending]:
    """Return sendings of several lists, each once."""
    return list({each.id: each for sendings in some for each in sendings}.values())
