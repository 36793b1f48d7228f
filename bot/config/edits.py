"""Feeds added to the text of a config file and removed from it, everything else left as it is (pure).

tomlkit keeps comments, but hands those between two tables to the upper one, although people write them above what
they explain. So tables are cut out of the text by lines, and each result is read again and compared with what was
meant before it is returned.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from indexer.errors import ConfigError
from indexer.model.feeds import FeedSource

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import timedelta

    from indexer.model.feeds import Feed

_NONE: Mapping[str, str] = MappingProxyType({})
_UNITS = {"d": 86_400, "h": 3_600, "m": 60, "s": 1}  # in seconds
_LINES = re.compile(r"[^\n]*\n|[^\n]+")  # not splitlines: to TOML a form feed is no line end


@dataclass(frozen=True, slots=True)
class _Table:
    """One [[feeds]] in the text, by the numbers of its lines."""

    first: int  # the header, or the first line of the comment right above it
    last: int  # the line after its last key, and after the comment right below that


def with_feeds(text: str, feeds: Iterable[Feed], remarks: Mapping[str, str] = _NONE) -> str:
    """Return the text with a [[feeds]] for each feed, after those that stand in it. It must be valid TOML.

    `remarks`, by a feed's address, stand as comments above its table.
    """
    feeds = list(feeds)
    records = [_record(feed) for feed in feeds]
    if not records:
        return text
    if _is_array(text):
        return _confirmed(_added_to_array(text, records), [*_feeds(text), *records], text)
    lines, tables = _LINES.findall(text), _tables(text)
    place = tables[-1].last if tables else len(lines)
    above, below = "".join(lines[:place]), "".join(lines[place:])
    if above and not above.endswith("\n"):
        above += "\n"
    if above and not above.endswith("\n\n"):
        above += "\n"
    if below and not below.startswith("\n"):
        below = "\n" + below
    return _confirmed(above + feed_tables(feeds, remarks) + below, [*_feeds(text), *records], text)


def without_feed(text: str, number: int) -> str:
    """Return the text without its feed of that number, counted from 0; comments of other tables stay."""
    left = _feeds(text)
    del left[number]
    if _is_array(text):
        return _confirmed(_removed_from_array(text, number), left, text)
    lines, table = _LINES.findall(text), _tables(text)[number]
    above, below = lines[: table.first], lines[table.last :]
    if not above or not above[-1].strip():
        while below and not below[0].strip():
            del below[0]
    while not below and above and not above[-1].strip():
        del above[-1]
    return _confirmed("".join(above + below), left, text)


def feed_tables(feeds: Iterable[Feed], remarks: Mapping[str, str] = _NONE) -> str:
    """Return a [[feeds]] for each feed, each with its remark as a comment above it."""
    import tomlkit

    shown = []
    for feed in feeds:
        remark = remarks.get(feed.url)
        comment = f"# {remark[0].upper()}{remark[1:]}\n" if remark else ""
        shown.append(comment + tomlkit.dumps({"feeds": [_record(feed)]}))
    return "\n".join(shown)


def _record(feed: Feed) -> dict[str, Any]:
    """Return what a table says of a feed: what it has beyond the defaults."""
    record: dict[str, Any] = {
        "url": feed.url,
        "source": feed.source.value if feed.source is not FeedSource.FEED else "",
        "name": feed.name,
        "kind": feed.kind.value if feed.kind else "",
        "tags": list(feed.tags),
        "poll_interval": _span(feed.poll_interval) if feed.poll_interval else "",
        "backfill": _span(feed.backfill) if feed.backfill else "",
        "include": list(feed.include),
        "exclude": list(feed.exclude),
    }
    record = {key: value for key, value in record.items() if value}
    unlike = {"enabled": feed.enabled, "full_text": feed.full_text}
    return record | {key: value for key, value in unlike.items() if not value}


def _span(length: timedelta) -> str:
    """Write a duration in the largest unit that divides it."""
    seconds = round(length.total_seconds())
    unit, size = next((unit, size) for unit, size in _UNITS.items() if seconds % size == 0)
    return f"{seconds // size}{unit}"


def _feeds(text: str) -> list[dict[str, Any]]:
    return list(tomllib.loads(text).get("feeds", []))


def _is_array(text: str) -> bool:
    """Tell whether feeds are written as `feeds = [{...}]`, which TOML admits in place of tables."""
    return "feeds" in tomllib.loads(text) and not _tables(text)


def _tables(text: str) -> list[_Table]:
    """Return where each [[feeds]] stands."""
    lines = _LINES.findall(text)
    return [_table(lines, start, end) for start, end in _sections(lines) if _is_feed(lines[start:end])]


def _sections(lines: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield first line and end of each section: the lines before the first header, then from header to header.

    A line that begins with a bracket is a header if what lies between it and the header before is TOML by itself;
    else it stands within a list or a text of several lines.
    """
    begin = 0
    for number in (*(n for n, line in enumerate(lines) if line.lstrip(" \t").startswith("[")), len(lines)):
        if number > begin and _read(lines[begin:number]) is not None:
            yield begin, number
            begin = number


def _read(lines: Iterable[str]) -> dict[str, Any] | None:
    try:
        return tomllib.loads("".join(lines))
    except tomllib.TOMLDecodeError:
        return None


def _is_feed(lines: Sequence[str]) -> bool:
    found = _read(lines) or {}
    return lines[0].lstrip().startswith("[") and isinstance(found.get("feeds"), list)


def _table(lines: Sequence[str], start: int, end: int) -> _Table:
    keys_end = _end_of_keys(lines, start, end)
    last = _skip_comment(lines, keys_end)
    if last == end and end < len(lines):  # it touches the next header, which it then belongs to
        last = keys_end
    first = start
    while first and _is_comment(lines[first - 1]):
        first -= 1
    if not first or lines[first - 1].strip():  # the file's own first words, or a comment that touches what is above
        first = start
    return _Table(first, last)


def _end_of_keys(lines: Sequence[str], start: int, end: int) -> int:
    """Return the line after the last key of a section."""
    whole, last = _read(lines[start:end]), end
    # Read at each step, since what looks like a comment may end a text of several lines.
    while not lines[last - 1].strip() or _is_comment(lines[last - 1]):
        if _read(lines[start : last - 1]) != whole:
            break
        last -= 1
    return last


def _skip_comment(lines: Sequence[str], number: int) -> int:
    while number < len(lines) and _is_comment(lines[number]):
        number += 1
    return number


def _is_comment(line: str) -> bool:
    return line.lstrip(" \t").startswith("#")


def _added_to_array(text: str, records: Iterable[dict[str, Any]]) -> str:
    import tomlkit

    document: Any = tomlkit.parse(text)
    for record in records:
        table = tomlkit.inline_table()
        table.update(record)
        document["feeds"].append(table)
    return tomlkit.dumps(document)


def _removed_from_array(text: str, number: int) -> str:
    import tomlkit

    document: Any = tomlkit.parse(text)
    del document["feeds"][number]
    return tomlkit.dumps(document)


def _confirmed(edited: str, feeds: Sequence[dict[str, Any]], before: str) -> str:
    """Return the edited text if its feeds are those given and everything else is as it was before."""
    meant = tomllib.loads(before) | {"feeds": list(feeds)}
    said = _read([edited])
    if said is None or {"feeds": [], **said} != meant:
        raise ConfigError(["the feeds are written in a way that cannot be edited safely: change them by hand"])
    return edited
