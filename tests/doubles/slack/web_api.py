"""The Web API's methods: functions of the workspace and a call's arguments -> the answer's fields, or an error."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from tests.doubles.slack import limits
from tests.doubles.slack.workspace import APP, BOT, BOT_USER, TEAM, Channel

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.doubles.slack.workspace import Workspace

_TRIGGER = 30.0  # seconds within which a trigger id opens a view; Slack's are 3, on no busy machine
_PAGE = 100  # messages


class Refused(Exception):
    """A method answers with an error, whose name is the argument."""


def auth_test(_: Workspace, __: dict[str, Any]) -> dict[str, Any]:
    """Say who calls."""
    return {
        "url": "https://double.slack.com/",
        "team": "Double",
        "team_id": TEAM,
        "user": "byline",
        "user_id": BOT_USER,
        "bot_id": BOT,
        "is_enterprise_install": False,
    }


def users_info(workspace: Workspace, given: dict[str, Any]) -> dict[str, Any]:
    """Return a member's profile."""
    if given.get("user") not in workspace.users:
        raise Refused("user_not_found")
    return {"user": workspace.users[given["user"]]}


def post_message(workspace: Workspace, given: dict[str, Any]) -> dict[str, Any]:
    """Post into a channel or one of its threads."""
    place = _writable(workspace, given.get("channel", ""))
    _take(limits.message_problem(given))
    root = given.get("thread_ts")
    if root and not workspace.thread(place.id, root):
        raise Refused("thread_not_found")
    message: dict[str, Any] = {
        "type": "message",
        "user": BOT_USER,
        "bot_id": BOT,
        "app_id": APP,
        "team": TEAM,
        "ts": workspace.timestamp(),
        **{
            name: given[name]
            for name in ("text", "blocks", "thread_ts", "metadata", "unfurl_links", "unfurl_media")
            if name in given
        },
    }
    place.messages.append(message)
    workspace.statuses.pop((place.id, root or message["ts"]), None)
    return {"channel": place.id, "ts": message["ts"], "message": message}


def update(workspace: Workspace, given: dict[str, Any]) -> dict[str, Any]:
    """Change one of the app's own messages."""
    place = _writable(workspace, given.get("channel", ""))
    message = next((each for each in place.messages if each["ts"] == given.get("ts")), None)
    if message is None:
        raise Refused("message_not_found")
    if message.get("bot_id") != BOT:
        raise Refused("cant_update_message")
    _take(limits.message_problem(given, update=True))
    message.update({name: given[name] for name in ("text", "blocks", "metadata") if name in given})
    return {"channel": place.id, "ts": message["ts"], "text": message.get("text", "")}


def post_ephemeral(workspace: Workspace, given: dict[str, Any]) -> dict[str, Any]:
    """Tell one member of a channel something that the others do not see."""
    place = _writable(workspace, given.get("channel", ""))
    if given.get("user") not in place.members:
        raise Refused("user_not_in_channel")
    _take(limits.message_problem(given))
    stamp = workspace.timestamp()
    workspace.whispers.append({**given, "ts": stamp})
    return {"message_ts": stamp}


def replies(workspace: Workspace, given: dict[str, Any]) -> dict[str, Any]:
    """Return a thread, its root first, one page at a time; metadata only if it was asked for."""
    place = _place(workspace, given.get("channel", ""))
    _take_history(workspace, place)
    thread = workspace.thread(place.id, given.get("ts", ""))
    if not thread:
        raise Refused("thread_not_found")
    after = float(given.get("oldest") or 0)
    wanted = [thread[0], *(each for each in thread[1:] if float(each["ts"]) > after)]
    return _page_of(wanted, workspace, given)


def history(workspace: Workspace, given: dict[str, Any]) -> dict[str, Any]:
    """Return a channel's messages, replies left out, the newest first, one page at a time."""
    place = _place(workspace, given.get("channel", ""))
    _take_history(workspace, place)
    after = float(given.get("oldest") or 0)
    roots = [each for each in place.messages if each.get("thread_ts", each["ts"]) == each["ts"]]
    return _page_of([each for each in reversed(roots) if float(each["ts"]) > after], workspace, given)


def set_status(workspace: Workspace, given: dict[str, Any]) -> dict[str, Any]:
    """Show what the app does, until it replies."""
    place = _writable(workspace, given.get("channel_id", ""))
    loading = given.get("loading_messages") or []
    if not given.get("thread_ts") or len(loading) > 10 or any(len(text) > 50 for text in loading):
        raise Refused("invalid_arguments")
    key = (place.id, given["thread_ts"])
    if given.get("status"):
        workspace.statuses[key] = given["status"]
    else:
        workspace.statuses.pop(key, None)
    return {}


