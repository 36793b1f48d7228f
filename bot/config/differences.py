"""What an edit of the config file changes in a running program (pure)."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

from bot.config.sections import BotSections

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.config.sections import Settings
    from indexer.model.feeds import Feed

_SIDES = tuple(field.name for field in fields(BotSections) if field.name != "channels")
_ENGINES = ("embedding", "store", "catalogue")


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfigChange:
    """The effect of an edit."""

    settings: Settings  # the ones to go on with
    words: tuple[str, ...]  # what applies, and what needs a restart; none if the edit changes nothing


def config_change(running: Settings, *, before: Settings, after: Settings) -> ConfigChange:
    """Return what an edit changes: collecting and the channels' scopes at once, everything else at the next start.

    `before` and `after` are what the file said and says. They differ from what is `running` in what was edited
    earlier and still waits for a restart; that is not reported again.
    """
    told = list(_feeds(before.indexer.feeds, after.indexer.feeds))
    if keys := _differing(before.indexer.collector, after.indexer.collector):
        told.append(f"[indexer] changed: {', '.join(keys)}")
    if before.channels != after.channels:
        told.append("[[channels]] changed")
    waiting = [
        name
        for name in (*_SIDES, *_ENGINES)
        if _section(after, name) not in (_section(before, name), _section(running, name))
    ]
    if waiting:
        told.append(f"{', '.join(f'[{name}]' for name in waiting)} changed: needs a restart")
    collecting = replace(running.indexer, collector=after.indexer.collector, feeds=after.indexer.feeds)
    settings = replace(running, indexer=collecting, channels=after.channels)
    return ConfigChange(settings=settings, words=tuple(told))


def _section(settings: Settings, name: str) -> object:
    return getattr(settings.indexer if name in _ENGINES else settings, name)


def _feeds(before: Sequence[Feed], after: Sequence[Feed]) -> list[str]:
    old, new = ({feed.url: feed for feed in feeds} for feeds in (before, after))
    groups = {
        "added": [url for url in new if url not in old],
        "changed": [url for url in new if url in old and new[url] != old[url]],
        "removed": [url for url in old if url not in new],
    }
    return [f"feeds {what}: {', '.join(urls)}" for what, urls in groups.items() if urls]


def _differing(before: Any, after: Any) -> list[str]:
    names = [field.name for field in fields(before)]
    return [name for name in names if getattr(before, name) != getattr(after, name)]
