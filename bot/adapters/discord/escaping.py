"""Plain text -> Discord's markdown, and back (pure).

Nothing that comes from an article may ping, link or restyle. Whatever could act as markup has a backslash before it,
which Discord does not show; a mention is broken by a character without width.
"""

from __future__ import annotations

import re

from discord.utils import escape_mentions

from bot.adapters.messages.formatting import cut, is_address, label_of, length, one_line

MAX_URL = 1_000
"""Characters of an address that becomes a link; a longer one is left out, so that a source fits into an embed."""

_MARKUP = re.compile(r"[\\*_~|`\[\]()<>]|:(?=//)|(?<=discord|cordapp)\.(?=(?:gg|com|new|gift)/)", re.IGNORECASE)
_LEADING = re.compile(r"^(?=[#+-])|^(\d+)(?=[.)])")  # headings, lists
_ENDING = {"(": "%28", ")": "%29"}
_REFERENCE = re.compile(r"<(?:@[!&]?\d+|#\d+|a?:\w+:\d+|t:-?\d+(?::\w)?|id:\w+|/(?P<command>[^:<>]+):\d+)>")
_BRACKETED = re.compile(r"<(https?://[^<>\s]+)>")


def markdown(text: str) -> str:
    """Return a text as one line of markdown that shows it as it is."""
    line = _MARKUP.sub(r"\\\g<0>", escape_mentions(one_line(text)))
    return _LEADING.sub(r"\1\\", line)


def markdown_cut(text: str, limit: int) -> str:
    """Return a text as one line of markdown of at most `limit` characters, cut after a sentence, else a word."""
    return markdown(cut(one_line(text), limit, lambda part: length(markdown(part))))


def link(url: str, label: str, limit: int) -> str:
    """Return a link with a label of at most `limit` characters; the label alone, if it is no address to link to.

    See `label_of` for labels that look like addresses.
    """
    if not linkable(url):
        return markdown_cut(label, limit) or "(untitled)"
    line, site = label_of(url, label)
    leads = rf" \({markdown(site)}\)" if site else ""
    return f"[{markdown_cut(line, limit - length(leads)) or '(untitled)'}{leads}]({_target(url)})"


def linkable(url: str) -> bool:
    """Tell whether an address may be linked."""
    return is_address(url) and length(_target(url)) <= MAX_URL


def decoded(text: str) -> str:
    """Return what somebody wrote on Discord as one line of plain text.

    Mentions, the bot's own among them, and emoji of a server's own are left out, since only their ids are known.
    """
    shown = _REFERENCE.sub(lambda found: f"/{found['command']}" if found["command"] else "", text)
    return one_line(_BRACKETED.sub(r"\1", shown))


def _target(url: str) -> str:
    """Return an address with what would end a link encoded."""
    return "".join(_ENDING.get(character, character) for character in url)
