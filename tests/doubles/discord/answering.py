"""The routes with which an app answers interactions, and what it says afterwards through their tokens."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from tests.doubles.discord import limits, shapes
from tests.doubles.discord.messages import PLAIN, change, empty, guard
from tests.doubles.discord.rest import Asked, Refused, take, unknown
from tests.doubles.discord.world import (
    ASK,
    BOT,
    CHANGE,
    COMPLETE,
    COMPLETING,
    DEFER,
    DEFER_CHANGE,
    PRESSED,
    SAY,
    SUBMITTED,
    TOKEN_LASTS,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.doubles.discord.world import Interaction, World

PATIENCE = 30.0  # seconds; Discord's are 3, on no busy machine

_FLAGS = PLAIN | limits.EPHEMERAL
_FOREIGN = 5  # what may be said afterwards where the bot is not
_ORIGINAL = "@original"


def answer(world: World, asked: Asked) -> dict[str, Any]:
    """Take the answer to an interaction: one, and not too late."""
    found = world.interactions.get(asked.parameters["token"])
    if found is None or str(found.id) != asked.parameters["interaction"]:
        raise unknown(10062, "interaction")
    if found.answered is not None:
        raise Refused(400, 40060, "Interaction has already been acknowledged.")
    if not found.sent or time.monotonic() - found.sent > PATIENCE:
        raise unknown(10062, "interaction")
    kind, data = asked.given.get("type"), asked.given.get("data") or {}
    _take(world, found, kind, data)
    found.answered, found.kind, found.response = time.monotonic(), kind, data
    told = {"id": str(found.id), "type": found.payload["type"], "response_message_loading": found.thinking}
    if found.original is None:
        return {"interaction": told}
    told |= {"response_message_id": found.original["id"], "response_message_ephemeral": _hidden(found.original)}
    return {"interaction": told, "resource": {"type": kind, "message": found.original}}


def _take(world: World, found: Interaction, kind: int, data: dict[str, Any]) -> None:
    if kind not in _ALLOWED.get(found.payload["type"], {SAY, DEFER, ASK}):
        fault = limits.Fault(path=("type",), code="BASE_TYPE_CHOICES", message="Value is not one of those allowed.")
        take([fault])
    if kind == COMPLETE:
        take(limits.choices_faults(data.get("choices") or []))
    elif kind == ASK:
        take(limits.modal_faults(data))
    elif kind == SAY:
        found.original = _said(world, found, data)
    elif kind == DEFER:
        found.thinking = True
        flags = limits.LOADING | (data.get("flags") or 0) & limits.EPHEMERAL
        found.original = _stored(world, found, {"flags": flags})
    elif found.payload["type"] == PRESSED or "message" in found.payload:
        found.original = _pressed(world, found)
        if kind == CHANGE:
            change(world, found.original, data, settable=PLAIN)


_ALLOWED = {
    COMPLETING: {COMPLETE},
    PRESSED: {SAY, DEFER, DEFER_CHANGE, CHANGE, ASK},
    SUBMITTED: {SAY, DEFER, DEFER_CHANGE, CHANGE},
}


def get_original(world: World, asked: Asked) -> dict[str, Any]:
    """Return the message that stands for the answer."""
    return _original(_live(world, asked))


def edit_original(world: World, asked: Asked) -> dict[str, Any]:
    """Change the message that stands for the answer, or say what was deferred."""
    found = _live(world, asked)
    return _edited(world, found, _original(found), asked.given)


def delete_original(world: World, asked: Asked) -> None:
    """Take the answer back."""
    found = _live(world, asked)
    _delete(world, found, _original(found))


def follow_up(world: World, asked: Asked) -> dict[str, Any]:
    """Say more; the first time after a deferral it is the answer, with the flag that the deferral had."""
    found = _live(world, asked)
    if found.answered is None:
        raise unknown(10015, "Webhook")
    if found.thinking and found.original:
        given = {**asked.given, "flags": (asked.given.get("flags") or 0) & ~limits.EPHEMERAL}
        return _edited(world, found, found.original, given)
    if found.foreign and len(found.followups) >= _FOREIGN:
        raise Refused(400, 40094, "This interaction has reached the maximum number of follow-up messages")
    made = _said(world, found, asked.given)
    found.followups.append(made)
    return made


def get_message(world: World, asked: Asked) -> dict[str, Any]:
    """Return a message that was said through this token."""
    return _own(_live(world, asked), asked)


def edit_message(world: World, asked: Asked) -> dict[str, Any]:
    """Change a message that was said through this token."""
    found = _live(world, asked)
    return _edited(world, found, _own(found, asked), asked.given)


def delete_message(world: World, asked: Asked) -> None:
    """Take back a message that was said through this token."""
    found = _live(world, asked)
    _delete(world, found, _own(found, asked))


def _live(world: World, asked: Asked) -> Interaction:
    found = world.interactions.get(asked.parameters["token"])
    if found is None:
        raise unknown(10015, "Webhook")
    if found.expired or time.monotonic() - found.sent > TOKEN_LASTS:
        raise Refused(401, 50027, "Invalid Webhook Token")
    return found


def _original(found: Interaction) -> dict[str, Any]:
    if found.answered is None:
        raise unknown(10015, "Webhook")
    if found.original is None:
        raise unknown(10008, "Message")
    return found.original


def _own(found: Interaction, asked: Asked) -> dict[str, Any]:
    number = asked.parameters["message"]
    said = [each for each in (found.original, *found.followups) if each and each["id"] == number]
    if not said:
        raise unknown(10008, "Message")
    return said[0]


def _pressed(world: World, found: Interaction) -> dict[str, Any]:
    """Return the message whose button was pressed, wherever it is kept."""
    number = found.payload["message"]["id"]
    public = world.message(found.channel, int(number))
    hidden = [each for other in world.interactions.values() for each in (other.original, *other.followups) if each]
    told = public or next((each for each in hidden if each["id"] == number), None)
    if told is None:
        raise unknown(10008, "Message")
    return told


def _said(world: World, found: Interaction, given: dict[str, Any]) -> dict[str, Any]:
    take(limits.message_faults(given, settable=_FLAGS))
    made = _stored(world, found, given, keep=False)
    if empty(made):
        raise Refused(400, 50006, "Cannot send an empty message")
    guard(world, given, made)
    _keep(world, found, made)
    return made


def _stored(world: World, found: Interaction, given: dict[str, Any], *, keep: bool = True) -> dict[str, Any]:
    place = world.channels[found.channel]
    made = shapes.message(world, place, BOT, given)
    user = shapes.user(world, found.user)
    meant = {"id": str(found.id), "type": found.payload["type"], "user": user, "authorizing_integration_owners": {}}
    made |= {"type": 20, "application_id": str(BOT), "webhook_id": str(BOT), "interaction_metadata": meant}
    if keep:
        _keep(world, found, made)
    return made


def _keep(world: World, found: Interaction, made: dict[str, Any]) -> None:
    """Show a message to all, unless it is for its reader alone."""
    place = world.channels[found.channel]
    if not _hidden(made):
        place.messages.append(made)
        world.tell("MESSAGE_CREATE", made, place)


def _edited(world: World, found: Interaction, told: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    if told is found.original and found.thinking:
        trial = {**told, "flags": told["flags"] & ~limits.LOADING}
        change(world, trial, given, settable=PLAIN)
        told.update(trial)
        found.thinking = False
    else:
        change(world, told, given, settable=PLAIN)
    return told


def _delete(world: World, found: Interaction, told: dict[str, Any]) -> None:
    messages = world.channels[found.channel].messages
    if told in messages:
        messages.remove(told)
    if told is found.original:
        found.original, found.thinking = None, False
    else:
        found.followups.remove(told)


def _hidden(told: dict[str, Any]) -> bool:
    return bool(told["flags"] & limits.EPHEMERAL)


_WEBHOOK = "/webhooks/{application}/{token}"

ROUTES: list[tuple[str, str, str, Callable[[World, Asked], Any]]] = [
    # name, method, path, what it does; none of them asks for the bot's token
    ("callback", "POST", "/interactions/{interaction}/{token}/callback", answer),
    ("original.get", "GET", f"{_WEBHOOK}/messages/{_ORIGINAL}", get_original),
    ("original.edit", "PATCH", f"{_WEBHOOK}/messages/{_ORIGINAL}", edit_original),
    ("original.delete", "DELETE", f"{_WEBHOOK}/messages/{_ORIGINAL}", delete_original),
    ("followup.create", "POST", _WEBHOOK, follow_up),
    ("followup.get", "GET", f"{_WEBHOOK}/messages/{{message}}", get_message),
    ("followup.edit", "PATCH", f"{_WEBHOOK}/messages/{{message}}", edit_message),
    ("followup.delete", "DELETE", f"{_WEBHOOK}/messages/{{message}}", delete_message),
]
