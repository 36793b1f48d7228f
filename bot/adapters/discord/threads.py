"""Which channel a thread belongs to: as comes with an event, as the gateway tells, or else as Discord says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from cachetools import TTLCache

from bot.adapters.chat.posting import ChannelLocks
from bot.adapters.discord import errors
from bot.adapters.discord.api import HASTY, retry_after, translated
from bot.adapters.discord.events import parent_of
from indexer.errors import Refused, Unsure

if TYPE_CHECKING:
    from bot.adapters.chat.context import ChatContext
    from bot.model.chat import Place

_CHANNELS = 10_000  # that are remembered
_LIFETIME = 3_600.0  # seconds; a channel that Discord does not show is asked for again then


class DiscordThreads:
    """Learns the channels of threads, so that what holds in a channel holds in its threads, too."""

    def __init__(self, client: discord.Client, context: ChatContext) -> None:
        self._client = client
        self._run_store = context.executors.run_store
        self._threads = context.service.scopes.threads
        self._locks = ChannelLocks()
        self._asked: TTLCache[int, object] = TTLCache(_CHANNELS, _LIFETIME)
        self._known: TTLCache[tuple[str, int | None], bool] = TTLCache(_CHANNELS, _LIFETIME)  # with what was told of it
        self._log = context.log

    async def whole(self, channel: object) -> object:
        """Return a channel as it is, also if the gateway has not told of it yet. Raises `Unsure`."""
        if not isinstance(channel, discord.PartialMessageable):
            return channel
        return await self._ask(channel.id) or channel

    async def learn(self, place: Place, channel: object = None) -> None:
        """Keep of which channel a place is a thread, if it is one; `channel` is the place as it came with an event.

        Raises `Unsure` or `StoreError` if that cannot be learnt or kept: then nothing may be looked up for the place.
        """
        key = (place.channel, parent_of(channel))  # an event may tell of a thread that Discord does not show
        if not place.team or key in self._known:
            return
        found = channel or self._client.get_channel(int(place.channel))
        if found is None and not await self._run_store(self._threads.channel_of, place):
            found = await self._ask(int(place.channel))
        if parent := parent_of(found):
            await self._run_store(self._threads.learn, place, str(parent))
        self._known[key] = True

    async def _ask(self, channel: int) -> object:
        """Return a channel, None for one that Discord does not show to the bot."""
        async with self._locks.lock(str(channel)):
            if channel not in self._asked:
                self._asked[channel] = await self._fetched(channel)
            return self._asked[channel]

    async def _fetched(self, channel: int) -> object:
        try:
            async with translated("channels", HASTY):
                return await self._client.fetch_channel(channel)
        except Refused as refused:
            if retry_after(refused) is not None or errors.is_token_refused(refused.error):
                raise Unsure(str(refused)) from refused
            self._log.info("a channel is not shown", channel=channel, reason=str(refused))
        except discord.InvalidData as error:  # of a kind that the library does not know: no thread
            self._log.info("a channel is not known", channel=channel, reason=str(error))
        return None
