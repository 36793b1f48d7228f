"""A first config file, made from config.example.toml: every key with its comment, the chosen ones set (pure)."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING

from bot.config.edits import feed_tables
from bot.config.updates import unique_feeds

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.config.packs import Pack
    from indexer.model.feeds import Feed

_INTRODUCTION = (
    '# Byline\'s configuration, written by "byline init". It is yours to change: Byline only ever edits the feeds.\n'
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstConfig:
    """What a new installation is to be like."""

    packs: tuple[Pack, ...] = ()
    feeds: tuple[Feed, ...] = ()  # beside those of the packs
    slack: bool = False
    discord: bool = False
    contact: str = ""
    timezone: str = "UTC"
    allow_private_hosts: bool = False

    @property
    def all_feeds(self) -> tuple[Feed, ...]:
        """Every feed, once, in the file's order."""
        return unique_feeds([*(each.feed for pack in self.packs for each in pack.feeds), *self.feeds])


def example() -> str:
    """Return the example file: every key, with its default in a comment."""
    return resources.files("bot.config").joinpath("config.example.toml").read_text(encoding="utf-8")


def config_text(wanted: FirstConfig) -> str:
    """Return the text of a config file with what is wanted."""
    settings, _, _ = example().partition("\n[[feeds]]\n")
    _, _, explained = settings.partition("\n")
    text = _INTRODUCTION + explained
    for section, key, value, default in (
        ("byline", "timezone", wanted.timezone, "UTC"),
        ("indexer", "contact", wanted.contact, ""),
        ("indexer", "allow_private_hosts", wanted.allow_private_hosts, False),
    ):
        if value != default:
            text = _with_value(text, section, key, value)
    for section, is_on in (("slack", wanted.slack), ("discord", wanted.discord)):
        if is_on:
            text = _once(rf"^# \[{section}\]$", f"[{section}]", text)
    return text + "".join(f"\n\n# -- {title}\n\n{tables}" for title, tables in _groups(wanted))


def _groups(wanted: FirstConfig) -> Iterator[tuple[str, str]]:
    """Yield a heading and the tables of each group of feeds, each feed in the first group that has it."""
    left = set(wanted.all_feeds)
    remarks = pack_remarks(wanted.packs)
    groups = [(pack.title, [each.feed for each in pack.feeds]) for pack in wanted.packs]
    for title, feeds in (*groups, ("Feeds of your own", list(wanted.feeds))):
        if taken := [feed for feed in unique_feeds(feeds) if feed in left]:
            left.difference_update(taken)
            yield title, feed_tables(taken, remarks)


def pack_remarks(packs: tuple[Pack, ...]) -> Mapping[str, str]:
    """Return what is to be said of feeds of packs in the config file, by their addresses."""
    return {each.feed.url: each.remark for pack in packs for each in pack.feeds}


def _with_value(text: str, section: str, key: str, value: object) -> str:
    """Set a key that the example has in a comment; what is said behind it stays."""
    start = text.index(f"\n[{section}]")
    end = text.index("\n[", start + 1)
    # JSON's texts and words are TOML's, too; behind them stand spaces and a comment, whose column stays if it can.
    written = f"{key} = {json.dumps(value, ensure_ascii=False)}"
    changed = _once(rf"^# {key} = (\"[^\"]*\"|\w+) *", written, text[start:end])
    return text[:start] + changed + text[end:]


def _once(pattern: str, new: str, text: str) -> str:
    """Put something in place of the one match of a pattern, as wide as that if there is more on its line."""
    found = list(re.finditer(pattern, text, flags=re.MULTILINE))
    if len(found) != 1:  # only if the example were changed without this module
        raise LookupError(f"config.example.toml has {len(found)} lines like {pattern}")
    start, end = found[0].span()
    is_whole = text[end : end + 1] in ("", "\n")
    return text[:start] + (new if is_whole else f"{new} ".ljust(end - start)) + text[end:]
