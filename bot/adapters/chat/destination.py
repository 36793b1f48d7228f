"""A chat platform as a place that watches and digests send to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from typing_extensions import override

from bot.adapters.messages.story_post import format_post
from bot.subscriptions.ports import Destination
from bot.subscriptions.records import DigestPost
from bot.subscriptions.schedule import checked_zone

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.adapters.chat.context import ChatContext
    from bot.adapters.chat.posting import ChatPosting
    from bot.adapters.messages.message import Message
    from bot.model.chat import Place
    from bot.subscriptions.records import Post, QuietHours


class ChatDestination(Destination):
    """Sends posts to a platform's channels."""

    def __init__(
        self,
        context: ChatContext,
        posting: ChatPosting,
        quiet: Callable[[Place], QuietHours | None],
        admin_channel: str,
    ) -> None:
        """Take the channel of the admins, "" for none; `quiet` tells the zone of a channel that has quiet hours."""
        self._context = context
        self._posting = posting
        self._quiet = quiet
        self._admin_channel = admin_channel

    @property
    @override
    def platform(self) -> str:
        return self._context.platform

    @override
    async def send(self, place: Place, post: Post, nonce: str) -> str:
        return await self._posting.post_news(place, await self._message(place, post, nonce), nonce)

    @override
    async def edit(self, place: Place, message: str, post: Post) -> None:
        await self._posting.edit(place, message, await self._message(place, post, ""))

    @override
    async def reply(self, place: Place, message: str, post: Post, nonce: str) -> str:
        return await self._posting.post_news(place, await self._message(place, post, nonce), nonce, below=message)

    @override
    async def find(self, place: Place, nonce: str, since: datetime, message: str = "") -> str | None:
        return await self._posting.find_news(place, nonce, since, below=message)

    @override
    async def tell_admin(self, text: str) -> None:
        if self._admin_channel:
            await self._posting.post(self._admin_channel, self._context.notice(text))
        else:
            self._context.log.warning("no admin channel is configured to tell", told=text)

    async def _message(self, place: Place, post: Post, nonce: str) -> Message:
        zone = self._context.zone
        if isinstance(post, DigestPost):
            zone = checked_zone(post.digest.schedule.zone)
        elif quiet := await self._context.executors.run_io(self._quiet, place):
            zone = checked_zone(quiet.zone)
        return format_post(post, nonce, zone, self._context.markup)
