"""Edge: /mcp in the application, Streamable HTTP without sessions.

Each request stands alone and is answered whole, as JSON: nothing is held for a client in between, so that nobody can
fill the memory with sessions, and a client does not notice that Byline was started anew. The package speaks ASGI; what
lies between that and aiohttp is here.
"""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from aiohttp import web

from bot.server.access import CALLER
from bot.server.application import BODY, Route
from bot.server.control.peer import OWNER
from bot.server.mcp.desk import Desk
from bot.server.mcp.tools import TOOLS
from bot.server.problems import HttpProblem

if TYPE_CHECKING:
    from mcp.server.streamable_http_manager import StreamableHTTPSessionManager

    from bot.server.newsroom import Newsroom
    from bot.server.workers import Workers

PATH = "/mcp"


class McpSection:
    """Serves `/mcp`: a section. The package is loaded with the first request."""

    def __init__(self, newsroom: Newsroom, reads: Workers, questions: Workers) -> None:
        """Take the threads that read the disk, and those that answer and search."""
        self._newsroom = newsroom
        self._reads = reads
        self._questions = questions

    def routes(self) -> tuple[Route, ...]:
        """Return the route; other methods than POST, which are for sessions and streams, are refused."""
        return (Route(method="POST", path=PATH, handler=self._answer),)

    async def _answer(self, request: web.Request) -> web.Response:
        _check_origin(request)
        caller = request[CALLER]
        desk = Desk(self._newsroom, caller.name, is_counted=caller is not OWNER)
        protocol = await asyncio.to_thread(_loaded_protocol)
        return await _bridged(protocol.manager_of(protocol.make_server(partial(self._request, desk)), BODY), request)

    async def _request(self, desk: Desk, method: str, params: dict[str, Any]) -> dict[str, Any]:
        tool = TOOLS.get(params.get("name", ""))
        workers = self._questions if tool and tool.asks else self._reads
        return await workers.run(desk.request, method, params)


def _loaded_protocol() -> Any:
    """Return the module that speaks the protocol: in a thread, since it takes half a second to load."""
    from bot.server.mcp import protocol

    return protocol


async def _bridged(manager: StreamableHTTPSessionManager, request: web.Request) -> web.Response:
    """Return what the package answers to one request; a manager of its own leaves nothing behind."""
    given: list[dict[str, Any]] = [{"type": "http.request", "body": await request.read(), "more_body": False}]
    start: dict[str, Any] = {}
    body = bytearray()

    async def receive() -> dict[str, Any]:
        if not given:
            await asyncio.Event().wait()  # until the client hangs up: then all this is cancelled
        return given.pop()

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            start.update(message)
        else:
            body.extend(message.get("body", b""))

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": request.scheme,
        "path": request.path,
        "query_string": b"",
        "headers": [(name.lower(), value) for name, value in request.raw_headers],
    }
    async with manager.run():
        await manager.handle_request(scope, receive, send)
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in start["headers"]}
    headers.pop("content-length", None)
    return web.Response(status=start["status"], body=bytes(body), headers=headers)


def _check_origin(request: web.Request) -> None:
    """Refuse a request that a page of another host sends: programs send no `Origin`."""
    origin = request.headers.get("Origin", "")
    if origin and urlsplit(origin).netloc.lower() != request.host.lower():
        raise HttpProblem(403, f"a page of {origin[:100]!r} asks: only programs, and pages of this server, may")
