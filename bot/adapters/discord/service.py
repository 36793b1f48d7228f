"""Serving on Discord from the first question to a clean end."""

from __future__ import annotations

import asyncio
import sys
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING

import aiohttp
import discord
import structlog

from bot.adapters.chat.correction_notes import Corrections
from bot.adapters.chat.executors import Work
from bot.adapters.chat.periodic import Turns
from bot.adapters.discord import command_tree, errors
from bot.adapters.discord.api import translated
from bot.adapters.discord.client import BylineClient, addresses, discreet
from bot.adapters.discord.context import Parts
from bot.adapters.discord.events import PLATFORM
from bot.adapters.discord.markup import MARKDOWN
from bot.adapters.discord.posting import Posting
from bot.adapters.discord.router import attach
from indexer.errors import PlatformError, Refused, Unsure

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from datetime import tzinfo

    from bot.adapters.chat.context import Operator
    from bot.adapters.messages.message import Told
    from bot.config import DiscordSettings, LimitSettings
    from bot.conversation.corrections import Correcting
    from bot.conversation.service import QuestionService
    from bot.operations.health import Status

DRAIN = 10.0
"""Seconds that questions in hand are given at the end; what is left is answered after the next start."""

_ORDERLY = 3.0  # seconds that the rest of an end takes
_SWITCH = 0.001  # seconds that a thread computes before another has its turn: answering must not delay listening
_PATIENCE = (1.0, 2.0, 5.0, 10.0, 30.0)  # seconds between tries to reach Discord


