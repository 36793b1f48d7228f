"""Edge: /mcp in the application, Streamable HTTP without sessions.

Each request stands alone and is answered whole, as JSON: nothing is held for a client in between, so that nobody can
fill the memory with sessions, and a client notices no restart. The package speaks ASGI; what lies between is here.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from aiohttp import web

if TYPE_CHECKING:
    from mcp.server.streamable_http_manager import StreamableHTTPSessionManager

    from bot.server.mcp.protocol import Request

PATH = "/mcp"

_MAX_BODY = 64_000  # bytes of a request: the longest question takes 8,000


class McpSection:
    """Answers POST /mcp. The package is loaded with the first request."""

    def __init__(self, request: Request) -> None:
        """Take what does a request, see `bot.server.mcp.protocol.make_server`."""
        self._request = request
        self._manager: asyncio.Future[StreamableHTTPSessionManager] | None = None
        self._serving: asyncio.Task[None] | None = None

    def add_to(self, application: web.Application) -> None:
        """Add the route."""
        application.router.add_post(PATH, self._answer)
        application.on_cleanup.append(self._end)

    async def _answer(self, request: web.Request) -> web.Response:
        if not _is_same_origin(request):
            raise web.HTTPForbidden(text="a page of another origin asks: only programs and pages of this server may")
        body = await request.read()
        if len(body) > _MAX_BODY:
            raise web.HTTPRequestEntityTooLarge(max_size=_MAX_BODY, actual_size=len(body))
        return await _bridged(await self._started(), request, body)

    async def _started(self) -> StreamableHTTPSessionManager:
        """Return the package's part of the server, started with the first request."""
        if self._manager is None:
            self._manager = asyncio.get_running_loop().create_future()
            self._serving = asyncio.create_task(self._serve(self._manager))
        return await asyncio.shield(self._manager)

    async def _serve(self, ready: asyncio.Future[StreamableHTTPSessionManager]) -> None:
        """Serve until it is cancelled: its tasks have to be begun and ended in one."""
        from mcp.server.streamable_http_manager import StreamableHTTPSessionManager

        from bot.server.mcp.protocol import make_server

        manager = StreamableHTTPSessionManager(
            make_server(self._request), json_response=True, stateless=True, max_request_body_size=_MAX_BODY
        )
        async with manager.run():
            ready.set_result(manager)
            await asyncio.Event().wait()

    async def _end(self, _: web.Application) -> None:
        if self._serving is not None:
            self._serving.cancel()
            await asyncio.wait({self._serving})


async def _bridged(manager: StreamableHTTPSessionManager, request: web.Request, body: bytes) -> web.Response:
    """Return what an ASGI application answers to a request with a body."""
    given: list[dict[str, Any]] = [{"type": "http.request", "body": body, "more_body": False}]
    start: dict[str, Any] = {}
    sent = bytearray()

    async def receive() -> dict[str, Any]:
        if given:
            return given.pop()
        await asyncio.Event().wait()  # for the client to hang up: then this is cancelled
        raise AssertionError

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            start.update(message)
        else:
            sent.extend(message.get("body", b""))

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
    await manager.handle_request(scope, receive, send)
    headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in start["headers"]]
    kept = [(name, value) for name, value in headers if name.lower() != "content-length"]
    return web.Response(status=start["status"], body=bytes(sent), headers=kept)


def _is_same_origin(request: web.Request) -> bool:
    """Tell whether a request comes from no page of another host: those send an `Origin`."""
    origin = request.headers.get("Origin", "")
    return not origin or urlsplit(origin).netloc.lower() == request.host.lower()
