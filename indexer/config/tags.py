"""Tags of feeds: how they are compared, and which there are (pure)."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from indexer.model.feeds import Feed

_SHOWN = 12  # known tags that a message names
_LONGEST = 40  # characters of a tag in a message


def tag_key(tag: str) -> str:
    """Return what a tag is compared by: case and white space do not count."""
    return " ".join(tag.split()).casefold()


def known_tags(feeds: Iterable[Feed]) -> list[str]:
    """Return the tags of feeds, those of most feeds first, each in its first spelling."""
    spelled: dict[str, str] = {}
    counts: dict[str, int] = {}
    for tag in (tag for feed in feeds for tag in feed.tags):
        key = tag_key(tag)
        spelled.setdefault(key, tag)
        counts[key] = counts.get(key, 0) + 1
    return [spelled[key] for key in sorted(counts, key=lambda key: (-counts[key], key))]


def unknown_tag(tag: str, known: Sequence[str]) -> str:
    """Return in words that there is no such tag, with those that there are, the nearest one first."""
    said = f"no feed has the tag {tag[:_LONGEST]!r}"
    if not known:
        return f'{said}; none has any: write tags = ["…"] below its [[feeds]] in the config'
    by_key = {tag_key(each): each for each in known}
    near = [by_key[key] for key in get_close_matches(tag_key(tag), by_key, n=1)]
    names = list(dict.fromkeys((*near, *known)))
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return f"{said}; there are {', '.join(names[:_SHOWN])}{more}"
