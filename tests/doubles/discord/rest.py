"""The REST API's routes: functions of the world and a call -> the answer's fields, or an error."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.doubles.discord import command_limits, limits, shapes
from tests.doubles.discord.world import (
    BOT,
    DIRECT,
    FORUM,
    HISTORY,
    IN_DM,
    IN_PRIVATE,
    IN_SERVER,
    REACT,
    SEND,
    SEND_IN_THREADS,
    THREAD,
    THREADS,
    VIEW,
    Channel,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tests.doubles.discord.world import World


class Refused(Exception):
    """A call is answered with an error."""

    def __init__(self, status: int, code: int, message: str, errors: dict[str, Any] | None = None) -> None:
        """Take what the answer tells."""
        super().__init__(message)
        self.status = status
        self.answer = {"message": message, "code": code, **({"errors": errors} if errors else {})}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A call."""

    parameters: dict[str, str]  # of the path
    query: dict[str, str]
    given: Any  # the body
    gateway: str  # the gateway's address


def unknown(code: int, what: str) -> Refused:
    """Return the error for what is not there."""
    return Refused(404, code, f"Unknown {what}")


def take(faults: Iterable[limits.Fault]) -> None:
    """Refuse a form with faults."""
    if errors := limits.form_errors(list(faults)):
        raise Refused(400, 50035, "Invalid Form Body", errors)


def me(world: World, _: Asked) -> dict[str, Any]:
    """Return the bot."""
    return {**shapes.user(world, BOT), "verified": True, "mfa_enabled": False, "locale": "en-US"}


def application(world: World, asked: Asked) -> dict[str, Any]:
    """Return the app."""
    return {
        "id": str(BOT),
        "name": "Byline",
        "icon": None,
        "description": "",
        "summary": "",
        "type": None,
        "bot_public": True,
        "bot_require_code_grant": False,
        "verify_key": "0" * 64,
        "flags": 1 << 15 if world.intents else 0,
        "owner": {**me(world, asked), "id": "1", "bot": False, "username": "owner"},
        "team": None,
        "integration_types_config": {"0": {}, "1": {}},
        "approximate_guild_count": len(world.guilds),
    }


def gateway(world: World, asked: Asked) -> dict[str, Any]:
    """Say where to connect."""
    start = {"total": 1000, "remaining": 999, "reset_after": 0, "max_concurrency": 1}
    return {"url": asked.gateway, "shards": world.shards, "session_start_limit": start}


def guilds(world: World, _: Asked) -> list[dict[str, Any]]:
    """Return the servers that have invited the bot."""
    installed = [each for each in world.guilds.values() if each.installed]
    return [{"id": str(each.id), "name": each.name, "owner": False, "permissions": "0"} for each in installed]


def guild(world: World, asked: Asked) -> dict[str, Any]:
    """Return a server."""
    found = world.guilds.get(int(asked.parameters["guild"]))
    if found is None or not found.installed:
        raise Refused(403, 50001, "Missing Access")
    return shapes.guild(world, found)


def member(world: World, asked: Asked) -> dict[str, Any]:
    """Return a member of a server; the bot alone is one by itself."""
    found, number = guild(world, asked), int(asked.parameters["member"])
    known = [each for each in found["members"] if int(each["user"]["id"]) == number]
    if not known:
        raise unknown(10007, "Member")
    return dict(known[0])


def user(world: World, asked: Asked) -> dict[str, Any]:
    """Return a person."""
    number = int(asked.parameters["user"])
    if number != BOT and number not in world.people:
        raise unknown(10013, "User")
    return shapes.user(world, number)


def list_commands(world: World, asked: Asked) -> list[dict[str, Any]]:
    """Return the app's commands."""
    return world.commands.get(int(asked.parameters.get("guild", 0)), [])


def put_commands(world: World, asked: Asked) -> list[dict[str, Any]]:
    """Take the app's commands in place of those before."""
    place = int(asked.parameters.get("guild", 0))
    take(command_limits.commands_faults(asked.given))
    before = {(each["type"], each["name"]): each["id"] for each in world.commands.get(place, [])}
    taken = []
    for given in asked.given:
        kind = given.get("type", command_limits.CHAT)
        known = {
            "id": before.get((kind, given["name"]), str(world.snowflake())),
            "application_id": str(BOT),
            "version": str(world.snowflake()),
            "type": kind,
            "default_member_permissions": None,
            "nsfw": False,
            "contexts": [IN_SERVER, IN_DM, IN_PRIVATE],
            "integration_types": [0],
        }
        said = {name: value for name, value in given.items() if value is not None}
        taken.append({**known, **({"guild_id": str(place)} if place else {}), **said})
    world.commands[place] = taken
    return taken


def get_channel(world: World, asked: Asked) -> dict[str, Any]:
    """Return a channel."""
    return shapes.channel(world, accessible(world, asked))


