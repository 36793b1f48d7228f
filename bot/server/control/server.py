"""Edge: serves other processes of this user through the control socket."""

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

from bot.http_connections import Connections
from bot.log_reference import current_reference, new_reference, referred
from bot.operations.forgetting import ForgetTarget
from bot.server.control import protocol
from bot.server.control.event_stream import EventStream
from bot.server.control.protocol import HEADER, MAX_BODY, PATIENCE, PROTOCOL
from indexer.errors import BylineError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from concurrent.futures import Future

    from bot.server.control.handlers import OrderHandlers
    from bot.server.control.output import Output

    Work = Callable[[Output], dict[str, Any]]

_MAX_ORDERS = 64  # at a time, those that wait included
_MAX_BODIES = 4  # in memory at a time
_PEER = struct.Struct("3i")  # pid, uid, gid
_CLOSING = 2.0  # seconds that threads have to end


class ControlServer:
    """Passes orders on to its handlers; those that change what is collected one at a time, in the order they come."""

    def __init__(self, handlers: OrderHandlers) -> None:
        self.hanging = 0  # threads that were still at work when it ended
        self._handlers = handlers
        self._answers = ThreadPoolExecutor(handlers.concurrency, thread_name_prefix="control-answer")
        self._changes = ThreadPoolExecutor(1, thread_name_prefix="control-change")
        self._bodies = asyncio.Semaphore(_MAX_BODIES)
        self._connections = Connections()
        self._in_hand: set[Future[dict[str, Any]]] = set()
        self._orders = 0
        self._log = structlog.get_logger("byline.control")

    @asynccontextmanager
    async def serving(self, listening: socket.socket) -> AsyncIterator[None]:
        """Serve on a socket until the block ends; clients that are not answered by then are cut off."""
        application = web.Application(client_max_size=MAX_BODY, middlewares=[self._admit])
        for path, handler in {
            protocol.ENQUIRE: self._enquire,
            protocol.INDEX: self._index,
            protocol.IMPORT: self._import,
            protocol.FINISH: self._finish,
            protocol.REINDEX: self._reindex,
            protocol.FORGET: self._forget,
            protocol.NEWS: self._news,
        }.items():
            application.router.add_post(path, handler)
        serving = self._connections.serving(
            application, {"sock": listening}, handler_cancellation=True, shutdown_timeout=0.1
        )
        try:
            async with serving:
                yield
        finally:
            self._end_threads()

    def _end_threads(self) -> None:
        self._answers.shutdown(wait=False, cancel_futures=True)
        self._changes.shutdown(cancel_futures=True)  # what changes the collection ends after the item in hand
        self.hanging = len(wait(set(self._in_hand), timeout=_CLOSING).not_done)

    async def _enquire(self, request: web.Request) -> web.StreamResponse:
        enquiry = protocol.decode_order(protocol.Enquiry, await self._body(request))
        return await self._respond(request, self._answers, lambda output: self._handlers.enquire(enquiry, output))

    async def _news(self, request: web.Request) -> web.StreamResponse:
        order = protocol.decode_order(protocol.NewsOrder, await self._body(request))
        return await self._respond(request, self._answers, lambda output: self._handlers.news(order, output))

    async def _index(self, request: web.Request) -> web.StreamResponse:
        indexing = protocol.decode_order(protocol.Indexing, await self._body(request))
        return await self._respond(request, self._changes, lambda output: self._handlers.index(indexing, output))

    async def _import(self, request: web.Request) -> web.StreamResponse:
        async with self._bodies:
            lot = protocol.decode_lines(await self._body(request))
            return await self._respond(request, self._changes, lambda output: self._handlers.take(lot, output))

    async def _finish(self, request: web.Request) -> web.StreamResponse:
        return await self._respond(request, self._changes, self._handlers.finish)

    async def _reindex(self, request: web.Request) -> web.StreamResponse:
        reindexing = protocol.decode_order(protocol.Reindexing, await self._body(request))
        return await self._respond(request, self._changes, lambda output: self._handlers.reindex(reindexing, output))

    async def _forget(self, request: web.Request) -> web.StreamResponse:
        target = protocol.decode_order(ForgetTarget, await self._body(request))
        return await self._respond(request, self._changes, lambda output: self._handlers.forget(target, output))

    @web.middleware
    async def _admit(self, request: web.Request, handler: Callable[[web.Request], Any]) -> web.StreamResponse:
        """Admit clients of this user and this protocol, but not too many at a time."""
        if refusal := self._refusal(request):
            return refusal
        self._orders += 1
        try:
            with self._connections.answering(request), referred(new_reference()):
                found: web.StreamResponse = await handler(request)
        except BylineError as error:
            return _response(400, str(error))
        except ConnectionResetError:  # the client has gone
            self._log.info("nobody waits for the answer any more", order=request.path)
            return _response(499, "it hung up")
        except TimeoutError:
            return _response(408, f"nothing came for {PATIENCE:.0f} seconds")
        except web.HTTPException as error:
            return _response(error.status, error.reason)
        finally:
            self._orders -= 1
        return found

    def _refusal(self, request: web.Request) -> web.Response | None:
        """Return the response to a client that is not admitted, None for one that is."""
        if not _is_own_user(request):
            return _response(403, "it serves the user who runs it, and nobody else")
        if request.headers.get(HEADER) != PROTOCOL:
            return _response(409, f"it speaks protocol {PROTOCOL}: this is another version")
        if self._orders >= _MAX_ORDERS:
            return _response(503, "too many orders are waiting: try again in a minute")
        return None

    async def _body(self, request: web.Request) -> bytes:
        async with asyncio.timeout(PATIENCE):
            return await request.read()

    async def _respond(self, request: web.Request, executor: ThreadPoolExecutor, work: Work) -> web.StreamResponse:
        """Do an order in a thread, and send its output; a client that hangs up cancels it."""
        started = time.monotonic()
        response = web.StreamResponse(headers={HEADER: PROTOCOL, "Content-Type": "application/x-ndjson"})
        await response.prepare(request)
        self._log.info("ordered", order=request.path)
        stream = EventStream()
        future = executor.submit(copy_context().run, work, stream.output)
        self._in_hand.add(future)
        future.add_done_callback(self._in_hand.discard)
        try:
            async for events in stream.batches(future):
                await _send(response, events)
            ended = self._last_event(future)
            await _send(response, [ended])
            why = {"failed": ended["message"]} if "failed" in ended else {}
            self._log.info("done", order=request.path, took_s=round(time.monotonic() - started, 3), **why)
        finally:
            stream.hang_up()
            future.cancel()
        return response

    def _last_event(self, future: Future[dict[str, Any]]) -> dict[str, Any]:
        """Return the event that an order ends with."""
        try:
            return {"end": future.result()}
        except BylineError as error:
            return protocol.failure_record(error)
        except Exception as error:  # noqa: BLE001  a bug costs this order only
            self._log.exception("an order failed")
            what = f"a fault in the program ({type(error).__name__}): see its log, reference {current_reference()}"
            return protocol.failure_record(BylineError(what))


async def _send(response: web.StreamResponse, events: list[dict[str, Any]]) -> None:
    """Send events. Raises `TimeoutError` if they are not read: then nobody listens."""
    async with asyncio.timeout(PATIENCE):
        await response.write(b"".join(json.dumps(event).encode() + b"\n" for event in events))


def _response(status: int, why: str) -> web.Response:
    return web.Response(status=status, text=why, headers={HEADER: PROTOCOL})


def _is_own_user(request: web.Request) -> bool:
    """Tell whether a client is a process of this user, where the system can say; the socket's mode ensures it, too."""
    option = getattr(socket, "SO_PEERCRED", None)
    transport = request.transport
    if option is None or transport is None:
        return transport is not None
    peer: socket.socket = transport.get_extra_info("socket")
    _, user, _ = _PEER.unpack(peer.getsockopt(socket.SOL_SOCKET, option, _PEER.size))
    return bool(user == os.geteuid())
