"""Where the Atom feeds lie: in files, or in the catalogue, from which each of several machines reads the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from indexer.durable_files import sync

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bot.ports import Notes

_NOTE = "atom feed "  # and the feed's name: what the note is called that holds it


class AtomFeeds(Protocol):
    """Feeds by their names. Raises `OSError` or `StoreError`. Safe to use from several threads."""

    place: str  # where they lie, in words

    def read(self, name: str) -> bytes | None:
        """Return a feed; None, if nothing was sent to it yet."""

    def change(self, name: str, changed: Callable[[bytes | None], bytes]) -> None:
        """Put what a function makes of a feed in its place, whole or not at all."""


class FeedFolder(AtomFeeds):
    """A file each. Only the process that owns the data directory writes them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.place = str(folder)

    def read(self, name: str) -> bytes | None:
        """Read the file."""
        try:
            return self._path(name).read_bytes()
        except FileNotFoundError:
            return None

    def change(self, name: str, changed: Callable[[bytes | None], bytes]) -> None:
        """Replace the file."""
        path, body = self._path(name), changed(self.read(name))
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(".new")
        fresh.write_bytes(body)
        sync(fresh)
        fresh.replace(path)
        sync(path.parent)

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.atom"


class SharedFeeds(AtomFeeds):
    """Notes in a catalogue that several machines share.

    Two that change a feed at the same time do it one after the other: neither loses the other's entry.
    """

    place = "the catalogue"

    def __init__(self, notes: Notes, before: FeedFolder) -> None:
        """Take the folder in which this machine had its feeds before the catalogue was shared."""
        self._notes = notes
        self._before = before

    def read(self, name: str) -> bytes | None:
        """Read the note."""
        return self._notes.noted(_NOTE + name).encode() or self._before.read(name)

    def change(self, name: str, changed: Callable[[bytes | None], bytes]) -> None:
        """Replace the note."""

        def replaced(text: str) -> str:
            return changed(text.encode() or self._before.read(name)).decode()

        self._notes.revise(_NOTE + name, replaced, None)
