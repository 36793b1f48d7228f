"""The double's web server: Web API calls, response URLs and Socket Mode connections over real HTTP."""

from __future__ import annotations

import asyncio
import json
import time
from typing import TYPE_CHECKING, Any

from aiohttp import WSMsgType, web

from tests.doubles.slack import limits
from tests.doubles.slack.web_api import METHODS, Refused
from tests.doubles.slack.workspace import APP, APP_TOKEN, BOT_TOKEN, Call, Envelope, Fault

if TYPE_CHECKING:
    import threading
    from collections.abc import Iterable

    from tests.doubles.slack.workspace import Workspace

RETRY = 30.0  # seconds after which what was not acknowledged is delivered again; Slack's are 3, on no busy machine
_RETRIES = 3
_USES = 5  # of a response URL


class Server:
    """Serves one workspace; runs in one event loop."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.url = ""
        self.sockets: list[web.WebSocketResponse] = []
        self.connected: list[float] = []  # when each connection was made, monotonic
        self.envelopes: list[Envelope] = []
        self.redelivers = True
        self.chosen = -1  # the connection that gets what is delivered, as they were made; Slack chooses any
        self.deaf = False  # takes no new connections
        self._tickets: set[str] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self) -> web.AppRunner:
        """Listen on a free port."""
        application = web.Application(client_max_size=2**22)
        application.router.add_route("*", "/api/{method}", self._call)
        application.router.add_post("/response/{name}", self._respond)
        application.router.add_get("/link", self._link)
        runner = web.AppRunner(application, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        return runner

    async def _call(self, request: web.Request) -> web.StreamResponse:
        method, given = request.match_info["method"], await _arguments(request)
        faults = self.workspace.faults[method]
        fault = faults.popleft() if faults else Fault()
        await asyncio.sleep(fault.delay)
        await held(fault.hold)
        gone = request.transport is None or request.transport.is_closing()
        if fault.drop == "before" or gone or self.workspace.is_down:
            return _drop(request)
        if fault.status:
            return web.Response(status=fault.status, text="<html>upstream error</html>", content_type="text/html")
        if fault.retry_after or self.workspace.limited(method, given):
            self._note(method, given, {"ok": False, "error": "ratelimited"})
            headers = {"Retry-After": str(fault.retry_after or 1)}
            return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers=headers)
        answer = self._answer(method, given, _token(request, given), fault)
        self._note(method, given, answer)
        if fault.drop == "after":
            return _drop(request)
        scopes = "connections:write" if _token(request, given) == APP_TOKEN else ",".join(sorted(self.workspace.scopes))
        return web.json_response(answer, headers={"X-OAuth-Scopes": scopes})

    def _note(self, method: str, given: dict[str, Any], answer: dict[str, Any]) -> None:
        self.workspace.calls.append(Call(method=method, arguments=given, answer=answer, at=time.monotonic()))

    def _answer(self, method: str, given: dict[str, Any], token: str, fault: Fault) -> dict[str, Any]:
        try:
            return {"ok": True, **self._fields(method, given, token, fault)}
        except Refused as refused:
            return {"ok": False, "error": str(refused)}

    def _fields(self, method: str, given: dict[str, Any], token: str, fault: Fault) -> dict[str, Any]:
        if fault.error:
            raise Refused(fault.error)
        if method == "apps.connections.open":
            return {"url": self._ticket(token)}
        if token == APP_TOKEN and method == "auth.test":
            return {"app_name": "Byline", "app_id": APP}
        if method not in METHODS:
            raise Refused("unknown_method")
        self._admit(token, METHODS[method][0])
        return METHODS[method][1](self.workspace, given)

    def _ticket(self, token: str) -> str:
        if token != APP_TOKEN:
            raise Refused("not_allowed_token_type" if token.startswith("xoxb-") else "invalid_auth")
        if self.workspace.token_error:
            raise Refused(self.workspace.token_error)
        name = f"ticket{self.workspace.number()}"
        self._tickets.add(name)
        return f"{self.url.replace('http', 'ws')}/link?ticket={name}"

    def _admit(self, token: str, scope: str) -> None:
        if self.workspace.token_error:
            raise Refused(self.workspace.token_error)
        if token == APP_TOKEN:
            raise Refused("not_allowed_token_type")
        if token != BOT_TOKEN:
            raise Refused("invalid_auth" if token else "not_authed")
        if scope and scope not in self.workspace.scopes:
            raise Refused("missing_scope")

    async def _respond(self, request: web.Request) -> web.Response:
        """Take what is said through a response URL: five times, for thirty minutes."""
        known = self.workspace.response_urls.get(request.match_info["name"])
        if known is None or known["used"] >= _USES:
            return web.Response(status=404, text="used_url")
        known["used"] += 1
        given = await _arguments(request)
        removes = given.get("delete_original") is True
        if not removes and (problem := limits.message_problem(given)):
            return web.Response(status=400, text=problem)
        whispers = self.workspace.whispers
        if removes or given.get("replace_original"):
            whispers[:] = [each for each in whispers if each["ts"] != known["original"]]
        if not removes:
            stamp = known["original"] if given.get("replace_original") else self.workspace.timestamp()
            stamp = stamp or self.workspace.timestamp()
            whispers.append({**given, "channel": known["channel"], "user": known["user"], "ts": stamp})
        return web.Response(text="ok")

    async def _link(self, request: web.Request) -> web.StreamResponse:
        """Be one Socket Mode connection."""
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets or self.deaf:
            return web.Response(status=408)
        self._tickets.discard(ticket)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"type": "hello", "num_connections": 1, "connection_info": {"app_id": APP}})
        self.sockets.append(socket)
        self.connected.append(time.monotonic())
        await self._redeliver()
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                self._acknowledged(json.loads(message.data))
        if socket in self.sockets:
            self.sockets.remove(socket)
        return socket

    def _acknowledged(self, said: dict[str, Any]) -> None:
        for envelope in self.envelopes:
            if envelope.id == said.get("envelope_id") and envelope.acked is None:
                envelope.acked = time.monotonic()
                envelope.response = said.get("payload")

    async def deliver(self, envelopes: Iterable[Envelope]) -> None:
        """Send to the app at once, or as soon as it is connected."""
        given = list(envelopes)
        self.envelopes += given
        for envelope in given:
            await self._send(envelope)

    async def _send(self, envelope: Envelope) -> None:
        if not self.sockets:
            return
        said = {
            "envelope_id": envelope.id,
            "type": envelope.kind,
            "payload": envelope.payload,
            "accepts_response_payload": envelope.kind != "events_api",
        }
        if envelope.kind == "events_api":
            tries = len(envelope.sent)
            said |= {"retry_attempt": tries, "retry_reason": "timeout" if tries else ""}
        envelope.sent.append(time.monotonic())
        try:
            await self.sockets[self.chosen].send_json(said)
        except ConnectionError:
            return  # the next connection has it
        if envelope.kind == "events_api" and self.redelivers:
            task = asyncio.create_task(self._again(envelope))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _again(self, envelope: Envelope) -> None:
        await asyncio.sleep(RETRY)
        if envelope.acked is None and len(envelope.sent) <= _RETRIES:
            await self._send(envelope)

    async def _redeliver(self) -> None:
        """Bring a new connection what the others have not acknowledged."""
        for envelope in list(self.envelopes):
            if envelope.acked is None and (self.redelivers or not envelope.sent):
                await self._send(envelope)

    async def redeliver(self, envelope: Envelope) -> None:
        """Deliver something once more, though it was acknowledged."""
        await self._send(envelope)

    async def drop(self) -> None:
        """Lose all connections without a word."""
        for socket in self.sockets[:]:
            self.sockets.remove(socket)
            transport = socket._req.transport if socket._req else None
            if transport is not None:
                transport.abort()

    async def ask_to_reconnect(self) -> None:
        """Say that the connections are going to be closed, as Slack does every few hours."""
        for socket in self.sockets[:]:
            self.sockets.remove(socket)
            await socket.send_json({"type": "disconnect", "reason": "refresh_requested", "debug_info": {}})


async def _arguments(request: web.Request) -> dict[str, Any]:
    if request.content_type == "application/json":
        given = dict(await request.json())
    else:
        given = {**request.query, **(await request.post())}
    return {name: _decoded(value) for name, value in given.items() if name != "token"}


def _decoded(value: Any) -> Any:
    """Return what a form's field means: lists and objects are JSON in it."""
    if isinstance(value, str) and value[:1] in ("[", "{"):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


async def held(hold: threading.Event | None) -> None:
    """Wait until a test lets go."""
    while hold and not hold.is_set():  # noqa: ASYNC110  it is set by another thread
        await asyncio.sleep(0.01)


def _token(request: web.Request, given: dict[str, Any]) -> str:
    return request.headers.get("Authorization", "").removeprefix("Bearer ").strip() or str(given.get("token", ""))


def _drop(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)
