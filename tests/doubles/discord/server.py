"""The double's web server: REST calls and gateway connections over real HTTP."""

from __future__ import annotations

import asyncio
import json
import time
from typing import TYPE_CHECKING, Any

from aiohttp import web

from tests.doubles.discord import answering, messages, rest
from tests.doubles.discord.gateway import Gateway
from tests.doubles.discord.rest import Asked, Refused
from tests.doubles.discord.world import Call
from tests.doubles.slack.server import held

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from tests.doubles.discord.world import Fault, World

_PROXY = {"Via": "1.1 double"}  # by which clients know that a 429 is the API's own


class Server:
    """Serves one world; runs in one event loop."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.gateway = Gateway(world)
        self.url = ""

    async def start(self) -> web.AppRunner:
        """Listen on a free port."""
        application = web.Application(client_max_size=2**22)
        for routes, bears_token in ((answering.ROUTES, False), (rest.ROUTES + messages.ROUTES, True)):
            for name, method, path, act in routes:
                handle = self._handler(name, act, bears_token=bears_token)
                application.router.add_route(method, f"/api/v10{path}", handle)
        application.router.add_get("/gateway", self.gateway.link)
        application.router.add_get("/gateway/", self.gateway.link)
        application.router.add_get("/gateway/resume", self.gateway.link)
        application.router.add_route("*", "/{anything:.*}", self._nowhere)
        runner = web.AppRunner(application, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        self.gateway.url = f"{self.url.replace('http', 'ws')}/gateway"
        return runner

    async def _nowhere(self, request: web.Request) -> web.Response:
        answer = {"message": "404: Not Found", "code": 0}
        self._note(f"{request.method} {request.path}", {}, None, 404, answer)
        return _json(answer, 404)

    def _handler(
        self, name: str, act: Callable[[World, Asked], Any], *, bears_token: bool
    ) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def handle(request: web.Request) -> web.StreamResponse:
            asked = Asked(
                parameters=dict(request.match_info),
                query=dict(request.query),
                given=await request.json() if request.can_read_body else {},
                gateway=self.gateway.url,
            )
            fault = self.world.fault(name, asked.parameters)
            await asyncio.sleep(fault.delay)
            await held(fault.hold)
            gone = request.transport is None or request.transport.is_closing()
            down = self.world.is_down and name.startswith("message.")
            if fault.drop == "before" or gone or down:
                return _drop(request)
            if fault.status and not fault.code:
                self._note(name, asked.parameters, asked.given, fault.status, None)
                return web.Response(status=fault.status, text="<html>upstream error</html>", content_type="text/html")
            now = time.monotonic()
            if late := self._limited(name, asked, fault, now, bears_token=bears_token):
                self._note(name, asked.parameters, asked.given, 429, None)
                return late
            authorization = request.headers.get("Authorization", "")
            status, answer = self._answer(act, asked, fault, authorization if bears_token else None)
            self._note(name, asked.parameters, asked.given, status, answer)
            await self.gateway.flush()
            if fault.drop == "after":
                return _drop(request)
            headers = self._headers(name, asked, now)
            if answer is None:
                return web.Response(status=status, headers=headers)
            return _json(answer, status, headers)

        return handle

    def _answer(
        self, act: Callable[[World, Asked], Any], asked: Asked, fault: Fault, authorization: str | None
    ) -> tuple[int, Any]:
        if authorization is not None and authorization != f"Bot {self.world.token}":
            return 401, {"message": "401: Unauthorized", "code": 0}
        if fault.code:
            return fault.status, {"message": fault.message, "code": fault.code}
        try:
            answer = act(self.world, asked)
        except Refused as refused:
            return refused.status, refused.answer
        return (204 if answer is None else 200), answer

    def _limited(
        self, name: str, asked: Asked, fault: Fault, now: float, *, bears_token: bool
    ) -> web.StreamResponse | None:
        """Return the answer to a call that comes too soon."""
        wait, whole = fault.retry_after, fault.whole
        if not wait and bears_token and not self.world.whole().take(now):
            wait, whole = self.world.whole().left(now), True
        if not wait and name != "callback" and not self.world.windows(name, asked.parameters).take(now):
            wait = self.world.windows(name, asked.parameters).left(now)
        if not wait:
            return None
        headers = {"Retry-After": str(int(wait) + 1), "X-RateLimit-Scope": "global" if whole else "user", **_PROXY}
        headers |= {"X-RateLimit-Global": "true"} if whole else self._headers(name, asked, now)
        answer = {"message": "You are being rate limited.", "retry_after": round(wait, 3), "global": whole}
        return _json(answer, 429, headers)

    def _headers(self, name: str, asked: Asked, now: float) -> dict[str, str]:
        """Return what is told of the rate limit of a route."""
        if name == "callback":
            return dict(_PROXY)
        window = self.world.windows(name, asked.parameters)
        left = window.left(now)
        return {
            "X-RateLimit-Limit": str(window.limit),
            "X-RateLimit-Remaining": str(max(0, window.limit - window.used)),
            "X-RateLimit-Reset": f"{time.time() + left:.3f}",
            "X-RateLimit-Reset-After": f"{left:.3f}",
            "X-RateLimit-Bucket": name,
            **_PROXY,
        }

    def _note(self, route: str, parameters: dict[str, str], given: Any, status: int, answer: Any) -> None:
        at = time.monotonic()
        self.world.calls.append(
            Call(route=route, parameters=parameters, given=given, status=status, answer=answer, at=at)
        )


def _json(answer: Any, status: int, headers: dict[str, str] | None = None) -> web.Response:
    """Return JSON as Discord does, without a charset: clients compare the header as a whole."""
    headers = {**(headers or {}), "Content-Type": "application/json"}
    return web.Response(body=json.dumps(answer).encode(), status=status, headers=headers)


def _drop(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)
