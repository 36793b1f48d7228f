"""Checks for `doctor`: whether the token is valid, where the bot is, and what it may do there."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import discord

from bot.adapters.discord import errors
from bot.adapters.discord.api import translated
from bot.adapters.discord.client import BylineClient, use_addresses
from bot.adapters.discord.invite import PERMISSIONS, invite
from bot.operations.doctor import Finding, Severity
from indexer.errors import Refused, Unsure

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Mapping

    from bot.config.sections import DiscordSettings

_TIMEOUT = 15.0  # seconds
_MAX_GUILDS = 200  # servers that are checked
_MAX_CHANNELS = 10


def check(settings: DiscordSettings, token: str) -> Iterator[Finding]:
    """Yield the findings on the token."""
    with use_addresses(settings.api_url):
        yield from asyncio.run(_check(settings, token))


async def _check(settings: DiscordSettings, token: str) -> list[Finding]:
    variable = settings.token_env
    try:
        async with BylineClient() as client, translated("users/@me", _TIMEOUT):
            await client.login(token)
            return [finding async for finding in _check_bot(client, settings)]
    except discord.LoginFailure:
        return [_token_refused(variable)]
    except Refused as refused:
        if errors.is_token_refused(refused.error):
            return [_token_refused(variable)]
        says = f"Discord does not take the bot ({refused})"
        return [Finding(check="discord", level=Severity.PROBLEM, says=says, remedy=f"look at it on {errors.PORTAL}")]
    except Unsure as unsure:
        says = f"Discord cannot be reached ({unsure})"
        return [Finding(check="discord", level=Severity.WARNING, says=says, remedy="check this computer's network")]


def _token_refused(variable: str) -> Finding:
    says = f"Discord refuses the token in {variable}"
    remedy = errors.TOKEN_REFUSED.format(variable=variable)
    return Finding(check="discord", level=Severity.PROBLEM, says=says, remedy=remedy)


async def _check_bot(client: BylineClient, settings: DiscordSettings) -> AsyncIterator[Finding]:
    """Yield the findings on a bot that Discord knows."""
    guilds = {int(each["id"]): each for each in await client.http.get_guilds(_MAX_GUILDS)}
    link = invite(client.application_id or 0)
    yield Finding(check="discord", says=f"{settings.token_env}: {client.user} in {len(guilds)} servers")
    yield Finding(check="discord", says=f"the link that invites it, with every scope and permission it needs: {link}")
    if not guilds:
        says = "it is in no server yet: until then it can be used by those who have installed it for themselves"
        yield Finding(check="discord", level=Severity.WARNING, says=says, remedy=f"invite it: {link}")
    for guild in guilds.values():
        missing = [name for name in PERMISSIONS if not _permissions(guild) >= discord.Permissions(**{name: True})]
        if missing:
            says = f"{guild['name']}: it lacks {', '.join(f'{name} ({PERMISSIONS[name]})' for name in missing)}"
            remedy = f"give its role what is missing, or invite it again: {link}"
            yield Finding(check="discord", level=Severity.WARNING, says=says, remedy=remedy)
    for wanted in settings.guilds if len(guilds) < _MAX_GUILDS else ():
        if wanted not in guilds:
            says = f"[discord] guilds: it is not in the server {wanted}"
            yield Finding(check="discord", level=Severity.PROBLEM, says=says, remedy=f"invite it: {link}")
    for key, channel in _channels(settings):
        try:
            async with translated(f"channels/{channel}"):
                await client.fetch_channel(channel)
        except (Refused, discord.InvalidData) as error:
            says = f"[discord] {key}: it cannot see the channel {channel} ({error})"
            remedy = "let it view the channel, or correct the id"
            yield Finding(check="discord", level=Severity.PROBLEM, says=says, remedy=remedy)


def _permissions(guild: Mapping[str, Any]) -> discord.Permissions:
    """Return the permissions of the bot in a server, which a channel may override."""
    own = discord.Permissions(int(guild.get("permissions", 0)))
    return discord.Permissions.all() if own.administrator else own


def _channels(settings: DiscordSettings) -> list[tuple[str, int]]:
    named = [("channels", channel) for channel in settings.channels[:_MAX_CHANNELS]]
    return [*named, ("admin_channel", settings.admin_channel)] if settings.admin_channel else named
