"""Collecting goes on whatever fails: a pass, or opening what it collects with."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, cast

from structlog.testing import capture_logs

from bot.config.loader import load
from bot.config.watcher import LiveSettings
from bot.operations.collecting_loop import CollectingLoop
from bot.operations.collecting_turns import CollectingTurns
from bot.ports import Meter
from indexer.collecting.report import Report
from indexer.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bot.config.sections import Settings
    from indexer.collecting.collector import Collector


class _Collector:
    """Stands for a collector: fails at its first pass, and ends collecting at the second."""

    def __init__(self, stop: threading.Event) -> None:
        self._stop = stop
        self.passes = 0

    def collect(self, *_: object, **_given: Any) -> Report:
        """Make no pass but count it."""
        self.passes += 1
        if self.passes == 1:
            raise StoreError("the store is away")
        self._stop.set()
        return Report()


def test_nothing_that_fails_ends_collecting(tmp_path: Path) -> None:
    """A store that is away when collecting is to begin, and when a pass is made, is told of and tried again."""
    config = tmp_path / "config.toml"
    config.write_text('[[feeds]]\nurl = "https://acme.example/feed"\n', encoding="utf-8")
    stop, opened = threading.Event(), [StoreError("the store is away"), ValueError("a bug")]
    collector = _Collector(stop)

    @contextmanager
    def open_collector(_: Settings) -> Iterator[Collector]:
        if opened:
            raise opened.pop(0)
        yield cast("Collector", collector)

    live = LiveSettings(load(config), lambda _: None)
    loop = CollectingLoop(open_collector=open_collector, live=live, turns=CollectingTurns(), meter=Meter())
    with capture_logs() as said:
        loop.run(stop, pause=0)
    assert collector.passes == 2
    begun, failed = "collecting could not be begun", "a collecting pass failed"
    assert [each["event"] for each in said] == [begun, begun, failed]
