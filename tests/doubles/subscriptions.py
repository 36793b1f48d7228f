"""Fakes of what subscriptions need. The store passes the same contract suite as the real one, in `tests/contracts`."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from threading import RLock
from typing import TYPE_CHECKING, Any

from bot.model import Citation, Claim, StatementKind
from bot.model.chat import Filters, Place
from bot.subscriptions.records import (
    Digest,
    NewsStory,
    Repeat,
    Schedule,
    Sending,
    SendingKind,
    SendingState,
    StoryItem,
    Watch,
)
from indexer.model import Article, Story
from tests.doubles.catalogue_records import article

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from bot.subscriptions.records import Post, Subscription, Turn

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
PLACE = Place(platform="slack", team="T1", channel="C1")
_OPEN = (SendingState.PLANNED, SendingState.INTENDED)


def watch(key: str = "w1", **changes: Any) -> Watch:
    """Return a watch that was made an hour before `NOW`."""
    values: dict[str, Any] = {
        "id": key,
        "place": PLACE,
        "maker": "U1",
        "query": "chips",
        "filters": Filters(),
        "created": NOW - timedelta(hours=1),
    }
    return Watch(**(values | changes))


def digest(key: str = "d1", **changes: Any) -> Digest:
    """Return a digest of every day at 12:00 UTC that was made a day before `NOW`."""
    values: dict[str, Any] = {
        "id": key,
        "place": PLACE,
        "maker": "U1",
        "schedule": Schedule(repeat=Repeat.DAILY, at=time(12), zone="UTC"),
        "created": NOW - timedelta(days=1),
        "last_covered": NOW - timedelta(days=1),
    }
    return Digest(**(values | changes))


def news(name: str = "one", *, others: Sequence[Article] = (), origins: int = 0, **changes: Any) -> NewsStory:
    """Return a story whose first article was published and collected at `NOW`, less changes."""
    first = article(name, **({"published": NOW, "first_seen": NOW} | changes))
    return story_of((first, *others), origins=origins)


def story_of(articles: Sequence[Article], *, origins: int = 0) -> NewsStory:
    """Return the story of some articles, each an origin of its own unless told otherwise."""
    ordered = tuple(sorted(articles, key=lambda each: (each.when, each.id)))
    outlets = len({each.publisher for each in ordered})
    first = ordered[0].id
    counted = Story(id=first, articles=len(ordered), outlets=outlets, origins=origins or len(ordered), first=first)
    return NewsStory(story=counted, articles=ordered)


class FakeSubscriptionStore:
    """Keeps everything in dictionaries."""

    def __init__(self) -> None:
        self._subscriptions: dict[str, Subscription] = {}
        self._sendings: dict[str, Sending] = {}
        self._turn = RLock()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Let one thread in at a time, and keep what there was if it fails."""
        with self._turn:
            before = dict(self._subscriptions), dict(self._sendings)
            try:
                yield
            except BaseException:
                self._subscriptions, self._sendings = before
                raise

    def add(self, subscription: Subscription) -> bool:
        """Keep it, unless it is known."""
        known = subscription.id in self._subscriptions
        self._subscriptions.setdefault(subscription.id, subscription)
        return not known

    def change(self, subscription: Subscription) -> None:
        """Keep it, less what only sending changes."""
        if before := self._subscriptions.get(subscription.id):
            kept = replace(subscription, last_sent=before.last_sent)
            if isinstance(kept, Digest) and isinstance(before, Digest):
                kept = replace(kept, last_covered=before.last_covered)
            self._subscriptions[subscription.id] = kept

    def get(self, subscription_id: str) -> Subscription | None:
        """Look it up."""
        return self._subscriptions.get(subscription_id)

    def remove(self, subscription_id: str) -> None:
        """Forget it."""
        self._subscriptions.pop(subscription_id, None)

    def watches(self, place: Place | None = None) -> list[Watch]:
        """Look through all."""
        return [each for each in self._in(place) if isinstance(each, Watch)]

    def digests(self, place: Place | None = None) -> list[Digest]:
        """Look through all."""
        return [each for each in self._in(place) if isinstance(each, Digest)]

    def plan(self, sendings: Sequence[Sending], covered: Mapping[str, datetime] | None = None) -> None:
        """Keep what is new."""
        for each in sendings:
            self._sendings.setdefault(each.id, each)
        for key, until in (covered or {}).items():
            known = self._subscriptions.get(key)
            if isinstance(known, Digest):
                self._subscriptions[key] = replace(known, last_covered=until)

    def update(self, sending: Sending) -> None:
        """Keep it, if it is known."""
        if sending.id not in self._sendings:
            return
        self._sendings[sending.id] = sending
        known = self._subscriptions.get(sending.subscription)
        if sending.sent and known:
            self._subscriptions[known.id] = replace(known, last_sent=sending.sent)

    def sending(self, sending_id: str) -> Sending | None:
        """Look it up."""
        return self._sendings.get(sending_id)

    def open_sendings(self, platform: str = "") -> list[Sending]:
        """Look through all."""
        found = [each for each in self._by_time() if each.state in _OPEN]
        return [each for each in found if platform in ("", each.place.platform)]

    def told(self, articles: Collection[str]) -> list[Sending]:
        """Look through all."""
        found = [each for each in self._by_time() if each.kind is not SendingKind.TURN]
        return [each for each in found if set(articles) & set(each.articles)]

    def sent(self, subscription_id: str, since: datetime) -> list[Sending]:
        """Look through all."""
        found = [each for each in self._by_time() if each.kind is not SendingKind.TURN]
        return [each for each in found if each.subscription == subscription_id and each.planned >= since]

    def left_out(self, subscription_id: str) -> list[Sending]:
        """Look through all."""
        found = [each for each in self._by_time() if each.subscription == subscription_id]
        return [each for each in found if each.state is SendingState.LEFT_OUT]

    def counts(self) -> Mapping[str, int]:
        """Count all."""
        names = [
            f"{'watches' if isinstance(each, Watch) else 'digests'} {each.state}"
            for each in self._subscriptions.values()
        ]
        names += [f"posts {each.state}" for each in self._sendings.values()]
        return {name: names.count(name) for name in names}

    def count_user(self, user: str) -> int:
        """Count all of one maker."""
        return sum(each.maker == user for each in self._subscriptions.values())

    def forget_user(self, user: str) -> int:
        """Remove all of one maker."""
        theirs = {key for key, each in self._subscriptions.items() if each.maker == user}
        self._subscriptions = {key: each for key, each in self._subscriptions.items() if key not in theirs}
        self._sendings = {key: each for key, each in self._sendings.items() if each.subscription not in theirs}
        return len(theirs)

    def count_articles(self, articles: Collection[str]) -> int:
        """Count all that tell one."""
        return sum(bool(set(articles) & set(each.articles)) for each in self._sendings.values())

    def forget_articles(self, articles: Collection[str]) -> int:
        """Erase what they show."""
        found = [each for each in self._sendings.values() if set(articles) & set(each.articles)]
        for each in found:
            state = SendingState.LEFT_OUT if each.state in _OPEN else each.state
            reason = each.reason or "it was forgotten"
            self._sendings[each.id] = replace(each, state=state, shown=(), turn=None, reason=reason)
        return len(found)

    def forget(self, before: datetime) -> None:
        """Remove what is old and not open."""
        kept = {key: each for key, each in self._sendings.items() if each.planned >= before or each.state in _OPEN}
        self._sendings = kept

    def settle(self, now: datetime) -> None:
        """Begin anew."""
        for key, each in self._sendings.items():
            if each.state is SendingState.PLANNED:
                intended = each.intended or each.planned
                self._sendings[key] = replace(each, state=SendingState.INTENDED, intended=intended)
        for key, known in self._subscriptions.items():
            if isinstance(known, Watch):
                self._subscriptions[key] = replace(known, snoozed_until=max(known.snoozed_until or now, now))
            else:
                self._subscriptions[key] = replace(known, last_covered=max(known.last_covered, now))

    def _in(self, place: Place | None) -> list[Subscription]:
        found = sorted(self._subscriptions.values(), key=lambda each: (each.created, each.id))
        channel = place and (place.platform, place.team, place.channel)
        return [
            each for each in found if not place or (each.place.platform, each.place.team, each.place.channel) == channel
        ]

    def _by_time(self) -> list[Sending]:
        return sorted(self._sendings.values(), key=lambda each: (each.planned, each.id))


