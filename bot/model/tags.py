"""Tags of feeds: those that are known, and what they admit."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from indexer.config.tags import known_tags, tag_key, unknown_tag
from indexer.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from indexer.model import Selection
    from indexer.model.feeds import Feed


class FeedTags:
    """The tags of the feeds that are in force."""

    def __init__(self, feeds: Callable[[], Sequence[Feed]] = tuple) -> None:
        """Take what returns the feeds; it is asked each time, so that an edit of the config holds at once."""
        self._feeds = feeds

    def names(self) -> list[str]:
        """Return the known tags, see `known_tags`."""
        return known_tags(self._feeds())

    def check(self, tags: Iterable[str]) -> None:
        """Raise `UsageError` for a tag that no feed has."""
        known = {tag_key(each) for feed in self._feeds() for each in feed.tags}
        for tag in tags:
            if tag_key(tag) not in known:
                raise UsageError(f"tag: {unknown_tag(tag, self.names())}")

    def resolve(self, selection: Selection) -> Selection:
        """Return a selection with the feeds of its tags in the place of these. Raises as `check` does."""
        if not selection.tags:
            return selection
        self.check(selection.tags)
        return replace(selection, tags=(), feeds=(*selection.feeds, self.addresses(selection.tags)))

    def addresses(self, tags: Iterable[str]) -> tuple[str, ...]:
        """Return the addresses of the feeds that have one of the tags; none has an unknown one."""
        wanted = set(map(tag_key, tags))
        return tuple(sorted({feed.url for feed in self._feeds() if not wanted.isdisjoint(map(tag_key, feed.tags))}))
