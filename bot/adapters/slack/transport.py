"""Receives events over Socket Mode or HTTP."""

from __future__ import annotations

import asyncio
import logging
import re
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from aiohttp import web as http
from cachetools import TTLCache
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler

from bot.adapters.slack.api import translated

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Coroutine

    from slack_bolt.app.async_app import AsyncApp

    from bot.adapters.chat.event_server import EventServer
    from bot.adapters.slack.api import SlackApi
    from bot.adapters.slack.router import Gate

_T = TypeVar("_T")

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


class HttpReceiver:
    """Takes what Slack sends over HTTP, on whichever event loop it comes: bolt's app lives in the one of its maker."""

    def __init__(self, app: AsyncApp, gate: Gate, can_store: Callable[[], Coroutine[Any, Any, bool]]) -> None:
        """Take what tells whether questions can be stored now.

        A balancer that asks for the health of several processes sends Slack's requests to those that can.
        """
        self._app = app
        self._gate = gate
        self._can_store = can_store
        self._asked: TTLCache[str, bool] = TTLCache(1, _HEALTH_LIFETIME)
        self._loop = asyncio.get_running_loop()

    async def events(self, request: http.Request) -> http.Response:
        """Have bolt check the signature and take an event."""
        try:
            given = await to_bolt_request(request)
        except (UnicodeDecodeError, LookupError):  # LookupError: an unknown charset
            return http.Response(status=400)
        return await to_aiohttp_response(await self._in_own_loop(self._app.async_dispatch(given)))

    async def health(self, _: http.Request) -> http.Response:
        """Say whether events can be taken now; the answer holds for a moment."""
        if self._gate.is_closed:
            return http.json_response({"status": "ending"}, status=503)
        if "" not in self._asked:
            self._asked[""] = await self._in_own_loop(self._can_store())
        is_well = self._asked.get("", False)
        return http.json_response({"status": "ok" if is_well else "cannot store"}, status=200 if is_well else 503)

    async def _in_own_loop(self, work: Coroutine[Any, Any, _T]) -> _T:
        """Return what comes of work, which goes on if the sender hangs up: a question may be stored already."""
        return await asyncio.shield(asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, self._loop)))


@asynccontextmanager
async def http_mode(server: EventServer, receiver: HttpReceiver) -> AsyncIterator[str]:
    """Receive events over HTTP until the block ends; yield where they come in, in words. Raises as `EventServer`."""
    serving = server.received_by(receiver)
    where = await asyncio.to_thread(serving.__enter__)
    try:
        yield where
    finally:  # in a thread, too: what it waits for may need this loop
        await asyncio.to_thread(serving.__exit__, None, None, None)
