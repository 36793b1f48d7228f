"""Posts to Discord: answers, notes, replies, and what only one member sees."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import discord
import structlog
from typing_extensions import override

from bot.adapters.chat.posting import ChannelLocks, ChatPosting, delivering, look_through, post_once, retry_unsure
from bot.adapters.discord import errors
from bot.adapters.discord.api import retry_after, translated
from bot.adapters.discord.custom_ids import find_asked_id, holds
from bot.adapters.discord.events import message_id
from bot.adapters.discord.markup import MARKDOWN, render
from bot.adapters.discord.permissions import ChannelPermissions
from bot.adapters.discord.views import view_of
from bot.adapters.messages.message import SHARE_ANSWER
from bot.adapters.messages.notices import format_notice
from indexer.errors import PlatformError, Refused, Unsure

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.adapters.chat.context import IncomingMessage
    from bot.adapters.discord.markup import DiscordMessage
    from bot.adapters.messages.message import Message
    from bot.conversation.corrections import Note
    from bot.model.chat import Asked, Place

_NO_EMBED = frozenset({"50013", "50006", "50035"})  # perhaps only the embed is refused
_NO_REPLY = frozenset({"160002"})  # a reply needs the permission to read the channel's history
_FORMS = 3  # of a message that are tried, each plainer than the one before
_HISTORY = 1_000  # messages among which an answer or a post is looked for
_CLOSED = "I could not answer you in time, and direct messages are closed to me. Please ask again."
_COLOUR = 0x1F2A44


class DiscordPosting(ChatPosting):
    """Posts messages, into each channel one after the other."""

    def __init__(self, client: discord.Client) -> None:
        self._client = client
        self._permissions = ChannelPermissions(client)
        self._locks = ChannelLocks()
        self._log = structlog.get_logger("byline.discord")

    @override
    async def post_answer(self, asked: Asked, message: Message, nonce: str, *, may_stand: bool = False) -> str:
        channel, question = int(asked.place.channel), message_id(asked)
        async with self._locks.lock(asked.place.channel):
            return await post_once(
                partial(self._send, channel, render(message), reply_to=question, nonce=nonce),
                partial(self._find_answer, asked, nonce),
                may_stand=may_stand,
            )

    @override
    async def post_note(self, note: Note, message: Message, nonce: str) -> None:
        channel, answer = int(note.asked.place.channel), int(note.message or message_id(note.asked))
        async with self._locks.lock(note.asked.place.channel):
            if not (note.perhaps_there and await self._has_reply(channel, answer, nonce)):
                await self._send(channel, render(message), reply_to=answer, nonce=nonce)

    @override
    async def post(self, channel: str, message: Message, reply_to: int | None = None) -> str:
        async with self._locks.lock(channel):
            return await self._send(int(channel), render(message), reply_to=reply_to)

    @override
    async def post_news(self, place: Place, message: Message, nonce: str, *, below: str = "") -> str:
        async with self._locks.lock(place.channel):
            with delivering(errors, retry_after):
                reply_to = int(below) if below else None
                return await self._send(int(place.channel), render(message), reply_to=reply_to, nonce=nonce)

    @override
    async def edit(self, place: Place, posted: str, message: Message) -> None:
        """Change the text; the buttons stay as they were posted, by which the post is known."""
        channel, rendered = int(place.channel), render(message)
        shown = payload(replace(rendered, buttons=()), plain=not await self._permissions.may_embed(channel))
        shown.pop("suppress_embeds", None)
        with delivering(errors, retry_after):
            async with translated("messages/edit"):
                await self._client.get_partial_messageable(channel).get_partial_message(int(posted)).edit(**shown)

    @override
    async def find_news(self, place: Place, nonce: str, since: datetime, *, below: str = "") -> str | None:
        """Look in the channel's history, where posts below others stand, too."""

        def is_it(message: discord.Message) -> bool:
            return self._is_own(message) and (str(message.nonce) == nonce or holds(list(message.components), nonce))

        with delivering(errors, retry_after):
            await self._require_history(place)
            async with translated("history"):
                said = self._client.get_partial_messageable(int(place.channel)).history(limit=_HISTORY)
                return await look_through(((str(each.id), each.created_at, is_it(each)) async for each in said), since)

    async def _require_history(self, place: Place) -> None:
        """Raise `Refused` where the history may not be read, which Discord does not tell: it shows an empty one."""
        if place.team and not (await self._permissions.ask(int(place.channel))).read_message_history:
            raise Refused("history", "may not be read")

    @override
    async def whisper_answer(self, asked: Asked, message: Message) -> None:
        """Send an answer in a direct message, since it came too late for the command's own way of answering."""
        try:
            await self.send_direct(asked.user, message.without(SHARE_ANSWER))
        except Refused:
            with suppress(PlatformError):  # the bot may not be allowed to write where the command was used
                await self.post(asked.place.channel, format_notice(_CLOSED, MARKDOWN))
            raise

    @override
    async def send_direct(self, user: str, message: Message) -> str:
        async with translated("users/@me/channels"):
            channel = await self._client.create_dm(discord.Object(int(user)))
        return await self.post(str(channel.id), message)

    @override
    async def reply(self, to: IncomingMessage, message: Message) -> None:
        """Reply in the channel, or where that fails in a direct message; a failure of both is logged."""
        try:
            await self.post(to.place.channel, message, int(to.id))
        except PlatformError as error:
            self._log.info("a member could not be told where they asked", user=to.user, reason=str(error))
            await self.decline(to, message)

    @override
    async def decline(self, to: IncomingMessage, message: Message) -> None:
        """Reply in a direct message; a failure is logged."""
        try:
            await self.send_direct(to.user, message)
        except PlatformError as error:
            self._log.warning("a member could not be told", user=to.user, reason=str(error))

    async def follow_up(self, interaction: discord.Interaction[Any], message: Message) -> None:
        """Send a message that only the user of an interaction sees; a failure is logged."""
        try:
            await self.whisper(interaction, message)
        except PlatformError as error:
            self._log.warning("a member could not be told", user=interaction.user.id, reason=str(error))

    async def whisper(self, interaction: discord.Interaction[Any], message: Message) -> None:
        """Send a message that only the user of an interaction sees. Raises `Refused` and `Unsure`."""
        try:
            async with translated("webhooks"):
                await interaction.followup.send(**payload(render(message)), ephemeral=True)
        except Refused:
            await self.send_direct(str(interaction.user.id), message.without(SHARE_ANSWER))

    async def _send(
        self, channel: int, message: DiscordMessage, *, reply_to: int | None = None, nonce: str | None = None
    ) -> str:
        more: dict[str, Any] = {"nonce": nonce} if nonce else {}
        if reply_to:
            more["reference"] = discord.MessageReference(
                message_id=reply_to, channel_id=channel, fail_if_not_exists=False
            )
        plain = not await self._permissions.may_embed(channel)
        for _ in range(_FORMS):
            try:
                return await self._send_once(channel, **payload(message, plain=plain), **more)
            except Refused as refused:
                if refused.error in _NO_REPLY and "reference" in more:
                    del more["reference"]
                elif refused.error in _NO_EMBED and not plain:
                    plain = True
                else:
                    raise
                self._log.info("posting in a plainer form", channel=channel, reason=refused.error)
        raise Unsure("the message could not be posted")

    async def _send_once(self, channel: int, **arguments: Any) -> str:
        async with translated("messages"):
            place = self._client.get_partial_messageable(channel)
            return str((await place.send(**arguments, mention_author=False)).id)

    async def _find_answer(self, asked: Asked, nonce: str) -> str | None:
        """Return the id of the message that answers a question, None if there is none.

        Raises `Unsure` if it cannot be learnt.
        """
        try:
            return await retry_unsure()(self._search_channel, asked, nonce)
        except Refused as refused:
            raise Unsure(f"it cannot be learnt whether the answer stands: {refused}") from refused

    async def _search_channel(self, asked: Asked, nonce: str) -> str | None:
        channel, question = int(asked.place.channel), message_id(asked)
        found, seen = await self._search(channel, question, lambda message: self._is_answer(message, asked, nonce))
        if found:
            return str(found.id)
        if not seen:  # also where the bot may not read, which Discord does not tell
            raise Refused("history", "empty")
        if seen >= _HISTORY:
            raise Unsure("it cannot be learnt whether the answer stands: too much was said since")
        return None

    async def _has_reply(self, channel: int, answer: int, nonce: str) -> bool:
        """Return whether the bot has replied to its own answer. Raises `Unsure` if it cannot be learnt."""

        def is_note(message: discord.Message) -> bool:
            return self._is_own(message) and (_replied_to(message) == answer or str(message.nonce) == nonce)

        try:
            found, seen = await self._search(channel, answer, is_note)
        except Refused as refused:
            raise Unsure(f"it cannot be learnt whether the note stands: {refused}") from refused
        if found:
            return True
        if not 0 < seen < _HISTORY:
            raise Unsure("it cannot be learnt whether the note stands: the channel's history does not tell")
        return False

    async def _search(
        self, channel: int, since: int, matches: Callable[[discord.Message], bool]
    ) -> tuple[discord.Message | None, int]:
        """Return the first match among a channel's messages from the id `since` on, and the number of those read."""
        place, seen = self._client.get_partial_messageable(channel), 0
        async with translated("history"):
            async for message in place.history(after=discord.Object(since - 1), oldest_first=True, limit=_HISTORY):
                seen += 1
                if matches(message):
                    return message, seen
        return None, seen

    def _is_own(self, message: discord.Message) -> bool:
        return self._client.user is not None and message.author.id == self._client.user.id

    def _is_answer(self, message: discord.Message, asked: Asked, nonce: str) -> bool:
        """Return whether a message is the bot's answer to a question, by its nonce, its buttons or its reference."""
        if not self._is_own(message):
            return False
        if nonce and str(message.nonce) == nonce:
            return True
        return find_asked_id(list(message.components)) == asked.id or _replied_to(message) == message_id(asked)


def _replied_to(message: discord.Message) -> int | None:
    return message.reference.message_id if message.reference else None


def payload(message: DiscordMessage, *, plain: bool = False) -> dict[str, Any]:
    """Return the arguments of `send` and its like: one embed, or plain text without preview cards, and buttons."""
    view = view_of(message)
    shown: dict[str, Any] = {"view": view} if view else {}
    if plain:
        return {"content": message.content, "suppress_embeds": True, **shown}
    embed = discord.Embed(description=message.description or None, colour=_COLOUR)
    for field in message.fields:
        embed.add_field(name=field.name, value=field.value, inline=field.inline)
    return {"embed": embed, **shown}
