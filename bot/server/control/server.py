"""Edge: serves other processes of this user through the control socket, by a thread with an event loop of its own."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import struct
import time
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import asynccontextmanager
from contextvars import copy_context
from typing import TYPE_CHECKING, Any

import structlog
from aiohttp import web

from bot.adapters.http_connections import Connections
from bot.log_reference import current_reference, new_reference, referred
from bot.server.control import protocol
from bot.server.control.event_stream import Speaking
from bot.server.control.protocol import HEADER, MAX_BODY, PATIENCE, PROTOCOL
from indexer.errors import BylineError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from concurrent.futures import Future

    from bot.server.control.handlers import Office
    from bot.server.control.voice import Voice

    Work = Callable[[Voice], dict[str, Any]]

_MOST = 64  # orders at a time, those that wait included
_BODIES = 4  # orders whose bodies are in memory at a time
_PEER = struct.Struct("3i")  # pid, uid, gid
_CLOSING = 2.0  # seconds that threads are given at the end


class ControlServer:
    """Serves an `Office`. Orders that change what is collected are done one at a time, in the order they come."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._answers = ThreadPoolExecutor(office.concurrency, thread_name_prefix="control-answer")
        self._changes = ThreadPoolExecutor(1, thread_name_prefix="control-change")
        self._bodies = asyncio.Semaphore(_BODIES)
        self._connections = Connections()
        self._in_hand: set[Future[dict[str, Any]]] = set()
        self._orders = 0
        self._log = structlog.get_logger("byline.control")

    @asynccontextmanager
    async def serving(self, listening: socket.socket) -> AsyncIterator[None]:
        """Serve on a socket until the block ends; who is not answered by then is cut off."""
        application = web.Application(client_max_size=MAX_BODY, middlewares=[self._admitted])
        for path, handler in {
            protocol.ENQUIRE: self._enquire,
            protocol.INDEX: self._index,
            protocol.IMPORT: self._import,
            protocol.FINISH: self._finish,
            protocol.REINDEX: self._reindex,
        }.items():
            application.router.add_post(path, handler)
        serving = self._connections.serving(
            application, {"sock": listening}, handler_cancellation=True, shutdown_timeout=0.1
        )
        async with serving:
            yield

    def close(self) -> int:
        """Give the threads back; return how many do not come to an end."""
        self._answers.shutdown(wait=False, cancel_futures=True)
        self._changes.shutdown(cancel_futures=True)  # what changes the collection ends after the item in hand
        return len(wait(set(self._in_hand), timeout=_CLOSING).not_done)

    async def _enquire(self, request: web.Request) -> web.StreamResponse:
        enquiry = protocol.read(protocol.Enquiry, await self._body(request))
        return await self._done(request, self._answers, lambda voice: self._office.enquire(enquiry, voice))

    async def _index(self, request: web.Request) -> web.StreamResponse:
        indexing = protocol.read(protocol.Indexing, await self._body(request))
        return await self._done(request, self._changes, lambda voice: self._office.index(indexing, voice))

    async def _import(self, request: web.Request) -> web.StreamResponse:
        async with self._bodies:
            lot = protocol.unpacked(await self._body(request))
            return await self._done(request, self._changes, lambda voice: self._office.take(lot, voice))

    async def _finish(self, request: web.Request) -> web.StreamResponse:
        return await self._done(request, self._changes, self._office.finish)

    async def _reindex(self, request: web.Request) -> web.StreamResponse:
        reindexing = protocol.read(protocol.Reindexing, await self._body(request))
        return await self._done(request, self._changes, lambda voice: self._office.reindex(reindexing, voice))

    @web.middleware
    async def _admitted(self, request: web.Request, handler: Callable[[web.Request], Any]) -> web.StreamResponse:
        """Let in whoever is this user and speaks this protocol, but not too many at a time."""
        if refused := self._kept_out(request):
            return refused
        self._orders += 1
        try:
            with self._connections.answering(request), referred(new_reference()):
                found: web.StreamResponse = await handler(request)
        except BylineError as error:
            return _refused(400, str(error))
        except ConnectionResetError:  # whoever asked has gone
            self._log.info("nobody waits for the answer any more", order=request.path)
            return _refused(499, "it hung up")
        except TimeoutError:
            return _refused(408, f"nothing came for {PATIENCE:.0f} seconds")
        except web.HTTPException as error:
            return _refused(error.status, error.reason)
        finally:
            self._orders -= 1
        return found

    def _kept_out(self, request: web.Request) -> web.Response | None:
        """Return why a client is not let in, None if it is."""
        if not _is_ours(request):
            return _refused(403, "it serves the user who runs it, and nobody else")
        if request.headers.get(HEADER) != PROTOCOL:
            return _refused(409, f"it speaks protocol {PROTOCOL}: this is another version")
        if self._orders >= _MOST:
            return _refused(503, "too many orders are waiting: try again in a minute")
        return None

    async def _body(self, request: web.Request) -> bytes:
        async with asyncio.timeout(PATIENCE):
            return await request.read()

    async def _done(self, request: web.Request, executor: ThreadPoolExecutor, work: Work) -> web.StreamResponse:
        """Have an order done in a thread, and send what is said; whoever hangs up calls it off."""
        started = time.monotonic()
        response = web.StreamResponse(headers={HEADER: PROTOCOL, "Content-Type": "application/x-ndjson"})
        await response.prepare(request)
        self._log.info("ordered", order=request.path)
        speaking = Speaking()
        future = executor.submit(copy_context().run, work, speaking.voice)
        self._in_hand.add(future)
        future.add_done_callback(self._in_hand.discard)
        try:
            async for events in speaking.events(future):
                await _send(response, events)
            ended = self._ended(future)
            await _send(response, [ended])
            why = {"failed": ended["message"]} if "failed" in ended else {}
            self._log.info("done", order=request.path, took_s=round(time.monotonic() - started, 3), **why)
        finally:
            speaking.hang_up()
            future.cancel()
        return response

    def _ended(self, future: Future[dict[str, Any]]) -> dict[str, Any]:
        """Return the event that an order ends with."""
        try:
            return {"end": future.result()}
        except BylineError as error:
            return protocol.failure_told(error)
        except Exception as error:  # noqa: BLE001  a fault of ours costs this order only
            self._log.exception("an order failed")
            what = f"a fault in the program ({type(error).__name__}): see its log, reference {current_reference()}"
            return protocol.failure_told(BylineError(what))


async def _send(response: web.StreamResponse, events: list[dict[str, Any]]) -> None:
    """Send events. Raises `TimeoutError` if they are not taken: then nobody listens."""
    async with asyncio.timeout(PATIENCE):
        await response.write(b"".join(json.dumps(event).encode() + b"\n" for event in events))


def _refused(status: int, why: str) -> web.Response:
    return web.Response(status=status, text=why, headers={HEADER: PROTOCOL})


def _is_ours(request: web.Request) -> bool:
    """Tell whether a client is of this user, where the system says it; the mode of the socket says so in any case."""
    option = getattr(socket, "SO_PEERCRED", None)
    transport = request.transport
    if option is None or transport is None:
        return transport is not None
    peer: socket.socket = transport.get_extra_info("socket")
    _, user, _ = _PEER.unpack(peer.getsockopt(socket.SOL_SOCKET, option, _PEER.size))
    return bool(user == os.geteuid())
