"""The double as tests see it: what members do, what Slack does, and what the app did."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import threading
import time
from typing import TYPE_CHECKING, Any, Self, TypeVar
from urllib.parse import urlencode

import aiohttp

from tests.doubles.slack.server import Server
from tests.doubles.slack.workspace import (
    APP,
    APP_TOKEN,
    BOT_TOKEN,
    BOT_USER,
    SIGNING_SECRET,
    TEAM,
    Envelope,
    Fault,
    Workspace,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterable
    from types import TracebackType

_T = TypeVar("_T")
_STEP = 0.02  # seconds between two looks


class SlackDouble:
    """Slack, served on a free port of 127.0.0.1 while the context lasts, from a thread of its own."""

    tokens = {  # noqa: RUF012  read only
        "SLACK_BOT_TOKEN": BOT_TOKEN,
        "SLACK_APP_TOKEN": APP_TOKEN,
        "SLACK_SIGNING_SECRET": SIGNING_SECRET,
    }
    """The environment of an app that is installed here."""

    def __init__(self) -> None:
        self.workspace = Workspace()
        self.server = Server(self.workspace)
        self.http_url = ""  # where the app listens; "": it has a Socket Mode connection
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="slack", daemon=True)

    def __enter__(self) -> Self:
        """Start to serve."""
        self._thread.start()
        self._runner = self._run(self.server.start())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop, and give the port back."""
        self._run(self.server.drop())
        self._run(self._runner.cleanup())
        self._run(_end_tasks())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    @property
    def api_url(self) -> str:
        """The Web API's address."""
        return f"{self.server.url}/api/"

    def config_text(self, more: str = "") -> str:
        """Return the config file's section that brings the app here."""
        return f'[slack]\napi_url = "{self.api_url}"\n{more}\n'

    # What members do

    def says(self, user: str, channel: str, text: str, thread: str = "") -> dict[str, Any]:
        """Have a member write a message, and return it; the app is told nothing yet."""
        self.workspace.user(user)
        self.workspace.channel(channel, user).members.add(user)
        message = {"type": "message", "user": user, "text": text, "ts": self.workspace.timestamp(), "team": TEAM}
        if thread:
            message["thread_ts"] = thread
        self.workspace.channels[channel].messages.append(message)
        return message

    def mentions(self, user: str, channel: str, text: str, thread: str = "") -> dict[str, Any]:
        """Have a member mention the app, and return the message."""
        message = self.says(user, channel, f"<@{BOT_USER}> {text}".strip(), thread)
        self.deliver(self.mention(message, channel))
        return message

    def mention(self, message: dict[str, Any], channel: str) -> Envelope:
        """Return the event that tells the app of a message that mentions it."""
        return self.event({**message, "type": "app_mention", "channel": channel})

    def writes_to_app(self, user: str, text: str, thread: str = "", **more: Any) -> dict[str, Any]:
        """Have a member write to the app alone, and return the message."""
        channel = f"D{user}"
        message = self.says(user, channel, text, thread)
        self.deliver(self.event({**message, "channel": channel, "channel_type": "im", **more}))
        return message

    def opens_messages_tab(self, user: str) -> None:
        """Have a member open the app's messages tab."""
        self.workspace.user(user)
        channel = self.workspace.channel(f"D{user}", user)
        self.deliver(self.event({"type": "app_home_opened", "user": user, "channel": channel.id, "tab": "messages"}))

    def slash(self, user: str, channel: str, text: str, command: str = "/news") -> Envelope:
        """Have a member use the slash command."""
        self.workspace.user(user)
        self.workspace.channel(channel, user).members.add(user)
        payload = {
            **self._common(user, channel, ""),
            "command": command,
            "text": text,
            "channel_id": channel,
            "channel_name": channel.lower(),
            "user_id": user,
            "user_name": user.lower(),
            "team_id": TEAM,
            "team_domain": "double",
            "is_enterprise_install": "false",
        }
        return self.deliver(self._envelope("slash_commands", payload))

    def presses(
        self, user: str, channel: str, message: dict[str, Any], action: str, value: str = "", *, team: str = TEAM
    ) -> Envelope:
        """Have a member press the button of a message whose action id begins so, and whose value begins so."""
        block, element = _button(message["blocks"], action, value)
        hidden = message in self.workspace.whispers
        payload = {
            "type": "block_actions",
            **self._common(user, channel, message["ts"] if hidden else ""),
            "user": {"id": user, "username": user.lower(), "team_id": team},
            "team": {"id": team, "domain": "double"},
            "channel": {"id": channel, "name": channel.lower()},
            "container": {
                "type": "message",
                "message_ts": message["ts"],
                "channel_id": channel,
                "is_ephemeral": hidden,
            },
            "actions": [{**element, "block_id": block.get("block_id", "b"), "action_ts": self.workspace.timestamp()}],
        }
        if not hidden:
            payload["message"] = message
        return self.deliver(self._envelope("interactive", payload))

    def submits(self, user: str, view: dict[str, Any], text: str) -> Envelope:
        """Have a member send a modal with a text in each of its inputs."""
        inputs = [block for block in view["blocks"] if block["type"] == "input"]
        values = {
            block["block_id"]: {block["element"]["action_id"]: {"type": "plain_text_input", "value": text}}
            for block in inputs
        }
        payload = {
            "type": "view_submission",
            **self._common(user, "", ""),
            "user": {"id": user, "username": user.lower(), "team_id": TEAM},
            "team": {"id": TEAM, "domain": "double"},
            "view": {**view, "state": {"values": values}},
        }
        return self.deliver(self._envelope("interactive", payload))

    # What Slack does

    def event(self, event: dict[str, Any]) -> Envelope:
        """Return an Events API envelope around an event."""
        number = self.workspace.number()
        authorization = {"enterprise_id": None, "team_id": TEAM, "user_id": BOT_USER, "is_bot": True}
        payload = {
            "token": "verification",
            "team_id": TEAM,
            "api_app_id": APP,
            "event": {"event_ts": event.get("ts", "1.0"), **event},
            "type": "event_callback",
            "event_id": f"Ev{number}",
            "event_time": int(time.time()),
            "authorizations": [authorization],
            "is_ext_shared_channel": False,
        }
        return Envelope(id=f"envelope-{number}", kind="events_api", payload=payload)

    def deliver(self, envelope: Envelope) -> Envelope:
        """Deliver something over Socket Mode."""
        self.deliver_all([envelope])
        return envelope

    def deliver_all(self, envelopes: Iterable[Envelope]) -> None:
        """Deliver all at once."""
        self._run(self.server.deliver(envelopes))

    def redeliver(self, envelope: Envelope) -> None:
        """Deliver an envelope again, as Slack does when an ack came too late for it."""
        self._run(self.server.redeliver(envelope))

    def drop_connections(self) -> None:
        """Lose the connections without a word."""
        self._run(self.server.drop())

    def ask_to_reconnect(self) -> None:
        """Ask the app to connect anew."""
        self._run(self.server.ask_to_reconnect())

    def fail(self, method: str, times: int = 1, **fault: Any) -> None:
        """Let the next calls of a method fail: see `Fault`."""
        self.workspace.faults[method].extend([Fault(**fault)] * times)

    def post(
        self,
        url: str,
        payload: dict[str, Any],
        *,
        at: float | None = None,
        secret: str = SIGNING_SECRET,
        retry: int = 0,
    ) -> tuple[int, str, float]:
        """Send a signed request to the app in HTTP mode, as a retry if it is one; return status, body and seconds."""
        return self._run(_post(url, payload, int(at if at is not None else time.time()), secret, retry))

    def _common(self, user: str, channel: str, original: str) -> dict[str, Any]:
        """Return what every interaction carries: a trigger and a response URL."""
        name = f"r{self.workspace.number()}"
        self.workspace.response_urls[name] = {"used": 0, "channel": channel, "user": user, "original": original}
        return {
            "token": "verification",
            "api_app_id": APP,
            "trigger_id": self.workspace.trigger(),
            "response_url": f"{self.server.url}/response/{name}",
            "enterprise": None,
        }

    def _envelope(self, kind: str, payload: dict[str, Any]) -> Envelope:
        return Envelope(id=f"envelope-{self.workspace.number()}", kind=kind, payload=payload)

    def _run(self, what: Coroutine[Any, Any, _T]) -> _T:
        return asyncio.run_coroutine_threadsafe(what, self._loop).result(timeout=120)


