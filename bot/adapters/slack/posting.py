"""An answer is posted once: after a lost connection or a crash it is looked for before it is posted again."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from weakref import WeakValueDictionary

import structlog

from bot.adapters.slack.api import translated
from bot.adapters.slack.markup import rendered
from bot.model import asked_id
from indexer.errors import Refused, Unsure

if TYPE_CHECKING:
    from bot.adapters.messages.message import Told
    from bot.adapters.slack.api import Web
    from bot.adapters.slack.blocks import Message
    from bot.adapters.slack.events import Bot
    from bot.conversation.corrections import Note
    from bot.model import Asked

QUIETLY: dict[str, Any] = {"unfurl_links": False, "unfurl_media": False}
"""Without them each source becomes a card of its own."""

_EVENT = "byline_answer"
_TOO_MUCH = frozenset({"msg_too_long", "msg_blocks_too_long", "invalid_blocks", "invalid_blocks_format"})
_PAUSES = (0.5, 2.0, 5.0)  # seconds after which it is looked whether a message stands, and posted again if not
_PAGE = 200  # messages


class Posting:
    """Posts messages, into each channel one after the other, as Slack wants it (about one a second)."""

    def __init__(self, web: Web, bot: Bot) -> None:
        self._web = web
        self._bot = bot
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._log = structlog.get_logger("byline.slack")

    async def once(self, asked: Asked, told: Told, nonce: str, *, perhaps_there: bool = False) -> str:
        """Post the answer to a question into its thread and return the message's `ts`; never twice.

        Raises `Refused` if Slack does not take it, `Unsure` if it cannot be learnt whether it stands.
        """
        turn = self._turns.setdefault(asked.place.channel, asyncio.Lock())
        async with turn:
            if perhaps_there and (found := await self._standing(asked, nonce)):
                return found
            for pause in _PAUSES:
                try:
                    return await self._post(asked, rendered(told), nonce)
                except Unsure as unsure:
                    self._log.warning("posted without an answer: looking whether it stands", reason=str(unsure))
                    await asyncio.sleep(pause)
                    if found := await self._standing(asked, nonce):
                        return found
        raise Unsure("the message could not be posted")

    async def note(self, note: Note, told: Told, nonce: str) -> None:
        """Post a note on a correction into the thread of its question; never twice. Raises what `once` does.

        Below an answer that was shared, and so belongs to no thread, it begins one.
        """
        asked, place = note.asked, note.asked.place
        if not place.thread:
            own = asked_id(place.platform, place.team, place.channel, note.message)
            asked = replace(asked, id=own, place=replace(place, thread=note.message))
        turn = self._turns.setdefault(asked.place.channel, asyncio.Lock())
        async with turn:
            if not (note.perhaps_there and await self._standing(asked, nonce, by_buttons=False)):
                await self._post(asked, rendered(told), nonce)

    async def say(self, channel: str, told: Told, thread: str = "") -> str:
        """Post something that is no answer; return its `ts`. Raises `Refused` and `Unsure`."""
        turn = self._turns.setdefault(channel, asyncio.Lock())
        async with turn:
            return await self._send(channel, rendered(told).payload, thread)

    async def whisper(self, channel: str, user: str, told: Told, thread: str = "") -> None:
        """Say something that one member sees. Raises `Refused` and `Unsure`."""
        where: dict[str, Any] = {"thread_ts": thread} if thread else {}
        with translated("chat.postEphemeral"):
            await self._web.patient.chat_postEphemeral(channel=channel, user=user, **rendered(told).payload, **where)

    async def _post(self, asked: Asked, message: Message, nonce: str) -> str:
        metadata = {"event_type": _EVENT, "event_payload": {"nonce": nonce}}
        place = asked.place
        try:
            return await self._send(place.channel, message.payload, place.thread, metadata)
        except Refused as refused:
            if refused.error not in _TOO_MUCH:
                raise
            self._log.error("Slack does not take the answer's form: posting its text alone", reason=refused.error)
            return await self._send(place.channel, {"text": message.text}, place.thread, metadata)

    async def _send(
        self, channel: str, payload: dict[str, Any], thread: str = "", metadata: dict[str, Any] | None = None
    ) -> str:
        more: dict[str, Any] = {"thread_ts": thread} if thread else {}
        if metadata:
            more["metadata"] = metadata
        with translated("chat.postMessage"):
            answer = await self._web.patient.chat_postMessage(channel=channel, **payload, **more, **QUIETLY)
        return str(answer["ts"])

    async def _standing(self, asked: Asked, nonce: str, *, by_buttons: bool = True) -> str | None:
        """Return the `ts` of the message with a nonce in a question's thread, None if there is none.

        Raises `Unsure` if it cannot be learnt.
        """
        for pause in (*_PAUSES, None):
            try:
                return await self._find(asked, nonce, by_buttons=by_buttons)
            except Unsure:
                if pause is None:
                    raise
                await asyncio.sleep(pause)
            except Refused as refused:
                if refused.error == "thread_not_found":  # the question was deleted, and what hung on it with it
                    return None
                raise Unsure(f"it cannot be learnt whether the answer stands: {refused}") from refused
        return None

    async def _find(self, asked: Asked, nonce: str, *, by_buttons: bool) -> str | None:
        place, cursor = asked.place, ""
        after = asked.id.rpartition(":")[2]
        while True:
            with translated("conversations.replies"):
                page = await self._web.patient.conversations_replies(
                    channel=place.channel,
                    ts=place.thread,
                    oldest=after,
                    limit=_PAGE,
                    cursor=cursor,
                    include_all_metadata=True,
                )
            for message in page["messages"]:
                if _nonce(message) == nonce or (by_buttons and self._answers(message, asked)):
                    return str(message["ts"])
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return None

    def _answers(self, message: dict[str, Any], asked: Asked) -> bool:
        """Tell whether one of the bot's messages answers a question: the buttons below it say which one."""
        return message.get("bot_id") == self._bot.bot and asked.id in json.dumps(message.get("blocks", []))


def _nonce(message: dict[str, Any]) -> str | None:
    metadata = message.get("metadata") or {}
    return metadata.get("event_payload", {}).get("nonce") if metadata.get("event_type") == _EVENT else None
