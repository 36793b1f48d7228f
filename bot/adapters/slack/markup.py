"""Slack's mrkdwn, and messages as Block Kit (pure)."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING

from typing_extensions import override

from bot.adapters.messages.formatting import length
from bot.adapters.messages.markup import Markup
from bot.adapters.messages.notices import Usage
from bot.adapters.slack.blocks import (
    FIELD,
    FIELDS,
    ROOM,
    SlackMessage,
    actions,
    button,
    context,
    fallback,
    feedback,
    fields,
    section,
    size,
    stack,
)
from bot.adapters.slack.escaping import encode_url, escape_characters

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.adapters.messages.message import Message, MessagePart
    from bot.adapters.slack.blocks import Block

# Next to a letter, and to some of the signs beyond these, Slack shows the asterisks themselves.
_BEFORE_BOLD = frozenset(("", *" ([{\"'"))
_AFTER_BOLD = frozenset(("", *" .,:;!?)]}\"'"))
_CHANNEL = re.compile(r"[CGD][A-Z0-9]{1,40}")
_MEMBER = re.compile(r"[UW][A-Z0-9]{1,40}")


class Mrkdwn(Markup):
    """Slack's mrkdwn."""

    statement = 1_500
    title = 500
    snippet = 600
    max_url = 1_700  # so that a source fits into a section
    bold = "*"
    parentheses = ("(", ")")
    alone = "my messages tab"

    @override
    def characters(self, line: str) -> list[str]:
        return escape_characters(line)

    @override
    def may_be_bold(self, before: str, after: str) -> bool:
        return before in _BEFORE_BOLD and after in _AFTER_BOLD

    @override
    def target(self, url: str) -> str:
        return encode_url(url)

    @override
    def label(self, line: str) -> str:
        return line.replace("|", "\N{BROKEN BAR}")

    @override
    def linked(self, target: str, label: str) -> str:
        return f"<{target}|{label}>"

    @override
    def channel(self, channel: str) -> str:
        return f"<#{channel}>" if _CHANNEL.fullmatch(channel) else "that channel"

    @override
    def member(self, user: str) -> str:
        return f"<@{user}>" if _MEMBER.fullmatch(user) else "a member"

    @override
    def room(self, message: Message) -> int:
        return ROOM - size(render(message).blocks)


MRKDWN = Mrkdwn()


def usage(command: str) -> Usage:
    """Return what to type, with the name of the slash command."""
    return Usage(
        ask=f"{command} ask",
        question=f"{command} ask Who invested in Anthropic this week?",
        search=f"{command} open-weight models",
        filters=("since:7d", "until:2026-01-31", "source:reuters", 'source:"The Verge"', "kind:announcement"),
        latest=f"{command} latest chips",
        latest_of_all=f"{command} latest",
        feeds=f"{command} feeds",
        help=f"{command} help",
        watch=f'{command} watch "export controls" kind:reported',
        digest=f"{command} digest weekdays 08:30 tags:chips,policy",
        digest_now=f"{command} digest now",
        watches=f"{command} watches",
        scope=f"{command} scope tags:policy language:en",
    )


def render(message: Message) -> SlackMessage:
    """Return a message as Block Kit, with a text for notifications."""
    groups = (list(parts) for _, parts in groupby(message.parts, lambda part: part.beside))
    blocks = [block for parts in groups for block in _blocks_of(parts)]
    blocks += map(context, message.notes)
    if message.rated:
        blocks.append(feedback(message.rated))
    blocks += actions(*(button(each.action, each.text, each.value) for each in message.buttons))
    return SlackMessage(text=fallback(message.lines), blocks=tuple(blocks))


def _blocks(part: MessagePart) -> Iterable[Block]:
    return map(section, part.all_lines) if part.spaced else stack(part.all_lines)


def _blocks_of(parts: list[MessagePart]) -> Iterable[Block]:
    """Return parts one after the other, or those that stand beside each other in fields, if each fits into one."""
    texts = ["\n".join(part.all_lines) for part in parts]
    if parts[0].beside and len(texts) <= FIELDS and max(map(length, texts)) <= FIELD:
        return [fields(texts)]
    return [block for part in parts for block in _blocks(part)]
