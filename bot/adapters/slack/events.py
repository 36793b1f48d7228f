"""Slack's events -> what was said to the bot, where and by whom (pure)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.model import Place, asked_id

PLATFORM = "slack"

_SUBTYPES = {"", "file_share", "thread_broadcast"}  # of messages that are somebody's own words, newly written


@dataclass(frozen=True, slots=True, kw_only=True)
class Bot:
    """Who the app is in its workspace."""

    team: str
    user: str
    bot: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """Something that somebody said to the bot, or in a thread where it may take part."""

    place: Place  # the thread is the message's own, where it begins one
    user: str
    message: str  # its `ts`
    text: str  # as Slack writes it
    private: bool  # in a direct message
    mentioned: bool  # or private: it was said to the bot

    @property
    def id(self) -> str:
        """Return the question's id: the same, however often and in whichever event it is delivered."""
        return asked_id(PLATFORM, self.place.team, self.place.channel, self.message)


def heard(body: dict[str, Any], bot: Bot) -> Heard | None:
    """Return what was said by an event's payload; None for what is no member's new message.

    The bot's own messages, those of other bots, edits, deletions, joins and the like are none.
    """
    event = body.get("event") or {}
    user, stamp, channel = (str(event.get(name) or "") for name in ("user", "ts", "channel"))
    of_people = (
        user and user not in (bot.user, "USLACKBOT") and not event.get("bot_id") and not event.get("bot_profile")
    )
    if not (of_people and stamp and channel) or str(event.get("subtype") or "") not in _SUBTYPES or event.get("hidden"):
        return None
    text = str(event.get("text") or "")
    private = event.get("channel_type") == "im" or channel.startswith("D")
    return Heard(
        place=Place(
            platform=PLATFORM,
            team=str(body.get("team_id") or bot.team),
            channel=channel,
            thread=str(event.get("thread_ts") or stamp),
        ),
        user=user,
        message=stamp,
        text=text,
        private=private,
        mentioned=private or event.get("type") == "app_mention" or f"<@{bot.user}" in text,
    )


def follows_up(said: Heard) -> bool:
    """Tell whether something was said in a thread without a mention, so that it may follow up an answer there.

    What mentions somebody else is meant for them.
    """
    return not said.mentioned and said.place.thread != said.message and "<@" not in said.text


def hidden_asked(payload: dict[str, Any]) -> tuple[str, Place]:
    """Return the id and the place of what was asked by a command: only the asker sees the answer, in no thread."""
    channel, team = payload["channel_id"], payload.get("team_id") or ""
    place = Place(platform=PLATFORM, team=team, channel=channel)
    return asked_id(PLATFORM, team, channel, str(payload.get("trigger_id") or "")), place


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressed:
    """A button that somebody pressed."""

    action: str
    value: str
    user: str
    channel: str
    team: str
    thread: str  # of the message with the button; "" where it is ephemeral
    trigger: str
    response_url: str
    hidden: bool  # the message is ephemeral

    @property
    def alone(self) -> bool:
        """Whether it is in somebody's own conversation with the bot."""
        return self.channel.startswith("D")


def pressed(body: dict[str, Any]) -> Pressed | None:
    """Return which button was pressed, None for what has neither a message nor a value."""
    actions, container = body.get("actions") or [], body.get("container") or {}
    channel = (body.get("channel") or {}).get("id") or container.get("channel_id")
    if not actions or not channel:
        return None
    message = body.get("message") or {}
    return Pressed(
        action=str(actions[0].get("action_id") or ""),
        value=str(actions[0].get("value") or ""),
        user=str((body.get("user") or {}).get("id") or ""),
        channel=channel,
        team=str((body.get("team") or {}).get("id") or ""),
        thread=str(message.get("thread_ts") or message.get("ts") or ""),
        trigger=str(body.get("trigger_id") or ""),
        response_url=str(body.get("response_url") or ""),
        hidden=bool(container.get("is_ephemeral")),
    )
