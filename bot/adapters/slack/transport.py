"""Receives events over Socket Mode or HTTP."""

from __future__ import annotations

import asyncio
import logging
import re
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING

from aiohttp import web as http
from cachetools import TTLCache
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler

from bot.adapters.slack.api import translated
from bot.adapters.slack.manifest import PATH
from bot.http_connections import Connections
from indexer.errors import PlatformError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from slack_bolt.app.async_app import AsyncApp

    from bot.adapters.slack.api import SlackApi
    from bot.adapters.slack.router import Gate

HEALTH_PATH = "/health"

_PING_INTERVAL = 2.0  # seconds until a lost connection is noticed; bolt's own is 10
_ADDRESS_LIFETIME = 3.0  # seconds without a connection after which its address counts as expired
_WATCH_INTERVAL = 0.5  # seconds
_HEALTH_LIFETIME = 1.0  # seconds that an answer about the health holds, however many ask


class _SecretFilter(logging.Filter):
    """Keeps secrets and tracebacks out of the log.

    The address of a connection holds a ticket, with which anybody could connect. A network that is down is no fault of
    the program, and would fill the log with tracebacks.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Remove both; keep the record."""
        record.msg, record.args = _QUERY.sub(r"\1?…", record.getMessage()), ()
        record.exc_info = None
        return True


_QUERY = re.compile(r"(wss?://[^\s?'\"]+)\?[^\s'\"]*")
_SOCKET = logging.getLogger("bot.adapters.slack.socket")
_SOCKET.setLevel(logging.WARNING)
_SOCKET.addFilter(_SecretFilter())


@asynccontextmanager
async def socket_mode(app: AsyncApp, api: SlackApi, app_token: str) -> AsyncIterator[None]:
    """Receive events over Socket Mode until the block ends; a lost connection is made again.

    Raises `Refused` if the app token is not taken, `Unsure` if Slack cannot be reached.
    """
    with translated("apps.connections.open"):
        opened = await api.patient.apps_connections_open(app_token=app_token)
    handler = AsyncSocketModeHandler(
        app, app_token, logger=_SOCKET, web_client=api.patient, ping_interval=_PING_INTERVAL
    )
    client = handler.client
    client.wss_uri = opened["url"]
    watching = asyncio.ensure_future(_watch(handler))
    try:
        await client.connect()  # type: ignore[no-untyped-call]
        yield
    finally:
        watching.cancel()
        await client.close()  # type: ignore[no-untyped-call]
        left = (client.message_processor, client.current_session_monitor, client.message_receiver, watching)
        await asyncio.gather(*(task for task in left if task is not None), return_exceptions=True)


async def _watch(handler: AsyncSocketModeHandler) -> None:
    """Let the library ask for a new address when it cannot connect: it tries one address for ever."""
    seconds = 0.0  # without a connection
    while True:
        await asyncio.sleep(_WATCH_INTERVAL)
        session = handler.client.current_session
        connected = session is not None and not session.closed
        seconds = 0.0 if connected else seconds + _WATCH_INTERVAL
        if seconds >= _ADDRESS_LIFETIME:
            seconds, handler.client.wss_uri = 0.0, None


@asynccontextmanager
async def http_mode(
    app: AsyncApp, gate: Gate, host: str, port: int, can_store: Callable[[], Awaitable[bool]]
) -> AsyncIterator[int]:
    """Receive events over HTTP until the block ends; yield the port. Raises `PlatformError` if it is in use.

    `can_store` tells whether questions can be stored now: a balancer that asks for the health of several processes
    sends Slack's requests to those that can.
    """
    asked: TTLCache[str, bool] = TTLCache(1, _HEALTH_LIFETIME)

    async def events(request: http.Request) -> http.Response:
        try:
            given = await to_bolt_request(request)
        except (UnicodeDecodeError, LookupError):  # LookupError: an unknown charset
            return http.Response(status=400)
        return await to_aiohttp_response(await app.async_dispatch(given))

    async def health(_: http.Request) -> http.Response:
        if gate.is_closed:
            return http.json_response({"status": "ending"}, status=503)
        if "" not in asked:
            asked[""] = await can_store()
        is_well = asked.get("", False)
        return http.json_response({"status": "ok" if is_well else "cannot store"}, status=200 if is_well else 503)

    connections = Connections()
    served = http.Application(middlewares=[connections.read_in_time])
    served.router.add_post(PATH, events)
    served.router.add_get(HEALTH_PATH, health)
    where = {"host": host, "port": port}
    async with AsyncExitStack() as stack:
        try:
            serving = connections.serving(served, where, shutdown_timeout=1.0)
            server = await stack.enter_async_context(serving)
        except OSError as error:
            raise PlatformError(f"[slack] host, port: cannot listen on {host}:{port} ({error.strerror})") from error
        yield server.sockets[0].getsockname()[1]
