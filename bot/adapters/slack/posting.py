"""Posts to Slack: answers, notes, replies, and what only one member sees."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

import structlog
from typing_extensions import override

from bot.adapters.chat.posting import ChannelLocks, ChatPosting, delivering, look_through, post_once, retry_unsure
from bot.adapters.messages.message import SHARE_ANSWER
from bot.adapters.slack import errors
from bot.adapters.slack.api import retry_after, translated
from bot.adapters.slack.errors import is_token_refused
from bot.adapters.slack.manifest import PROMPTS
from bot.adapters.slack.markup import render
from bot.model.chat import asked_id
from indexer.errors import PlatformError, Refused, Unsure

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from slack_sdk.web.async_client import AsyncWebClient

    from bot.adapters.chat.context import IncomingMessage
    from bot.adapters.messages.message import Message
    from bot.adapters.slack.api import SlackApi
    from bot.adapters.slack.events import Bot
    from bot.conversation.corrections import Note
    from bot.model.chat import Asked, Place

_NO_UNFURLING: dict[str, Any] = {"unfurl_links": False, "unfurl_media": False}
"""Without them each source becomes a card of its own."""

_EVENT = "byline_answer"
_TOO_LARGE = frozenset({"msg_too_long", "msg_blocks_too_long", "invalid_blocks", "invalid_blocks_format"})
_PAGE = 200  # messages


class SlackPosting(ChatPosting):
    """Posts messages, into each channel one after the other, since Slack wants about one a second."""

    def __init__(self, api: SlackApi, bot: Bot) -> None:
        self._api = api
        self._bot = bot
        self._locks = ChannelLocks()
        self._log = structlog.get_logger("byline.slack")

    @override
    async def post_answer(self, asked: Asked, message: Message, nonce: str, *, may_stand: bool = False) -> str:
        async with self._locks.lock(asked.place.channel):
            return await post_once(
                partial(self._post_with_nonce, asked.place, message, nonce),
                partial(self._find, asked, nonce, by_buttons=True),
                may_stand=may_stand,
            )

    @override
    async def post_note(self, note: Note, message: Message, nonce: str) -> None:
        asked, place = note.asked, note.asked.place
        if not place.thread:  # a shared answer, below which the note begins a thread
            own = asked_id(place.platform, place.team, place.channel, note.message)
            asked = replace(asked, id=own, place=replace(place, thread=note.message))
        async with self._locks.lock(place.channel):
            if not (note.perhaps_there and await self._find(asked, nonce, by_buttons=False)):
                await self._post_with_nonce(asked.place, message, nonce)

    @override
    async def post(self, channel: str, message: Message, thread: str = "") -> str:
        async with self._locks.lock(channel):
            return await self._send(channel, render(message).payload, thread)

    @override
    async def post_news(self, place: Place, message: Message, nonce: str, *, below: str = "") -> str:
        async with self._locks.lock(place.channel):
            with delivering(errors, retry_after):
                return await self._post_with_nonce(replace(place, thread=below), message, nonce, self._api.hasty)

    @override
    async def edit(self, place: Place, posted: str, message: Message) -> None:
        with delivering(errors, retry_after), translated("chat.update"):
            await self._api.hasty.chat_update(channel=place.channel, ts=posted, **render(message).payload)

    @override
    async def find_news(self, place: Place, nonce: str, since: datetime, *, below: str = "") -> str | None:
        with delivering(errors, retry_after):
            try:
                return await look_through(self._newest_first(place.channel, below, nonce), since)
            except Refused as refused:
                if refused.error == "thread_not_found":
                    return None
                raise

    @override
    async def whisper_answer(self, asked: Asked, message: Message) -> None:
        """Post an answer so that only its asker sees it; as a direct message where the bot is not in the channel."""
        try:
            await self.whisper(asked.place.channel, asked.user, message)
        except Refused as refused:
            if is_token_refused(refused.error):
                raise
            self._log.warning("the asker is told in a direct message", asked=asked.id, reason=refused.error)
            await self.post(asked.user, message.without(SHARE_ANSWER))

    @override
    async def send_direct(self, user: str, message: Message) -> str:
        return await self.post(user, message)

    @override
    async def reply(self, to: IncomingMessage, message: Message) -> None:
        """Reply so that only the member sees it; a failure is logged."""
        place = to.place
        try:
            if to.is_direct:
                await self.post(place.channel, message, place.thread)
            else:
                await self.whisper(place.channel, to.user, message, "" if place.thread == to.id else place.thread)
        except PlatformError as error:
            self._log.warning("a member could not be told", user=to.user, channel=place.channel, reason=str(error))

    @override
    async def decline(self, to: IncomingMessage, message: Message) -> None:
        await self.reply(to, message)

    async def whisper(self, channel: str, user: str, message: Message, thread: str = "") -> None:
        """Post a message that one member of a channel sees. Raises `Refused` and `Unsure`."""
        where: dict[str, Any] = {"thread_ts": thread} if thread else {}
        with translated("chat.postEphemeral"):
            await self._api.patient.chat_postEphemeral(channel=channel, user=user, **render(message).payload, **where)

    async def respond(self, url: str, message: Message, **options: Any) -> None:
        """Post a message to the response URL of a command or a click. Raises `Refused` and `Unsure`."""
        await self._api.respond(url, {**render(message).payload, **options})

    async def delete_original(self, url: str) -> None:
        """Delete the message with the button whose click has this response URL. Raises `Refused` and `Unsure`."""
        await self._api.respond(url, {"delete_original": True})

    async def open_view(self, trigger: str, view: dict[str, Any]) -> None:
        """Open a form. Raises `Refused` and `Unsure`."""
        with translated("views.open"):
            await self._api.hasty.views_open(trigger_id=trigger, view=view)

    async def suggest_prompts(self, channel: str) -> None:
        """Suggest questions in the messages tab; a failure is logged."""
        prompts = [{"title": title, "message": message} for title, message in PROMPTS]
        try:
            with translated("assistant.threads.setSuggestedPrompts"):
                await self._api.hasty.assistant_threads_setSuggestedPrompts(
                    channel_id=channel, title="Ask about AI news", prompts=prompts
                )
        except PlatformError as error:
            self._log.warning("no prompts could be suggested", reason=str(error))

    async def _post_with_nonce(
        self, place: Place, message: Message, nonce: str, client: AsyncWebClient | None = None
    ) -> str:
        metadata = {"event_type": _EVENT, "event_payload": {"nonce": nonce}}
        rendered = render(message)
        try:
            return await self._send(place.channel, rendered.payload, place.thread, metadata, client)
        except Refused as refused:
            if refused.error not in _TOO_LARGE:
                raise
            self._log.error("Slack does not take a message's form: posting its text alone", reason=refused.error)
            return await self._send(place.channel, {"text": rendered.text}, place.thread, metadata, client)

    async def _send(
        self,
        channel: str,
        payload: dict[str, Any],
        thread: str = "",
        metadata: dict[str, Any] | None = None,
        client: AsyncWebClient | None = None,
    ) -> str:
        more: dict[str, Any] = {"thread_ts": thread} if thread else {}
        if metadata:
            more["metadata"] = metadata
        with translated("chat.postMessage"):
            posting = client or self._api.patient
            answer = await posting.chat_postMessage(channel=channel, **payload, **more, **_NO_UNFURLING)
        return str(answer["ts"])

    async def _find(self, asked: Asked, nonce: str, *, by_buttons: bool) -> str | None:
        """Return the `ts` of the message with a nonce in a question's thread, None if there is none.

        With `by_buttons` a message whose buttons name the question counts, too. Raises `Unsure` if it cannot be learnt.
        """
        try:
            return await retry_unsure()(self._search_thread, asked, nonce, by_buttons=by_buttons)
        except Refused as refused:
            if refused.error == "thread_not_found":  # the question was deleted with all replies
                return None
            raise Unsure(f"it cannot be learnt whether the answer stands: {refused}") from refused

    async def _search_thread(self, asked: Asked, nonce: str, *, by_buttons: bool) -> str | None:
        def matches(message: dict[str, Any]) -> bool:
            return _nonce(message) == nonce or (by_buttons and self._is_answer(message, asked))

        after = asked.id.rpartition(":")[2]
        said = self._messages(self._api.patient, asked.place.channel, asked.place.thread, after)
        return await anext((str(message["ts"]) async for message in said if matches(message)), None)

    async def _newest_first(self, channel: str, thread: str, nonce: str) -> AsyncIterator[tuple[str, datetime, bool]]:
        """Yield the messages of a channel, or of a thread, each with whether it has a nonce."""
        said = self._messages(self._api.hasty, channel, thread)
        if thread:
            for message in reversed([message async for message in said]):
                yield _seen(message, nonce)
            return
        async for message in said:
            yield _seen(message, nonce)

    async def _messages(
        self, client: AsyncWebClient, channel: str, thread: str, after: str = "0"
    ) -> AsyncIterator[dict[str, Any]]:
        """Yield a channel's messages, the newest first, or a thread's, the oldest first, after a `ts`."""
        call = client.conversations_replies if thread else client.conversations_history
        where: dict[str, Any] = {"channel": channel, **({"ts": thread} if thread else {})}
        cursor = ""
        while True:
            with translated("conversations.replies" if thread else "conversations.history"):
                page = await call(**where, oldest=after, limit=_PAGE, cursor=cursor, include_all_metadata=True)
            for message in page["messages"]:
                yield message
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return

    def _is_answer(self, message: dict[str, Any], asked: Asked) -> bool:
        """Return whether a message is the bot's and has buttons that name the question."""
        return message.get("bot_id") == self._bot.bot and asked.id in json.dumps(message.get("blocks", []))


def _seen(message: dict[str, Any], nonce: str) -> tuple[str, datetime, bool]:
    """Return a message's `ts`, its time and whether it has a nonce."""
    ts = str(message["ts"])
    return ts, datetime.fromtimestamp(float(ts), UTC), _nonce(message) == nonce


def _nonce(message: dict[str, Any]) -> str | None:
    metadata = message.get("metadata") or {}
    return metadata.get("event_payload", {}).get("nonce") if metadata.get("event_type") == _EVENT else None
