"""Keys that are unique within a feed, also where the feed's own ids are not."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from indexer.web.urls import digest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from indexer.model.feeds import Entry

MAX_LENGTH = 500
"""Characters of a key; a longer id is replaced by its hash."""


def assign_keys(entries: Iterable[Entry]) -> tuple[tuple[Entry, ...], list[str]]:
    """Return the entries that say anything, each with a key of its own, and what was wrong, in words.

    A key depends on the entry and on whether its id is repeated, not on the order: the same entries get the
    same keys whenever the feed is read.
    """
    all_entries = list(entries)
    kept = [entry for entry in all_entries if _says_something(entry)]
    problems = []
    if blank := len(all_entries) - len(kept):
        problems.append(f"entries without id, link, title and text, left out: {blank}")
    if nameless := sum(not (entry.key or entry.link or entry.title) for entry in kept):
        problems.append(f"entries without id, link and title, known by their text alone: {nameless}")
    keyed = [replace(entry, key=_own_key(entry)) for entry in kept]
    repeated = {key: count for key, count in Counter(entry.key for entry in keyed).items() if count > 1}
    problems += [f"{count} entries share the id {key[:80]!r}" for key, count in repeated.items()]
    parted = [replace(entry, key=_distinct_key(entry)) if entry.key in repeated else entry for entry in keyed]
    return tuple(_number(parted)), problems


def _says_something(entry: Entry) -> bool:
    return bool(entry.key or entry.link or entry.title or entry.summary or entry.content)


def _own_key(entry: Entry) -> str:
    key = entry.key or entry.link or digest(entry.title, entry.summary)
    return key if len(key) <= MAX_LENGTH else digest(key)


def _distinct_key(entry: Entry) -> str:
    """Return the key of an entry whose id others have too: its link tells them apart, else its words."""
    if entry.link and entry.link != entry.key:
        return entry.link if len(entry.link) <= MAX_LENGTH else digest(entry.link)
    return f"{entry.key}#{digest(entry.title, entry.summary)}"


def _number(entries: list[Entry]) -> list[Entry]:
    """Return the entries, the second, third, ... of those alike in everything with a number after the key."""
    seen: Counter[str] = Counter()
    result = []
    for entry in entries:
        seen[entry.key] += 1
        number = seen[entry.key]
        result.append(entry if number == 1 else replace(entry, key=f"{entry.key}#{number}"))
    return result
