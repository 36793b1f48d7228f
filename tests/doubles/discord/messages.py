"""The REST API's routes for messages: functions of the world and a call -> the answer's fields, or an error."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.doubles.discord import limits, shapes
from tests.doubles.discord.rest import Asked, Refused, accessible, message, take, writable
from tests.doubles.discord.world import BOT, DIRECT, EMBED, HISTORY, NONCE_LASTS, timestamp

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.doubles.discord.world import Channel, World

PLAIN = limits.SUPPRESS_EMBEDS | limits.SILENT | limits.VERSION_2  # flags that a message may be given
_MOST = 100  # messages of a page


def create_message(world: World, asked: Asked) -> dict[str, Any]:
    """Post into a channel; with `enforce_nonce` a nonce that stands already returns the message that bears it."""
    place, given = accessible(world, asked), asked.given
    writable(place)
    take(limits.message_faults(given, settable=PLAIN))
    if given.get("embeds") and place.kind != DIRECT and not place.permissions & EMBED:
        raise Refused(403, 50013, "Missing Permissions")
    key = (place.id, str(given.get("nonce") or ""))
    at, stands = world.nonces.get(key, (0.0, {}))
    if key[1] and given.get("enforce_nonce") and world.clock() - at < NONCE_LASTS:
        return {**stands, "nonce": given["nonce"]}
    _repliable(world, place, given)
    made = shapes.message(world, place, BOT, given)
    if empty(made):
        raise Refused(400, 50006, "Cannot send an empty message")
    replied = made.get("referenced_message")
    guard(world, given, made, replied["author"]["id"] if replied else "")
    place.archived = False
    place.messages.append(made)
    if key[1]:
        world.nonces[key] = (world.clock(), made)
    told = {**made, "nonce": given["nonce"]} if key[1] else made
    world.tell("MESSAGE_CREATE", told, place)
    return told


def list_messages(world: World, asked: Asked) -> list[dict[str, Any]]:
    """Return a channel's messages, the latest first; without the permission to read them, none."""
    place = accessible(world, asked)
    size = int(asked.query.get("limit", 50))
    if not 1 <= size <= _MOST:
        take([limits.Fault(path=("limit",), code="NUMBER_TYPE_MAX", message="int value should be between 1 and 100.")])
    before, after = int(asked.query.get("before", 2**63)), int(asked.query.get("after", 0))
    if "around" in asked.query:
        middle = int(asked.query["around"])
        near = sorted(place.messages, key=lambda each: abs(int(each["id"]) - middle))[:size]
        found = sorted(near, key=lambda each: int(each["id"]))
    else:
        found = [each for each in place.messages if after < int(each["id"]) < before]
        found = found[:size] if after else found[-size:]
    return [shapes.seen(place, each, world.intents) for each in reversed(found)] if _readable(place) else []


def get_message(world: World, asked: Asked) -> dict[str, Any]:
    """Return one message."""
    place = accessible(world, asked)
    if not _readable(place):
        raise Refused(403, 50001, "Missing Access")
    return shapes.seen(place, message(world, place, asked), world.intents)


def edit_message(world: World, asked: Asked) -> dict[str, Any]:
    """Change one of the bot's messages."""
    place = accessible(world, asked)
    found = own(world, place, asked)
    if place.archived:
        raise Refused(400, 50083, "Thread is archived")
    change(world, found, asked.given, settable=PLAIN)
    world.tell("MESSAGE_UPDATE", found, place)
    return found


def delete_message(world: World, asked: Asked) -> None:
    """Take one of the bot's messages back."""
    place = accessible(world, asked)
    place.messages.remove(own(world, place, asked))
    world.tell("MESSAGE_DELETE", {"id": asked.parameters["message"], "channel_id": str(place.id)}, place)


def guard(world: World, given: dict[str, Any], made: dict[str, Any], replied_to: str = "") -> None:
    """Note whom a message notifies and which cards it grows."""
    allowed = given.get("allowed_mentions")
    if allowed is None or allowed.get("parse") != [] or set(allowed) - {"parse", "replied_user"}:
        world.unguarded.append(given)
    world.pings += shapes.notified(shapes.texts(made), allowed, replied_to)
    world.previews += shapes.previewed(made)


def own(world: World, place: Channel, asked: Asked) -> dict[str, Any]:
    """Return a message that the bot may change."""
    found = message(world, place, asked)
    if int(found["author"]["id"]) != BOT:
        raise Refused(403, 50005, "Cannot edit a message authored by another user")
    return found


def change(world: World, found: dict[str, Any], given: dict[str, Any], *, settable: int) -> None:
    """Change a message, which is to be within the limits also afterwards."""
    fields = {name: given[name] for name in ("content", "embeds", "components") if name in given}
    flags = (found["flags"] & ~settable) | (given["flags"] & settable) if given.get("flags") else found["flags"]
    take(limits.message_faults({**given, "flags": flags & PLAIN}, settable=settable | PLAIN))
    filled: dict[str, Any] = {name: value or _blank(name) for name, value in fields.items()}
    made = {**found, **filled, "flags": flags}
    if empty(made):
        raise Refused(400, 50006, "Cannot send an empty message")
    if fields.keys() & {"content", "embeds"}:
        guard(world, given, made)
    found.update(made, edited_timestamp=timestamp(), components=shapes.numbered(made["components"]))


def empty(made: dict[str, Any]) -> bool:
    """Tell whether a message shows nothing."""
    return not (made["content"].strip() or made["embeds"] or made["components"])


def _blank(name: str) -> Any:
    return "" if name == "content" else []


def _readable(place: Channel) -> bool:
    return place.kind == DIRECT or bool(place.permissions & HISTORY)


def _repliable(world: World, place: Channel, given: dict[str, Any]) -> None:
    reference = given.get("message_reference")
    if not reference:
        return
    if not _readable(place):
        raise Refused(403, 160002, "Cannot reply without permission to read message history")
    if world.message(place.id, int(reference["message_id"])) is None:
        if reference.get("fail_if_not_exists", True):
            fault = limits.Fault(
                path=("message_reference",), code="MESSAGE_REFERENCE_UNKNOWN_MESSAGE", message="Unknown message"
            )
            take([fault])
        given.pop("message_reference")
    else:
        reference.setdefault("channel_id", str(place.id))


ROUTES: list[tuple[str, str, str, Callable[[World, Asked], Any]]] = [
    # name, method, path, what it does
    ("message.create", "POST", "/channels/{channel}/messages", create_message),
    ("message.history", "GET", "/channels/{channel}/messages", list_messages),
    ("message.get", "GET", "/channels/{channel}/messages/{message}", get_message),
    ("message.edit", "PATCH", "/channels/{channel}/messages/{message}", edit_message),
    ("message.delete", "DELETE", "/channels/{channel}/messages/{message}", delete_message),
]
