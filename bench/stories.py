"""What assigning each article to a story adds to collecting, at the end of passes a quarter of an hour apart."""

from __future__ import annotations

import json
import tempfile
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from functools import partial
from itertools import islice
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from bench import inventing, newsroom
from bench.corpus import CachedEmbedder
from bench.newsstand import paragraphs
from bench.report import Row
from bench.timing import took_each
from bot.config.loader import load
from bot.wiring.opening import engines
from indexer.collecting.archive import Importer
from indexer.collecting.jsonl_files import Line
from indexer.collecting.story_assignment import StoryAssigner
from indexer.indexing.generations import index_rules, require_current
from indexer.indexing.sync import Syncer
from indexer.stories import WINDOW

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bench.options import Options
    from bot.wiring.installation import Engines
    from indexer.ports import Embedder

_DENSITIES = (100, 500)  # articles a day
_PASSES = 96  # a day
_MEASURED = 60  # passes that find something
_KNOWN = 500  # passages whose vectors fill the window, over and over


def measure(options: Options) -> Iterator[Row]:
    """Fill the days that stories are made of; then take in a few passes of the next day."""
    for density in _DENSITIES:
        with tempfile.TemporaryDirectory() as folder, _opened(Path(folder)) as opened:
            lines = _lines(density, options.seed)
            filled = round(density * WINDOW / timedelta(days=1))
            _importer(opened, _cached(opened.embedder)).take(islice(lines, filled), _silent)
            importer = _importer(opened, opened.embedder)
            importer.finish(_silent)
            size = max(1, density // _PASSES)
            passes = [list(islice(lines, size)) for _ in range(_MEASURED)]
            read, assigned = _taken(importer, passes)
        yield Row(
            what=f"stories, {density} articles a day, passes of {size}",
            value=assigned,
            unit="ms of CPU",
            baseline=read,
            against="to read and embed an article",
        )


@contextmanager
def _opened(folder: Path) -> Iterator[Engines]:
    config = folder / "config.toml"
    config.write_text(f"[byline]\ndata_dir = '{folder / 'data'}'\n", encoding="utf-8")
    with engines(load(config), purpose="bench", progress=_silent) as opened:
        yield opened


def _cached(embedder: Embedder) -> Embedder:
    """Return an embedder that takes no time: the vectors of some sentences stand for all."""
    texts = list(dict.fromkeys(text for article in newsroom.paragraphs() for text in article))[:_KNOWN]
    return CachedEmbedder(embedder, dict(zip(texts, embedder.embed(texts), strict=True)))


def _taken(importer: Importer, passes: Sequence[Sequence[Line]]) -> tuple[float, float]:
    """Return the milliseconds of processor time an article that it takes to read and embed, and to assign."""
    finish = partial(importer.finish, _silent)
    took = took_each(action for lot in passes for action in (partial(importer.take, lot, _silent), finish))
    articles = sum(map(len, passes))
    read, assigned = (sum(each.cpu_ms for each in took[part::2]) / articles for part in (0, 1))
    return read, assigned


def _lines(density: int, seed: int) -> Iterator[Line]:
    """Yield articles as an import has them, the oldest first, each some minutes after the one before."""
    random, drafts = Random(seed), inventing.drafts(newsroom.paragraphs())
    when = inventing.LATEST - WINDOW - timedelta(days=1)
    number = 0
    while True:
        parts = paragraphs(number, drafts, random)
        article = replace(parts[0], published=when)
        body = "".join(f"<p>{part.text}</p>" for part in parts)
        record = {
            "url": article.url,
            "title": article.title,
            "html": f"<html><body><article><h1>{article.title}</h1>{body}</article></body></html>",
            "published": when.isoformat(),
            "publisher": article.publisher,
        }
        yield Line(file="generated", number=number, data=json.dumps(record).encode())
        number += 1
        when += timedelta(days=1) / density


def _importer(opened: Engines, embedder: Embedder) -> Importer:
    """Return an importer that fills the opened indexes with what an embedder gives."""
    syncer = Syncer(
        catalogue=opened.catalogue,
        embedder=embedder,
        vectors=opened.vectors,
        lexical=opened.lexical,
        generation=require_current(opened.catalogue, index_rules(opened.embedder)).name,
    )
    stories = StoryAssigner(catalogue=opened.catalogue, embedder=embedder, vectors=opened.vectors)
    return Importer(catalogue=opened.catalogue, embedder=embedder, syncer=syncer, stories=stories, clock=opened.clock)


def _silent(_what: str, _done: int, _total: int) -> None:
    """Show nothing."""
