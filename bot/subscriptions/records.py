"""The records of subscriptions: what a place wants to hear, what was planned and sent, what a post says (frozen)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.model.chat import Filters, Place
from indexer.model import Quality

if TYPE_CHECKING:
    from datetime import datetime, time

    from bot.model import Claim
    from indexer.model import Article, Story

_NONCE = 24  # characters; Discord takes 25


class Repeat(StrEnum):
    """How often a digest comes."""

    DAILY = "daily"
    WEEKDAYS = "weekdays"  # Monday to Friday
    WEEKLY = "weekly"  # on the days of `Schedule.days`, 0 is Monday
    MONTHLY = "monthly"  # on the days of `Schedule.days`, 1 to 31; in a shorter month on its last
    ON_REQUEST = "on request"  # only when somebody asks for it


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """The days and the time at which a digest comes, in a zone. `schedule.checked_schedule` makes one from words."""

    repeat: Repeat
    at: time | None = None  # None: on request
    zone: str = "UTC"  # IANA name
    days: tuple[int, ...] = ()  # see `Repeat`


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietHours:
    """The hours of a place's day in which nothing is sent to it; they may reach over midnight."""

    start: time
    end: time  # exclusive
    zone: str  # IANA name


class SubscriptionState(StrEnum):
    """Whether a watch or a digest sends."""

    ACTIVE = "active"
    STOPPED = "stopped"  # by a member
    GONE = "gone"  # the bot was removed, or the place is no more


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """A standing question of a place: each story on it is posted there once."""

    id: str  # see `subscription_id`
    place: Place  # platform "slack", "discord", "mail" (channel: an address) or "atom" (channel: the feed's name)
    maker: str  # the member's id; "": the operator, at the command line
    query: str
    filters: Filters = field(default_factory=Filters)
    created: datetime  # stories that were there before are not sent
    state: SubscriptionState = SubscriptionState.ACTIVE
    snoozed_until: datetime | None = None  # what was published before is not sent, neither then nor later
    narrowed: tuple[str, ...] = ()  # words of headlines that are left out: see `narrowing`
    last_sent: datetime | None = None