def set_suggested_prompts(workspace: Workspace, given: dict[str, Any]) -> dict[str, Any]:
    """Show prompts above the messages tab's input."""
    place = _place(workspace, given.get("channel_id", ""))
    prompts = given.get("prompts") or []
    shaped = all(set(prompt) == {"title", "message"} for prompt in prompts)
    if not place.direct or "thread_ts" in given or not 1 <= len(prompts) <= 4 or not shaped:
        raise Refused("invalid_arguments")
    return {}


def add_reaction(workspace: Workspace, given: dict[str, Any]) -> dict[str, Any]:
    """React to a message."""
    key = _reaction(workspace, given)
    if key in workspace.reactions:
        raise Refused("already_reacted")
    workspace.reactions.add(key)
    return {}


def remove_reaction(workspace: Workspace, given: dict[str, Any]) -> dict[str, Any]:
    """Take a reaction back."""
    key = _reaction(workspace, given)
    if key not in workspace.reactions:
        raise Refused("no_reaction")
    workspace.reactions.remove(key)
    return {}


def open_view(workspace: Workspace, given: dict[str, Any]) -> dict[str, Any]:
    """Open a modal: once for each trigger, and not too late."""
    made = workspace.triggers.pop(given.get("trigger_id", ""), None)
    if made is None:
        raise Refused("invalid_trigger")
    if time.monotonic() - made > _TRIGGER:
        raise Refused("expired_trigger_id")
    _take(limits.view_problem(given.get("view") or {}))
    view = {**given["view"], "id": f"V{workspace.number()}", "hash": "1"}
    workspace.views.append(view)
    return {"view": view}


METHODS: dict[str, tuple[str, Callable[[Workspace, dict[str, Any]], dict[str, Any]]]] = {
    # method: the scope that it needs, what it does
    "auth.test": ("", auth_test),
    "users.info": ("users:read", users_info),
    "chat.postMessage": ("chat:write", post_message),
    "chat.update": ("chat:write", update),
    "chat.postEphemeral": ("chat:write", post_ephemeral),
    "conversations.history": ("", history),
    "conversations.replies": ("", replies),
    "assistant.threads.setStatus": ("chat:write", set_status),
    "assistant.threads.setSuggestedPrompts": ("assistant:write", set_suggested_prompts),
    "reactions.add": ("reactions:write", add_reaction),
    "reactions.remove": ("reactions:write", remove_reaction),
    "views.open": ("", open_view),
}


def _place(workspace: Workspace, name: str) -> Channel:
    if name in workspace.users:  # a member's id stands for the conversation with them
        return workspace.channel(f"D{name}", name)
    if name not in workspace.channels:
        raise Refused("channel_not_found")
    return workspace.channels[name]


def _take_history(workspace: Workspace, place: Channel) -> None:
    needed = {"C": "channels:history", "G": "groups:history", "D": "im:history"}[place.id[0]]
    if needed not in workspace.scopes:
        raise Refused("missing_scope")


def _page_of(wanted: list[dict[str, Any]], workspace: Workspace, given: dict[str, Any]) -> dict[str, Any]:
    """Return one page of messages; metadata only if it was asked for."""
    start, size = int(given.get("cursor") or 0), min(int(given.get("limit") or _PAGE), 1_000)
    page = wanted[start : start + size]
    wants = str(given.get("include_all_metadata", "")).lower() in ("1", "true")
    if not wants or "metadata.message:read" not in workspace.scopes:
        page = [{name: value for name, value in each.items() if name != "metadata"} for each in page]
    more = start + size < len(wanted)
    return {
        "messages": page,
        "has_more": more,
        "response_metadata": {"next_cursor": str(start + size) if more else ""},
    }


def _writable(workspace: Workspace, name: str) -> Channel:
    place = _place(workspace, name)
    if place.archived:
        raise Refused("is_archived")
    if BOT_USER not in place.members:
        raise Refused("not_in_channel")
    return place


def _reaction(workspace: Workspace, given: dict[str, Any]) -> tuple[str, str, str]:
    place = _writable(workspace, given.get("channel", ""))
    if not any(each["ts"] == given.get("timestamp") for each in place.messages):
        raise Refused("message_not_found")
    return (place.id, given["timestamp"], given.get("name", ""))


def _take(problem: str | None) -> None:
    if problem:
        raise Refused(problem)
