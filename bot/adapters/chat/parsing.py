"""What somebody writes to the bot -> what they want (pure). What cannot be understood becomes help, never silence."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import timedelta
from difflib import get_close_matches
from types import MappingProxyType
from typing import TYPE_CHECKING

from bot.adapters.messages.search_state import MAX_SOURCE, MAX_SOURCES, MAX_TEXT, Search
from bot.model import Filters
from bot.understanding.query import selection_of
from indexer.errors import UsageError
from indexer.web import plaintext

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime, tzinfo

_FILTERS = ("since", "until", "source", "kind")
# A filter, or something in quotes, in which nothing is a filter. Slack's apps write curly quotes.
_WORD = re.compile(
    r"""(?<!\S)(?P<name>[A-Za-z]{2,20}):(?P<value>"[^"]*"|“[^“”]*”|[^\s"“”/]\S*)|"[^"]*"|“[^“”]*”""",
)
_QUOTES = '"“”'
_DANGLING = re.compile(rf"(?<!\S)(?:{'|'.join(_FILTERS)}):", re.IGNORECASE)
_QUOTED = re.compile(r"""\"[^"]*"|“[^“”]*”""")
_NONE: Mapping[str, list[str]] = MappingProxyType({})
_GREETINGS = frozenset(("help", "-h", "--help", "hi", "hello", "hey", "usage"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A question to be answered."""

    text: str
    filters: Filters = field(default_factory=Filters)


@dataclass(frozen=True, slots=True, kw_only=True)
class Feeds:
    """How the feeds are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Help:
    """How the bot is used."""

    problem: str = ""  # in words: what could not be understood; "": nothing was


Wish = Ask | Search | Feeds | Help


def command(text: str, *, now: datetime, zone: tzinfo) -> Wish:
    """Return what is wanted by the words behind a command; `now` and the asker's zone say what "7d" means.

    Here and below a text is one line of plain text, without a platform's markup.
    """
    try:
        return _wish(text, now, zone)
    except UsageError as error:
        return Help(problem=str(error))


def searched(text: str, filters: Mapping[str, str], *, now: datetime, zone: tzinfo) -> Wish:
    """Return what is wanted by words to search for with filters beside them, by their names; "" is none."""
    given = {name: [value.strip()] for name, value in filters.items() if value.strip()}
    try:
        return _search(text, now, zone, beside=given)
    except UsageError as error:
        return Help(problem=str(error))


def named_days(begun: str, now: datetime, zone: tzinfo) -> list[tuple[str, str]]:
    """Return times that are often meant, those that begin so: what they are called, and their day."""
    today = now.astimezone(zone).date()
    days = {
        "today": today,
        "yesterday": today - timedelta(days=1),
        "this week": today - timedelta(days=today.weekday()),
        "this month": today.replace(day=1),
        "the last 7 days": today - timedelta(days=7),
        "the last 30 days": today - timedelta(days=30),
        "this year": today.replace(month=1, day=1),
    }
    sought = begun.strip().casefold()
    return [(f"{name} ({day})", day.isoformat()) for name, day in days.items() if sought in name]


def mention(text: str) -> Ask | Help:
    """Return what is wanted by a message to the bot: a question, or help if there is none in it."""
    asks = _says_something(text) and text.casefold().strip(" !.,:;?") not in _GREETINGS
    return Ask(text=text) if asks else Help()


def _wish(written: str, now: datetime, zone: tzinfo) -> Wish:
    """Return what is wanted. "help" and "feeds" with more words are searched for. Raises `UsageError`."""
    first, _, rest = written.partition(" ")
    match first.casefold():
        case "" | "help" | "?" if not rest:
            return Help()
        case "feeds" if not rest:
            return Feeds()
        case "ask":
            return _ask(rest, now, zone)
        case "latest":
            return _search(rest, now, zone, latest=True)
        case _:
            return _search(written, now, zone)


def _ask(text: str, now: datetime, zone: tzinfo) -> Ask | Help:
    """Return a question. Only the filters' own names are filters in it, and only with a value behind them."""
    left, filters = _filtered(text, strict=False)
    selection_of(filters, now=now, zone=zone)
    if not _says_something(left):
        return Help(problem="ask what? Write the question behind it")
    return Ask(text=left, filters=filters)


def _search(
    text: str, now: datetime, zone: tzinfo, *, latest: bool = False, beside: Mapping[str, list[str]] = _NONE
) -> Wish:
    left, filters = _filtered(text, strict=True, beside=beside)
    chosen = selection_of(filters, now=now, zone=zone)
    if not _says_something(left) and not latest:
        return Help(problem="search for what? Filters alone find nothing; “latest” takes them without a topic")
    try:
        return Search(text=plaintext.line(left, MAX_TEXT), now=now, selection=chosen, latest=latest)
    except ValueError as error:  # of a time beyond the calendar that is in use
        raise UsageError("since, until: no such time is in any article") from error


def _filtered(text: str, *, strict: bool, beside: Mapping[str, list[str]] = _NONE) -> tuple[str, Filters]:
    """Return a text without its filters, and these with those `beside` it. Raises `UsageError`."""
    found: dict[str, list[str]] = {name: list(beside.get(name, ())) for name in _FILTERS}

    def take(match: re.Match[str]) -> str:
        name = (match["name"] or "").lower()
        if name in found:
            found[name].append(match["value"].strip(_QUOTES).strip())
            return ""
        if name and strict:
            raise UsageError(_no_filter(match[0], name))
        return match[0]

    left = " ".join(_WORD.sub(take, text).split())
    if strict and (dangling := _DANGLING.search(_QUOTED.sub("", left))):
        raise UsageError(f"{dangling[0]} needs its value right behind it, in two quotation marks if it has spaces")
    if any(not value for values in found.values() for value in values):
        raise UsageError("a filter without a value; write for example source:reuters")
    return left, _stated(found)


def _stated(found: dict[str, list[str]]) -> Filters:
    for name in ("since", "until"):
        if len(found[name]) > 1:
            raise UsageError(f"{name}: given twice")
    sources = tuple(dict.fromkeys(found["source"]))
    if len(sources) > MAX_SOURCES or any(len(name) > MAX_SOURCE for name in sources):
        raise UsageError(f"source: at most {MAX_SOURCES}, of at most {MAX_SOURCE} characters each")
    return Filters(
        since="".join(found["since"]),
        until="".join(found["until"]),
        sources=sources,
        kinds=tuple(dict.fromkeys(kind.casefold() for kind in found["kind"])),
    )


def _says_something(text: str) -> bool:
    return any(map(str.isalnum, text))


def _no_filter(written: str, name: str) -> str:
    """Return what is said of a word that looks like a filter and is none."""
    near = get_close_matches(name, _FILTERS, n=1)
    hint = f"; did you mean {near[0]}:?" if near else f'. To search for it, put it in quotes: "{written}"'
    return f"{name}: is no filter, those are {', '.join(_FILTERS)}{hint}"
