"""The double as tests see it: what members do, what Discord does, and what the app did."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from typing import TYPE_CHECKING, Any, Self, TypeVar

from tests.doubles.discord import limits, shapes
from tests.doubles.discord.server import Server
from tests.doubles.discord.world import (
    ALL,
    BOT,
    BOT_TOKEN,
    COMPLETING,
    DIRECT,
    IN_DM,
    IN_SERVER,
    PRESSED,
    SLASH,
    SUBMITTED,
    THREAD,
    Channel,
    Fault,
    Interaction,
    World,
)

if TYPE_CHECKING:
    from collections.abc import Coroutine, Iterable
    from types import TracebackType

_T = TypeVar("_T")
_STRING = 3  # the type of an option


class DiscordDouble:
    """Discord, served on a free port of 127.0.0.1 while the context lasts, from a thread of its own.

    Tests name people, servers and channels; the name of a person after an @ is their conversation with the bot.
    """

    tokens = {"DISCORD_TOKEN": BOT_TOKEN}  # noqa: RUF012  read only
    """The environment of an app that is installed here."""

    def __init__(self) -> None:
        self.world = World()
        self.server = Server(self.world)
        self.gateway = self.server.gateway
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="discord", daemon=True)

    def __enter__(self) -> Self:
        """Start to serve."""
        self._thread.start()
        self._runner = self._run(self.server.start())
        self.world.guild()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop, and give the port back."""
        self._run(self.gateway.drop())
        self._run(self._runner.cleanup())
        self._run(end_tasks())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    @property
    def api_url(self) -> str:
        """The REST API's address, with its version."""
        return f"{self.server.url}/api/v10"

    @property
    def gateway_url(self) -> str:
        """The gateway's address."""
        return self.gateway.url

    def config_text(self, more: str = "") -> str:
        """Return the config file's section that brings the app here."""
        return f'[discord]\napi_url = "{self.api_url}"\ngateway_url = "{self.gateway_url}"\n{more}\n'

    # What there is

    def channel(self, name: str, guild: str = "Newsroom", **more: Any) -> Channel:
        """Return a channel, made if new; the app is told of it."""
        known = len(self.world.channels)
        place = self.world.channel(name, guild, **more)
        if len(self.world.channels) > known and place.kind != DIRECT:
            event = "THREAD_CREATE" if place.kind == THREAD else "CHANNEL_CREATE"
            self._tell(event, shapes.channel(self.world, place), place)
        return place

    def thread(self, name: str, parent: str, **more: Any) -> Channel:
        """Return a thread of a channel, made if new."""
        return self.channel(name, kind=THREAD, parent=self.channel(parent).id, **more)

    def allow(self, name: str, permissions: int = ALL) -> Channel:
        """Let the bot have just these permissions in a channel; the app is told."""
        place = self.channel(name)
        place.permissions = permissions
        self._tell("CHANNEL_UPDATE", shapes.channel(self.world, place), place)
        return place

    def refuses_messages(self, person: str) -> None:
        """Have a person take no messages from the bot."""
        self.world.conversation(self.world.person(person)).closed = True

    # What members do

    def says(
        self, person: str, channel: str, text: str, to: dict[str, Any] | None = None, **more: Any
    ) -> dict[str, Any]:
        """Have a person write a message, in reply to another if one is given, and return it."""
        message = self.writes(person, channel, text, to, **more)
        self.tell_of(message)
        return message

    def writes(
        self, person: str, channel: str, text: str, to: dict[str, Any] | None = None, *, ping: bool = True
    ) -> dict[str, Any]:
        """Have a person write a message of which the app is told nothing yet."""
        place, author = self.channel(channel), self.world.person(person)
        given: dict[str, Any] = {"content": text, "allowed_mentions": {"replied_user": ping}}
        if to is not None:
            given["message_reference"] = {"message_id": to["id"], "channel_id": to["channel_id"]}
        message = shapes.message(self.world, place, author, given)
        place.messages.append(message)
        return message

    def tell_of(self, *messages: dict[str, Any]) -> None:
        """Tell the app of messages, at once."""
        for message in messages:
            self.world.tell("MESSAGE_CREATE", message, self.world.channels[int(message["channel_id"])])
        self._run(self.gateway.flush())

    def mentions(self, person: str, channel: str, text: str, to: dict[str, Any] | None = None) -> dict[str, Any]:
        """Have a person mention the bot, and return the message."""
        return self.says(person, channel, f"<@{BOT}> {text}".strip(), to)

    def writes_to_app(self, person: str, text: str) -> dict[str, Any]:
        """Have a person write to the bot alone, and return the message."""
        self.world.person(person)
        return self.says(person, f"@{person}", text)

    def deletes(self, message: dict[str, Any]) -> None:
        """Have a message deleted."""
        place = self.world.channels[int(message["channel_id"])]
        place.messages.remove(message)
        self._tell("MESSAGE_DELETE", {"id": message["id"], "channel_id": str(place.id)}, place)

    def slash(self, person: str, channel: str, command: str, **options: Any) -> Interaction:
        """Have a person use a command."""
        return self.send(self.slashes(person, channel, command, **options))[0]

    def slashes(self, person: str, channel: str, command: str, **options: Any) -> Interaction:
        """Return what a command brings, before it is sent."""
        return self._interaction(SLASH, person, channel, self._command(channel, command, options))

    def completes(self, person: str, channel: str, command: str, focused: str, **options: Any) -> Interaction:
        """Have a person write in an option of a command that completes what is written."""
        data = self._command(channel, command, options, focused)
        return self.send(self._interaction(COMPLETING, person, channel, data))[0]

    def presses(self, person: str, message: dict[str, Any], button: str, channel: str = "") -> Interaction:
        """Have a person press the button of a message whose label, custom id or emoji begins so."""
        data = _button(message, button)
        return self.send(self._on_message(PRESSED, person, message, data, channel))[0]

    def submits(self, person: str, asked: Interaction, text: str) -> Interaction:
        """Have a person send the form that an interaction has shown them, with a text in each of its fields."""
        form = asked.response
        fields = [each for each in limits.parts(form["components"]) if each["type"] == limits.INPUT]
        filled = [{"type": limits.INPUT, "custom_id": each["custom_id"], "value": text, "id": 9} for each in fields]
        wrapped = [
            {"type": limits.LABEL, "id": 8, "component": each}
            if form["components"][0]["type"] == limits.LABEL
            else {"type": limits.ROW, "id": 8, "components": [each]}
            for each in filled
        ]
        data = {"custom_id": form["custom_id"], "components": wrapped}
        message = asked.payload.get("message")
        if message is None:
            made = self._interaction(SUBMITTED, person, self._name(asked.channel), data)
        else:
            made = self._on_message(SUBMITTED, person, message, data, self._name(asked.channel))
        return self.send(made)[0]

    # What Discord does

    def send(self, *interactions: Interaction) -> tuple[Interaction, ...]:
        """Send interactions to the app, all at once."""
        self._run(self._send(interactions))
        return interactions

    async def _send(self, interactions: Iterable[Interaction]) -> None:
        for each in interactions:
            each.sent = time.monotonic()
            await self.gateway.dispatch("INTERACTION_CREATE", each.payload, self.world.channels[each.channel])

    def drop_connections(self) -> None:
        """Lose the gateway's connections without a word."""
        self._run(self.gateway.drop())

    def ask_to_reconnect(self) -> None:
        """Ask the app to connect anew."""
        self._run(self.gateway.ask_to_reconnect())

    def invalidate(self, *, resumable: bool = False) -> None:
        """Tell the app that its session holds no longer."""
        self._run(self.gateway.invalidate(resumable=resumable))

    def close_connections(self, code: int) -> None:
        """Close the gateway's connections with a code."""
        self._run(self.gateway.close(code))

    def forget_sessions(self) -> None:
        """Lose the connections, and let no session be resumed."""
        self.gateway.sessions.clear()  # first, or a quick client resumes what is about to be forgotten
        self._run(self.gateway.drop())

    def fail(self, route: str, times: int = 1, *, channel: str = "", **fault: Any) -> None:
        """Let the next calls of a route fail, in one channel or in any: see `Fault`."""
        where = self.world.channel(channel).id if channel else 0
        self.world.faults[route, where].extend([Fault(**fault)] * times)

    def _command(self, channel: str, name: str, options: dict[str, Any], focused: str = "") -> dict[str, Any]:
        place = self.channel(channel)
        every = [*self.world.commands[0], *self.world.commands.get(place.guild or 0, [])]
        known = next((each for each in every if each["name"] == name), None)
        assert known, f"no command /{name}, but {[each['name'] for each in every]}"
        context = IN_DM if place.kind == DIRECT else IN_SERVER
        server = self.world.guilds.get(place.guild or 0)
        installed = 0 if server and server.installed else 1  # by the server, or by the person
        assert context in known["contexts"], f"/{name} is not offered here"
        assert context == IN_DM or installed in known["integration_types"], f"/{name} is not offered here"
        offered = {each["name"]: each for each in known.get("options") or []}
        lacking = {each for each, option in offered.items() if option.get("required")} - options.keys()
        assert options.keys() <= offered.keys(), f"/{name} has the options {sorted(offered)}"
        assert focused or not lacking, f"/{name} needs {lacking}"
        assert not focused or offered[focused].get("autocomplete"), f"{focused} does not complete"
        given = [
            {"name": each, "type": offered[each].get("type", _STRING), "value": value}
            | ({"focused": True} if each == focused else {})
            for each, value in options.items()
        ]
        return {"id": known["id"], "name": name, "type": 1, "options": given}

    def _on_message(
        self, kind: int, person: str, message: dict[str, Any], data: dict[str, Any], channel: str
    ) -> Interaction:
        made = self._interaction(kind, person, channel or self._name(int(message["channel_id"])), data)
        made.payload["message"] = json.loads(json.dumps(message))
        return made

    def _interaction(self, kind: int, person: str, channel: str, data: dict[str, Any]) -> Interaction:
        place, author = self.channel(channel), self.world.person(person)
        server = self.world.guilds.get(place.guild or 0)
        number = self.world.snowflake()
        payload: dict[str, Any] = {
            "id": str(number),
            "application_id": str(BOT),
            "type": kind,
            "data": data,
            "channel": shapes.channel(self.world, place),
            "channel_id": str(place.id),
            "token": f"token-{number}",
            "version": 1,
            "app_permissions": str(place.permissions),
            "locale": "en-US",
            "entitlements": [],
            "authorizing_integration_owners": {"0": str(server.id)} if server else {"1": str(author)},
            "context": IN_SERVER if server else IN_DM,
            "attachment_size_limit": 10_485_760,
        }
        if server:
            payload |= {"guild_id": str(server.id), "guild": {"id": str(server.id), "locale": "en-US", "features": []}}
            payload |= {"guild_locale": "en-US"}
            payload["member"] = {**shapes.member(ALL), "user": shapes.user(self.world, author)}
            if not server.installed:
                payload["authorizing_integration_owners"] = {"1": str(author)}
        else:
            payload["user"] = shapes.user(self.world, author)
        foreign = server is not None and not server.installed
        made = Interaction(
            id=number, token=payload["token"], payload=payload, user=author, channel=place.id, foreign=foreign
        )
        self.world.interactions[made.token] = made
        return made

    def _name(self, channel: int) -> str:
        return self.world.channels[channel].name

    def _tell(self, event: str, data: dict[str, Any], place: Channel) -> None:
        self._run(self.gateway.dispatch(event, data, place))

    def _run(self, coroutine: Coroutine[Any, Any, _T]) -> _T:
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(timeout=120)


def _button(message: dict[str, Any], begins: str) -> dict[str, Any]:
    for each in limits.parts(message["components"]):
        names = (each.get("label") or "", each.get("custom_id") or "", (each.get("emoji") or {}).get("name") or "")
        if each["type"] == limits.BUTTON and any(name.startswith(begins) for name in names):
            assert not each.get("disabled"), f"the button {begins} cannot be pressed"
            return {"custom_id": each["custom_id"], "component_type": limits.BUTTON, "id": each["id"]}
    raise AssertionError(f"no button {begins} in {json.dumps(message['components'])[:2_000]}")


async def end_tasks() -> None:
    """End all that still runs in this loop."""
    others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
