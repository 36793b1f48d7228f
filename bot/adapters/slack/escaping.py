"""Plain text -> Slack's markup, and back (pure).

Nothing that comes from an article may ping, link or restyle: `&`, `<` and `>` are escaped, as Slack documents it. For
`*`, `_`, `~`, backticks and emoji names it documents no escape: where they would act as markup, characters that look
the same stand in their place.
"""

from __future__ import annotations

import re

from bot.adapters.messages.formatting import cut, is_address, label_of, length, one_line

MAX_URL = 1_700
"""Characters of an address that becomes a link; a longer one is left out, so that a source fits into a section."""

_MARKER = re.compile(r"(?<![^\W_])[*_~](?=\S)|(?<=\S)[*_~](?![^\W_])")
_LOOKALIKE = {"*": "\N{ASTERISK OPERATOR}", "_": "\N{MODIFIER LETTER LOW MACRON}", "~": "\N{TILDE OPERATOR}"}
_EMOJI = re.compile(r":(?=[a-z0-9][a-z0-9_+'-]*:)", re.IGNORECASE)
_QUOTE = re.compile(r"^>+")
_BARE = re.compile(r"(?P<link><[^<>]*>)|(?P<part>(?<=[\w-])\.(?=[^\W\d_]{2})|:(?=//))")
_SAME = {".": "\N{ONE DOT LEADER}", ":": "\N{MODIFIER LETTER COLON}"}
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_ENTITY = re.compile(r"&(amp|lt|gt);")
_CHARACTERS = {"amp": "&", "lt": "<", "gt": ">"}
_REFERENCE = re.compile(r"<([^<>|]*)(?:\|([^<>]*))?>")


def mrkdwn(text: str) -> str:
    """Return a text as one line of mrkdwn that shows it as it is."""
    line = _MARKER.sub(lambda found: _LOOKALIKE[found[0]], one_line(text))
    line = _EMOJI.sub("\N{MODIFIER LETTER COLON}", line)
    line = _QUOTE.sub("\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}", line)
    return _escaped(line.replace("`", "\N{MODIFIER LETTER GRAVE ACCENT}"))


def mrkdwn_cut(text: str, limit: int) -> str:
    """Return a text as one line of mrkdwn of at most `limit` characters, cut after a sentence, else a word."""
    return mrkdwn(cut(one_line(text), limit, lambda part: length(mrkdwn(part))))


def link(url: str, label: str, limit: int) -> str:
    """Return a link with a label of at most `limit` characters; the label alone, if it is no address to link to.

    See `label_of` for labels that look like addresses.
    """
    if not linkable(url):
        return mrkdwn_cut(label, limit) or "(untitled)"
    line, site = label_of(url, label)
    leads = f" ({mrkdwn(site)})" if site else ""
    shown = mrkdwn_cut(line.replace("|", "\N{BROKEN BAR}"), limit - length(leads)) or "(untitled)"
    return f"<{_escaped(url)}|{shown}{leads}>"


def unlinked(markup: str) -> str:
    """Return mrkdwn in which no bare address becomes a link, as it does where no block keeps it from that.

    What is linked already stays so: the links of sources, with their labels.
    """
    return _BARE.sub(lambda found: found["link"] or _SAME[found["part"]], markup)


def linkable(url: str) -> bool:
    """Tell whether an address may be linked: http(s), without user-info, and nothing in it that ends a link."""
    return is_address(url) and length(_escaped(url)) <= MAX_URL


def plain(text: str, limit: int) -> str:
    """Return a text for a plain_text object: one clean line of at most `limit` characters."""
    return cut(one_line(text), limit)


def decoded(text: str) -> str:
    """Return what somebody wrote on Slack as one line of plain text.

    Members' mentions, the bot's own among them, are left out, since only their ids are known; channels keep their
    names, links their labels.
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


def _escaped(text: str) -> str:
    return "".join(_ENTITIES.get(character, character) for character in text)
