"""Discord's markdown as a `Markup`, and what is told as an embed, or where that is not allowed as plain text (pure)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.adapters.discord.escaping import link, linkable, markdown, markdown_cut
from bot.adapters.messages.formatting import length
from bot.adapters.messages.message import fitting
from bot.adapters.messages.notices import Usage

if TYPE_CHECKING:
    from datetime import datetime, tzinfo

    from bot.adapters.messages.message import Button, Part, Told

DESCRIPTION = 4_096
"""Characters of an embed's description."""

CONTENT = 2_000
"""Characters of a message's content."""

LABEL = 80
"""Characters of a button's label."""

CUSTOM_ID = 100
"""Characters of what comes back with a button."""

_SPARE = 96  # characters, for the gaps between what is told
_MARK = re.compile(r"\\\[(\d+(?:, \d+)*)\\\]$")
_NUMBER = re.compile(r"\\\[(\d+)\\\] ")


class Markdown:
    """`bot.adapters.messages.message.Markup`; each method says what the port says."""

    statement = 1_000
    title = 300
    snippet = 350
    alone = "a direct message"

    def text(self, text: str) -> str:
        """Return a text as one line that shows it as it is."""
        return markdown(text)

    def cut(self, text: str, limit: int) -> str:
        """Return a text as one line of at most so many characters."""
        return markdown_cut(text, limit)

    def strong(self, shown: str) -> str:
        """Return it in bold."""
        return f"**{shown}**"

    def code(self, text: str) -> str:
        """Return it as something to type."""
        return f"`{text}`"

    def link(self, url: str, label: str, limit: int) -> str:
        """Return a link, or the label alone."""
        return link(url, label, limit)

    def linkable(self, url: str) -> bool:
        """Tell whether an address may be linked."""
        return linkable(url)

    def day(self, when: datetime, zone: tzinfo) -> str:  # noqa: ARG002  each reader sees it in their own
        """Return a date."""
        return f"<t:{int(when.timestamp())}:D>"

    def minute(self, when: datetime, zone: tzinfo) -> str:  # noqa: ARG002  likewise
        """Return a time."""
        return f"<t:{int(when.timestamp())}:f>"

    def place(self, channel: str) -> str:
        """Return a channel's name."""
        return f"<#{channel}>" if channel.isascii() and channel.isdigit() else "that channel"

    def room(self, told: Told) -> int:
        """Return how many characters of lines fit in beside what is told."""
        return DESCRIPTION - _SPARE - length(description(told))


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
class Message:
    """What is posted, whole."""

    description: str  # of the one embed
    content: str  # what stands in its place where embeds are not allowed; whoever posts it suppresses previews
    buttons: tuple[Button, ...] = ()
    rated: str = ""  # the id of the question whose answer this is


def rendered(told: Told) -> Message:
    """Return the message for what is told."""
    return Message(description=description(told), content=content(told), buttons=told.buttons, rated=told.rated)


def description(told: Told) -> str:
    """Return what is told as the description of an embed."""
    return "\n\n".join(part for part in (*map(_paragraph, told.parts), _small(told)) if part)


def content(told: Told) -> str:
    """Return what is told as plain content: in the worst case fewer statements, but those with all their sources."""
    whole = description(told)
    if length(whole) <= CONTENT:
        return whole
    if len(told.parts) > 1 and told.parts[-1].heading and not told.parts[-1].apart:
        statements, sources = told.parts[-2].lines, told.parts[-1]
        for number in range(len(statements), 0, -1):
            shown = _with_sources(statements[:number], sources, _small(told))
            if length(shown) <= CONTENT:
                return shown
    lines = [line for part in told.parts for line in ((part.heading, *part.lines) if part.heading else part.lines)]
    return "\n".join(fitting(lines, CONTENT))


def _with_sources(statements: tuple[str, ...], sources: Part, small: str) -> str:
    cited = {number for said in statements if (mark := _MARK.search(said)) for number in mark[1].split(", ")}
    kept = [line for line in sources.lines if (number := _NUMBER.match(line)) and number[1] in cited]
    return "\n\n".join(["\n".join(statements), "\n".join([sources.heading, *kept]), small])


def _paragraph(part: Part) -> str:
    lines = (part.heading, *part.lines) if part.heading else part.lines
    return ("\n\n" if part.apart else "\n").join(lines)


def _small(told: Told) -> str:
    return "\n".join(f"-# {note}" for note in told.notes)
