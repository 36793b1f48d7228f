"""Plain text -> Slack's markup, and back (pure).

Nothing that comes from an article may ping, link or restyle: `&`, `<` and `>` are escaped, as Slack documents it. For
`*`, `_`, `~`, backticks and emoji names it documents no escape: where they would act as markup, characters that look
the same stand in their place.
"""

from __future__ import annotations

import re

from bot.adapters.messages.formatting import cut, one_line

_MARKER = re.compile(r"(?<![^\W_])[*_~](?=\S)|(?<=\S)[*_~](?![^\W_])")
_LOOKALIKE = {"*": "\N{ASTERISK OPERATOR}", "_": "\N{MODIFIER LETTER LOW MACRON}", "~": "\N{TILDE OPERATOR}"}
_EMOJI = re.compile(r":(?=[a-z0-9][a-z0-9_+'-]*:)", re.IGNORECASE)
_QUOTE = re.compile(r"^>+")
_BARE = re.compile(r"(?P<link><[^<>]*>)|(?P<part>(?<=[\w*-])\.(?=[^\W\d_]{2})|:(?=//))")
_SAME = {".": "\N{ONE DOT LEADER}", ":": "\N{MODIFIER LETTER COLON}"}
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_SHOWN = {**_ENTITIES, "`": "\N{MODIFIER LETTER GRAVE ACCENT}"}
_ENTITY = re.compile(r"&(amp|lt|gt);")
_CHARACTERS = {"amp": "&", "lt": "<", "gt": ">"}
_REFERENCE = re.compile(r"<([^<>|]*)(?:\|([^<>]*))?>")


def escape(text: str) -> str:
    """Return a text as one line of mrkdwn that shows it unchanged."""
    return "".join(escape_characters(one_line(text)))


def escape_characters(line: str) -> list[str]:
    """Return each character of a clean line as mrkdwn; what stands for several is at the last one's place."""
    shown = [_SHOWN.get(character, character) for character in line]
    for marker in _MARKER.finditer(line):
        shown[marker.start()] = _LOOKALIKE[marker[0]]
    for colon in _EMOJI.finditer(line):
        shown[colon.start()] = "\N{MODIFIER LETTER COLON}"
    if quote := _QUOTE.match(line):
        shown[: quote.end()] = [*[""] * (quote.end() - 1), "\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}"]
    return shown


def unlink(markup: str) -> str:
    """Return mrkdwn in which no bare address becomes a link, as it would outside of blocks.

    Links with labels, such as those of sources, stay links.
    """
    return _BARE.sub(lambda found: found["link"] or _SAME[found["part"]], markup)


def encode_url(url: str) -> str:
    """Return an address as it stands in a link of mrkdwn."""
    return "".join(_ENTITIES.get(character, character) for character in url)


def shorten(text: str, limit: int) -> str:
    """Return a text for a plain_text object: one clean line of at most `limit` characters."""
    return cut(one_line(text), limit)


def decode(text: str) -> str:
    """Return a member's text as one line of plain text.

    Mentions of members and of the bot are left out, since only their ids are known; channels keep their names, links
    their labels.
    """
    shown = _REFERENCE.sub(_shown, text)
    return one_line(_ENTITY.sub(lambda found: _CHARACTERS[found[1]], shown))


def _shown(found: re.Match[str]) -> str:
    target, label = found[1], found[2] or ""
    if target.startswith("@"):
        return ""
    if target.startswith("#"):
        return f"#{label.removeprefix('#')}" if label else ""
    return label or ("" if target.startswith("!") else target)
