"""What runs beside whatever is served: an opened installation, and collecting in the background."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
from dataclasses import replace
from typing import TYPE_CHECKING, NoReturn

from bot.commands.collecting import passes
from bot.commands.console import note, progress_bar

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.config import Settings
    from bot.config.watcher import LiveSettings
    from bot.conversation.service import Desk
    from bot.wiring import Engines
    from indexer.ports import Progress


class AtWork:
    """An opened installation that serves: its settings are followed, others are served, and it can be watched."""

    def __init__(self, opened: Engines, live: LiveSettings) -> None:
        self.opened = opened
        self.live = live
        self._desk: Desk | None = None
        self._making = threading.Lock()

    def desk(self) -> Desk:
        """Return the desk, one for all who ask. Raises `ConfigError` if [model] lacks something."""
        with self._making:
            if self._desk is None:
                self._desk = self.opened.desk()
            return self._desk


@contextlib.contextmanager
def at_work(settings: Settings, purpose: str = "byline run", progress: Progress | None = None) -> Iterator[AtWork]:
    """Open the installation, tell what had to be mended, and serve the commands of other shells and the pages."""
    from bot.config.watcher import watched
    from bot.server.control.handlers import Office
    from bot.server.control.lifetime import served
    from bot.server.metrics.lifetime import watched_from_outside
    from bot.wiring import engines

    with (
        progress_bar() if progress is None else contextlib.nullcontext(progress) as shown,
        watched_from_outside(settings, note) as pages,
        engines(settings, purpose=purpose, progress=shown) as opened,
        watched(settings, note) as live,
    ):
        for said in opened.rebuilt:
            note(said)
        work = AtWork(replace(opened, meter=pages.meter), live)
        pages.opened(work.opened, live)
        with served(settings.byline.data_dir, Office(work.opened, live, work.desk), note) as control:
            yield work
        if control and control.hanging:
            end_at_once()


def end_at_once() -> NoReturn:
    """End as a crash would, which every start mends: what still works in a thread would hold the process for ever."""
    note("an answer hangs: ended without waiting for it; the question is answered after the next start")
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


def collect_until(work: AtWork, stop: threading.Event) -> None:
    """Collect what is due, again and again; an unexpected error is logged and costs one pass."""
    import structlog

    log = structlog.get_logger("byline.collecting")
    for collect in passes(work.opened, work.live, stop):
        try:
            collect(progress=lambda _what, _done, _total: None)
        except Exception:  # a fault of ours costs this pass; the next one may do better, and the log has the cause
            log.exception("a collecting pass failed")


@contextlib.contextmanager
def collecting(work: AtWork) -> Iterator[threading.Event]:
    """Collect in the background for as long as the block lasts, or until the event is set that is yielded."""
    stop = threading.Event()
    thread = threading.Thread(target=collect_until, args=(work, stop), name="collecting")
    thread.start()
    try:
        yield stop
    finally:
        stop.set()
        thread.join()