class DiscordService:
    """Byline on Discord."""

    def __init__(  # noqa: PLR0913  one keyword for each part
        self,
        *,
        desk: QuestionService,
        settings: DiscordSettings,
        limits: LimitSettings,
        token: str,
        zone: tzinfo,
        feeds: Callable[[], Status],
        correcting: Correcting | None,
        operator: Operator,
    ) -> None:
        """Take `feeds`, which tells how they are.

        Without `correcting` no thread is told of corrections.

        To be made before collecting begins: what changes from now on is told to the admin channel.
        """
        self._desk = desk
        self._settings = settings
        self._limits = limits
        self._token = token
        self._zone = zone
        self._feeds = feeds
        self._correcting = correcting
        self._say = operator.say
        self._state = operator.state
        self._now = "connecting"
        self.hanging = 0  # threads that did not come to an end when it did
        self._served = self._inside = False  # yet: connected, logged in
        self._log = structlog.get_logger("byline.discord")
        self._turns = Turns(feeds, desk, PLATFORM, watching=settings.admin_channel is not None)
        self._over: asyncio.Future[None]  # fails when it cannot go on

    async def run(self, stop: asyncio.Event) -> None:
        """Serve until `stop` is set, or until Discord ends it. Raises `PlatformError` if it cannot begin."""
        discreet()
        work = Work(self._desk.concurrency)
        sys.setswitchinterval(_SWITCH)
        pauses, pause = iter(_PATIENCE), 0.0
        try:
            with addresses(self._settings.api_url):
                while not stop.is_set():
                    try:
                        await self._until(stop, asyncio.ensure_future(self._session(stop, work)))
                    except Unsure as unsure:
                        pause = next(pauses, pause)
                        self._tell("connecting")
                        self._say(f"Discord cannot be reached ({unsure}): trying again in {pause:.0f} s")
                        await _either(stop, pause)
                    except PlatformError as error:
                        if not self._served:
                            raise
                        self._say(f"Discord is served no longer: {error}")
                        self._tell(f"failed: {error}")
                        return
        finally:
            self.hanging = work.close()

    async def _until(self, stop: asyncio.Event, session: asyncio.Future[None]) -> None:
        """Serve; once it is to end, wait no longer than an orderly end takes, and not at all before the login."""
        stopped = asyncio.ensure_future(stop.wait())
        await asyncio.wait((session, stopped), return_when=asyncio.FIRST_COMPLETED)
        if stopped.done():
            await asyncio.wait((session,), timeout=DRAIN + _ORDERLY if self._inside else 0.0)
            session.cancel()
        stopped.cancel()
        with suppress(asyncio.CancelledError):
            await session

    async def _session(self, stop: asyncio.Event, work: Work) -> None:
        """Serve until `stop` is set, or until the connection is lost for good."""
        self._over = asyncio.get_running_loop().create_future()
        client = BylineClient(gateway_url=self._settings.gateway_url)
        async with client, self._logged_in(client):
            self._inside = True
            parts = self._parts(client, work)
            heard = partial(self._heard, client)
            questions = attach(client, parts, feeds=self._feeds, lost=self._lost, state=heard)
            await self._sync(client, parts)
            await questions.take_up()
            connection = asyncio.ensure_future(self._connected(client))
            stopped = asyncio.ensure_future(stop.wait())
            notes = Corrections(parts, self._correcting, parts.posting.note) if self._correcting else None
            turns = asyncio.ensure_future(
                self._turns.take(parts, partial(self._tell_admins, parts), self._again, notes)
            )
            ended: list[asyncio.Future[object]] = [connection, stopped, self._over]  # type: ignore[list-item]
            await asyncio.wait(ended, return_when=asyncio.FIRST_COMPLETED)
            self._desk.give_way()
            turns.cancel()
            await work.quiet()
            left = await work.drain(DRAIN)
            if left:
                self._log.warning(
                    "ended with questions in hand: they are answered after the next start", questions=left
                )
            await client.close()
            stopped.cancel()
            await asyncio.gather(connection, stopped, turns, return_exceptions=True)
            for task in (self._over, connection):
                if task.done() and not task.cancelled() and (error := task.exception()):
                    raise error
            self._over.cancel()

    @asynccontextmanager
    async def _logged_in(self, client: BylineClient) -> AsyncIterator[None]:
        try:
            async with translated("users/@me"):
                await client.login(self._token)
        except discord.LoginFailure as error:
            raise PlatformError(f"[discord] {self._refused_token()}") from error
        except Refused as refused:
            raise PlatformError(f"[discord] Discord does not take the bot: {refused}") from refused
        yield

    async def _connected(self, client: BylineClient) -> None:
        """Hold the connection. Raises `PlatformError` if Discord ends it for good, `Unsure` for everything else."""
        try:
            await client.connect()
        except discord.PrivilegedIntentsRequired as error:
            raise PlatformError(f"[discord] {errors.closed(4014, self._settings.token_env)}") from error
        except discord.ConnectionClosed as error:
            raise PlatformError(f"[discord] {errors.closed(error.code, self._settings.token_env)}") from error
        except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
            raise Unsure(f"gateway: {type(error).__name__}") from error
        if not client.is_closed():
            raise Unsure("gateway: the connection ended")

    async def _sync(self, client: BylineClient, parts: Parts) -> None:
        try:
            await command_tree.sync(client.tree, parts, client.application_id or 0)
        except Refused as refused:  # mentions are answered all the same
            self._log.warning("Discord does not take the commands", reason=str(refused))

    def _parts(self, client: BylineClient, work: Work) -> Parts:
        return Parts(
            platform=PLATFORM,
            markup=MARKDOWN,
            desk=self._desk,
            settings=self._settings,
            limits=self._limits,
            zone=self._zone,
            work=work,
            posting=Posting(client),
        )

    def _heard(self, client: BylineClient, state: str) -> None:
        if state == "serving" and not self._served:
            self._served = True
            self._say(f"Discord: serving as {client.user} in {len(client.guilds)} servers")
        elif state != self._now and state == "serving":
            self._log.info("connected to Discord again")
        elif state != self._now:
            self._log.warning("the connection to Discord is lost: it is made anew")
        self._tell(state)

    def _tell(self, state: str) -> None:
        self._now = state
        asyncio.get_running_loop().run_in_executor(None, self._again)

    def _again(self) -> None:
        self._state(self._now)

    async def _tell_admins(self, parts: Parts, told: Told) -> None:
        if self._settings.admin_channel:
            await parts.posting.say(self._settings.admin_channel, told)

    def _lost(self, reason: str) -> None:
        if not self._over.done():
            self._over.set_exception(PlatformError(f"[discord] {self._refused_token()} ({reason})"))

    def _refused_token(self) -> str:
        return errors.REFUSED_TOKEN.format(variable=self._settings.token_env)


async def _either(stop: asyncio.Event, seconds: float) -> None:
    """Wait until it is to end, but no longer than so many seconds."""
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return
