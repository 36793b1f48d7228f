"""Serves Discord from the first question to a clean end."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING

import aiohttp
import discord
from typing_extensions import override

from bot.adapters.chat.service import ChatService
from bot.adapters.discord import command_tree, errors
from bot.adapters.discord.api import translated
from bot.adapters.discord.client import BylineClient, configure_logging, use_addresses
from bot.adapters.discord.events import PLATFORM
from bot.adapters.discord.markup import MARKDOWN, USAGE
from bot.adapters.discord.posting import DiscordPosting
from bot.adapters.discord.router import attach_handlers
from bot.adapters.discord.shard_watch import INTERVAL, ShardWatch
from bot.adapters.discord.threads import DiscordThreads
from bot.operations.health import AdapterState
from indexer.errors import PlatformError, Refused, StoreError, Unsure

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Collection

    from bot.adapters.chat.context import ChatContext
    from bot.adapters.chat.executors import Executors
    from bot.adapters.chat.service import ChatDependencies
    from bot.adapters.chat.subscriptions import ChatSubscriptions
    from bot.config.sections import DiscordSettings
    from bot.model.chat import Place

_END_TIMEOUT = 3.0  # seconds that an orderly end takes beyond what questions have to be answered


class DiscordService(ChatService):
    """Byline on Discord."""

    platform = PLATFORM
    title = "Discord"
    markup = MARKDOWN

    def __init__(self, dependencies: ChatDependencies, settings: DiscordSettings, token: str) -> None:
        super().__init__(dependencies, admin_channel=str(settings.admin_channel or ""))
        self._settings = settings
        self._token = token
        self._has_served = self._is_logged_in = False
        self._gap = ""  # what is wrong between the processes that serve shards
        self._failure: asyncio.Future[None]  # fails when Discord refuses the token
        self._threads: DiscordThreads

    @override
    async def _serve(self, stop: asyncio.Event, executors: Executors) -> None:
        configure_logging()
        try:
            with use_addresses(self._settings.api_url):
                await self._reach(stop, partial(self._serve_until, stop, executors))
        except PlatformError as error:
            if not self._has_served:
                raise
            self._notify(f"Discord is served no longer: {error}")
            self._set_state(AdapterState.FAILED, str(error))

    async def _serve_until(self, stop: asyncio.Event, executors: Executors) -> None:
        """Serve; after `stop` wait no longer than an orderly end takes, and not at all before the login."""
        session = asyncio.ensure_future(self._serve_session(stop, executors))
        stopped = asyncio.ensure_future(stop.wait())
        await asyncio.wait((session, stopped), return_when=asyncio.FIRST_COMPLETED)
        if stopped.done():
            timeout = self._dependencies.drain_timeout + _END_TIMEOUT
            await asyncio.wait((session,), timeout=timeout if self._is_logged_in else 0.0)
            session.cancel()
        stopped.cancel()
        with suppress(asyncio.CancelledError):
            await session

    async def _serve_session(self, stop: asyncio.Event, executors: Executors) -> None:
        """Serve until `stop` is set, or until the connection is lost for good."""
        self._failure = asyncio.get_running_loop().create_future()
        client = BylineClient(gateway_url=self._settings.gateway_url, shards=self._settings.shards)
        async with client, self._logged_in(client):
            self._is_logged_in = True
            context = self._context(executors, errors, USAGE, self._settings.admins)
            posting = DiscordPosting(client)
            self._threads = DiscordThreads(client, context)
            questions = attach_handlers(
                client,
                context,
                posting,
                self._threads,
                self._settings,
                on_token_refused=self._fail,
                on_state=partial(self._handle_state, client),
            )
            await self._send_commands(client, context)
            await questions.resume()
            connection = asyncio.ensure_future(self._connect(client))
            stopped = asyncio.ensure_future(stop.wait())
            periodic = self._start_periodic(context, posting, questions)
            watching = asyncio.ensure_future(self._watch_shards(executors))
            ended: list[asyncio.Future[object]] = [connection, stopped, self._failure]  # type: ignore[list-item]
            await asyncio.wait(ended, return_when=asyncio.FIRST_COMPLETED)
            self._service.give_way()
            periodic.cancel()
            watching.cancel()
            await executors.wait_until_acknowledged()
            await self._drain(executors)
            await client.close()
            stopped.cancel()
            await asyncio.gather(connection, stopped, periodic, watching, return_exceptions=True)
            for task in (self._failure, connection):
                if task.done() and not task.cancelled() and (error := task.exception()):
                    raise error
            self._failure.cancel()

    @asynccontextmanager
    async def _logged_in(self, client: BylineClient) -> AsyncIterator[None]:
        try:
            async with translated("users/@me"):
                await client.login(self._token)
        except discord.LoginFailure as error:
            raise PlatformError(f"[discord] {self._token_refused()}") from error
        except Refused as refused:
            raise PlatformError(f"[discord] Discord does not take the bot: {refused}") from refused
        yield

    async def _connect(self, client: BylineClient) -> None:
        """Hold the connection. Raises `PlatformError` if Discord closes it for good, else `Unsure`."""
        try:
            await client.connect()
        except discord.PrivilegedIntentsRequired as error:
            raise PlatformError(f"[discord] {errors.explain_close(4014, self._settings.token_env)}") from error
        except discord.ConnectionClosed as error:
            raise PlatformError(f"[discord] {errors.explain_close(error.code, self._settings.token_env)}") from error
        except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
            raise Unsure(f"gateway: {type(error).__name__}") from error
        if not client.is_closed():
            raise Unsure("gateway: the connection ended")

    async def _send_commands(self, client: BylineClient, context: ChatContext) -> None:
        """Send the commands, which are the same for all servers, from the process that serves the first of them."""
        shards = self._settings.shards
        if shards and 0 not in shards.ids:
            return
        try:
            await command_tree.sync(client.tree, context, client.application_id or 0)
        except Refused as refused:  # mentions are answered all the same
            self._log.warning("Discord does not take the commands", reason=str(refused))

    async def _watch_shards(self, executors: Executors) -> None:
        """Look again and again whether every shard is served by some process, and say so if not."""
        if (shards := self._settings.shards) is None:
            return
        watch = ShardWatch(self._service, shards)
        while True:
            try:
                gap = await executors.run_io(watch.look)
            except StoreError as error:
                self._log.warning("the other processes' shards are not known", reason=str(error))
            else:
                if gap != self._gap:
                    self._notify(f"Discord: {gap}" if gap else "Discord: every shard is served")
                self._gap = gap
            await asyncio.sleep(INTERVAL)

    @override
    async def _unready(self, context: ChatContext, subscriptions: ChatSubscriptions) -> Collection[Place]:
        """Learn which channels that something comes to are threads, others may be new; return those it is open of."""
        unready: set[Place] = set()
        found = await context.executors.run_io(subscriptions.service.listed, None, "", is_admin=True)
        for place in {each.subscription.place for each in found if each.subscription.place.platform == PLATFORM}:
            try:
                await self._threads.learn(place)
            except Unsure as unsure:
                self._log.warning("nothing is sent to a channel yet", channel=place.channel, reason=str(unsure))
                unready.add(place)
        return unready

    @override
    def _keep_state(self) -> None:
        reason = self._gap if self._state is AdapterState.SERVING else self._reason
        self._dependencies.operator.keep_state(self._state, reason)

    def _handle_state(self, client: BylineClient, state: AdapterState) -> None:
        if state is AdapterState.SERVING and not self._has_served:
            self._has_served = True
            shards = f", {self._settings.shards.words}" if self._settings.shards else ""
            self._notify(f"Discord: serving as {client.user} in {len(client.guilds)} servers{shards}")
        elif state is not self._state and state is AdapterState.SERVING:
            self._log.info("connected to Discord again")
        elif state is not self._state:
            self._log.warning("the connection to Discord is lost: it is made anew")
        self._set_state(state)

    def _fail(self, reason: str) -> None:
        if not self._failure.done():
            self._failure.set_exception(PlatformError(f"[discord] {self._token_refused()} ({reason})"))

    def _token_refused(self) -> str:
        return errors.TOKEN_REFUSED.format(variable=self._settings.token_env)
