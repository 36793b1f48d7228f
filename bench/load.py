"""Fifty questions at once while a pass collects and embeds as fast as it can."""

from __future__ import annotations

import shutil
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from bench import newsroom
from bench.inventing import LATEST
from bench.newsstand import newsstand
from bench.report import Row
from bench.timing import percentile
from bot.config.loader import load
from bot.model import Question
from bot.wiring.opening import engines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench.corpus import Corpus
    from bench.options import Options
    from bot.answering import Answering
    from bot.wiring.installation import Engines

_AT_ONCE = 50
_PAGES = 1_000  # more than a pass can take while they are answered
_WARM = 20  # passages that are embedded before the questions come
_PATIENCE = 120.0  # seconds until they must be


def measure(options: Options) -> Iterator[Row]:
    """Ask at once, first in peace and then during a pass, by as many threads as a chat platform has places."""
    for corpus in options.corpora():
        with tempfile.TemporaryDirectory() as folder, _opened(Path(folder), corpus, options.seed) as opened:
            answering = opened.answering()
            _asked(answering, opened)  # loads the model and the collections
            busy = time.process_time()
            alone = _asked(opened.answering(), opened)
            busy = time.process_time() - busy
            with _pass(opened):
                took = _asked(opened.answering(), opened)
        for share in (50, 95):
            yield Row(
                what=f"{_AT_ONCE} questions at once during a pass, {corpus.size:,} passages, p{share}",
                value=percentile(took, share),
                unit="ms",
                baseline=percentile(alone, share),
                against="without a pass",
            )
        yield Row(what="the same, a question without a pass", value=1_000 * busy / _AT_ONCE, unit="ms of CPU")


def _asked(answering: Answering, opened: Engines) -> list[float]:
    """Return how many milliseconds each question waited for its answer, its turn included."""

    def ask(text: str) -> float:
        answering.ask(Question(text=text, now=LATEST))
        return 1_000 * (time.perf_counter() - started)

    with ThreadPoolExecutor(opened.settings.limits.concurrency) as threads:
        started = time.perf_counter()
        return list(threads.map(ask, newsroom.questions()[:_AT_ONCE]))


@contextmanager
def _pass(opened: Engines) -> Iterator[None]:
    """Collect while the block lasts, which begins when the pass is at full speed."""
    stop = threading.Event()

    def collect() -> None:
        with opened.collector() as collector:
            collector.collect(opened.settings.indexer.feeds, progress=_silent, stop=stop.is_set)

    before, deadline = opened.syncer.embedded, time.monotonic() + _PATIENCE
    thread = threading.Thread(target=collect)
    thread.start()
    try:
        while opened.syncer.embedded < before + _WARM and thread.is_alive() and time.monotonic() < deadline:
            time.sleep(0.1)
        yield
    finally:
        stop.set()
        thread.join()


@contextmanager
def _opened(folder: Path, corpus: Corpus, seed: int) -> Iterator[Engines]:
    """Open a copy of a collection, to which the pass adds."""
    shutil.copytree(corpus.data, folder / "data")
    (folder / "site").mkdir()
    with newsstand(folder / "site", _PAGES, seed) as feeds:
        config = folder / "config.toml"
        config.write_text(f"[byline]\ndata_dir = '{folder / 'data'}'\n{feeds}", encoding="utf-8")
        with engines(load(config), purpose="bench", progress=_silent) as opened:
            yield opened


def _silent(_what: str, _done: int, _total: int) -> None:
    """Show nothing."""
