"""The gateway: WebSocket connections, and sessions that outlive them."""

from __future__ import annotations

import json
import time
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aiohttp import WSCloseCode, WSMsgType, web

from tests.doubles.discord import shapes
from tests.doubles.discord.world import BOT, DIRECT, DIRECT_MESSAGES, GUILD_MESSAGES, GUILDS, PRIVILEGED, VIEW

if TYPE_CHECKING:
    from tests.doubles.discord.world import Channel, World

DISPATCH, HEARTBEAT, IDENTIFY, RESUME, RECONNECT, INVALID, HELLO, HEARD = 0, 1, 2, 6, 7, 9, 10, 11
_ENDS = (WSCloseCode.OK, WSCloseCode.GOING_AWAY)  # closed so, a session cannot be resumed
_INTENTS = 1 << 26  # what is larger is none


class _Closed(Exception):
    """A connection is closed with a code."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


@dataclass(slots=True, kw_only=True)
class Link:
    """One connection, which compresses as it was asked to."""

    socket: web.WebSocketResponse
    squeeze: Any = None

    async def send(self, op: int, data: Any, event: str | None = None, number: int | None = None) -> None:
        """Send; that it is lost meanwhile is no fault."""
        text = json.dumps({"op": op, "d": data, "t": event, "s": number})
        try:
            if self.squeeze is None:
                await self.socket.send_str(text)
            else:
                packed = self.squeeze.compress(text.encode()) + self.squeeze.flush(zlib.Z_SYNC_FLUSH)
                await self.socket.send_bytes(packed)
        except ConnectionError:
            return

    def drop(self) -> None:
        """Lose it without a word."""
        transport = self.socket._req.transport if self.socket._req else None
        if transport is not None:
            transport.abort()


@dataclass(slots=True, kw_only=True)
class Session:
    """What an app has been told since it identified itself."""

    id: str
    shard: tuple[int, int]
    intents: int
    link: Link | None
    events: list[tuple[str, Any]] = field(default_factory=list)  # the first has the number 1

    async def tell(self, event: str, data: Any) -> None:
        """Note an event, and send it if there is a connection."""
        self.events.append((event, data))
        if self.link:
            await self.link.send(DISPATCH, data, event, len(self.events))


@dataclass(frozen=True, slots=True, kw_only=True)
class Connected:
    """That an app has connected."""

    at: float  # monotonic seconds
    resumed: bool
    address: str  # the path
    replayed: int = 0  # events


class Gateway:
    """Serves one world; runs in one event loop."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.url = ""
        self.sessions: dict[str, Session] = {}
        self.connected: list[Connected] = []
        self.identified: list[dict[str, Any]] = []  # what apps have identified themselves with
        self.refused: list[int] = []  # codes that connections were closed with
        self.beats = 0
        self.interval = 41_250  # milliseconds between two heartbeats
        self.deaf = False  # takes no new connections
        self.turned_away = 0
        self.mute = False  # answers no heartbeat
        self.late = False  # tells of no server; Discord does so one by one, and of what is said there perhaps before
        self._links: list[Link] = []

    async def link(self, request: web.Request) -> web.StreamResponse:
        """Be one connection."""
        if self.deaf:
            self.turned_away += 1
            return web.Response(status=503)
        socket = web.WebSocketResponse(max_msg_size=4_096, compress=False)
        await socket.prepare(request)
        link = Link(
            socket=socket, squeeze=zlib.compressobj() if request.query.get("compress") == "zlib-stream" else None
        )
        self._links.append(link)
        await link.send(HELLO, {"heartbeat_interval": self.interval, "_trace": ["double"]})
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    await self._take(link, json.loads(message.data), request.path)
        except _Closed as closed:
            self.refused.append(closed.code)
            await socket.close(code=closed.code, message=closed.reason.encode())
        self._links.remove(link)
        for session in list(self.sessions.values()):
            if session.link is link:
                session.link = None
                if socket.close_code in _ENDS:
                    del self.sessions[session.id]
        return socket

    async def _take(self, link: Link, said: dict[str, Any], path: str) -> None:
        if said.get("op") == HEARTBEAT:
            self.beats += 1
            if not self.mute:
                await link.send(HEARD, None)
        elif said.get("op") == IDENTIFY:
            await self._identify(link, said["d"], path)
        elif said.get("op") == RESUME:
            await self._resume(link, said["d"], path)
        elif not any(session.link is link for session in self.sessions.values()):
            raise _Closed(4003, "Not authenticated.")

    async def _identify(self, link: Link, said: dict[str, Any], path: str) -> None:
        self.identified.append(said)
        if any(session.link is link for session in self.sessions.values()):
            raise _Closed(4005, "Already authenticated.")
        if said.get("token") != self.world.token:
            raise _Closed(4004, "Authentication failed.")
        shard = tuple(said.get("shard") or (0, 1))
        if len(shard) != 2 or shard[1] < self.world.shards or not 0 <= shard[0] < shard[1]:
            raise _Closed(4010, "Invalid shard.")
        intents = said.get("intents")
        if not isinstance(intents, int) or not 0 <= intents < _INTENTS:
            raise _Closed(4013, "Invalid intent(s).")
        if intents & PRIVILEGED & ~self.world.intents:
            raise _Closed(4014, "Disallowed intent(s).")
        session = Session(id=f"session-{self.world.snowflake()}", shard=shard, intents=intents, link=link)
        self.sessions[session.id] = session
        self.connected.append(Connected(at=time.monotonic(), resumed=False, address=path))
        await self._welcome(session)

    async def _welcome(self, session: Session) -> None:
        servers = [each for each in self.world.guilds.values() if each.installed and self._meant(session, each.id)]
        ready = {
            "v": 10,
            "user": {**shapes.user(self.world, BOT), "verified": True, "mfa_enabled": False},
            "guilds": [{"id": str(each.id), "unavailable": True} for each in servers],
            "session_id": session.id,
            "resume_gateway_url": f"{self.url}/resume",
            "shard": list(session.shard),
            "application": {"id": str(BOT), "flags": 0},
            "private_channels": [],
        }
        await session.tell("READY", ready)
        if session.intents & GUILDS and not self.late:
            for each in servers:
                await session.tell("GUILD_CREATE", shapes.guild(self.world, each))

    async def _resume(self, link: Link, said: dict[str, Any], path: str) -> None:
        if said.get("token") != self.world.token:
            raise _Closed(4004, "Authentication failed.")
        session = self.sessions.get(said.get("session_id") or "")
        if session is None:
            await link.send(INVALID, data=False)
            return
        heard = said.get("seq") or 0
        if not 0 <= heard <= len(session.events):
            raise _Closed(4007, "Invalid seq.")
        replayed = 0
        while heard + replayed < len(session.events):  # more may happen while one is sent
            event, data = session.events[heard + replayed]
            replayed += 1
            await link.send(DISPATCH, data, event, heard + replayed)
        session.link = link
        self.connected.append(Connected(at=time.monotonic(), resumed=True, address=path, replayed=replayed))
        await session.tell("RESUMED", {"_trace": ["double"]})

    async def flush(self) -> None:
        """Dispatch what is to be told."""
        told, self.world.outbox = self.world.outbox, []
        for event, data, place in told:
            await self.dispatch(event, data, place)

    async def dispatch(self, event: str, data: dict[str, Any], place: Channel | None = None) -> None:
        """Tell the sessions that are to hear of an event."""
        server = place.guild if place else None
        if event.startswith("MESSAGE_") and place and server:
            data = {**data, "guild_id": str(server)}
            if "author" in data:
                data["member"] = shapes.member()
        for session in list(self.sessions.values()):
            if self._meant(session, server) and self._hears(session, event, place):
                shown = shapes.seen(place, data, session.intents) if place and "author" in data else data
                nonce = {"nonce": data["nonce"]} if "nonce" in data else {}
                await session.tell(event, {**shown, **nonce})

    def _meant(self, session: Session, server: int | None) -> bool:
        return session.shard[0] == ((server or 0) >> 22) % session.shard[1]

    def _hears(self, session: Session, event: str, place: Channel | None) -> bool:
        if event == "INTERACTION_CREATE" or place is None:
            return True
        server = self.world.guilds.get(place.guild or 0)
        if server and not (server.installed and place.permissions & VIEW):
            return False
        needed = GUILDS
        if event.startswith("MESSAGE_"):
            needed = DIRECT_MESSAGES if place.kind == DIRECT else GUILD_MESSAGES
        return bool(session.intents & needed)

    async def drop(self) -> None:
        """Lose all connections without a word; their sessions stay."""
        for session in self.sessions.values():
            session.link = None
        for link in self._links[:]:
            link.drop()

    async def ask_to_reconnect(self) -> None:
        """Say that the connections are going to be closed, as Discord does now and then."""
        for link in self._links[:]:
            await link.send(RECONNECT, None)

    async def invalidate(self, *, resumable: bool = False) -> None:
        """Say that the sessions hold no longer."""
        links = self._links[:]
        if not resumable:
            self.sessions.clear()
        for link in links:
            await link.send(INVALID, resumable)

    async def close(self, code: int) -> None:
        """Close the connections with a code."""
        for link in self._links[:]:
            await link.socket.close(code=code)
