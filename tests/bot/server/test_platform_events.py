"""Requests of a chat platform on the application that serves everything else, and on one of its own."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import httpx
import pytest
from aiohttp import web

from bot.config.values import Endpoint
from bot.server.access import Access, read_tokens
from bot.server.lifetime import http_server
from bot.server.platform_events import PlatformEvents
from tests.bot.server.test_application import ADMIN, Sections

if TYPE_CHECKING:
    from collections.abc import Iterator

LOOPBACK = Endpoint(host="127.0.0.1", port=0)


class Receiver:
    """Says how much it was sent."""

    async def events(self, request: web.Request) -> web.StreamResponse:
        """Say the number of bytes."""
        return web.json_response({"bytes": len(await request.read())})

    async def health(self, _: web.Request) -> web.StreamResponse:
        """Be well."""
        return web.json_response({"status": "ok"})


@pytest.fixture(scope="module")
def events() -> PlatformEvents:
    """Return the section."""
    return PlatformEvents("/chat/events", "/health")


@pytest.fixture(scope="module")
def client(events: PlatformEvents) -> Iterator[httpx.Client]:
    """Serve it beside a section that wants tokens; yield whoever comes by a proxy's name."""
    access = Access(read_tokens(f"root:admin:{ADMIN}", "TOKENS"), [])
    with (
        http_server("test", "test", LOOPBACK, [Sections(), events], access) as address,
        httpx.Client(base_url=address, headers={"Host": "news.example.org"}) as opened,
    ):
        yield opened


def test_events_are_tried_again_until_somebody_receives_them(client: httpx.Client, events: PlatformEvents) -> None:
    """Before the adapter is connected, and afterwards, the platform is told to come again, and a balancer to wait."""
    with events.received_by(Receiver()):
        assert client.post("/chat/events", content=b"x" * 1_000).json() == {"bytes": 1_000}
        assert client.get("/health").json() == {"status": "ok"}
    for refused in (client.post("/chat/events"), client.get("/health")):
        assert (refused.status_code, refused.headers["Retry-After"]) == (503, "60")


def test_only_the_platforms_routes_need_no_token_and_no_known_name(client: httpx.Client) -> None:
    """What a signature admits leads nobody to anything else."""
    assert client.get("/open").status_code == 421
    assert client.get("/things/x", headers={"Host": "localhost"}).status_code == 401


def test_an_event_has_its_limit_and_others_keep_theirs(client: httpx.Client, events: PlatformEvents) -> None:
    """However long an event may be, a body of no stated length is measured by its own route."""
    known = {"Host": "localhost", "Authorization": f"Bearer {ADMIN}"}
    with events.received_by(Receiver()):
        assert client.post("/chat/events", content=b"x" * 1_048_577).status_code == 413
        assert client.post("/chat/events", content=iter([b"x" * 500_000] * 2)).json() == {"bytes": 1_000_000}
    refused = client.post("/things/x", content=iter([b"x" * 60, b"x" * 60]), headers=known)
    assert (refused.status_code, "larger than 100 bytes" in json.loads(refused.content)["detail"]) == (413, True)
