"""A collection half of whose articles were removed, after `byline reindex`, beside one that was never larger."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from bench import newsroom
from bench.corpus import CachedEmbedder, Corpus
from bench.footprint import on_disk
from bench.inventing import LATEST
from bench.report import Row
from bench.timing import best_each, percentile, took_each
from bot.config.loader import load
from bot.model import Question
from bot.wiring.index_rebuild import reindex
from bot.wiring.opening import engines
from indexer.model import Selection

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench.options import Options

_PARTS = ("catalogue", "vectors", "lexical index")


def measure(options: Options) -> Iterator[Row]:
    """Remove every second article of the largest collection, rebuild the index, and compare files and speed."""
    largest = max(options.corpora(), key=lambda corpus: corpus.size)
    fresh = options.corpus(largest.size // 2)
    with _halved(largest) as halved:
        for part in _PARTS:
            yield Row(
                what=f"disk of the {part}, {largest.size:,} passages halved",
                value=on_disk(halved, part),
                unit="MB",
                baseline=on_disk(fresh, part),
                against=f"a fresh one of {fresh.size:,}",
            )
        took, baseline = _searching(halved, options.rounds), _searching(fresh, options.rounds)
    for share in (50, 95):
        yield Row(
            what=f"search, {largest.size:,} passages halved, p{share}",
            value=percentile(took, share),
            unit="ms",
            baseline=percentile(baseline, share),
            against=f"a fresh one of {fresh.size:,}",
        )


@contextmanager
def _halved(corpus: Corpus) -> Iterator[Corpus]:
    """Yield a copy of a collection with every second article; its index is rebuilt with the vectors that it had."""
    with tempfile.TemporaryDirectory() as folder:
        made = Corpus(folder=Path(folder), size=corpus.size // 2)
        shutil.copytree(corpus.data, made.data)
        made.configure()
        with made.opened() as opened:
            ids, rows = corpus.vectors()
            known = dict(zip(ids, rows, strict=True))
            passages = [placed for some in opened.catalogue.all_passages(1_000) for placed in some]
            embedder = CachedEmbedder(
                opened.embedder, {placed.passage.text: known[placed.passage.id] for placed in passages}
            )
            opened.catalogue.remove([article.id for article in opened.catalogue.articles(Selection())][::2])
            opened.syncer.drain(_silent)
        reindex(load(made.config), _silent, embedder)
        yield made


def _searching(corpus: Corpus, rounds: int) -> list[float]:
    """Return how many milliseconds each question takes at best."""
    with engines(load(corpus.config), purpose="bench", progress=_silent) as opened:
        answering = opened.answering()
        asked = [partial(answering.search, Question(text=text, now=LATEST)) for text in newsroom.questions()]
        took_each(asked)  # loads the model and the collections
        return [took.wall_ms for took in best_each(took_each(asked) for _ in range(rounds))]


def _silent(_what: str, _done: int, _total: int) -> None:
    """Show nothing."""
