"""What one of several processes repeats in threads of its own: its indexes follow the others, and it plans."""

from __future__ import annotations

import os
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import structlog

from indexer.errors import BylineError
from indexer.indexing.generations import other_build

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bot.subscriptions.planner import Planner
    from bot.wiring.installation import Engines

_FOLLOWING = 2.0  # seconds between two looks at what is new
_PLANNING = 5.0  # seconds between two looks at what is due


@contextmanager
def following(opened: Engines) -> Iterator[None]:
    """Let the indexes follow what other processes do, in a thread, until the block ends."""
    if opened.keeper is None:
        yield
        return

    def follow() -> None:
        opened.syncer.follow(lambda _what, _done, _total: None)
        _require_same_build(opened)

    with _repeated("following", follow, _FOLLOWING):
        yield


@contextmanager
def planning(opened: Engines, planner: Planner) -> Iterator[threading.Event]:
    """Plan watches and digests in a thread, if this process is the one that does and collects nothing."""
    last = opened.catalogue.last_change()

    def plan() -> None:
        nonlocal last
        before, last = last, opened.catalogue.last_change()
        opened.keep_up(planner, has_news=last != before)

    with _repeated("planning", plan, _PLANNING) as stop:
        yield stop


@contextmanager
def _repeated(name: str, work: Callable[[], object], pause: float) -> Iterator[threading.Event]:
    """Do something again and again in a thread until the block ends, or the event is set; an error costs one round."""
    stop = threading.Event()
    log = structlog.get_logger(f"byline.{name}")

    def repeat() -> None:
        said = ""
        while not stop.wait(pause):
            try:
                work()
                said = ""
            except BylineError as error:
                if str(error) != said:  # a server may be away for long
                    log.warning("a round failed, and is tried again", reason=str(error))
                said = str(error)
            except Exception:  # a bug costs this round; the next one may do better
                log.exception("a round failed")

    thread = threading.Thread(target=repeat, name=name)
    thread.start()
    try:
        yield stop
    finally:
        stop.set()
        thread.join()


def _require_same_build(opened: Engines) -> None:
    """End this process if another one has put a new index in the place of the one that is open here.

    As after a crash, the next start opens the new one; a supervisor such as systemd sees to that.
    """
    with opened.turns.turn(lambda: True) as is_free:  # else it may be this process that makes one
        if is_free and (found := other_build(opened.catalogue, opened.syncer.generation)):
            structlog.get_logger("byline.following").error(
                "another machine has made a new index: this process ends, to be started again with that one",
                index=found.name,
            )
            os._exit(1)
