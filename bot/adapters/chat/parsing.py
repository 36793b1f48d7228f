"""Parses what a member writes into a command (pure). What cannot be understood becomes help, never silence."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import timedelta
from difflib import get_close_matches
from types import MappingProxyType
from typing import TYPE_CHECKING

from bot.adapters.messages.search_state import MAX_SOURCE, MAX_SOURCES, MAX_TAG, MAX_TAGS, MAX_TEXT, Search
from bot.model.chat import Filters
from bot.model.filters import parse_filters, parse_language
from indexer.errors import UsageError
from indexer.model import Kind
from indexer.web import plaintext

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime, tzinfo

    from bot.model.tags import FeedTags

_FILTERS = ("since", "until", "source", "kind", "tag", "language")
_OF_WATCH = ("source", "kind", "tag", "language")
_OF_DIGEST = (*_OF_WATCH, "empty", "zone")
_OF_SCOPE = ("tag", "language", "kind", "without", "quiet", "zone")
_SAME = {"tags": "tag", "sources": "source", "kinds": "kind"}
# A filter, or something in quotes, in which nothing is a filter. Slack's apps write curly quotes.
_WORD = re.compile(
    r"""(?<!\S)(?P<name>[A-Za-z]{2,20}):(?P<value>"[^"]*"|“[^“”]*”|[^\s"“”/]\S*)|"[^"]*"|“[^“”]*”""",
)
_QUOTES = '"“”'
_NAMES = "|".join(sorted({*_FILTERS, *_OF_DIGEST, *_OF_SCOPE, *_SAME}))
_DANGLING = re.compile(rf"(?<!\S)(?P<name>{_NAMES}):", re.IGNORECASE)
_QUOTED = re.compile(r"""\"[^"]*"|“[^“”]*”""")
_VALUELESS = "a filter without a value; write for example source:reuters"
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


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchCommand:
    """Show what a watch would have sent, before it is started."""

    query: str
    filters: Filters = field(default_factory=Filters)


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestCommand:
    """Make a digest, or show what one would tell now."""

    schedule: str  # as it was written; "": now
    filters: Filters = field(default_factory=Filters)
    is_silent: bool = False  # it says nothing where nothing is new
    zone: str = ""  # IANA name; "": the channel's


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchesCommand:
    """Show what comes to the channel."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopeCommand:
    """Show what the channel draws on, change some of that, or clear all."""

    filters: Filters = field(default_factory=Filters)  # tags, kinds and language
    quiet: str = ""  # as it was written
    zone: str = ""
    is_cleared: bool = False

    @property
    def is_question(self) -> bool:
        """Whether nothing is to be changed."""
        return self == ScopeCommand()


SubscriptionCommand = WatchCommand | DigestCommand | WatchesCommand | ScopeCommand
Command = AskCommand | Search | FeedsCommand | HelpCommand | SubscriptionCommand


_ALONE: Mapping[str, Command] = MappingProxyType(
    {**dict.fromkeys(("", "help", "?"), HelpCommand()), "feeds": FeedsCommand(), "watches": WatchesCommand()}
)


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
    if tags and isinstance(command, AskCommand | WatchCommand | DigestCommand | ScopeCommand):
        tags.check(command.filters.tags)
    if tags and isinstance(command, Search):
        tags.check(command.selection.tags)
    return command


def parse_subscription(name: str, text: str, options: Mapping[str, str], *, tags: FeedTags | None = None) -> Command:
    """Return the command watch, digest or scope with a text, and options by their names; "" is no option."""
    given = {_SAME.get(option, option): [value.strip()] for option, value in options.items() if value.strip()}
    try:
        return _checked(_SUBSCRIPTIONS[name](text, given), tags)
    except UsageError as error:
        return HelpCommand(problem=str(error))


def suggest_parts(typed: str, names: Iterable[str]) -> list[str]:
    """Return lists with commas whose last part is completed: "chips, po" to "chips, policy"."""
    before, comma, last = typed.rpartition(",")
    wanted, had = last.strip().casefold(), {part.strip().casefold() for part in before.split(",")}
    lead = f"{before.strip()}{comma} ".lstrip()
    return [lead + name for name in names if wanted in name.casefold() and name.casefold() not in had]


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
    """Return a command. "help", "feeds" and "watches" with more words are searches. Raises `UsageError`."""
    first, _, rest = written.partition(" ")
    if not rest and (alone := _ALONE.get(first.casefold())):
        return alone
    match first.casefold():
        case "watch" | "digest" | "scope" as name:
            return _SUBSCRIPTIONS[name](rest, _NONE)
        case "ask":
            return _ask(rest, now, zone)
        case "latest":
            return _search(rest, now, zone, latest=True)
        case _:
            return _search(written, now, zone)


def _ask(text: str, now: datetime, zone: tzinfo) -> AskCommand | HelpCommand:
    """Return a question. Only the names of filters are filters in it, and only with a value."""
    left, filters = _filtered(text, strict=False)
    parse_filters(filters, now=now, zone=zone)
    if not _says_something(left):
        return HelpCommand(problem="ask what? Write the question behind it")
    return AskCommand(text=left, filters=filters)


def _search(
    text: str, now: datetime, zone: tzinfo, *, latest: bool = False, beside: Mapping[str, list[str]] = _NONE
) -> Command:
    left, filters = _filtered(text, strict=True, beside=beside)
    chosen = parse_filters(filters, now=now, zone=zone)
    if not _says_something(left) and not latest:
        return HelpCommand(problem="search for what? Filters alone find nothing; “latest” takes them without a topic")
    try:
        return Search(text=plaintext.to_line(left, MAX_TEXT), now=now, selection=chosen, latest=latest)
    except ValueError as error:  # of a time beyond the calendar that is in use: all else was checked
        raise UsageError("since, until: no such time is in any article") from error


def _watch(text: str, beside: Mapping[str, list[str]]) -> Command:
    query, found = _taken(text, _OF_WATCH, strict=True, beside=beside)
    if not _says_something(query):
        raise UsageError("watch for what? Name it, as in: watch export controls kind:reported")
    query = query[1:-1] if _QUOTED.fullmatch(query) else query
    return WatchCommand(query=plaintext.to_line(query, MAX_TEXT), filters=_stated(found))


def _digest(text: str, beside: Mapping[str, list[str]]) -> Command:
    schedule, found = _taken(text, _OF_DIGEST, strict=True, beside=beside)
    if not schedule:
        raise UsageError("when is the digest to come? Write it as in: digest weekdays 08:30 tags:chips, or digest now")
    if (empty := _one(found, "empty")) not in ("", "say", "silent"):
        raise UsageError("empty: is silent or say, which is what a digest does where nothing is new")
    is_now = schedule.casefold() == "now"
    return DigestCommand(
        schedule="" if is_now else plaintext.to_line(schedule, MAX_TEXT),
        filters=_stated(found),
        is_silent=empty == "silent",
        zone=_one(found, "zone"),
    )


def _scope(text: str, beside: Mapping[str, list[str]]) -> Command:
    left, found = _taken(text, _OF_SCOPE, strict=True, beside=beside)
    if left.casefold() not in ("", "clear"):
        raise UsageError("a scope has no words of its own: write it as in: scope tags:policy,chips language:en")
    filters, without = _stated(found), _kinds("without", found)
    if without:
        kept = tuple(kind.value for kind in Kind if kind.value not in without)
        filters = replace(filters, kinds=tuple(kind for kind in kept if kind in (filters.kinds or kept)))
        if not filters.kinds:
            raise UsageError("without: leaves no kind of article")
    return ScopeCommand(
        filters=filters,
        quiet=_one(found, "quiet"),
        zone=_one(found, "zone"),
        is_cleared=bool(left),
    )


_SUBSCRIPTIONS: Mapping[str, Callable[[str, Mapping[str, list[str]]], Command]] = MappingProxyType(
    {"watch": _watch, "digest": _digest, "scope": _scope}
)


def _kinds(name: str, found: Mapping[str, list[str]]) -> tuple[str, ...]:
    known = {kind.value for kind in Kind}
    kinds = _listed(name, found)
    if wrong := next((kind for kind in kinds if kind not in known), ""):
        raise UsageError(f"{name}: {wrong[:20]} is no kind, those are {', '.join(sorted(known))}")
    return kinds


def _listed(name: str, found: Mapping[str, list[str]]) -> tuple[str, ...]:
    """Return the values of a filter that may hold several with commas between them, in small letters, each once."""
    values = found.get(name, [])
    parts = _lines(part for value in values for part in value.split(","))
    if values and not parts:
        raise UsageError(_VALUELESS)
    return tuple(dict.fromkeys(part.casefold() for part in parts))


def _lines(values: Iterable[str]) -> tuple[str, ...]:
    """Return values as clean lines, each once, without empty ones."""
    return tuple(dict.fromkeys(line for value in values if (line := plaintext.to_line(value, MAX_TEXT))))


def _one(found: Mapping[str, list[str]], name: str) -> str:
    """Return the only value of a filter, "" for none. Raises `UsageError`."""
    if len(values := found.get(name, [])) > 1:
        raise UsageError(f"{name}: given twice")
    return "".join(values)


def _filtered(text: str, *, strict: bool, beside: Mapping[str, list[str]] = _NONE) -> tuple[str, Filters]:
    """Return a text without its filters, and these with those `beside` it. Raises `UsageError`."""
    left, found = _taken(text, _FILTERS, strict=strict, beside=beside)
    return left, _stated(found)


def _taken(
    text: str, names: Sequence[str], *, strict: bool, beside: Mapping[str, list[str]]
) -> tuple[str, dict[str, list[str]]]:
    """Return a text without the filters of some names, and their values with those `beside` it. Raises `UsageError`."""
    found: dict[str, list[str]] = {name: list(beside.get(name, ())) for name in names}

    def take(match: re.Match[str]) -> str:
        name = (match["name"] or "").lower()
        name = name if name in found else _SAME.get(name, name)
        if name in found:
            found[name].append(match["value"].strip(_QUOTES).strip())
            return ""
        if name and strict:
            raise UsageError(_no_filter(match[0], name, names))
        return match[0]

    left = " ".join(_WORD.sub(take, text).split())
    dangling = _DANGLING.search(_QUOTED.sub("", left)) if strict else None
    if dangling and _SAME.get(dangling["name"].lower(), dangling["name"].lower()) in found:
        raise UsageError(f"{dangling[0]} needs its value right behind it, in two quotation marks if it has spaces")
    if any(not value for values in found.values() for value in values):
        raise UsageError(_VALUELESS)
    return left, found


def _stated(found: Mapping[str, list[str]]) -> Filters:
    """Return filters by their values. Raises `UsageError`."""
    sources, tags = _lines(found.get("source", ())), _listed("tag", found)
    for name, values, most, longest in (("source", sources, MAX_SOURCES, MAX_SOURCE), ("tag", tags, MAX_TAGS, MAX_TAG)):
        if len(values) > most or any(len(value) > longest for value in values):
            raise UsageError(f"{name}: at most {most}, of at most {longest} characters each")
    return Filters(
        since=_one(found, "since"),
        until=_one(found, "until"),
        sources=sources,
        kinds=_kinds("kind", found),
        tags=tags,
        language=parse_language(_one(found, "language")),
    )


def _says_something(text: str) -> bool:
    return any(map(str.isalnum, text))


def _no_filter(written: str, name: str, names: Sequence[str]) -> str:
    """Return the problem with a word that looks like a filter and is none."""
    near = get_close_matches(name, names, n=1)
    hint = f"; did you mean {near[0]}:?" if near else f'. To search for it, put it in quotes: "{written}"'
    return f"{name}: is no filter, those are {', '.join(names)}{hint}"