@dataclass(kw_only=True)
class Posted:
    """One message at a fake destination."""

    id: str
    place: Place
    post: Post
    nonce: str
    thread: str = ""
    edits: list[Post] = field(default_factory=list)


class FakeDestination:
    """Keeps messages in a list, in the order in which they came."""

    def __init__(self, platform: str = "slack") -> None:
        self.platform = platform
        self.messages: list[Posted] = []
        self.told_admin: list[str] = []

    async def send(self, place: Place, post: Post, nonce: str) -> str:
        """Keep it."""
        return self._keep(place, post, nonce)

    async def edit(self, place: Place, message: str, post: Post) -> None:  # noqa: ARG002  the port's form
        """Keep what it became."""
        self.message(message).edits.append(post)

    async def reply(self, place: Place, message: str, post: Post, nonce: str) -> str:
        """Keep it with the message above."""
        return self._keep(place, post, nonce, message)

    async def find(self, place: Place, nonce: str, since: datetime, message: str = "") -> str | None:  # noqa: ARG002
        """Look through the messages of a place."""
        found = (each.id for each in self.messages if (each.place, each.nonce, each.thread) == (place, nonce, message))
        return next(found, None)

    async def tell_admin(self, text: str) -> None:
        """Keep it."""
        self.told_admin.append(text)

    def message(self, key: str) -> Posted:
        """Return a message by its id."""
        return next(each for each in self.messages if each.id == key)

    def _keep(self, place: Place, post: Post, nonce: str, thread: str = "") -> str:
        key = f"m{len(self.messages) + 1}"
        self.messages.append(Posted(id=key, place=place, post=post, nonce=nonce, thread=thread))
        return key