def wait_until(said: Callable[[], Any], seconds: float = 120.0, what: str = "") -> Any:
    """Return what a function says as soon as it is true."""
    deadline = time.monotonic() + seconds
    while not (found := said()):
        assert time.monotonic() < deadline, f"not within {seconds} s: {what or said}"
        time.sleep(_STEP)
    return found


def _button(blocks: list[dict[str, Any]], action: str, value: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the block and the pressed element, a feedback button as the payload has it."""
    for block in blocks:
        for element in [*block.get("elements", []), *([block["accessory"]] if "accessory" in block else [])]:
            if not str(element.get("action_id", "")).startswith(action):
                continue
            buttons = [element.get("positive_button"), element.get("negative_button")]
            for button in [each for each in buttons if each] or [element]:
                if str(button.get("value", "")).startswith(value):
                    return block, {**element, **button}
    raise AssertionError(f"no button {action} {value} in {json.dumps(blocks)[:2_000]}")


async def _post(url: str, payload: dict[str, Any], stamp: int, secret: str, retry: int) -> tuple[int, str, float]:
    events = payload.get("type") == "event_callback" or payload.get("type") == "url_verification"
    if events:
        body, kind = json.dumps(payload), "application/json"
    else:
        fields = payload if "command" in payload else {"payload": json.dumps(payload)}
        body, kind = (
            urlencode({name: value or "" for name, value in fields.items()}),
            "application/x-www-form-urlencoded",
        )
    signature = hmac.new(secret.encode(), f"v0:{stamp}:{body}".encode(), hashlib.sha256).hexdigest()
    headers = {"Content-Type": kind, "X-Slack-Request-Timestamp": str(stamp), "X-Slack-Signature": f"v0={signature}"}
    if retry:
        headers |= {"X-Slack-Retry-Num": str(retry), "X-Slack-Retry-Reason": "http_timeout"}
    started = time.monotonic()
    async with (
        aiohttp.ClientSession() as session,
        session.post(url, data=body.encode(), headers=headers) as answer,
    ):
        return answer.status, await answer.text(), time.monotonic() - started


async def _end_tasks() -> None:
    others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
