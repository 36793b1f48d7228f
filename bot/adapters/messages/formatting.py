"""How texts, dates and places are written on every platform, and cut to its limits (pure)."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from indexer.passages import sentences
from indexer.web import plaintext, urls

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date, datetime, tzinfo

    from bot.model import Question, ResultPage

    Dated = Callable[[datetime, tzinfo], str]
    Measure = Callable[[str], int]


_ADDRESS = re.compile(r"https?://[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]+")
_WRITTEN = re.compile(r"(?:https?|ftp)://\S*", re.IGNORECASE)
_BARE = re.compile(r"(?<![\w@.-])(?:[\w-]{1,63}\.){1,8}[^\W\d_][\w-]{1,62}")
_DOTS = str.maketrans("\u3002\uff61\u2024", "...")  # browsers or readers take them for full stops

_WORD_END = re.compile(r"(?<=\S)(?=\s)")


def one_line(text: str) -> str:
    """Return a text on one line, without invisible characters."""
    return " ".join(plaintext.scrub(text).split())


def is_address(url: str) -> bool:
    """Return whether a text is an address to link to: http(s), without user-info and characters that end a link.

    It may hold parentheses and brackets: a platform whose links they would end has to encode them.
    """
    if not _ADDRESS.fullmatch(url):
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return bool(parts.hostname) and "@" not in parts.netloc


def label_of(url: str, label: str) -> tuple[str, str]:
    """Return a link's label on one line, and the site to show behind it, "" for none.

    A label that holds the address of another site would lie about where the link leads. So written addresses are left
    out, and where they, or bare ones such as "reuters.com", are of another site, the link's own site is shown.
    """
    line = one_line(label)
    plain = unicodedata.normalize("NFKC", line).translate(_DOTS)
    own = urls.site(url)
    sites = {urls.site(urls.clean(written)) for written in _WRITTEN.findall(plain)}
    sites |= {urls.domain(urls.host(urls.clean(f"https://{name}"))) for name in _BARE.findall(plain)}
    return _WRITTEN.sub("…", line), own if sites - {own, ""} else ""


def length(text: str) -> int:
    """Return a text's characters as JavaScript counts them (UTF-16): never fewer than a platform counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, limit: int, measure: Measure = length) -> str:
    """Return a text whose measure is at most `limit`: cut after a sentence, else a word, and marked with an ellipsis.

    `measure` must not shrink as a text grows, and must be at least its number of characters.
    """
    if measure(text) <= limit:
        return text
    head = text[: limit + 1]
    for ends, mark in ((_sentence_ends, " …"), (_word_ends, "…"), (_any, "…")):
        if end := _last_fitting(head, ends(head), limit, measure, mark):
            return head[:end].rstrip() + mark
    return ""


def pack(lines: Iterable[str], limit: int) -> list[str]:
    """Return lines in as few blocks of whole lines as it takes, each at most `limit` long; no line may be longer."""
    blocks: list[str] = []
    for line in lines:
        if blocks and length(blocks[-1]) + 1 + length(line) <= limit:
            blocks[-1] += "\n" + line
        else:
            blocks.append(line)
    return blocks


def _last_fitting(text: str, ends: Sequence[int], limit: int, measure: Measure, mark: str = "") -> int:
    """Return the last of the ends (ascending) up to which a text with a mark measures at most `limit`; 0: none."""
    place = bisect_right(ends, limit, key=lambda end: measure(text[:end].rstrip() + mark))
    return ends[place - 1] if place else 0


def _sentence_ends(head: str) -> list[int]:
    """Return where sentences end, less the last, which may only seem to end where the text was taken from a longer."""
    return [end for _, end in sentences(head) if end < len(head)]


def _word_ends(head: str) -> list[int]:
    return [match.start() for match in _WORD_END.finditer(head)]


def _any(head: str) -> range:
    return range(len(head))


def day(when: datetime, zone: tzinfo) -> str:
    """Return a date as people write it, in the reader's zone."""
    local = when.astimezone(zone)
    return f"{local.day} {local:%b %Y}"


def short_day(day: date, question: Question) -> str:
    """Return a day as people write it, with the year unless it is that of the question."""
    year = "" if day.year == question.now.astimezone(question.zone).year else f" {day.year}"
    return f"{day.day} {day:%b}{year}"


def minute(when: datetime, zone: tzinfo) -> str:
    """Return a time as people write it, in the reader's zone, which it names."""
    local = when.astimezone(zone)
    return f"{day(local, zone)} {local:%H:%M %Z}"


def numbered(citations: Iterable[int]) -> str:
    """Return the citation mark behind a statement."""
    return f" [{', '.join(map(str, citations))}]"


def place_of(page: ResultPage, offset: int, shown: int) -> str:
    """Return the places of the articles on a page: "6-10 of 23", "6-10 of 100+" if there may be more."""
    places = f"{offset + 1}-{offset + shown}" if shown > 1 else f"{offset + 1}"
    return f"{places} of {page.total}{'+' * page.more}"
