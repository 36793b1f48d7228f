"""Asks in the background, while feeds are collected, where links lead that hide their addresses."""

from __future__ import annotations

import threading
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

import structlog

from indexer.errors import BylineError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from indexer.collecting.google_news_links import RedirectResolver
    from indexer.ports.upkeep import Resolver

PAUSE = 5.0
"""Seconds between two links that are asked about."""


@contextmanager
def unwrapping(unwrapper: RedirectResolver, resolver: Resolver, pause: float = PAUSE) -> Iterator[None]:
    """Ask about one link after the other while the block lasts; an error costs that link only."""
    stop = threading.Event()
    thread = threading.Thread(target=_ask, args=(unwrapper, stop, pause), name="unwrapping", daemon=True)
    with closing(resolver):
        thread.start()
        try:
            yield
        finally:
            stop.set()
    thread.join()


def _ask(unwrapper: RedirectResolver, stop: threading.Event, pause: float) -> None:
    log = structlog.get_logger("byline.unwrapping")
    while not stop.is_set():
        try:
            unwrapper.step()
        except BylineError as error:
            log.warning("a link was not asked about", reason=str(error))
        except Exception:  # a fault of ours costs one link; collecting goes on, and the log has the cause
            log.exception("asking about a link failed")
        stop.wait(pause)
