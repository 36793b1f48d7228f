"""Servers, channels, people, messages and interactions; what was called and what is to go wrong."""

from __future__ import annotations

import itertools
import time
from collections import defaultdict, deque
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Mapping

BOT_TOKEN = "double.bot.token"
BOT = 1_100_000_000_000_000_001  # the bot's user id and its application's
ROLE = 1_100_000_000_000_000_002  # the role that the bot's invitation made

GUILDS, GUILD_MESSAGES, DIRECT_MESSAGES = 1 << 0, 1 << 9, 1 << 12  # intents
PRIVILEGED = 1 << 1 | 1 << 8 | 1 << 15

REACT, VIEW, SEND, EMBED, HISTORY = 1 << 6, 1 << 10, 1 << 11, 1 << 14, 1 << 16  # permissions
THREADS, SEND_IN_THREADS = 1 << 35, 1 << 38
ALL = REACT | VIEW | SEND | EMBED | HISTORY | THREADS | SEND_IN_THREADS

TEXT, DIRECT, THREAD, FORUM = 0, 1, 11, 15  # kinds of channels; a forum holds nothing but threads
SLASH, PRESSED, COMPLETING, SUBMITTED = 2, 3, 4, 5  # kinds of interactions
IN_SERVER, IN_DM, IN_PRIVATE = 0, 1, 2  # where a command is used
SAY, DEFER, DEFER_CHANGE, CHANGE, COMPLETE, ASK = 4, 5, 6, 7, 8, 9  # kinds of answers

NONCE_LASTS = 300.0  # seconds
TOKEN_LASTS = 900.0  # seconds
_EPOCH = 1_420_070_400_000  # milliseconds


@dataclass(slots=True, kw_only=True)
class Channel:
    """A channel, a thread, or the conversation of one person with the bot."""

    id: int
    name: str
    kind: int = TEXT
    guild: int | None = None
    parent: int | None = None  # of a thread
    recipient: int | None = None  # of a conversation
    permissions: int = ALL  # the bot's
    archived: bool = False
    locked: bool = False
    closed: bool = False  # a conversation whose recipient takes no messages
    messages: list[dict[str, Any]] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Guild:
    """A server; a command of a member who has installed the app for themselves is used also where the bot is not."""

    id: int
    name: str
    installed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A REST call, with what was answered."""

    route: str
    parameters: dict[str, str]
    given: Any
    status: int
    answer: Any
    at: float  # monotonic seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is to go wrong with a call: an error, HTTP 429, a dropped connection before or after acting, a delay."""

    status: int = 0
    code: int = 0
    message: str = "fault"
    retry_after: float = 0.0
    whole: bool = False  # the rate limit of the whole API
    drop: str = ""  # "before" or "after" it acted
    delay: float = 0.0
    hold: threading.Event | None = None  # nothing is done before it is set


@dataclass(slots=True, kw_only=True)
class Interaction:
    """A command, a press, a completion or a sent form, with all that the app has answered."""

    id: int
    token: str
    payload: dict[str, Any]
    user: int
    channel: int
    sent: float = 0.0  # monotonic seconds; 0: not yet
    answered: float | None = None
    kind: int = 0  # of the answer
    response: dict[str, Any] = field(default_factory=dict)  # what came with the answer
    original: dict[str, Any] | None = None  # the message that stands for the answer
    thinking: bool = False  # deferred, and not yet edited
    followups: list[dict[str, Any]] = field(default_factory=list)
    foreign: bool = False  # used where the bot is not
    expired: bool = False

    @property
    def took(self) -> float | None:
        """Seconds from the sending to the answer."""
        return None if self.answered is None else self.answered - self.sent

    @property
    def messages(self) -> list[dict[str, Any]]:
        """What was said in answer, save what still is to come, was deleted, or stood there before."""
        own = self.original if self.kind in (SAY, DEFER) and not self.thinking else None
        return [*([own] if own else []), *self.followups]


@dataclass(slots=True)
class Window:
    """Lets so many calls through in so many seconds."""

    limit: int
    seconds: float
    began: float = 0.0
    used: int = 0

    def take(self, now: float) -> bool:
        """Tell whether one more goes through."""
        if now - self.began >= self.seconds:
            self.began, self.used = now, 0
        self.used += 1
        return self.used <= self.limit

    def left(self, now: float) -> float:
        """Seconds until it begins anew."""
        return max(0.0, self.began + self.seconds - now)


LIMITS = {  # calls in seconds, by route and channel
    "message.create": (5, 5.0),
    "message.edit": (5, 5.0),
    "message.delete": (5, 1.0),
    "message.history": (5, 5.0),
    "typing": (5, 5.0),
    "reaction.add": (1, 0.25),
    "reaction.remove": (1, 0.25),
    "followup.create": (5, 2.0),
    "original.edit": (5, 2.0),
    "commands.put": (2, 20.0),
}
WHOLE = (50, 1.0)  # calls of all routes together that bear the bot's token


