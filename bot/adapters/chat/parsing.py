"""Parses what a member writes into a command (pure). What cannot be understood becomes help, never silence."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import timedelta
from difflib import get_close_matches
from types import MappingProxyType
from typing import TYPE_CHECKING

from bot.adapters.messages.search_state import MAX_SOURCE, MAX_SOURCES, MAX_TAG, MAX_TAGS, MAX_TEXT, Search
from bot.model import Filters
from bot.understanding.filters import resolve_filters
from indexer.errors import UsageError
from indexer.web import plaintext

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime, tzinfo

    from bot.understanding.tags import FeedTags

_FILTERS = ("since", "until", "source", "kind", "tag", "language")
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
class AskCommand:
    """Answer a question."""

    text: str
    filters: Filters = field(default_factory=Filters)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedsCommand:
    """Show the state of the feeds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpCommand:
    """Show how to use the bot."""

    problem: str = ""  # in words: the part that was not understood


Command = AskCommand | Search | FeedsCommand | HelpCommand


def parse_command(text: str, *, now: datetime, zone: tzinfo, tags: FeedTags | None = None) -> Command:
    """Return the command in a text; `now` and the asker's zone decide what "7d" means, `tags` are those of feeds.

    Here and below a text is one line of plain text, without a platform's markup.
    """
    try:
        return _checked(_parse(text, now, zone), tags)
    except UsageError as error:
        return HelpCommand(problem=str(error))


def parse_search(
    text: str, filters: Mapping[str, str], *, now: datetime, zone: tzinfo, tags: FeedTags | None = None
) -> Command:
    """Return the search for a text with filters by their names; "" is no filter."""
    given = {name: [value.strip()] for name, value in filters.items() if value.strip()}
    try:
        return _checked(_search(text, now, zone, beside=given), tags)
    except UsageError as error:
        return HelpCommand(problem=str(error))


def _checked(command: Command, tags: FeedTags | None) -> Command:
    """Return a command whose tags feeds have. Raises `UsageError`."""
    if tags and isinstance(command, AskCommand):
        tags.check(command.filters.tags)
    if tags and isinstance(command, Search):
        tags.check(command.selection.tags)
    return command


def suggest_days(typed: str, now: datetime, zone: tzinfo) -> list[tuple[str, str]]:
    """Return the names and days of often used times whose names hold the text typed so far."""
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
    wanted = typed.strip().casefold()
    return [(f"{name} ({day})", day.isoformat()) for name, day in days.items() if wanted in name]


def parse_mention(text: str) -> AskCommand | HelpCommand:
    """Return the question in a message to the bot, or help if there is none in it."""
    asks = _says_something(text) and text.casefold().strip(" !.,:;?") not in _GREETINGS
    return AskCommand(text=text) if asks else HelpCommand()


def _parse(written: str, now: datetime, zone: tzinfo) -> Command:
    """Return a command. "help" and "feeds" with more words are searches. Raises `UsageError`."""
    first, _, rest = written.partition(" ")
    match first.casefold():
        case "" | "help" | "?" if not rest:
            return HelpCommand()
        case "feeds" if not rest:
            return FeedsCommand()
        case "ask":
            return _ask(rest, now, zone)
        case "latest":
            return _search(rest, now, zone, latest=True)
        case _:
            return _search(written, now, zone)


def _ask(text: str, now: datetime, zone: tzinfo) -> AskCommand | HelpCommand:
    """Return a question. Only the names of filters are filters in it, and only with a value."""
    left, filters = _filtered(text, strict=False)
    resolve_filters(filters, now=now, zone=zone)
    if not _says_something(left):
        return HelpCommand(problem="ask what? Write the question behind it")
    return AskCommand(text=left, filters=filters)


def _search(
    text: str, now: datetime, zone: tzinfo, *, latest: bool = False, beside: Mapping[str, list[str]] = _NONE
) -> Command:
    left, filters = _filtered(text, strict=True, beside=beside)
    chosen = resolve_filters(filters, now=now, zone=zone)
    if not _says_something(left) and not latest:
        return HelpCommand(problem="search for what? Filters alone find nothing; “latest” takes them without a topic")
    try:
        return Search(text=plaintext.to_line(left, MAX_TEXT), now=now, selection=chosen, latest=latest)
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
    for name in ("since", "until", "language"):
        if len(found[name]) > 1:
            raise UsageError(f"{name}: given twice")
    sources, tags = tuple(dict.fromkeys(found["source"])), tuple(dict.fromkeys(found["tag"]))
    for name, values, most, longest in (("source", sources, MAX_SOURCES, MAX_SOURCE), ("tag", tags, MAX_TAGS, MAX_TAG)):
        if len(values) > most or any(len(value) > longest for value in values):
            raise UsageError(f"{name}: at most {most}, of at most {longest} characters each")
    return Filters(
        since="".join(found["since"]),
        until="".join(found["until"]),
        sources=sources,
        kinds=tuple(dict.fromkeys(kind.casefold() for kind in found["kind"])),
        tags=tags,
        language="".join(found["language"]),
    )


def _says_something(text: str) -> bool:
    return any(map(str.isalnum, text))


def _no_filter(written: str, name: str) -> str:
    """Return the problem with a word that looks like a filter and is none."""
    near = get_close_matches(name, _FILTERS, n=1)
    hint = f"; did you mean {near[0]}:?" if near else f'. To search for it, put it in quotes: "{written}"'
    return f"{name}: is no filter, those are {', '.join(_FILTERS)}{hint}"
