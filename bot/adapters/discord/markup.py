"""Discord's markdown, and messages as an embed or plain text (pure)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from typing_extensions import override

from bot.adapters.discord.escaping import encode_url, escape_characters
from bot.adapters.messages.formatting import length
from bot.adapters.messages.markup import Markup
from bot.adapters.messages.message import fit
from bot.adapters.messages.notices import Usage

if TYPE_CHECKING:
    from datetime import datetime, tzinfo

    from bot.adapters.messages.message import Button, Message, MessagePart

DESCRIPTION = 4_096
"""Characters of an embed's description."""

CONTENT = 2_000
"""Characters of a message's content."""

LABEL = 80
"""Characters of a button's label."""

_BESIDE_NO_BOLD = re.compile(r"\w|\\[*_]")  # stars next to a letter or to other stars are not sure to be taken for bold
_SPARE = 96  # characters for the gaps between parts
_MARK = re.compile(r"\\\[(\d+(?:, \d+)*)\\\]$")
_NUMBER = re.compile(r"\\\[(\d+)\\\] ")


class Markdown(Markup):
    """Discord's markdown. Dates are written so that each reader sees them in their own zone."""

    statement = 1_000
    title = 300
    snippet = 350
    max_url = 1_000  # so that a source fits into an embed
    bold = "**"
    parentheses = (r"\(", r"\)")
    alone = "a direct message"

    @override
    def characters(self, line: str) -> list[str]:
        return escape_characters(line)

    @override
    def may_be_bold(self, before: str, after: str) -> bool:
        return not (_BESIDE_NO_BOLD.match(before) or _BESIDE_NO_BOLD.match(after))

    @override
    def target(self, url: str) -> str:
        return encode_url(url)

    @override
    def linked(self, target: str, label: str) -> str:
        return f"[{label}]({target})"

    @override
    def day(self, when: datetime, zone: tzinfo) -> str:
        return f"<t:{int(when.timestamp())}:D>"

    @override
    def minute(self, when: datetime, zone: tzinfo) -> str:
        return f"<t:{int(when.timestamp())}:f>"

    @override
    def channel(self, channel: str) -> str:
        return f"<#{channel}>" if channel.isascii() and channel.isdigit() else "that channel"

    @override
    def room(self, message: Message) -> int:
        return DESCRIPTION - _SPARE - length(_description(message))


MARKDOWN = Markdown()

USAGE = Usage(
    ask="/ask",
    question="/ask Who invested in Anthropic this week?",
    search="/search open-weight models",
    filters=("since: 7d", "until: 2026-01-31", "source: The Verge", "kind: announcement"),
    latest="/latest chips",
    latest_of_all="/latest",
    feeds="/feeds",
    help="/help",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscordMessage:
    """A whole message."""

    description: str  # of its one embed
    content: str  # in place of the embed where embeds are not allowed; to be posted without previews
    buttons: tuple[Button, ...] = ()
    rated: str = ""  # id of the question that this answers


def render(message: Message) -> DiscordMessage:
    """Return a message as an embed, and as plain text for where embeds are not allowed."""
    return DiscordMessage(
        description=_description(message), content=_content(message), buttons=message.buttons, rated=message.rated
    )


def _description(message: Message) -> str:
    return "\n\n".join(part for part in (*map(_paragraph, message.parts), _small(message)) if part)


def _content(message: Message) -> str:
    """Return a message as plain text: if need be with fewer statements, but those with all their sources."""
    whole = _description(message)
    if length(whole) <= CONTENT:
        return whole
    if len(message.parts) > 1 and message.parts[-1].heading and _NUMBER.match(message.parts[-1].lines[0]):
        statements, sources = message.parts[-2].lines, message.parts[-1]
        for number in range(len(statements), 0, -1):
            shown = _with_sources(statements[:number], sources, _small(message))
            if length(shown) <= CONTENT:
                return shown
    lines = [line for part in message.parts for line in ((part.heading, *part.lines) if part.heading else part.lines)]
    return "\n".join(fit(lines, CONTENT))


def _with_sources(statements: tuple[str, ...], sources: MessagePart, small: str) -> str:
    cited = {number for line in statements if (mark := _MARK.search(line)) for number in mark[1].split(", ")}
    kept = [line for line in sources.lines if (number := _NUMBER.match(line)) and number[1] in cited]
    return "\n\n".join(["\n".join(statements), "\n".join([sources.heading, *kept]), small])


def _paragraph(part: MessagePart) -> str:
    lines = (part.heading, *part.lines) if part.heading else part.lines
    return ("\n\n" if part.spaced else "\n").join(lines)


def _small(message: Message) -> str:
    return "\n".join(f"-# {note}" for note in message.notes)