@dataclass(slots=True)
class World:
    """All that the double knows; filled by tests and by the app."""

    ids: dict[str, int] = field(default_factory=dict)  # names that tests use
    guilds: dict[int, Guild] = field(default_factory=dict)
    channels: dict[int, Channel] = field(default_factory=dict)
    people: dict[int, str] = field(default_factory=dict)
    interactions: dict[str, Interaction] = field(default_factory=dict)  # by token
    commands: dict[int, list[dict[str, Any]]] = field(default_factory=lambda: {0: []})  # by server; 0: everywhere
    calls: list[Call] = field(default_factory=list)
    faults: defaultdict[tuple[str, int], deque[Fault]] = field(default_factory=lambda: defaultdict(deque))
    reactions: set[tuple[int, int, str]] = field(default_factory=set)  # channel, message, emoji
    typed: list[int] = field(default_factory=list)  # channels in which typing was shown
    pings: list[str] = field(default_factory=list)  # whom the app's messages would have notified
    unguarded: list[dict[str, Any]] = field(default_factory=list)  # forms that do not say that nobody is to be
    previews: list[str] = field(default_factory=list)  # links that would have grown a card
    outbox: list[tuple[str, dict[str, Any], Channel | None]] = field(default_factory=list)  # events to be dispatched
    nonces: dict[tuple[int, str], tuple[float, dict[str, Any]]] = field(default_factory=dict)
    clock: Callable[[], float] = time.time
    limits: Mapping[str, tuple[int, float]] = field(default_factory=lambda: LIMITS)
    whole_limit: tuple[int, float] = WHOLE
    is_down: bool = False  # drops the connections of calls for messages
    token: str = BOT_TOKEN
    intents: int = 0  # privileged ones that are approved
    shards: int = 1
    _windows: dict[tuple[str, str], Window] = field(default_factory=dict)
    _numbers: itertools.count[int] = field(default_factory=itertools.count)

    def snowflake(self) -> int:
        """Return an id that says when it was made, larger than all before it."""
        return (int(self.clock() * 1000) - _EPOCH << 22) + next(self._numbers) % 2**22

    def id(self, name: str) -> int:
        """Return the id that stands for a name."""
        if name not in self.ids:
            self.ids[name] = self.snowflake()
        return self.ids[name]

    def guild(self, name: str = "Newsroom", *, installed: bool = True) -> Guild:
        """Return a server, which is made if new."""
        made = Guild(id=self.id(f"server {name}"), name=name, installed=installed)
        return self.guilds.setdefault(made.id, made)

    def channel(self, name: str, guild: str = "Newsroom", **more: Any) -> Channel:
        """Return a channel, made if new; the name of a person after an @ stands for their conversation with the bot."""
        if name.startswith("@"):
            return self.conversation(self.person(name[1:]))
        made = Channel(id=self.id(f"channel {name}"), name=name, **{"guild": self.guild(guild).id, **more})
        return self.channels.setdefault(made.id, made)

    def conversation(self, person: int) -> Channel:
        """Return the conversation of a person with the bot."""
        name = self.people[person]
        made = Channel(id=self.id(f"conversation {name}"), name=f"@{name}", kind=DIRECT, recipient=person)
        return self.channels.setdefault(made.id, made)

    def person(self, name: str) -> int:
        """Return a person's id."""
        found = self.id(f"person {name}")
        self.people.setdefault(found, name)
        return found

    def of(self, guild: Guild) -> list[Channel]:
        """Return a server's channels and threads."""
        return [each for each in self.channels.values() if each.guild == guild.id]

    def message(self, channel: int, number: int) -> dict[str, Any] | None:
        """Return a message of a channel."""
        return next((each for each in self.channels[channel].messages if int(each["id"]) == number), None)

    def from_bot(self, channel: str = "") -> list[dict[str, Any]]:
        """Return what the bot has posted, in one channel or in all."""
        places = [self.channel(channel)] if channel else list(self.channels.values())
        return [each for place in places for each in list(place.messages) if int(each["author"]["id"]) == BOT]

    def called(self, route: str) -> list[Call]:
        """Return the calls of a route."""
        return [call for call in list(self.calls) if call.route == route]

    def fault(self, route: str, parameters: dict[str, str]) -> Fault:
        """Return what is to go wrong with a call: one meant for its channel, else one meant for any."""
        used = self.interactions.get(parameters.get("token", ""))
        channel = used.channel if used else int(parameters.get("channel", 0))
        waiting = self.faults[route, channel] or self.faults[route, 0]
        return waiting.popleft() if waiting else Fault()

    def windows(self, route: str, parameters: dict[str, str]) -> Window:
        """Return what limits the calls of a route in one channel, or for one token."""
        key = (route, parameters.get("channel") or parameters.get("token") or "")
        return self._windows.setdefault(key, Window(*self.limits.get(route, (100, 1.0))))

    def whole(self) -> Window:
        """Return what limits all calls together."""
        return self._windows.setdefault(("", ""), Window(*self.whole_limit))

    def tell(self, event: str, data: dict[str, Any], channel: Channel | None = None) -> None:
        """Have the gateway dispatch an event."""
        self.outbox.append((event, data, channel))


def timestamp() -> str:
    """Return the time as Discord writes it."""
    return datetime.now(UTC).isoformat()
