"""The orders of other shells, whose output comes back as a stream of events."""

from __future__ import annotations

import asyncio
import json
import time
from functools import partial
from typing import TYPE_CHECKING, Any

import structlog
from aiohttp import web

from bot.log_reference import current_reference
from bot.operations.forgetting import ForgetTarget
from bot.server.access import AccessScope
from bot.server.application import Route
from bot.server.control import protocol
from bot.server.control.event_stream import EventStream
from bot.server.control.protocol import HEADER, MAX_BODY, PATIENCE, PROTOCOL
from bot.server.problems import HttpProblem
from bot.server.workers import Workers
from indexer.errors import BylineError

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

    from bot.server.control.handlers import OrderHandlers
    from bot.server.control.output import Output

    Work = Callable[[Output], dict[str, Any]]

_MAX_ORDERS = 64  # that wait


class ControlSection:
    """Passes orders on to its handlers; those that change what is collected one at a time, in the order they come."""

    def __init__(self, handlers: OrderHandlers) -> None:
        self.hanging = 0  # threads that were still at work when it ended
        self._handlers = handlers
        self._answers = Workers("control-answer", handlers.concurrency, _MAX_ORDERS)
        self._changes = Workers("control-change", 1, _MAX_ORDERS)
        self._log = structlog.get_logger("byline.control")

    def routes(self) -> tuple[Route, ...]:
        """Return a route for each order."""
        do, decode = self._handlers, protocol.decode_order
        return (
            self._route(protocol.ENQUIRE, self._answers, partial(decode, protocol.Enquiry), do.enquire),
            self._route(protocol.NEWS, self._answers, partial(decode, protocol.NewsOrder), do.news),
            self._route(protocol.INDEX, self._changes, partial(decode, protocol.Indexing), do.index),
            self._route(protocol.IMPORT, self._changes, protocol.decode_lines, do.take),
            self._route(protocol.FINISH, self._changes, bytes, lambda _, output: do.finish(output)),
            self._route(protocol.REINDEX, self._changes, partial(decode, protocol.Reindexing), do.reindex),
            self._route(protocol.FORGET, self._changes, partial(decode, ForgetTarget), do.forget),
        )

    def close(self) -> None:
        """End the threads; what changes the collection ends after the item in hand."""
        self.hanging = self._answers.close() + self._changes.close(finish=True)

    def _route(
        self, path: str, workers: Workers, read: Callable[[bytes], Any], do: Callable[[Any, Output], dict[str, Any]]
    ) -> Route:
        async def handle(request: web.Request) -> web.StreamResponse:
            if request.headers.get(HEADER) != PROTOCOL:
                raise HttpProblem(409, f"it speaks protocol {PROTOCOL}: this is another version", {HEADER: PROTOCOL})
            order = read(await request.read())
            return await self._respond(request, workers, lambda output: do(order, output))

        return Route(method="POST", path=path, handler=handle, scope=AccessScope.ADMIN, body=MAX_BODY)

    async def _respond(self, request: web.Request, workers: Workers, work: Work) -> web.StreamResponse:
        """Do an order in a thread, and send its output; a client that hangs up, or does not read, cancels it."""
        started = time.monotonic()
        stream = EventStream()
        future = workers.submit(work, stream.output)
        response = web.StreamResponse(headers={HEADER: PROTOCOL, "Content-Type": "application/x-ndjson"})
        self._log.info("ordered", order=request.path)
        try:
            await response.prepare(request)
            async for events in stream.batches(future):
                await _send(response, events)
            ended = self._last_event(future)
            await _send(response, [ended])
            why = {"failed": ended["message"]} if "failed" in ended else {}
            self._log.info("done", order=request.path, took_s=round(time.monotonic() - started, 3), **why)
        except (ConnectionResetError, TimeoutError):
            self._log.info("nobody waits for the answer any more", order=request.path)
            if request.transport:
                request.transport.abort()
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
