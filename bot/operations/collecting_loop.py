"""Use case: collect what is due, again and again, by the settings in force."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import structlog

from indexer.errors import BylineError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from bot.config.sections import Settings
    from bot.config.watcher import LiveSettings
    from bot.operations.collecting_turns import CollectingTurns
    from bot.ports import Meter
    from indexer.collecting.collector import Collector
    from indexer.collecting.report import Report

_PAUSE = 5.0  # seconds between two passes


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectingLoop:
    """Makes one pass after the other, each in its turn."""

    open_collector: Callable[[Settings], AbstractContextManager[Collector]]
    live: LiveSettings
    turns: CollectingTurns
    meter: Meter
    decided: Callable[[Report], object] = lambda _: None  # called after each pass: its stories are decided by then

    def passes(self, stop: threading.Event, pause: float = _PAUSE) -> Iterator[Callable[..., Report]]:
        """Yield the function that makes a pass over what is due, again and again until `stop`, seconds apart.

        An edit of the config file that changes how or from where it is collected ends the pass in hand, between two
        items; the next one goes by the new settings.
        """
        self.turns.end_when(stop.is_set)
        while not stop.is_set():
            settings = self.live.current
            is_over = partial(self._is_over, stop, settings)
            with self.open_collector(settings) as collector, self.turns.lend(collector):
                while not is_over():
                    yield partial(self._collect, is_over, partial(collector.collect, settings.indexer.feeds))
                    stop.wait(pause)

    def run(self, stop: threading.Event, pause: float = _PAUSE) -> None:
        """Collect until `stop`; an error is logged and costs one pass, or a `pause` in seconds if nothing opens.

        After an edit of the config everything is opened anew, for which a database may be away at that moment.
        """
        while not stop.is_set():
            with _logged("collecting could not be begun"):
                for collect in self.passes(stop, pause):
                    with _logged("a collecting pass failed"):
                        collect(progress=lambda _what, _done, _total: None)
            stop.wait(pause)

    @contextmanager
    def in_background(self) -> Iterator[threading.Event]:
        """Collect in a thread until the block ends, or until the event is set that is yielded."""
        stop = threading.Event()
        thread = threading.Thread(target=self.run, args=(stop,), name="collecting")
        thread.start()
        try:
            yield stop
        finally:
            stop.set()
            thread.join()

    def _is_over(self, stop: threading.Event, settings: Settings) -> bool:
        return stop.is_set() or self.live.current is not settings

    def _collect(self, is_over: Callable[[], bool], collect: Callable[..., Report], **given: Any) -> Report:
        """Make a pass when it is its turn: not while others change what is collected."""
        from indexer.collecting.report import Report

        with self.turns.turn(is_over) as taken:
            if not taken:
                return Report()
            report = metered_pass(self.meter, partial(collect, stop=is_over, **given))
        self.decided(report)
        return report


def metered_pass(meter: Meter, collect: Callable[[], Report]) -> Report:
    """Make a pass, and count what it collected."""
    started, report = time.monotonic(), None
    try:
        report = collect()
        return report
    finally:
        meter.passed(report, time.monotonic() - started)


@contextmanager
def _logged(event: str) -> Iterator[None]:
    """Log what fails in the block under this name, and go on."""
    try:
        yield
    except BylineError as error:  # a server that is away; what was not reached stays due
        structlog.get_logger("byline.collecting").warning(event, reason=str(error))
    except Exception:  # noqa: BLE001  a bug costs this pass; the log has the cause, the next one may do better
        structlog.get_logger("byline.collecting").exception(event)
