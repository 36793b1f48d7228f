"""What the bot may do in a channel: as the gateway tells, or as Discord says of servers of other processes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from cachetools import TTLCache

from bot.adapters.discord.api import translated
from bot.adapters.discord.events import parent_of
from indexer.errors import PlatformError, Unsure

if TYPE_CHECKING:
    from discord.abc import Snowflake

_CHANNELS = 1_000  # whose permissions are remembered
_LIFETIME = 300.0  # seconds


class ChannelPermissions:
    """The bot's permissions in channels."""

    def __init__(self, client: discord.Client) -> None:
        self._client = client
        self._asked: TTLCache[int, discord.Permissions] = TTLCache(_CHANNELS, _LIFETIME)

    def known(self, channel: int) -> discord.Permissions | None:
        """Return what the gateway has told; None for a channel, or a member, that it has not told of."""
        found = self._client.get_channel(channel)
        if not isinstance(found, discord.abc.GuildChannel | discord.Thread):
            return None
        try:
            return found.permissions_for(found.guild.me)
        except (discord.ClientException, AttributeError):  # a thread whose channel is not known, or a server's member
            return None

    async def ask(self, channel: int) -> discord.Permissions:
        """Return them for a channel of a server, asking Discord if need be. Raises `Refused` and `Unsure`."""
        found = self.known(channel) or self._asked.get(channel)
        if found is None:
            async with translated("channels"):
                found = self._asked[channel] = await self._ask(channel)
        return found

    async def may_embed(self, channel: int) -> bool:
        """Return whether embeds are shown in a channel, as far as is known: Discord may leave them out silently."""
        found = self.known(channel)
        if found is None and isinstance(self._client, discord.AutoShardedClient) and self._client.shard_ids:
            try:
                found = await self.ask(channel)
            except PlatformError:  # also in a conversation with one person
                return True
        return found is None or found.embed_links

    async def _ask(self, channel: int) -> discord.Permissions:
        place = await self._client.fetch_channel(channel)
        user: Snowflake | None = self._client.user
        if user is None or isinstance(place, discord.abc.PrivateChannel):
            raise Unsure("it cannot be learnt what the bot may do there")
        guild = await self._client.fetch_guild(place.guild.id, with_counts=False)  # with its roles
        own = await guild.fetch_member(user.id)
        allowing = await guild.fetch_channel(parent_of(place) or place.id)  # a thread's are its channel's
        return allowing.permissions_for(own)
