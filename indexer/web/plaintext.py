"""What the web calls text, made fit to keep: no control characters, no tricks, bounded (pure).

Every string that comes from a feed or page passes through here before it is stored or shown.
"""

from __future__ import annotations

import codecs
import html
import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

TITLE_LIMIT = 300
"""Characters of a title; longer ones are cut at a word."""

TEXT_LIMIT = 200_000
"""Characters of an article's text; longer ones are cut at a paragraph."""

NAME_LIMIT = 100
"""Characters of a name, of a person or a publisher, and of a tag."""

_MAX_NAMES = 20
_MOST_MARKS = 30
_MARKS = re.compile(r"[^\w\s\x00-\x7f]{31,}")  # marks on letters, and signs that are none
_ASCII = "".join(map(chr, range(0x20, 0x7E)))
_CODES = {"idna", "unicode-escape", "raw-unicode-escape"}
_NEWLINES = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
# Controls, soft hyphens, zero-width characters, marks that turn the direction of text round, characters
# without a meaning, halves of surrogate pairs, and invisible "tag" letters that can carry a hidden message.
_UNWANTED = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufdd0-\ufdef\ufeff"
    "\ufff0-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e0fff]"
)
_BLANK_LINES = re.compile(r"\n\s*\n")
_BREAK = re.compile(r"(?i)<(?:br|/p|/div|/li|/h[1-6])\b[^<>]*>")
_HIDDEN = re.compile(r"(?is)<(script|style|template)\b[^<>]*>.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)")
# Only names that occur in titles and bylines: "Vec<T>" and "a < b" are words of a title, not markup.
_TAG = re.compile(
    r"(?i)</?(?:a|abbr|acronym|b|big|bdi|bdo|blockquote|br|cite|code|del|div|em|font|h[1-6]|i|iframe|img|ins|kbd|li|mark"
    r"|nobr|ol|p|q|s|samp|small|span|strike|strong|sub|sup|svg|time|tt|u|ul|var|wbr|script|style)(?:\s[^<>]*|/)?>"
)

_RAW = re.compile(r"(?is)(<(script|style)\b[^<>]*+>)(?:(?!</\2).)*+")
_ATTRIBUTE = r"[\s/]++[^\s<>=/]++(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s>]++))?+"
_CROWDED = re.compile(rf"<[a-zA-Z][^\s<>/]*+(?:{_ATTRIBUTE}){{1001}}")


def is_crowded(markup: str) -> bool:
    """Tell whether a tag has over 1,000 attributes: parsers take time that grows with the square of their number."""
    return bool(_CROWDED.search(_RAW.sub(r"\1", markup)))  # a program's "i<n" begins no tag


def is_charset(name: str) -> bool:
    """Tell whether an encoding is one that text is written in: known, and ASCII in it means ASCII.

    Python also knows UTF-7, Punycode, escapes of its own source code and the like: nobody writes pages in them, but
    they can hide markup, and some take time that grows with the square of the text.
    """
    try:
        return codecs.lookup(name.strip()).name not in _CODES and _ASCII.encode().decode(name.strip()) == _ASCII
    except (LookupError, ValueError):  # unknown, or of bytes that these cannot be
        return False


def scrub(text: str) -> str:
    """Return a text without characters that hide or mislead; line ends become newlines; composed (NFC)."""
    wanted = _UNWANTED.sub("", _NEWLINES.sub("\n", text))
    return unicodedata.normalize("NFC", _MARKS.sub(_stream_safe, wanted))


def _stream_safe(run: re.Match[str]) -> str:
    """Return a run of signs with at most thirty marks on a letter: sorting them takes the square of their number.

    https://www.unicode.org/reports/tr15/#Stream_Safe_Text_Format
    """
    kept, marks = [], 0
    for sign in run[0]:
        marks = marks + 1 if unicodedata.combining(sign) else 0
        if marks <= _MOST_MARKS:
            kept.append(sign)
    return "".join(kept)


def to_line(text: str, limit: int = TITLE_LIMIT) -> str:
    """Return a text as one clean line of at most `limit` characters."""
    return _cut(" ".join(scrub(text).split()), limit)


def from_markup(text: str, limit: int = TITLE_LIMIT) -> str:
    """Return a title or name that may hold HTML as one clean line; what no browser takes for a tag stays."""
    # Twice as long as any title may be, markup included: what follows cannot make the work grow.
    shown = _TAG.sub("", _BREAK.sub(" ", _HIDDEN.sub(" ", text[: 20 * limit])))
    return to_line(html.unescape(shown), limit)


def to_names(texts: Iterable[object]) -> tuple[str, ...]:
    """Return names or labels as clean lines, each once, at most twenty; other types are left out."""
    lines = (from_markup(text, NAME_LIMIT) for text in texts if isinstance(text, str))
    return tuple(dict.fromkeys(name for name in lines if name))[:_MAX_NAMES]


def to_markup(text: str) -> str:
    """Return a plain text as HTML."""
    return "".join(f"<p>{html.escape(part)}</p>" for part in split_paragraphs(text))


def split_paragraphs(text: str) -> tuple[str, ...]:
    """Return the paragraphs of a plain text, as blank lines part them, each as one clean line."""
    folded = (" ".join(part.split()) for part in _BLANK_LINES.split(scrub(text)))
    return tuple(part for part in folded if part)


def join(parts: Iterable[str], limit: int = TEXT_LIMIT) -> str:
    """Return paragraphs as one text, with a blank line between them, cut at a paragraph before the limit."""
    kept: list[str] = []
    length = 0
    for part in parts:
        length += len(part) + 2 * bool(kept)
        if length > limit:
            break
        kept.append(part)
    else:
        return "\n\n".join(kept)
    return "\n\n".join(kept) if kept else _cut(part, limit)


def _cut(text: str, limit: int) -> str:
    """Return a text of at most `limit` characters, cut after a word and marked with an ellipsis."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    word = head.rfind(" ", limit // 2)
    return (head[:word] if word > 0 else head).rstrip() + "\N{HORIZONTAL ELLIPSIS}"
