"""Atom feeds as destinations of watches and digests."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

import structlog

from bot.adapters.atom.feed_file import AtomEntry, feed_of, read_entries, urn_of
from bot.adapters.messages.documents import document_of
from indexer.errors import NotNow, Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime, tzinfo

    from bot.adapters.atom.atom_feeds import AtomFeeds
    from bot.model.chat import Place
    from bot.subscriptions.records import Post
    from indexer.ports import Clock

_T = TypeVar("_T")

PLATFORM = "atom"

_PAUSE = 300.0  # seconds, after the disk was full or the folder of the feeds could not be written


class AtomDestination:
    """`bot.subscriptions.ports.Destination`: a place's channel is the feed's name.

    A correction is an entry of its own: not every reader shows again what was read.
    """

    platform = PLATFORM

    def __init__(self, feeds: AtomFeeds, *, zone: tzinfo, clock: Clock) -> None:
        self._feeds = feeds
        self._zone = zone
        self._clock = clock

    async def send(self, place: Place, post: Post, nonce: str) -> str:
        """Add an entry, or put it in place of the one that the nonce made; return its id."""
        fresh = self._entry(urn_of(nonce), post)

        def added(entries: Sequence[AtomEntry]) -> list[AtomEntry]:
            is_known = any(each.id == fresh.id for each in entries)
            return _with(entries, fresh) if is_known else [fresh, *entries]

        await self._change(place, added)
        return fresh.id

    async def edit(self, place: Place, message: str, post: Post) -> None:
        """Change an entry, which keeps its id and its time of publication."""
        fresh = self._entry(message, post)

        def edited(entries: Sequence[AtomEntry]) -> list[AtomEntry]:
            if not any(each.id == message for each in entries):
                raise Refused("the feed", "the entry is not among the newest any more")
            return _with(entries, fresh)

        await self._change(place, edited)

    async def reply(self, place: Place, message: str, post: Post, nonce: str) -> str:  # noqa: ARG002  the port's form
        """Add an entry; return its id."""
        return await self.send(place, post, nonce)

    async def find(self, place: Place, nonce: str, since: datetime, message: str = "") -> str | None:  # noqa: ARG002
        """Look into the feed."""
        wanted = urn_of(nonce)
        name = place.channel
        entries = await self._run(lambda: read_entries(name, self._feeds.read(name)))
        return wanted if any(each.id == wanted for each in entries) else None

    async def tell_admin(self, text: str) -> None:
        """Log it: there is no place for admins."""
        structlog.get_logger("byline.atom").warning("to be told to the operator", text=text)

    def _entry(self, key: str, post: Post) -> AtomEntry:
        document, now = document_of(post, self._zone), self._clock.now()
        return AtomEntry(
            id=key, title=document.title, link=document.link, html=document.html, published=now, updated=now
        )

    async def _change(self, place: Place, change: Callable[[Sequence[AtomEntry]], Sequence[AtomEntry]]) -> None:
        name = place.channel

        def changed(body: bytes | None) -> bytes:
            return feed_of(name, change(read_entries(name, body)))

        await self._run(lambda: self._feeds.change(name, changed))

    async def _run(self, work: Callable[[], _T]) -> _T:
        try:
            return await asyncio.to_thread(work)
        except OSError as error:
            raise NotNow(f"{self._feeds.place} cannot be used ({error.strerror or error})", _PAUSE) from error


def _with(entries: Sequence[AtomEntry], fresh: AtomEntry) -> list[AtomEntry]:
    """Return the entries with one in the place of the one of its id, from which it has its time of publication."""
    return [replace(fresh, published=each.published) if each.id == fresh.id else each for each in entries]
