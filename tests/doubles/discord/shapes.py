"""How Discord writes people, servers, channels and messages down (pure)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tests.doubles.discord import limits
from tests.doubles.discord.world import ALL, BOT, DIRECT, ROLE, THREAD, timestamp

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.doubles.discord.world import Channel, Guild, World

_MENTION, _ROLE = re.compile(r"<@!?(\d+)>"), re.compile(r"<@&(\d+)>")
_ADDRESS = re.compile(r"(?<![<\w])https?://[^\s>]+")
_HIDDEN: dict[str, Any] = {"content": "", "embeds": [], "attachments": [], "components": []}
_SOME_DAY = "2025-01-01T00:00:00+00:00"


def user(world: World, number: int) -> dict[str, Any]:
    """Return a person, or the bot."""
    name = "byline" if number == BOT else world.people[number]
    return {
        "id": str(number),
        "username": name.lower(),
        "global_name": None if number == BOT else name.title(),
        "discriminator": "0",
        "avatar": None,
        "bot": number == BOT,
        "public_flags": 0,
    }


def member(permissions: int | None = None) -> dict[str, Any]:
    """Return what a server knows of a person."""
    known: dict[str, Any] = {
        "roles": [],
        "joined_at": _SOME_DAY,
        "deaf": False,
        "mute": False,
        "flags": 0,
        "nick": None,
    }
    return known if permissions is None else {**known, "permissions": str(permissions)}


def channel(world: World, place: Channel) -> dict[str, Any]:
    """Return a channel of any kind."""
    last = place.messages[-1]["id"] if place.messages else None
    known: dict[str, Any] = {"id": str(place.id), "type": place.kind, "last_message_id": last, "flags": 0}
    if place.kind == DIRECT:
        assert place.recipient
        return {**known, "recipients": [user(world, place.recipient)]}
    known |= {"name": place.name, "guild_id": str(place.guild), "parent_id": place.parent and str(place.parent)}
    if place.kind == THREAD:
        kept = {"archived": place.archived, "locked": place.locked, "auto_archive_duration": 1440}
        return {
            **known,
            "owner_id": str(BOT),
            "message_count": len(place.messages),
            "member_count": 1,
            "rate_limit_per_user": 0,
            "thread_metadata": {**kept, "archive_timestamp": _SOME_DAY},
        }
    denied = {"id": str(BOT), "type": 1, "allow": str(place.permissions), "deny": str(ALL & ~place.permissions)}
    return {**known, "position": 0, "nsfw": False, "topic": None, "permission_overwrites": [denied]}


def guild(world: World, server: Guild) -> dict[str, Any]:
    """Return a server, as it is told of when the bot connects."""
    places = world.of(server)
    everyone = {"id": str(server.id), "name": "@everyone", "permissions": str(ALL), "position": 0}
    own = {"id": str(ROLE), "name": "Byline", "permissions": str(ALL), "position": 1, "tags": {"bot_id": str(BOT)}}
    shown = {"color": 0, "colors": {"primary_color": 0}, "hoist": False, "mentionable": False, "flags": 0}
    return {
        "id": str(server.id),
        "name": server.name,
        "owner_id": "1",
        "unavailable": False,
        "member_count": 3,
        "large": False,
        "preferred_locale": "en-US",
        "features": [],
        "roles": [{**each, **shown, "managed": "tags" in each} for each in (everyone, own)],
        "channels": [channel(world, each) for each in places if each.kind != THREAD],
        "threads": [channel(world, each) for each in places if each.kind == THREAD and not each.archived],
        "members": [{**member(), "user": user(world, BOT), "roles": [str(ROLE)]}],
        "emojis": [],
        "stickers": [],
        "presences": [],
        "voice_states": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
    }


def message(world: World, place: Channel, author: int, given: dict[str, Any]) -> dict[str, Any]:
    """Return a new message."""
    made: dict[str, Any] = {
        "id": str(world.snowflake()),
        "channel_id": str(place.id),
        "type": 0,
        "author": user(world, author),
        "content": (given.get("content") or "").strip(),
        "timestamp": timestamp(),
        "edited_timestamp": None,
        "tts": False,
        "mention_everyone": False,
        "mention_roles": _ROLE.findall(given.get("content") or ""),
        "mentions": [],
        "attachments": [],
        "embeds": given.get("embeds") or [],
        "components": numbered(given.get("components") or []),
        "flags": given.get("flags") or 0,
        "pinned": False,
    }
    if (answered := answered_message(world, given)) is not None:
        reference = {"type": 0, "channel_id": answered["channel_id"], "message_id": answered["id"]}
        made |= {"type": 19, "message_reference": reference, "referenced_message": answered}
    known = {*world.people, BOT}
    mentioned = [int(each) for each in _MENTION.findall(made["content"]) if int(each) in known]
    if answered is not None and (given.get("allowed_mentions") or {"replied_user": True}).get("replied_user"):
        mentioned.append(int(answered["author"]["id"]))
    made["mentions"] = [user(world, each) for each in dict.fromkeys(mentioned)]
    return made


def answered_message(world: World, given: dict[str, Any]) -> dict[str, Any] | None:
    """Return the message to which one replies, without the one to which that replies."""
    reference = given.get("message_reference")
    if not reference:
        return None
    place = world.channels.get(int(reference.get("channel_id") or 0))
    found = world.message(place.id, int(reference["message_id"])) if place else None
    return found and {name: value for name, value in found.items() if name != "referenced_message"}


def numbered(components: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return components with the numbers that Discord gives them."""
    for number, each in enumerate(limits.parts(components), 1):
        each.setdefault("id", number)
    return components


def seen(place: Channel, told: dict[str, Any], intents: int = 0) -> dict[str, Any]:
    """Return what an app may read of a message that has no `message_content` intent."""
    shown = {name: value for name, value in told.items() if name != "nonce"}
    if shown.get("referenced_message"):
        shown["referenced_message"] = seen(place, shown["referenced_message"], intents)
    mentioned = any(int(each["id"]) == BOT for each in told["mentions"])
    if place.kind == DIRECT or int(told["author"]["id"]) == BOT or mentioned or intents & 1 << 15:
        return shown
    return {**shown, **_HIDDEN}


def notified(text: str, allowed: dict[str, Any] | None, replied_to: str = "") -> Iterator[str]:
    """Yield whom a message notifies: all that it names, unless `allowed_mentions` says otherwise."""
    everything: dict[str, Any] = {"parse": ["everyone", "roles", "users"], "replied_user": True}
    may = everything if allowed is None else allowed
    parsed = may.get("parse") or []
    if "everyone" in parsed and re.search(r"@(everyone|here)\b", text):
        yield "everyone"
    for kind, pattern in (("users", _MENTION), ("roles", _ROLE)):
        for number in pattern.findall(text):
            if kind in parsed or number in map(str, may.get(kind) or []):
                yield f"{kind} {number}"
    if replied_to and may.get("replied_user"):
        yield f"replied {replied_to}"


def previewed(made: dict[str, Any]) -> list[str]:
    """Return the links of a message that grow a card."""
    return [] if made["flags"] & limits.SUPPRESS_EMBEDS else _ADDRESS.findall(made["content"])


def texts(made: dict[str, Any]) -> str:
    """Return the texts of a message that can notify somebody."""
    shown = [each["content"] for each in limits.parts(made["components"]) if each.get("type") == limits.TEXT]
    return "\n".join([made["content"], *shown])
