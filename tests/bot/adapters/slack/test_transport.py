"""Slack's requests, taken on another event loop than that of the app."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import socket
import time
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult

from bot.adapters.slack.router import Gate
from bot.adapters.slack.transport import HttpReceiver, http_mode
from bot.config.loader import load
from bot.wiring.slack_requests import slack_requests

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from bot.wiring.slack_requests import SlackRequests

SECRET = "s" * 32
PATIENCE = 60.0  # seconds, after which a test fails


@pytest.fixture
def server(tmp_path: Path) -> SlackRequests:
    """Return what serves them at an address of their own."""
    config = tmp_path / "config.toml"
    config.write_text('[slack]\nmode = "http"\nport = 0\n', encoding="utf-8")
    found = slack_requests(load(config))
    assert found
    return found


def signed(body: bytes) -> dict[str, str]:
    """Return the headers by which Slack signs an event."""
    stamp = str(int(time.time()))
    signature = hmac.new(SECRET.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256).hexdigest()
    return {
        "Content-Type": "application/json",
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": f"v0={signature}",
    }


class Storing:
    """An app that takes its time over an event."""

    def __init__(self) -> None:
        self.begun, self.may, self.done = asyncio.Event(), asyncio.Event(), asyncio.Event()

        async def authorize() -> AuthorizeResult:
            return AuthorizeResult(enterprise_id=None, team_id="T1", bot_user_id="U0", bot_id="B0", bot_token="xoxb-1")

        self.app = AsyncApp(name="test", authorize=authorize, signing_secret=SECRET)
        self.app.use(self.store)
        self.app.event("app_mention")(self.nothing)

    async def store(self, next: Callable[[], Awaitable[Any]]) -> None:  # noqa: A002  bolt's name
        """Wait until it may, as for a disk."""
        self.begun.set()
        await self.may.wait()
        self.done.set()
        await next()

    async def nothing(self) -> None:
        """Have the event acknowledged."""


async def well() -> bool:
    """Say that questions can be stored."""
    return True


EVENT = json.dumps({"type": "event_callback", "team_id": "T1", "event": {"type": "app_mention"}}).encode()


def test_a_sender_that_hangs_up_does_not_undo_what_is_being_stored(server: SlackRequests) -> None:
    """What the app has begun with an event it ends, though nobody waits for the acknowledgement any more."""

    async def rehearse() -> None:
        storing, gate = Storing(), Gate()
        async with http_mode(server, HttpReceiver(storing.app, gate, well)) as where:
            host, _, port = where.removeprefix("listening on ").partition(":")
            head = "".join(f"{name}: {value}\r\n" for name, value in signed(EVENT).items())
            request = f"POST /slack/events HTTP/1.1\r\nHost: x\r\nContent-Length: {len(EVENT)}\r\n{head}\r\n"
            client = await asyncio.to_thread(socket.create_connection, (host, int(port)), PATIENCE)
            with client:
                client.sendall(request.encode() + EVENT)
                await asyncio.wait_for(storing.begun.wait(), PATIENCE)
            async with httpx.AsyncClient(base_url=f"http://{host}:{port}", timeout=PATIENCE) as other:
                assert (await other.get("/health")).json() == {"status": "ok"}  # by then it has hung up
                storing.may.set()
                await asyncio.wait_for(storing.done.wait(), PATIENCE)
                forged = signed(EVENT) | {"X-Slack-Signature": "v0=0"}
                assert (await other.post("/slack/events", content=EVENT, headers=forged)).status_code == 401
                assert (await other.post("/slack/events", content=EVENT, headers=signed(EVENT))).status_code == 200
                gate.is_closed = True
                assert (await other.get("/health")).status_code == 503

    asyncio.run(rehearse())
