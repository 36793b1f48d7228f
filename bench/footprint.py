"""Memory and disk."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bench import newsroom
from bench.inventing import LATEST
from bench.report import Row
from bench.timing import peak_mb
from indexer.generations import LEXICAL, VECTORS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench.corpus import Corpus
    from bench.options import Options

_MEGABYTE = 1e6
_MODEL_ALONE = "from bot.wiring import embedder_of; embedder_of(None).embed_queries(['x'])"


def measure(options: Options) -> Iterator[Row]:
    """Answer every question in a process of its own, and look at its memory and at the files."""
    alone = peak_mb("-c", _MODEL_ALONE)
    for corpus in options.corpora():
        asked = ("-m", "bot", "-c", str(corpus.config), "ask", "-", "--json", "--now", LATEST.isoformat())
        yield Row(
            what=f"peak memory while asking, {corpus.size:,} passages",
            value=peak_mb(*asked, given="\n".join(newsroom.questions())),
            unit="MB",
            baseline=alone,
            against="the model alone, one question embedded",
        )
        yield from _files(corpus)


def _files(corpus: Corpus) -> Iterator[Row]:
    _, vectors = corpus.vectors()
    yield _disk(corpus, "catalogue", "catalogue.db*")
    bare = _disk(corpus, "vectors", VECTORS)
    yield replace(bare, baseline=vectors.nbytes / _MEGABYTE, against="the bare numbers")
    yield _disk(corpus, "lexical index", LEXICAL)


def _disk(corpus: Corpus, what: str, pattern: str) -> Row:
    size = _size(corpus, pattern) / _MEGABYTE
    return Row(what=f"disk of the {what}, {corpus.size:,} passages", value=size, unit="MB")


def _size(corpus: Corpus, pattern: str) -> int:
    """Return the bytes that files and folders of a pattern take."""
    found = list(corpus.data.glob(pattern))
    files = [*found, *(below for path in found for below in path.rglob("*"))]
    return sum(path.stat().st_size for path in files if path.is_file())