def open_conversation(world: World, asked: Asked) -> dict[str, Any]:
    """Return the conversation with a person; that they take no messages shows when one is sent."""
    recipient = int(asked.given.get("recipient_id") or 0)
    if recipient not in world.people:
        raise Refused(400, 50033, "Invalid Recipient(s)")
    return shapes.channel(world, world.conversation(recipient))


def create_thread(world: World, asked: Asked) -> dict[str, Any]:
    """Begin a thread, at a message or on its own."""
    place = accessible(world, asked)
    take(limits.text_faults(asked.given.get("name"), ("name",), 100, least=1))
    if place.kind in (DIRECT, THREAD) or not place.permissions & THREADS:
        raise Refused(403, 50013, "Missing Permissions")
    number = int(asked.parameters.get("message") or world.snowflake())
    if "message" in asked.parameters:
        message(world, place, asked)
        if number in world.channels:
            raise Refused(400, 160004, "A thread has already been created for this message")
    name = asked.given["name"]
    made = Channel(id=number, name=name, kind=THREAD, guild=place.guild, parent=place.id, permissions=place.permissions)
    world.channels[made.id] = made
    world.ids[f"channel {name}"] = made.id
    world.tell("THREAD_CREATE", {**shapes.channel(world, made), "newly_created": True}, made)
    return shapes.channel(world, made)


def typing(world: World, asked: Asked) -> None:
    """Show that the bot writes."""
    place = accessible(world, asked)
    writable(place)
    world.typed.append(place.id)


def add_reaction(world: World, asked: Asked) -> None:
    """React to a message."""
    place = accessible(world, asked)
    message(world, place, asked)
    if place.kind != DIRECT and not (place.permissions & REACT and place.permissions & HISTORY):
        raise Refused(403, 50013, "Missing Permissions")
    world.reactions.add((place.id, int(asked.parameters["message"]), asked.parameters["emoji"]))


def remove_reaction(world: World, asked: Asked) -> None:
    """Take a reaction back."""
    place = accessible(world, asked)
    message(world, place, asked)
    world.reactions.discard((place.id, int(asked.parameters["message"]), asked.parameters["emoji"]))


def accessible(world: World, asked: Asked) -> Channel:
    """Return a channel that the bot can see."""
    place = world.channels.get(int(asked.parameters["channel"]))
    if place is None:
        raise unknown(10003, "Channel")
    server = world.guilds.get(place.guild or 0)
    if server and (not server.installed or not place.permissions & VIEW):
        raise Refused(403, 50001, "Missing Access")
    return place


def message(world: World, place: Channel, asked: Asked) -> dict[str, Any]:
    """Return a message of a channel."""
    found = world.message(place.id, int(asked.parameters["message"]))
    if found is None:
        raise unknown(10008, "Message")
    return found


def writable(place: Channel) -> None:
    """Refuse what cannot be written in."""
    if place.kind == DIRECT:
        if place.closed:
            raise Refused(403, 50007, "Cannot send messages to this user")
        return
    if place.kind == FORUM:
        raise Refused(400, 50008, "Cannot send messages in a non-text channel")
    if not place.permissions & (SEND_IN_THREADS if place.kind == THREAD else SEND):
        raise Refused(403, 50013, "Missing Permissions")
    if place.locked:
        raise Refused(400, 160005, "Thread is locked")


ROUTES: list[tuple[str, str, str, Callable[[World, Asked], Any]]] = [
    # name, method, path, what it does
    ("me", "GET", "/users/@me", me),
    ("guilds", "GET", "/users/@me/guilds", guilds),
    ("dm.open", "POST", "/users/@me/channels", open_conversation),
    ("user", "GET", "/users/{user}", user),
    ("application", "GET", "/applications/@me", application),
    ("application", "GET", "/oauth2/applications/@me", application),
    ("gateway", "GET", "/gateway/bot", gateway),
    ("guild", "GET", "/guilds/{guild}", guild),
    ("member", "GET", "/guilds/{guild}/members/{member}", member),
    ("commands.list", "GET", "/applications/{application}/commands", list_commands),
    ("commands.put", "PUT", "/applications/{application}/commands", put_commands),
    ("commands.list", "GET", "/applications/{application}/guilds/{guild}/commands", list_commands),
    ("commands.put", "PUT", "/applications/{application}/guilds/{guild}/commands", put_commands),
    ("channel", "GET", "/channels/{channel}", get_channel),
    ("thread.create", "POST", "/channels/{channel}/threads", create_thread),
    ("thread.create", "POST", "/channels/{channel}/messages/{message}/threads", create_thread),
    ("typing", "POST", "/channels/{channel}/typing", typing),
    ("reaction.add", "PUT", "/channels/{channel}/messages/{message}/reactions/{emoji}/@me", add_reaction),
    ("reaction.remove", "DELETE", "/channels/{channel}/messages/{message}/reactions/{emoji}/@me", remove_reaction),
]
