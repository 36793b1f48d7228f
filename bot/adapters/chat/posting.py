"""Posting an answer exactly once: after a lost connection or a crash it is looked for before it is posted again."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Protocol
from weakref import WeakValueDictionary

import structlog
from tenacity import AsyncRetrying, retry_if_exception_type, stop_after_attempt, wait_chain, wait_fixed

from indexer.errors import Unsure

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from bot.adapters.chat.context import IncomingMessage
    from bot.adapters.messages.message import Message
    from bot.conversation.corrections import Note
    from bot.model import Asked

_PAUSES = (0.5, 2.0, 5.0)  # seconds


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

    async def whisper_answer(self, asked: Asked, message: Message) -> None:
        """Post an answer so that only its asker sees it."""

    async def send_direct(self, user: str, message: Message) -> str:
        """Post a direct message to a member."""

    async def reply(self, to: IncomingMessage, message: Message) -> None:
        """Reply to a message with something other than an answer; a failure is logged."""

    async def decline(self, to: IncomingMessage, message: Message) -> None:
        """Reply to a message in a channel where the bot may not answer; a failure is logged."""


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
