"""The orders of other shells, whose output comes back as a stream of events."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import structlog
from aiohttp import web

from bot.server.access import AccessScope
from bot.server.application import Route
from bot.server.control import protocol
from bot.server.control.output import Output
from bot.server.control.protocol import HEADER, MAX_BODY, PROTOCOL
from bot.server.event_stream import CONTENT_TYPE, EventStream
from bot.server.problems import HttpProblem, fault
from bot.server.workers import Workers
from indexer.errors import BylineError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from concurrent.futures import Future

    from bot.server.control.protocol import Order

    Handler = Callable[[Any, Output], dict[str, Any]]
    Work = Callable[[Output], dict[str, Any]]

_MAX_ORDERS = 64  # that wait


class ControlSection:
    """Passes orders on to its handlers; those that change what is collected one at a time, in the order they come."""

    def __init__(self, handlers: Mapping[type[Order], Handler], concurrency: int) -> None:
        """Take what does each order, and how many questions are answered at a time.

        A handler returns what an order came to, as `protocol.PATHS` says. It is safe to use from several threads, and
        raises `BylineError` for a failure that the client should be told.
        """
        self.hanging = 0  # threads that were still at work when it ended
        self._handlers = handlers
        self._answers = Workers("control-answer", concurrency, _MAX_ORDERS)
        self._changes = Workers("control-change", 1, _MAX_ORDERS)
        self._log = structlog.get_logger("byline.control")

    def routes(self) -> tuple[Route, ...]:
        """Return a route for each order."""
        return tuple(self._route(kind, do) for kind, do in self._handlers.items())

    def close(self) -> None:
        """End the threads; what changes the collection ends after the item in hand."""
        self.hanging = self._answers.close() + self._changes.close(finish=True)

    def _route(self, kind: type[Order], do: Handler) -> Route:
        workers = self._answers if kind in protocol.AT_ONCE else self._changes

        async def handle(request: web.Request) -> web.StreamResponse:
            if request.headers.get(HEADER) != PROTOCOL:
                raise HttpProblem(409, f"it speaks protocol {PROTOCOL}: this is another version", {HEADER: PROTOCOL})
            order = protocol.decode_order(kind, await request.read())
            return await self._respond(request, workers, lambda output: do(order, output))

        return Route(method="POST", path=protocol.PATHS[kind], handler=handle, scope=AccessScope.ADMIN, body=MAX_BODY)

    async def _respond(self, request: web.Request, workers: Workers, work: Work) -> web.StreamResponse:
        """Do an order in a thread, and send its output; a client that hangs up, or does not read, cancels it."""
        started = time.monotonic()
        stream = EventStream()
        future = workers.submit(work, _output(stream))
        response = web.StreamResponse(headers={HEADER: PROTOCOL, "Content-Type": CONTENT_TYPE})
        self._log.info("ordered", order=request.path)
        ended = await stream.answer(request, response, future, lambda: self._last_event(future))
        if ended is None:
            self._log.info("nobody waits for the answer any more", order=request.path)
        else:
            why = {"failed": ended["message"]} if "failed" in ended else {}
            self._log.info("done", order=request.path, took_s=round(time.monotonic() - started, 3), **why)
        return response

    def _last_event(self, future: Future[dict[str, Any]]) -> dict[str, Any]:
        """Return the event that an order ends with."""
        try:
            return {"end": future.result()}
        except BylineError as error:
            return protocol.failure_record(error)
        except Exception as error:  # noqa: BLE001  a bug costs this order only
            self._log.exception("an order failed")
            return protocol.failure_record(BylineError(fault(error)))


def _output(stream: EventStream) -> Output:
    """Return where the output of an order goes."""
    return Output(
        out=lambda text: stream.put({"out": text}),
        note=lambda text: stream.put({"note": text}),
        progress=stream.put_progress,
        is_gone=lambda: stream.is_gone,
    )
