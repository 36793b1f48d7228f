"""The config file of a running program: read again when it was edited."""

from __future__ import annotations

import os
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from bot.config.differences import config_change
from bot.config.loader import load
from indexer.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bot.config.sections import Settings

_LONGEST_WAIT = 5_000  # milliseconds between two looks, where no event comes: network drives, links, containers


class LiveSettings:
    """The settings in force. An edit that cannot be used leaves the last good ones, and is reported once."""

    def __init__(self, settings: Settings, say: Callable[[str], None]) -> None:
        """Start from what was read at the start; `say` gets each edit in a line."""
        self._running = self._file = settings
        self._say = say
        self._seen: bytes | None = None  # the file may have been edited since the start
        self._missing = False
        self._lock = threading.Lock()

    @property
    def current(self) -> Settings:
        """What to go by now; another object after an edit that changed something."""
        return self._running

    def refresh(self) -> None:
        """Read the file again if it is not what was last seen. Safe to use from several threads."""
        with self._lock:
            self._read()

    def _read(self) -> None:
        content = _content(self._running.path)
        if content == self._seen:
            self._missing = False
        elif content is None and not self._missing:  # for a moment, while an editor puts another in its place
            self._missing = True
        else:
            self._seen = content
            self._take()

    def _take(self) -> None:
        try:
            wanted = load(self._running.path)
        except ConfigError as error:
            self._say(f"the config file cannot be used, the last good settings stay: {'; '.join(error.problems)}")
            return
        found = config_change(self._running, before=self._file, after=wanted)
        self._file = wanted
        if found.settings != self._running:
            self._running = found.settings
        for words in found.words:
            self._say(f"{wanted.path}: {words}")


@contextmanager
def watched(settings: Settings, say: Callable[[str], None]) -> Iterator[LiveSettings]:
    """Keep the settings up to date with their file, in a thread of its own, until the block ends."""
    live, stop = LiveSettings(settings, say), threading.Event()
    thread = threading.Thread(target=_watch, args=(live, settings.path, stop), name="config", daemon=True)
    thread.start()
    try:
        yield live
    finally:
        stop.set()
        thread.join()


def _watch(live: LiveSettings, path: Path, stop: threading.Event) -> None:
    for _ in _wakes(path, stop):
        live.refresh()


def _wakes(path: Path, stop: threading.Event) -> Iterator[object]:
    """Yield at once, when something changed in the file's folder, and every few seconds in any case.

    The folder is watched, not the file: editors put a new file in the old one's place.
    """
    from watchfiles import watch

    yield None
    folders = {path.parent, Path(os.path.realpath(path)).parent}
    try:
        yield from watch(
            *folders,
            watch_filter=None,
            stop_event=stop,
            rust_timeout=_LONGEST_WAIT,
            yield_on_timeout=True,
            raise_interrupt=False,
            recursive=False,
        )
    except (OSError, RuntimeError):  # no more watches to be had, or a folder that may not be read
        while not stop.wait(_LONGEST_WAIT / 1000):
            yield None


def _content(path: Path) -> bytes | None:
    """Return what the file holds, None if it cannot be read."""
    try:
        return path.read_bytes()
    except OSError:
        return None
