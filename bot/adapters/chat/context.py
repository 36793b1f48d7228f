"""What all parts of a platform's adapter work with: members, their messages, the operator, the use cases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import structlog

from bot.adapters.messages import notices
from bot.conversation.audience import Viewer
from bot.model.chat import Place, asked_id

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import tzinfo

    from bot.adapters.chat.executors import Executors
    from bot.adapters.chat.subscriptions import ChatSubscriptions
    from bot.adapters.messages.markup import Markup
    from bot.adapters.messages.message import Message
    from bot.adapters.messages.notices import Usage
    from bot.conversation.service import QuestionService
    from bot.operations.health import AdapterState, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatMember:
    """A member; what the platform does not tell is ""."""

    zone: str = ""  # IANA name
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Requester:
    """A member who has used a command or a button, and the place of it."""

    user: str
    team: str
    channel: str
    member: ChatMember
    is_alone: bool = False  # in their own conversation with the bot

    def viewer(self, platform: str) -> Viewer:
        """Return the viewer whose rights decide which answers they may see."""
        place = Place(platform=platform, team=self.team, channel=self.channel)
        return Viewer(user=self.user, place=place, alone=self.is_alone)


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingMessage:
    """A member's message to the bot, or in a thread that the bot may take part in."""

    place: Place  # with the thread that the answer belongs into
    user: str
    id: str
    text: str  # plain, without mentions
    is_direct: bool
    is_addressed: bool = True  # direct, or a mention
    mentions_others: bool = False
    replies_to: str = ""  # id of the question whose answer this replies to; "": none

    @property
    def asked_id(self) -> str:
        """The question's id: the same, however often and in whichever event it is delivered."""
        return asked_id(self.place.platform, self.place.team, self.place.channel, self.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Operator:
    """The person who runs the bot."""

    notify: Callable[[str], None]
    keep_state: Callable[[AdapterState, str], None] = lambda _, __: None  # with a reason, for `status` and `doctor`


class PlatformErrors(Protocol):
    """The meaning of a platform's refusals; the `errors` module of each platform has these functions."""

    def explain(self, error: str) -> str:
        """Return the reason for a refusal in words for a member."""

    def is_token_refused(self, error: str) -> bool:
        """Return whether no call with this token succeeds after such a refusal."""

    def is_gone(self, error: str) -> bool:
        """Return whether the channel is there no more, or the bot cannot write in it any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatContext:
    """The use cases, the settings and the platform's own ways, shared by all handlers of an adapter."""

    platform: str
    service: QuestionService
    zone: tzinfo  # decides what "today" means where the asker's own zone is not known
    feeds: Callable[[], Status]  # reads the disk
    executors: Executors
    markup: Markup
    errors: PlatformErrors
    usage: Usage
    admins: frozenset[str] = frozenset()
    subscriptions: ChatSubscriptions | None = None  # None: there are no watches and digests

    @property
    def log(self) -> Any:
        """The logger of the platform."""
        return structlog.get_logger(f"byline.{self.platform}")

    def notice(self, text: str) -> Message:
        """Return a message of one line."""
        return notices.format_notice(text, self.markup)

    def rate_limited(self) -> Message:
        """Return the message to a member who has asked more than one member may."""
        return self.notice(notices.rate_limited(self.service.per_user))

    def channel_not_allowed(self) -> Message:
        """Return the message for a channel in which the bot may not answer."""
        return self.notice(notices.channel_not_allowed(self.markup))
