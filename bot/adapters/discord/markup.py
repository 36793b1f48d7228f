"""Discord's markdown, and messages as an embed or plain text (pure)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from typing_extensions import override

from bot.adapters.discord.escaping import encode_url, escape_characters
from bot.adapters.messages.formatting import length, pack
from bot.adapters.messages.markup import Markup
from bot.adapters.messages.message import Message, fit
from bot.adapters.messages.notices import Usage

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime, tzinfo

    from bot.adapters.messages.message import Button, MessagePart

DESCRIPTION = 4_096
"""Characters of an embed's description."""

FIELD_NAME, FIELD, FIELDS = 256, 1_024, 25
"""Characters of the name and the value of an embed's field, and fields of an embed."""

EMBED = 6_000
"""Characters of an embed in all."""

CONTENT = 2_000
"""Characters of a message's content."""

LABEL = 80
"""Characters of a button's label."""

_BESIDE_NO_BOLD = re.compile(r"\w|\\[*_]")  # stars next to a letter or to other stars are not sure to be taken for bold
_UNNAMED = "\N{ZERO WIDTH SPACE}"  # a field needs a name
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
    def member(self, user: str) -> str:
        return f"<@{user}>" if user.isascii() and user.isdigit() else "a member"

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
    watch="/watch query: export controls kind: reported",
    digest="/digest schedule: weekdays 08:30 tags: chips, policy",
    digest_now="/digest schedule: now",
    watches="/watches",
    scope="/scope tags: policy language: en",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscordField:
    """A field of an embed, below its description; those that are `inline` stand beside each other."""

    name: str
    value: str
    inline: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscordMessage:
    """A whole message."""

    description: str  # of its one embed
    fields: tuple[DiscordField, ...] = ()
    content: str  # in place of the embed where embeds are not allowed; to be posted without previews
    buttons: tuple[Button, ...] = ()
    rated: str = ""  # id of the question that this answers


def render(message: Message) -> DiscordMessage:
    """Return a message as an embed, and as plain text for where embeds are not allowed."""
    description, fields = _embedded(message)
    return DiscordMessage(
        description=description,
        fields=fields,
        content=_content(message),
        buttons=message.buttons,
        rated=message.rated,
    )


def _embedded(message: Message) -> tuple[str, tuple[DiscordField, ...]]:
    """Return a message as an embed's description and fields.

    From the first part on that stands beside others all are fields, since these stand below the description; it is
    all description where there is no such part, or one does not fit.
    """
    place = next((place for place, part in enumerate(message.parts) if part.beside), len(message.parts))
    above, below = Message(parts=message.parts[:place]), message.parts[place:]
    fields = [field for part in below for field in _fields(part)]
    fields += [DiscordField(name=_UNNAMED, value=_small(message))] if below and message.notes else []
    description = _description(above)
    fits = (0 < length(each.name) <= FIELD_NAME and 0 < length(each.value) <= FIELD for each in fields)
    total = length(description) + sum(length(each.name) + length(each.value) for each in fields)
    if not fields or len(fields) > FIELDS or total > EMBED or not all(fits):
        return _description(message), ()
    return description, tuple(fields)


def _fields(part: MessagePart) -> list[DiscordField]:
    """Return a part as a field if it stands beside others, else as one below the other."""
    heading = part.heading or _UNNAMED
    if part.beside:
        return [DiscordField(name=heading, value="\n".join(part.lines), inline=True)]
    names = (heading, *[_UNNAMED] * len(part.lines))
    return [DiscordField(name=name, value=text) for name, text in zip(names, pack(part.lines, FIELD), strict=False)]


def _description(message: Message) -> str:
    return "\n\n".join(part for part in (*map(_paragraph, message.parts), _small(message)) if part)


def _content(message: Message) -> str:
    """Return a message as plain text: if need be with fewer statements, but those with all their sources."""
    whole = _description(message)
    if length(whole) <= CONTENT:
        return whole
    *said, sources = message.parts
    if said and sources.heading and _NUMBER.match(sources.lines[0]):
        for number in range(sum(len(part.lines) for part in said), 0, -1):
            shown = _with_sources(_first_lines(said, number), sources, _small(message))
            if 0 < length(shown) <= CONTENT:
                return shown
    return "\n".join(fit([line for part in message.parts for line in part.all_lines], CONTENT))


def _first_lines(parts: Iterable[MessagePart], number: int) -> list[MessagePart]:
    """Return parts with so many of their lines, from the first on."""
    kept = []
    for part in parts:
        lines = part.lines[:number]
        number -= len(lines)
        if lines:
            kept.append(replace(part, lines=lines))
    return kept


def _with_sources(said: Sequence[MessagePart], sources: MessagePart, small: str) -> str:
    """Return what is said with the sources that it cites, "" if it cites none."""
    marks = (_MARK.search(line) for part in said for line in part.lines)
    cited = {number for mark in marks if mark for number in mark[1].split(", ")}
    kept = [line for line in sources.lines if (number := _NUMBER.match(line)) and number[1] in cited]
    return "\n\n".join([*map(_paragraph, said), "\n".join([sources.heading, *kept]), small]) if kept else ""


def _paragraph(part: MessagePart) -> str:
    return ("\n\n" if part.spaced else "\n").join(part.all_lines)


def _small(message: Message) -> str:
    return "\n".join(f"-# {note}" for note in message.notes)
