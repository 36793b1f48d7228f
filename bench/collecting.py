"""Feeds -> both indexes, end to end, beside embedding alone: with the model's copy, and with the model as it is."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from bench.newsstand import newsstand, reports
from bench.report import Row
from bench.timing import seconds
from bot.config.loader import load
from bot.wiring.opening import engines
from indexer.passages import passages_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench.options import Options
    from bot.wiring.installation import Engines

_ALONE = 1_000  # passages that are embedded by themselves, half of them before and half after
_SLOW = 300  # pages at most, where embedding takes so long that the rest hardly counts


def measure(options: Options) -> Iterator[Row]:
    """Collect pages on loopback into an empty installation; before and after, embed some of their passages alone."""
    yield from _collected(options, "onnx")
    yield from _collected(replace(options, pages=min(options.pages, _SLOW)), "sentence-transformers")


def _collected(options: Options, backend: str) -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder, _opened(Path(folder), options, backend) as opened:
        texts = list(islice(_texts(opened, options), _ALONE))
        opened.embedder.embed(texts[:2])  # loads the model
        before = seconds(lambda: opened.embedder.embed(texts[::2]))
        took = seconds(lambda: _collect(opened))
        after = seconds(lambda: opened.embedder.embed(texts[1::2]))
        together, alone = opened.catalogue.counts()["passages"] / took, len(texts) / (before + after)
        yield Row(
            what=f"{options.pages:,} pages on loopback, end to end, {backend}",
            value=together,
            unit="passages/s",
            baseline=alone,
            against="embedding alone",
        )
        yield Row(what="the same", value=options.pages / took, unit="pages/s")
        yield Row(what="share of the speed of embedding alone", value=together / alone, unit="")


def _texts(opened: Engines, options: Options) -> Iterator[str]:
    """Yield the passages that the pages will be cut into."""
    for parts in reports(options.pages, options.seed):
        article = replace(parts[0], text="\n\n".join(part.text for part in parts))
        yield from (passage.text for passage in passages_of(article, opened.embedder))


@contextmanager
def _opened(folder: Path, options: Options, backend: str) -> Iterator[Engines]:
    (folder / "site").mkdir()
    with newsstand(folder / "site", options.pages, options.seed) as feeds:
        config = folder / "config.toml"
        config.write_text(
            f"[byline]\ndata_dir = '{folder / 'data'}'\n[embedding]\nbackend = '{backend}'\n{feeds}", encoding="utf-8"
        )
        with engines(load(config), purpose="bench", progress=_silent) as opened:
            yield opened


def _collect(opened: Engines) -> None:
    with opened.collector() as collector:
        collector.collect(opened.settings.indexer.feeds, progress=_silent)


def _silent(_what: str, _done: int, _total: int) -> None:
    """Show nothing."""
