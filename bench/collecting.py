"""Feeds -> both indexes, end to end, beside embedding alone."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from bench.newsstand import newsstand
from bench.report import Row
from bench.timing import seconds
from bot.config import load
from bot.wiring import engines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench.options import Options
    from bot.wiring import Engines

_ALONE = 1_000  # passages that are embedded by themselves, half of them before and half after


def measure(options: Options) -> Iterator[Row]:
    """Collect pages on loopback into an empty installation; then embed some of their passages again, by themselves."""
    with tempfile.TemporaryDirectory() as folder, _opened(Path(folder), options) as opened:
        opened.embedder.embed(["a first text, which loads the model"])
        took = seconds(lambda: _collect(opened))
        passages = opened.catalogue.counts()["passages"]
        texts = [placed.passage.text for batch in islice(opened.catalogue.all_passages(_ALONE), 1) for placed in batch]
        yield Row(
            what=f"collected from {options.pages:,} pages on loopback, end to end",
            value=passages / took,
            unit="passages/s",
            baseline=len(texts) / seconds(lambda: opened.embedder.embed(texts)),
            against="embedding alone",
        )
        yield Row(what="the same", value=options.pages / took, unit="pages/s")


@contextmanager
def _opened(folder: Path, options: Options) -> Iterator[Engines]:
    (folder / "site").mkdir()
    with newsstand(folder / "site", options.pages, options.seed) as feeds:
        config = folder / "config.toml"
        config.write_text(f"[byline]\ndata_dir = '{folder / 'data'}'\n{feeds}", encoding="utf-8")
        with engines(load(config), purpose="bench", progress=_silent) as opened:
            yield opened


def _collect(opened: Engines) -> None:
    with opened.collector() as collector:
        collector.collect(opened.settings.indexer.feeds, progress=_silent)


def _silent(_what: str, _done: int, _total: int) -> None:
    """Show nothing."""
