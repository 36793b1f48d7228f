"""The one aiohttp application: sections of routes behind one admission, on whatever is listened on.

A request goes through the same gates everywhere: its host and its caller are known, the caller's scope is enough for
the route, the body is no larger than the route takes and comes in time, the answer is read in time. What goes wrong
is answered as problem details, to programs as JSON.
"""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING, Protocol

import structlog
from aiohttp import HttpVersion11, web

from bot.operations.log_reference import new_reference, referred
from bot.server.access import CALLER, AccessScope, require
from bot.server.problems import HttpProblem, fault, problem_in, problem_of
from indexer.errors import BylineError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

    from bot.server.access import Guard
    from bot.server.connections import Connections

    Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
    ShowProblem = Callable[[web.Request, HttpProblem], web.Response | None]

BODY = 65_536
"""Bytes of a request's body, unless its route takes more."""

_PATIENCE = 30.0  # seconds in which an answer has to be read


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One method of one address."""

    method: str  # GET stands for HEAD, too
    path: str  # as aiohttp writes it: "/v1/stories/{id}"
    handler: Handler
    scope: AccessScope | None = AccessScope.READ  # that a caller needs; None: it is open to everybody
    body: int = BODY  # bytes that it takes; 0: its handler reads the body itself
    guard: Guard | None = None  # who admits to it; None: whoever admits to what is listened on


class Section(Protocol):
    """A part of the server."""

    def routes(self) -> Iterable[Route]:
        """Return its routes."""


def make_application(
    sections: Iterable[Section], guard: Guard, connections: Connections, show_problem: ShowProblem = lambda *_: None
) -> web.Application:
    """Return the application; `show_problem` may return another response for an error than JSON: a page."""
    routes = [route for section in sections for route in section.routes()]
    gate = _Gate({(route.method, route.path): route for route in routes}, guard, connections, show_problem)
    application = web.Application(
        client_max_size=max(BODY, *(route.body for route in routes)), middlewares=[gate.pass_through]
    )
    application.on_response_prepare.append(_complete)
    for route in routes:
        methods = ("GET", "HEAD") if route.method == "GET" else (route.method,)
        for method in methods:
            application.router.add_route(method, route.path, route.handler, expect_handler=_wait)
    return application


class _Gate:
    """What every request goes through."""

    def __init__(
        self, routes: dict[tuple[str, str], Route], guard: Guard, connections: Connections, show_problem: ShowProblem
    ) -> None:
        self._routes = routes
        self._guard = guard
        self._connections = connections
        self._show_problem = show_problem
        self._log = structlog.get_logger("byline.server")

    @web.middleware
    async def pass_through(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Answer a request, whatever happens."""
        started = time.monotonic()
        with referred(new_reference()):
            try:
                response = await self._answer(request, handler)
            except HttpProblem as problem:
                response = self._refuse(request, problem)
            await self._send(request, response)
            caller = request.get(CALLER)
            self._log.debug(
                "answered",
                method=request.method,
                route=_path_of(request),
                status=response.status,
                caller=caller.name if caller else "",
                took_s=round(time.monotonic() - started, 3),
            )
        return response

    async def _answer(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Return the response of a request's handler. Raises `HttpProblem`, and nothing else."""
        try:
            method = "GET" if request.method == "HEAD" else request.method
            route = self._routes.get((method, _path_of(request)))
            guard = (route and route.guard) or self._guard
            if caller := await guard.admit(request):
                request[CALLER] = caller
            if route is None:  # not found, or another method
                return await handler(request)
            _check(route, request, request.content_length or 0)
            await _invite(request)
            if route.body:
                return await self._connections.read_in_time(request, partial(_handle, route))
            with self._connections.answering(request):
                return await handler(request)
        except web.HTTPException as error:
            if error.status < HTTPStatus.BAD_REQUEST:  # it leads elsewhere
                return web.Response(status=error.status, headers=error.headers, body=error.body)
            raise problem_in(error) from error
        except BylineError as error:
            raise problem_of(error) from error
        except HttpProblem:
            raise
        except Exception as error:  # a bug costs one request, which is told where its cause stands
            self._log.exception("a request failed", path=request.path)
            raise HttpProblem(500, fault(error)) from error

    def _refuse(self, request: web.Request, problem: HttpProblem) -> web.StreamResponse:
        response = self._show_problem(request, problem) or problem.response()
        if not request.content.is_eof():  # what is still to come is not read
            response.force_close()
        return response

    async def _send(self, request: web.Request, response: web.StreamResponse) -> None:
        """Send a response, and hang up on who does not read it."""
        try:
            async with asyncio.timeout(_PATIENCE):
                with suppress(ConnectionResetError):  # it has hung up
                    await response.prepare(request)
                    await response.write_eof()
        except TimeoutError:
            if request.transport:
                request.transport.abort()


def _check(route: Route, request: web.Request, size: int) -> None:
    """Raise `HttpProblem` if the caller may not use a route, or sends more bytes than it takes."""
    if route.scope:
        require(request.get(CALLER), route.scope)
    if route.body and size > route.body:
        raise HttpProblem(413, f"the body is larger than {route.body:,} bytes")


async def _handle(route: Route, request: web.Request) -> web.StreamResponse:
    """Answer a request whose body has come, of which its head may have said nothing."""
    _check(route, request, len(await request.read()))
    return await route.handler(request)


async def _complete(_request: web.Request, response: web.StreamResponse) -> None:
    """Complete the head of a response, also of one that its handler begins to send itself."""
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers["Server"] = "byline"  # and not the versions of what it is made with


async def _wait(_request: web.Request) -> None:
    """Say nothing yet to a client that asks whether to send its body: see `_invite`."""


async def _invite(request: web.Request) -> None:
    """Let a client that asked for it send its body: what is refused need not come."""
    expected = request.headers.get("Expect", "").lower()
    if expected not in ("", "100-continue"):
        raise HttpProblem(417, "nothing but 100-continue can be expected")
    if expected and request.version == HttpVersion11:
        await request.writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        request.writer.output_size = 0  # so that the answer's head is still to come


def _path_of(request: web.Request) -> str:
    """Return the path of a request's route, as its section wrote it; "" if there is none."""
    resource = request.match_info.route.resource
    return resource.canonical if resource else ""
