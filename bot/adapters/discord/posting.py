"""An answer is posted once: after a lost connection or a crash it is looked for before it is posted again."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any
from weakref import WeakValueDictionary

import discord
import structlog

from bot.adapters.discord.api import translated
from bot.adapters.discord.custom_ids import asked_in
from bot.adapters.discord.events import message_of
from bot.adapters.discord.markup import rendered
from bot.adapters.discord.views import view_of
from indexer.errors import Refused, Unsure

if TYPE_CHECKING:
    from bot.adapters.discord.markup import Message
    from bot.adapters.messages.message import Told
    from bot.conversation.corrections import Note
    from bot.model import Asked

_NO_EMBED = frozenset({"50013", "50006", "50035"})  # perhaps it is only the embed that is not taken
_NO_REPLY = frozenset({"160002"})  # a reply needs the permission to read the channel's history
_PAUSES = (0.5, 2.0, 5.0)  # seconds after which it is looked whether a message stands, and posted again if not
_FORMS = 3  # in which a message is tried, each plainer than the one before
_HISTORY = 1_000  # messages after a question among which its answer is looked for
_COLOUR = 0x1F2A44


class Posting:
    """Posts messages, into each channel one after the other."""

    def __init__(self, client: discord.Client) -> None:
        self._client = client
        self._turns: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        self._log = structlog.get_logger("byline.discord")

    async def once(self, asked: Asked, told: Told, nonce: str, *, perhaps_there: bool = False) -> str:
        """Post the answer to a question as a reply and return the message's id; never twice.

        Raises `Refused` if Discord does not take it, `Unsure` if it cannot be learnt whether it stands.
        """
        channel = int(asked.place.channel)
        message = rendered(told)
        async with self._turn(channel):
            if perhaps_there and (found := await self._standing(asked, nonce)):
                return found
            for pause in _PAUSES:
                try:
                    return await self._send(channel, message, reply=message_of(asked), nonce=nonce)
                except Unsure as unsure:
                    self._log.warning("posted without an answer: looking whether it stands", reason=str(unsure))
                    await asyncio.sleep(pause)
                    if found := await self._standing(asked, nonce):
                        return found
        raise Unsure("the message could not be posted")

    async def note(self, note: Note, told: Told, nonce: str) -> None:
        """Post a note on a correction as a reply to the answer; never twice. Raises what `once` does."""
        channel, answer = int(note.asked.place.channel), int(note.message or message_of(note.asked))
        async with self._turn(channel):
            if not (note.perhaps_there and await self._replied(channel, answer, nonce)):
                await self._send(channel, rendered(told), reply=answer, nonce=nonce)

    async def say(self, channel: int, told: Told, reply: int | None = None) -> str:
        """Post something that is no answer; return its id. Raises `Refused` and `Unsure`."""
        async with self._turn(channel):
            return await self._send(channel, rendered(told), reply=reply)

    async def alone(self, user: int, told: Told) -> str:
        """Say something to a member in a direct message. Raises `Refused` and `Unsure`."""
        async with translated("users/@me/channels"):
            channel = await self._client.create_dm(discord.Object(user))
        return await self.say(channel.id, told)

    def _turn(self, channel: int) -> asyncio.Lock:
        return self._turns.setdefault(channel, asyncio.Lock())

    async def _send(self, channel: int, message: Message, *, reply: int | None = None, nonce: str | None = None) -> str:
        more: dict[str, Any] = {"nonce": nonce} if nonce else {}
        if reply:
            more["reference"] = discord.MessageReference(message_id=reply, channel_id=channel, fail_if_not_exists=False)
        plain = not self._may_embed(channel)
        for _ in range(_FORMS):
            try:
                return await self._sent(channel, **payload(message, plain=plain), **more)
            except Refused as refused:
                if refused.error in _NO_REPLY and "reference" in more:
                    del more["reference"]
                elif refused.error in _NO_EMBED and not plain:
                    plain = True
                else:
                    raise
                self._log.info("posting in a plainer form", channel=channel, reason=refused.error)
        raise Unsure("the message could not be posted")

    def _may_embed(self, channel: int) -> bool:
        """Tell whether embeds are shown in a channel, as far as is known: Discord may leave them out without a word."""
        place = self._client.get_channel(channel)
        if not isinstance(place, discord.abc.GuildChannel | discord.Thread):
            return True
        try:
            return place.permissions_for(place.guild.me).embed_links
        except (discord.ClientException, AttributeError):  # a thread whose channel is not known; no word of ourselves
            return True

    async def _sent(self, channel: int, **given: Any) -> str:
        async with translated("messages"):
            place = self._client.get_partial_messageable(channel)
            return str((await place.send(**given, mention_author=False)).id)

    async def _standing(self, asked: Asked, nonce: str) -> str | None:
        """Return the id of the message that answers a question, None if there is none.

        Raises `Unsure` if it cannot be learnt.
        """
        for pause in (*_PAUSES, None):
            try:
                return await self._find(asked, nonce)
            except Unsure:
                if pause is None:
                    raise
                await asyncio.sleep(pause)
            except Refused as refused:
                raise Unsure(f"it cannot be learnt whether the answer stands: {refused}") from refused
        return None

    async def _find(self, asked: Asked, nonce: str) -> str | None:
        place = self._client.get_partial_messageable(int(asked.place.channel))
        question = discord.Object(message_of(asked) - 1)  # so that what is read begins with the question itself
        seen = 0
        async with translated("history"):
            async for message in place.history(after=question, oldest_first=True, limit=_HISTORY):
                seen += 1
                if self._answers(message, asked, nonce):
                    return str(message.id)
        if not seen:  # so it looks where the bot may not read, too: Discord says no word of that
            raise Refused("history", "empty")
        if seen >= _HISTORY:
            raise Unsure("it cannot be learnt whether the answer stands: too much was said since")
        return None

    async def _replied(self, channel: int, answer: int, nonce: str) -> bool:
        """Tell whether a reply of the bot's to its own answer stands. Raises `Unsure` if it cannot be learnt."""
        place, seen = self._client.get_partial_messageable(channel), 0
        since = discord.Object(answer - 1)  # so that what is read begins with the answer itself
        try:
            async with translated("history"):
                async for message in place.history(after=since, oldest_first=True, limit=_HISTORY):
                    seen += 1
                    to = message.reference.message_id if message.reference else None
                    if self._own(message) and (to == answer or str(message.nonce) == nonce):
                        return True
        except Refused as refused:
            raise Unsure(f"it cannot be learnt whether the note stands: {refused}") from refused
        if not 0 < seen < _HISTORY:
            raise Unsure("it cannot be learnt whether the note stands: the channel's history does not tell")
        return False

    def _own(self, message: discord.Message) -> bool:
        return self._client.user is not None and message.author.id == self._client.user.id

    def _answers(self, message: discord.Message, asked: Asked, nonce: str) -> bool:
        """Tell whether a message is the bot's answer to a question, by its nonce, its buttons or what it replies to."""
        if not self._own(message):
            return False
        reference = message.reference.message_id if message.reference else None
        if nonce and str(message.nonce) == nonce:
            return True
        return asked_in(list(message.components)) == asked.id or reference == message_of(asked)


def payload(message: Message, *, plain: bool = False) -> dict[str, Any]:
    """Return the arguments of `send` and its like: one embed, or plain text without preview cards, and buttons."""
    view = view_of(message)
    shown: dict[str, Any] = {"view": view} if view else {}
    if plain:
        return {"content": message.content, "suppress_embeds": True, **shown}
    return {"embed": discord.Embed(description=message.description, colour=_COLOUR), **shown}
