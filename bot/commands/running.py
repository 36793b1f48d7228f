"""What runs beside whatever is served: an opened installation, and collecting in the background."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
from typing import TYPE_CHECKING, NoReturn

from bot.commands.collecting import passes
from bot.commands.console import note, progress_bar

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.config import Settings
    from bot.config.watching import LiveSettings
    from bot.desk import Desk
    from bot.wiring import Engines


@contextlib.contextmanager
def opened_engines(settings: Settings) -> Iterator[Engines]:
    """Open the installation, and tell what had to be mended."""
    from bot.wiring import engines  # noqa: PLC0415  start-up counts

    with progress_bar() as progress, engines(settings, purpose="byline run", progress=progress) as opened:
        for said in opened.rebuilt:
            note(said)
        yield opened


def edits(settings: Settings) -> contextlib.AbstractContextManager[LiveSettings]:
    """Follow what is edited in the config file, and say it."""
    from bot.config.watching import watched  # noqa: PLC0415  start-up counts

    return watched(settings, note)


@contextlib.contextmanager
def serving_others(opened: Engines, live: LiveSettings, desk: Desk | None = None) -> Iterator[None]:
    """Serve the commands of other shells for as long as the block lasts; see `Office`."""
    from bot.control.office import Office  # noqa: PLC0415  start-up counts
    from bot.control.serving import served  # noqa: PLC0415

    with served(opened.settings.byline.data_dir, Office(opened, live, desk), note) as thread:
        yield
    if thread and thread.hanging:
        end_at_once()


def end_at_once() -> NoReturn:
    """End as a crash would, which every start mends: what still works in a thread would hold the process for ever."""
    note("an answer hangs: ended without waiting for it; the question is answered after the next start")
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


def collect_until(opened: Engines, live: LiveSettings, stop: threading.Event) -> None:
    """Collect what is due, again and again; an unexpected error is logged and costs one pass."""
    import structlog  # noqa: PLC0415  start-up counts

    log = structlog.get_logger("byline.collecting")
    for collect in passes(opened, live, stop):
        try:
            collect(progress=lambda _what, _done, _total: None)
        except Exception:  # a fault of ours costs this pass; the next one may do better, and the log has the cause
            log.exception("a collecting pass failed")


@contextlib.contextmanager
def collecting(opened: Engines, live: LiveSettings) -> Iterator[threading.Event]:
    """Collect in the background for as long as the block lasts, or until the event is set that is yielded."""
    stop = threading.Event()
    thread = threading.Thread(target=collect_until, args=(opened, live, stop), name="collecting")
    thread.start()
    try:
        yield stop
    finally:
        stop.set()
        thread.join()
