"""Parses Slack's payloads (pure)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.adapters.chat.context import IncomingMessage
from bot.adapters.slack.escaping import decode
from bot.model.chat import Place, asked_id

if TYPE_CHECKING:
    from bot.config.sections import SlackSettings

PLATFORM = "slack"

_NEW_SUBTYPES = {"", "file_share", "thread_broadcast"}  # of messages that a member has just written


@dataclass(frozen=True, slots=True, kw_only=True)
class Bot:
    """The ids of the app in its workspace."""

    team: str
    user: str
    bot: str


def is_allowed(channel: str, settings: SlackSettings) -> bool:
    """Return whether the bot may answer in a channel; with a member alone it always may."""
    return not settings.channels or channel in settings.channels or channel.startswith("D")


def parse_message(body: dict[str, Any], bot: Bot) -> IncomingMessage | None:
    """Return the message in an event's payload; None for anything but a member's new message.

    The bot's own messages, those of other bots, edits, deletions and joins are none.
    """
    event = body.get("event") or {}
    user, stamp, channel = (str(event.get(name) or "") for name in ("user", "ts", "channel"))
    is_member = (
        user and user not in (bot.user, "USLACKBOT") and not event.get("bot_id") and not event.get("bot_profile")
    )
    is_new = str(event.get("subtype") or "") in _NEW_SUBTYPES and not event.get("hidden")
    if not (is_member and is_new and stamp and channel):
        return None
    text = str(event.get("text") or "")
    is_direct = event.get("channel_type") == "im" or channel.startswith("D")
    return IncomingMessage(
        place=Place(
            platform=PLATFORM,
            team=str(body.get("team_id") or bot.team),
            channel=channel,
            thread=str(event.get("thread_ts") or stamp),
        ),
        user=user,
        id=stamp,
        text=decode(text),
        is_direct=is_direct,
        is_addressed=is_direct or event.get("type") == "app_mention" or f"<@{bot.user}" in text,
        mentions_others="<@" in text,
    )


def follows_up(message: IncomingMessage) -> bool:
    """Return whether a message without a mention may follow up an answer in its thread.

    One that mentions another member is meant for them.
    """
    return not (message.is_addressed or message.mentions_others) and message.place.thread != message.id


def ephemeral_question(payload: dict[str, Any]) -> tuple[str, Place]:
    """Return the id and the place of a command's question: only the asker sees the answer, so it has no thread."""
    channel, team = payload["channel_id"], payload.get("team_id") or ""
    place = Place(platform=PLATFORM, team=team, channel=channel)
    return asked_id(PLATFORM, team, channel, str(payload.get("trigger_id") or "")), place


@dataclass(frozen=True, slots=True, kw_only=True)
class ClickPayload:
    """A click on a button, as Slack tells it."""

    action: str
    value: str
    user: str
    channel: str
    team: str
    thread: str  # of the message with the button; "" where it is ephemeral
    trigger: str
    stamp: str  # when it was clicked, as the `ts` of messages
    response_url: str
    is_ephemeral: bool  # the message with the button

    @property
    def is_alone(self) -> bool:
        """Whether it is in a member's own conversation with the bot."""
        return self.channel.startswith("D")


def parse_click(body: dict[str, Any]) -> ClickPayload | None:
    """Return the click in a payload; None for a payload without a button or a channel."""
    actions, container = body.get("actions") or [], body.get("container") or {}
    channel = (body.get("channel") or {}).get("id") or container.get("channel_id")
    if not actions or not channel:
        return None
    message = body.get("message") or {}
    return ClickPayload(
        action=str(actions[0].get("action_id") or ""),
        value=str(actions[0].get("value") or ""),
        user=str((body.get("user") or {}).get("id") or ""),
        channel=channel,
        team=str((body.get("team") or {}).get("id") or ""),
        thread=str(message.get("thread_ts") or message.get("ts") or ""),
        stamp=str(actions[0].get("action_ts") or ""),
        trigger=str(body.get("trigger_id") or ""),
        response_url=str(body.get("response_url") or ""),
        is_ephemeral=bool(container.get("is_ephemeral")),
    )