class WhenEmpty(StrEnum):
    """What a digest does where nothing is new."""

    SAY = "say"  # "Nothing new since Tuesday"
    SILENT = "silent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """The stories of a time for a place, at times that a schedule names."""

    id: str
    place: Place
    maker: str
    schedule: Schedule
    filters: Filters = field(default_factory=Filters)
    tags: tuple[str, ...] = ()
    when_empty: WhenEmpty = WhenEmpty.SAY
    created: datetime
    state: SubscriptionState = SubscriptionState.ACTIVE
    last_covered: datetime  # stories up to then were told or counted; at first the time of its making
    last_sent: datetime | None = None


Subscription = Watch | Digest


class SendingKind(StrEnum):
    """What a sending holds."""

    STORY = "story"  # one, of a watch
    BATCH = "batch"  # several of a watch: after an outage, after the night, or when many came at once
    TURN = "turn"  # a correction, a denial or a new turn, in the thread of a story's post
    DIGEST = "digest"


class SendingState(StrEnum):
    """How far a sending has come."""

    PLANNED = "planned"  # it was never tried: it does not stand there
    INTENDED = "intended"  # it is about to be sent: it may stand there or not
    SENT = "sent"
    LEFT_OUT = "left out"  # it came too late, or the place refused it: it will not be sent; `reason` says why


class TurnKind(StrEnum):
    """What has become of a story that was posted."""

    CORRECTION = "correction"  # an article that the post cites says something else now
    DENIAL = "denial"  # another article says the opposite
    DEVELOPMENT = "development"  # another figure, another state of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A turn that a posted story took."""

    id: str  # the same each time that it is found
    kind: TurnKind
    article: Article  # that brings it
    was: str  # as it was posted
    now: str  # as it is told now; "" if it is not said any more


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A sentence with the article that says it."""

    text: str
    article: Article


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Two reports of one story that say different things of one thing."""

    earlier: Said
    later: Said


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A statement as a post shows it."""

    text: str
    article: str  # id of the one that carries it


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """One post to a place: planned, intended or sent. Its id follows from what it is, so that there is none twice."""

    id: str  # see `sending_id`
    subscription: str  # the id of a watch or a digest
    kind: SendingKind
    place: Place
    planned: datetime
    state: SendingState = SendingState.PLANNED
    nonce: str = ""  # what the post carries, so that it can be looked for; at most 25 characters
    stories: tuple[str, ...] = ()  # ids of those that are told, in their order, as they were when it was planned
    articles: tuple[str, ...] = ()  # ids of all articles of these stories, and of those that are only counted
    left_out: int = 0  # stories that came too late to be told: "late: 3 more"
    more: int = 0  # further stories, for which there was no room
    since: datetime | None = None  # of a digest: its time's beginning, exclusive
    until: datetime | None = None  # of a digest: its time's end, which is its as-of time; of others: as planned
    late: bool = False  # it comes later than it ought to, and says so
    version: str = ""  # of what stands there: another one of what is to be told asks for an edit
    shown: tuple[Shown, ...] = ()  # the statements that stand there
    turn: Turn | None = None
    parent: str = ""  # of a turn: the id of the sending whose thread it goes into
    message: str = ""  # the platform's id of the post; "" before it was sent
    intended: datetime | None = None  # when it was first tried
    sent: datetime | None = None
    tries: int = 0
    not_before: datetime | None = None  # when it may be tried again
    reason: str = ""  # in words: why it was not sent yet, or never will be


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsStory:
    """A story as the catalogue has it."""

    story: Story
    articles: tuple[Article, ...]  # by time, the oldest first; at least one

    @property
    def id(self) -> str:
        """The story's id, which an older article that comes late may change."""
        return self.story.id

    @property
    def began(self) -> datetime:
        """When its first article was published."""
        return self.articles[0].when

    @property
    def seen(self) -> datetime:
        """When its first article was collected."""
        return min(article.first_seen for article in self.articles)

    @property
    def newest(self) -> datetime:
        """When its last article was published."""
        return self.articles[-1].when

    @property
    def reported(self) -> datetime | None:
        """When the last of its articles that is news was published; None: all of it stood in feeds that were added."""
        return max((article.when for article in self.articles if not article.backlog), default=None)

    @property
    def lead(self) -> Article:
        """The report whose headline stands for it: the first that is there and is more than a headline."""
        live = [article for article in self.articles if not article.gone] or list(self.articles)
        return next((each for each in live if each.quality is not Quality.HEADLINE), live[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryItem:
    """A story as a post tells it."""

    story: NewsStory
    lead: Article  # whose headline stands above it
    statements: tuple[Claim, ...]  # at most two, each borne out by its citation
    sources: tuple[Article, ...]  # one of an outlet; those that the statements cite come first


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryPost:
    """One story for a watch."""

    watch: Watch
    item: StoryItem
    left_out: int = 0
    late: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchPost:
    """Several stories for a watch, a line each."""

    watch: Watch
    items: tuple[StoryItem, ...]
    more: int = 0
    left_out: int = 0
    late: bool = False  # after an outage


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestPost:
    """The stories of a time; without items there is nothing new."""

    digest: Digest
    items: tuple[StoryItem, ...]
    more: int
    since: datetime
    until: datetime  # as of
    late: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnPost:
    """What has become of a story, for the thread below its post."""

    watch: Watch
    turn: Turn


Post = StoryPost | BatchPost | DigestPost | TurnPost


def subscription_id(place: Place, maker: str, text: str, created: datetime) -> str:
    """Return the id of a watch or a digest: 12 hexadecimal digits, the same for what is delivered twice."""
    parts = (place.platform, place.team, place.channel, place.thread, maker, text, created.isoformat())
    return hashlib.sha256("\x1f".join(parts).encode(errors="replace")).hexdigest()[:12]


def sending_id(subscription: str, kind: SendingKind, what: str) -> str:
    """Return the id of a sending: `what` is a story's id, a digest's time, or a turn's id."""
    return f"{subscription}:{kind}:{what}"


def nonce_of(sending: str) -> str:
    """Return the nonce that a sending's post carries, the same each time."""
    return hashlib.sha256(sending.encode(errors="replace")).hexdigest()[:_NONCE]
