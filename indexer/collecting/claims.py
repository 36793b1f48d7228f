"""Which of the feeds and links that are due one collector takes, where several share them.

A collector claims some, works on them, keeps what came of them, and gives them back. What a process had claimed that is
gone is free for the others as soon as its lease is over. What another one has taken over meanwhile is not kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence
    from datetime import datetime

    from indexer.model.feeds import Feed, Link
    from indexer.ports.coordination import ClaimStore

FEEDS_TOGETHER: Final = 40
"""Feeds that one collector claims at a time: others find something to do meanwhile."""

LINKS_TOGETHER: Final = 200
"""Links that one collector claims at a time: a slow site holds up the end of each portion."""


class Claims(Protocol):
    """What a collector may work on."""

    def feeds(self, due: Sequence[Feed]) -> Generator[Sequence[Feed], None, None]:
        """Yield those of some feeds that are this collector's, portion by portion; each is given back afterwards."""

    def links(self, due: Sequence[Link], by: datetime | None) -> Generator[Sequence[Link], None, None]:
        """Yield those of some links likewise that nobody has worked on since; `by` a time if they must be due."""

    def kept_feed(self, url: str) -> bool:
        """Tell whether a feed that was claimed is still this collector's."""

    def kept_links(self, keys: Sequence[str]) -> set[str]:
        """Return those of the links that were claimed that still are."""


class SoleClaims:
    """The claims of the only collector: everything is its own."""

    def feeds(self, due: Sequence[Feed]) -> Generator[Sequence[Feed], None, None]:
        """Yield all."""
        yield due

    def links(self, due: Sequence[Link], by: datetime | None) -> Generator[Sequence[Link], None, None]:  # noqa: ARG002
        """Yield all."""
        yield due

    def kept_feed(self, url: str) -> bool:  # noqa: ARG002
        """Return True."""
        return True

    def kept_links(self, keys: Sequence[str]) -> set[str]:
        """Return all."""
        return set(keys)


class SharedClaims:
    """The claims of one of several collectors, in the catalogue's database."""

    def __init__(self, store: ClaimStore, holder: str) -> None:
        """Take the store, and the name of the lease by which this process lives."""
        self._store = store
        self._holder = holder

    def feeds(self, due: Sequence[Feed]) -> Generator[Sequence[Feed], None, None]:
        """See `Claims`."""
        for start in range(0, len(due), FEEDS_TOGETHER):
            some = {feed.url: feed for feed in due[start : start + FEEDS_TOGETHER]}
            claimed = self._store.claim_feeds(list(some), self._holder)
            if not claimed:
                continue
            try:
                yield [feed for url, feed in some.items() if url in claimed]
            finally:
                self._store.unclaim_feeds(sorted(claimed), self._holder)

    def links(self, due: Sequence[Link], by: datetime | None) -> Generator[Sequence[Link], None, None]:
        """See `Claims`."""
        for start in range(0, len(due), LINKS_TOGETHER):
            some = due[start : start + LINKS_TOGETHER]
            claimed = {
                link.key: link for link in self._store.claim_links([each.key for each in some], self._holder, by)
            }
            if not claimed:
                continue
            try:
                yield [link for link in some if link.key in claimed and _is_as_before(link, claimed[link.key])]
            finally:
                self._store.unclaim_links(sorted(claimed), self._holder)

    def kept_feed(self, url: str) -> bool:
        """See `Claims`."""
        return bool(self._store.claimed_feeds([url], self._holder))

    def kept_links(self, keys: Sequence[str]) -> set[str]:
        """See `Claims`."""
        return self._store.claimed_links(keys, self._holder)


def _is_as_before(link: Link, now: Link) -> bool:
    """Tell whether nobody has fetched a link since it was read: else it is left to the next pass."""
    return (link.fetched, link.checks, link.attempts, link.due) == (now.fetched, now.checks, now.attempts, now.due)
