"""Packs: real feeds by subject, shipped with the program, each with what is known to come of it."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from bot.config.loader import feed_identity
from indexer import config as indexer_config
from indexer.config.validation import find_closest
from indexer.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from indexer.model.feeds import Feed

PACK_NAMES = ("labs", "press", "research", "chips", "policy", "newsletters", "community")
"""In the order in which they are offered."""

USUAL_PACKS = ("labs", "press")
"""What is taken where nobody says otherwise: the day's news, told by those who make it and by reporters."""

_OWN_KEYS = ("gives", "note")  # beyond those of [[feeds]]


class Coverage(StrEnum):
    """How much of its articles a feed gives, the pages that it links to included."""

    TEXT = "text"  # whole texts
    SUMMARIES = "summaries"  # the pages refuse programs, or are for subscribers
    HEADLINES = "headlines"

    @property
    def words(self) -> str:
        """The same for people."""
        return "whole text" if self is Coverage.TEXT else self.value


@dataclass(frozen=True, slots=True, kw_only=True)
class PackFeed:
    """A feed of a pack; the pack's name is its first tag."""

    feed: Feed
    gives: Coverage
    note: str = ""  # in words: what else is to be known of it

    @property
    def remark(self) -> str:
        """What is not to be expected of it, in a line; "" if there is nothing to say."""
        if self.gives is Coverage.TEXT:
            return self.note
        return f"{self.gives.value} only: {self.note}" if self.note else f"{self.gives.value} only"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """Feeds on one subject."""

    name: str
    title: str
    feeds: tuple[PackFeed, ...]


@cache
def packs() -> tuple[Pack, ...]:
    """Return all packs."""
    return tuple(_pack(name) for name in PACK_NAMES)


def pack(name: str) -> Pack:
    """Return the pack of a name. Raises ValueError, which names the nearest one and all there are."""
    found = next((each for each in packs() if each.name == name.strip().lower()), None)
    if found is None:
        near = find_closest(name.strip(), PACK_NAMES)
        meant = f', did you mean "{near}"?' if near else "."
        raise ValueError(f"no such pack{meant} There are {', '.join(PACK_NAMES)}")
    return found


def packs_named(text: str) -> tuple[Pack, ...]:
    """Read names or numbers of packs, parted by commas or spaces, or "all", or "none".

    Raises ValueError for what is no pack, and for an empty text.
    """
    words = [word for word in text.replace(",", " ").lower().split() if word]
    if words in (["all"], ["none"]):
        return packs() if words == ["all"] else ()
    numbered = {str(number): name for number, name in enumerate(PACK_NAMES, start=1)}
    return tuple(pack(numbered.get(word, word)) for word in dict.fromkeys(words or [""]))


def coverage_of(url: str) -> Coverage | None:
    """Return what is known to come of the feed at an address, None if it is in no pack."""
    return _coverages().get(feed_identity(url))


@cache
def _coverages() -> Mapping[object, Coverage]:
    return {feed_identity(each.feed.url): each.gives for pack in packs() for each in pack.feeds}


def _pack(name: str) -> Pack:
    text = resources.files(__name__).joinpath(f"{name}.toml").read_text(encoding="utf-8")
    document = tomllib.loads(text)
    tables: list[dict[str, Any]] = document["feeds"]
    feeds = _feeds(name, tables)
    return Pack(
        name=name,
        title=document["title"],
        feeds=tuple(
            PackFeed(feed=feed, gives=Coverage(table["gives"]), note=table.get("note", ""))
            for feed, table in zip(feeds, tables, strict=True)
        ),
    )


def _feeds(name: str, tables: list[dict[str, Any]]) -> tuple[Feed, ...]:
    """Return the feeds as the config file would have them."""
    plain = [{key: value for key, value in table.items() if key not in _OWN_KEYS} for table in tables]
    for table in plain:
        table["tags"] = [name, *table.get("tags", ())]
    settings, problems = indexer_config.parse({"feeds": plain})
    if settings is None:  # only if the package were damaged
        raise ConfigError([f"pack {name}: {problem}" for problem in problems])
    return settings.feeds


def pack_record(found: Pack) -> dict[str, Any]:
    """Return the object that `feeds packs --json` prints for a pack."""
    return {
        "name": found.name,
        "title": found.title,
        "feeds": [
            {
                "url": each.feed.url,
                "name": each.feed.name,
                "kind": each.feed.kind.value if each.feed.kind else None,
                "tags": list(each.feed.tags),
                "gives": each.gives.value,
                "note": each.note or None,
            }
            for each in found.feeds
        ],
    }
