"""A workspace's people, channels and messages, what was called and delivered, and what is to go wrong."""

from __future__ import annotations

import itertools
import time
from collections import defaultdict, deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable

TEAM, APP = "T0DOUBLE", "A0DOUBLE"
BOT_USER, BOT = "U0BYLINE", "B0BYLINE"
BOT_TOKEN, APP_TOKEN, SIGNING_SECRET = "xoxb-double-bot", "xapp-double-app", "double-signing-secret"

SCOPES = (
    "app_mentions:read",
    "assistant:write",
    "channels:history",
    "chat:write",
    "commands",
    "groups:history",
    "im:history",
    "metadata.message:read",
    "reactions:write",
    "users:read",
)

TIERS = {  # calls a minute, by method; Slack publishes "at least so many"
    "apps.connections.open": 60,  # Tier 1 of its own: reconnecting must be possible
    "users.info": 100,
    "conversations.history": 50,
    "conversations.replies": 50,
    "reactions.add": 50,
    "reactions.remove": 20,
    "views.open": 100,
    "chat.update": 50,
    "chat.postEphemeral": 100,
    "assistant.threads.setStatus": 600,
}
BURST, PACE = 5, 1.0  # messages into one channel: so many at once, then so many a second


@dataclass(slots=True, kw_only=True)
class Channel:
    """A channel, or a conversation with the bot alone."""

    id: str
    members: set[str]
    archived: bool = False
    direct: bool = False
    messages: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A Web API call, with what was answered."""

    method: str
    arguments: dict[str, Any]
    answer: dict[str, Any]
    at: float  # monotonic seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is to go wrong with a call: an error, HTTP 429, a dropped connection before or after acting."""

    error: str = ""
    retry_after: int = 0
    status: int = 0
    drop: str = ""  # "before" or "after" it acted
    delay: float = 0.0
    hold: threading.Event | None = None  # nothing is done before it is set


@dataclass(slots=True, kw_only=True)
class Envelope:
    """Something delivered to the app, each time of which is noted."""

    id: str
    kind: str  # "events_api", "slash_commands", "interactive"
    payload: dict[str, Any]
    sent: list[float] = field(default_factory=list)
    acked: float | None = None
    response: Any = None  # what came with the ack

    @property
    def took(self) -> float | None:
        """Seconds from the last sending to the ack."""
        return None if self.acked is None else self.acked - self.sent[-1]


@dataclass(slots=True)
class Bucket:
    """Lets so many through at once, and then so many a second."""

    size: float
    rate: float
    level: float
    at: float

    def take(self, now: float) -> bool:
        """Tell whether one more goes through."""
        self.level = min(self.size, self.level + (now - self.at) * self.rate)
        self.at = now
        if self.level < 1:
            return False
        self.level -= 1
        return True


@dataclass(slots=True)
class Workspace:
    """All that the double knows; filled by tests and by the app."""

    scopes: set[str] = field(default_factory=lambda: set(SCOPES))
    channels: dict[str, Channel] = field(default_factory=dict)
    users: dict[str, dict[str, Any]] = field(default_factory=dict)
    clock: Callable[[], float] = time.time
    is_down: bool = False  # takes connections, and drops them
    token_error: str = ""  # "token_revoked", "account_inactive", "invalid_auth"
    calls: list[Call] = field(default_factory=list)
    faults: defaultdict[str, deque[Fault]] = field(default_factory=lambda: defaultdict(deque))
    whispers: list[dict[str, Any]] = field(default_factory=list)  # ephemeral messages
    statuses: dict[tuple[str, str], str] = field(default_factory=dict)  # shown now
    reactions: set[tuple[str, str, str]] = field(default_factory=set)
    views: list[dict[str, Any]] = field(default_factory=list)
    triggers: dict[str, float] = field(default_factory=dict)  # id -> when made; used up when a view is opened
    response_urls: dict[str, dict[str, Any]] = field(default_factory=dict)
    _buckets: dict[tuple[str, ...], Bucket] = field(default_factory=dict)
    _numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    def number(self) -> int:
        """Return a number that was not there before."""
        return next(self._numbers)

    def timestamp(self) -> str:
        """Return a message's `ts`, later than all before it."""
        return f"{int(self.clock())}.{self.number():06d}"

    def channel(self, name: str, *members: str, archived: bool = False) -> Channel:
        """Return a channel, which is made with the bot in it if it is new."""
        made = Channel(id=name, members={*members, BOT_USER}, archived=archived, direct=name.startswith("D"))
        return self.channels.setdefault(name, made)

    def user(self, name: str, zone: str = "UTC") -> dict[str, Any]:
        """Return a member, who is made if new."""
        profile = {"id": name, "team_id": TEAM, "name": name.lower(), "tz": zone, "is_bot": False, "deleted": False}
        return self.users.setdefault(name, profile)

    def limited(self, method: str, arguments: dict[str, Any]) -> bool:
        """Tell whether a call comes too soon."""
        now = self.clock()
        key: tuple[str, ...] = (method,)
        size, rate = TIERS.get(method, 1_000), TIERS.get(method, 1_000) / 60
        if method == "chat.postMessage":
            key, size, rate = (method, str(arguments.get("channel"))), BURST, PACE
        bucket = self._buckets.setdefault(key, Bucket(size, rate, size, now))
        return not bucket.take(now)

    def thread(self, channel: str, root: str) -> list[dict[str, Any]]:
        """Return a thread's messages, its root first."""
        return [
            message
            for message in self.channels[channel].messages
            if root in (message["ts"], message.get("thread_ts", ""))
        ]

    def from_bot(self, channel: str = "") -> list[dict[str, Any]]:
        """Return what the app has posted, in one channel or in all."""
        places = [self.channels[channel]] if channel else list(self.channels.values())
        return [message for place in places for message in place.messages if message.get("bot_id") == BOT]

    def called(self, method: str) -> list[Call]:
        """Return the calls of a method."""
        return [call for call in list(self.calls) if call.method == method]

    def trigger(self) -> str:
        """Return a new trigger id."""
        made = f"{self.number()}.trigger"
        self.triggers[made] = time.monotonic()
        return made