class FakeStories:
    """The stories of a catalogue, set by a test."""

    def __init__(self, *stories: NewsStory) -> None:
        self.stories = list(stories)

    def stories_since(self, since: datetime) -> list[NewsStory]:
        """Look through all."""
        return sorted((each for each in self.stories if each.newest >= since), key=lambda each: (each.began, each.id))

    def stories_with(self, articles: Collection[str]) -> Mapping[str, NewsStory]:
        """Look through all."""
        wanted = set(articles)
        return {one.id: each for each in self.stories for one in each.articles if one.id in wanted}


class FakeTeller:
    """Tells each story by the title of its first article; turns are set by a test, by the first article's id."""

    def __init__(self) -> None:
        self.found: dict[str, list[Turn]] = {}

    def tell(self, story: NewsStory, statements: int) -> StoryItem | None:
        """Say its title, once."""
        lead = story.articles[0]
        citation = Citation(article=lead, passage=lead.title)
        claim = Claim(text=lead.title, kind=StatementKind.REPORTED, citations=(citation,))
        return StoryItem(story=story, lead=lead, statements=(claim,)[:statements], sources=story.articles)

    def turns(self, story: NewsStory, sending: Sending) -> Sequence[Turn]:  # noqa: ARG002  the port's form
        """Return what was set."""
        return [turn for each in story.articles for turn in self.found.get(each.id, ())]


class FakeRelevance:
    """A story is on a watch whose query, and in a digest one of whose tags, is a tag of one of its articles."""

    prepared = 0

    def prepare(self) -> None:
        """Count it."""
        self.prepared += 1

    def watches_on(self, story: NewsStory, watches: Sequence[Watch]) -> Collection[str]:
        """Compare tags with queries."""
        tags = {tag for each in story.articles for tag in each.tags}
        return [each.id for each in watches if each.query in tags]

    def digests_on(self, story: NewsStory, digests: Sequence[Digest]) -> Collection[str]:
        """Compare tags with tags; a digest without tags has everything."""
        tags = {tag for each in story.articles for tag in each.tags}
        return [each.id for each in digests if not each.tags or tags & set(each.tags)]
