"""Plain text -> Discord's markdown, and back (pure).

Nothing that comes from an article may ping, link or restyle. Whatever could act as markup has a backslash before it,
which Discord does not show; a mention is broken by a character without width.
"""

from __future__ import annotations

import re

from discord.utils import escape_mentions

from bot.adapters.messages.formatting import one_line

_CHARACTER = re.compile("@\N{ZERO WIDTH SPACE}|.", re.DOTALL)  # of a line whose mentions are escaped
_MARKUP = re.compile(r"[\\*_~|`\[\]()<>]|:(?=//)|(?<=discord|cordapp)\.(?=(?:gg|com|new|gift)/)", re.IGNORECASE)
_LEADING = re.compile(r"[#+-]|\d+\.")  # headings, lists
_ENDING = {"(": "%28", ")": "%29"}
_REFERENCE = re.compile(r"<(?:@[!&]?\d+|#\d+|a?:\w+:\d+|t:-?\d+(?::\w)?|id:\w+|/(?P<command>[^:<>]+):\d+)>")
_BRACKETED = re.compile(r"<(https?://[^<>\s]+)>")


def escape(text: str) -> str:
    """Return a text as one line of markdown that shows it unchanged."""
    return "".join(escape_characters(one_line(text)))


def escape_characters(line: str) -> list[str]:
    """Return each character of a clean line as markdown."""
    shown = _CHARACTER.findall(escape_mentions(line))
    for marker in _MARKUP.finditer(line):
        shown[marker.start()] = f"\\{marker[0]}"
    if leading := _LEADING.match(line):
        last = leading.end() - 1
        shown[last] = f"\\{line[last]}"
    return shown


def decode(text: str) -> str:
    """Return a member's text as one line of plain text.

    Mentions, also of the bot, and custom emoji are left out, since only their ids are known.
    """
    shown = _REFERENCE.sub(lambda found: f"/{found['command']}" if found["command"] else "", text)
    return one_line(_BRACKETED.sub(r"\1", shown))


def encode_url(url: str) -> str:
    """Return an address with every character encoded that would end a link."""
    return "".join(_ENDING.get(character, character) for character in url)
