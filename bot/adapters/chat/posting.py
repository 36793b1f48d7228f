"""Posting an answer exactly once: after a lost connection or a crash it is looked for before it is posted again."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol
from weakref import WeakValueDictionary

import structlog
from tenacity import AsyncRetrying, retry_if_exception_type, stop_after_attempt, wait_chain, wait_fixed

from indexer.errors import NotNow, PlaceGone, Refused, Unsure

if TYPE_CHECKING:
    from collections.abc import AsyncIterable, Awaitable, Callable, Iterator, Sequence
    from datetime import datetime

    from bot.adapters.chat.context import IncomingMessage, PlatformErrors
    from bot.adapters.messages.message import Message
    from bot.conversation.corrections import Note
    from bot.model.chat import Asked, Place

_PAUSES = (0.5, 2.0, 5.0)  # seconds
_TOKEN_PAUSE = 600.0  # seconds until a token that is refused may be another one

_SKEW = timedelta(hours=1)  # by how much the clocks of a platform and of this computer often differ
_LOOKED_THROUGH = 1_000  # messages among which a post is looked for


class ChatPosting(Protocol):
    """Everything that a platform posts.

    All but `reply` and `decline` raise `Refused` if the platform does not take a message, and `Unsure` if it cannot be
    learnt whether the message stands.
    """

    async def post_answer(self, asked: Asked, message: Message, nonce: str, *, may_stand: bool = False) -> str:
        """Post the answer to a question and return the message's id; never twice, also if it `may_stand` already."""

    async def post_note(self, note: Note, message: Message, nonce: str) -> None:
        """Post a note on a correction below the answer; never twice."""

    async def post(self, channel: str, message: Message) -> str:
        """Post any other message; return its id."""

    async def post_news(self, place: Place, message: Message, nonce: str, *, below: str = "") -> str:
        """Post for a watch or a digest, below an earlier post if one is given, without looking whether it stands.

        This and the next two raise what `delivering` says.
        """

    async def edit(self, place: Place, posted: str, message: Message) -> None:
        """Put a message in place of one that was posted, whose buttons may stay as they are."""

    async def find_news(self, place: Place, nonce: str, since: datetime, *, below: str = "") -> str | None:
        """Return the id of the post with a nonce, None if there is none; it was posted since a time, by our clock."""

    async def whisper_answer(self, asked: Asked, message: Message) -> None:
        """Post an answer so that only its asker sees it."""

    async def send_direct(self, user: str, message: Message) -> str:
        """Post a direct message to a member."""

    async def reply(self, to: IncomingMessage, message: Message) -> None:
        """Reply to a message with something other than an answer; a failure is logged."""

    async def decline(self, to: IncomingMessage, message: Message) -> None:
        """Reply to a message in a channel where the bot may not answer; a failure is logged."""


async def look_through(messages: AsyncIterable[tuple[str, datetime, bool]], since: datetime) -> str | None:
    """Return the id of the post that is looked for; None if it is not among a channel's newest messages.

    They come newest first, each with its id, its time and whether it is the one. How many are read does not depend on
    `since`, the time of the post by this computer's clock, which may have been days ahead. Raises `Unsure` if there may
    be more of them since then.
    """
    seen = 0
    async for key, when, is_it in messages:
        if is_it:
            return key
        seen += 1
        if seen >= _LOOKED_THROUGH and when >= since - _SKEW:
            raise Unsure("it cannot be learnt whether the post stands: too much was said since")
        if seen >= _LOOKED_THROUGH:
            return None
    return None


class ChannelLocks:
    """A lock for each channel, so that messages are posted into it one after the other."""

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def lock(self, channel: str) -> asyncio.Lock:
        """Return the lock of a channel."""
        return self._locks.setdefault(channel, asyncio.Lock())


async def post_once(
    post: Callable[[], Awaitable[str]], find: Callable[[], Awaitable[str | None]], *, may_stand: bool
) -> str:
    """Return the id of a message that is posted unless `find` finds it.

    Raises `Refused` if the platform does not take it, `Unsure` if it cannot be learnt whether it stands.
    """
    if may_stand and (found := await find()):
        return found
    for pause in _PAUSES:
        try:
            return await post()
        except Unsure as unsure:
            log = structlog.get_logger("byline.adapters")
            log.warning("posted without an answer: looking whether it stands", reason=str(unsure))
            await asyncio.sleep(pause)
            if found := await find():
                return found
    raise Unsure("the message could not be posted")


@contextmanager
def delivering(errors: PlatformErrors, pause_of: Callable[[Refused], float | None]) -> Iterator[None]:
    """Raise a platform's refusal of a post for which nobody waits as what it means.

    That is `NotNow` where the platform wants fewer calls, as `pause_of` tells with the seconds, or takes no call with
    this token; `PlaceGone` where the channel is; else `Refused`. What is `Unsure` stays so.
    """
    try:
        yield
    except Refused as refused:
        pause = _TOKEN_PAUSE if errors.is_token_refused(refused.error) else pause_of(refused)
        if pause is not None:
            raise NotNow(str(refused), pause) from refused
        if errors.is_gone(refused.error):
            raise PlaceGone("posting", refused.error) from refused
        raise


def retry_unsure(pauses: Sequence[float] = _PAUSES) -> AsyncRetrying:
    """Return a caller that repeats a call after each pause (seconds) while it raises `Unsure`.

    Only for calls that do no harm when they are done twice.
    """
    return AsyncRetrying(
        retry=retry_if_exception_type(Unsure),
        wait=wait_chain(*map(wait_fixed, pauses)),
        stop=stop_after_attempt(len(pauses) + 1),
        reraise=True,
    )
