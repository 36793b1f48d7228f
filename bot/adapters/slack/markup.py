"""Slack's mrkdwn as a `Markup`, and what is told as a message of Block Kit (pure)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.adapters.messages.formatting import day, minute
from bot.adapters.messages.notices import Usage
from bot.adapters.slack.blocks import (
    ROOM,
    Message,
    actions,
    button,
    context,
    fallback,
    feedback,
    section,
    size,
    stacked,
)
from bot.adapters.slack.escaping import link, linkable, mrkdwn, mrkdwn_cut

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime, tzinfo

    from bot.adapters.messages.message import Part, Told
    from bot.adapters.slack.blocks import Block

_CHANNEL = re.compile(r"[CGD][A-Z0-9]{1,40}")


class Mrkdwn:
    """`bot.adapters.messages.message.Markup`; each method says what the port says."""

    statement = 1_500
    title = 500
    snippet = 600
    alone = "my messages tab"

    def text(self, text: str) -> str:
        """Return a text as one line that shows it as it is."""
        return mrkdwn(text)

    def cut(self, text: str, limit: int) -> str:
        """Return a text as one line of at most so many characters."""
        return mrkdwn_cut(text, limit)

    def strong(self, shown: str) -> str:
        """Return it in bold."""
        return f"*{shown}*"

    def code(self, text: str) -> str:
        """Return it as something to type."""
        return f"`{text}`"

    def link(self, url: str, label: str, limit: int) -> str:
        """Return a link, or the label alone."""
        return link(url, label, limit)

    def linkable(self, url: str) -> bool:
        """Tell whether an address may be linked."""
        return linkable(url)

    def day(self, when: datetime, zone: tzinfo) -> str:
        """Return a date."""
        return day(when, zone)

    def minute(self, when: datetime, zone: tzinfo) -> str:
        """Return a time."""
        return minute(when, zone)

    def place(self, channel: str) -> str:
        """Return a channel's name."""
        return f"<#{channel}>" if _CHANNEL.fullmatch(channel) else "that channel"

    def room(self, told: Told) -> int:
        """Return how many characters of lines fit in beside what is told."""
        return ROOM - size(rendered(told).blocks)


MRKDWN = Mrkdwn()


def usage(command: str) -> Usage:
    """Return how the bot is used, with the slash command of this name."""
    return Usage(
        ask=f"{command} ask",
        question=f"{command} ask Who invested in Anthropic this week?",
        search=f"{command} open-weight models",
        filters=("since:7d", "until:2026-01-31", "source:reuters", 'source:"The Verge"', "kind:announcement"),
        latest=f"{command} latest chips",
        latest_of_all=f"{command} latest",
        feeds=f"{command} feeds",
        help=f"{command} help",
    )


def rendered(told: Told) -> Message:
    """Return the message for what is told."""
    blocks = [block for part in told.parts for block in _blocks(part)]
    blocks += map(context, told.notes)
    if told.rated:
        blocks.append(feedback(told.rated))
    blocks += actions(*(button(each.action, each.text, each.value) for each in told.buttons))
    return Message(text=fallback(told.lines), blocks=tuple(blocks))


def _blocks(part: Part) -> Iterable[Block]:
    if part.apart:
        return map(section, (*([part.heading] if part.heading else []), *part.lines))
    return stacked([part.heading, *part.lines] if part.heading else part.lines)
