"""Memory and disk."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bench import newsroom
from bench.inventing import LATEST
from bench.report import Row
from bench.timing import peak_mb
from indexer.indexing.generations import LEXICAL, VECTORS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench.corpus import Corpus
    from bench.options import Options

_MEGABYTE = 1e6
_PATTERNS = {  # generations after the first have a number behind
    "catalogue": ("catalogue.db*",),
    "vectors": (VECTORS, f"{VECTORS}.*"),
    "lexical index": (LEXICAL, f"{LEXICAL}.*"),
}
_MODEL_ALONE = "from bot.wiring.components import embedder_of; embedder_of(None).embed_queries(['x'])"


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
    for part in _PATTERNS:
        row = Row(what=f"disk of the {part}, {corpus.size:,} passages", value=on_disk(corpus, part), unit="MB")
        bare = replace(row, baseline=vectors.nbytes / _MEGABYTE, against="the bare numbers")
        yield bare if part == "vectors" else row


def on_disk(corpus: Corpus, part: str) -> float:
    """Return the megabytes that the files of a part of an installation take."""
    found = [path for pattern in _PATTERNS[part] for path in corpus.data.glob(pattern)]
    files = [*found, *(below for path in found for below in path.rglob("*"))]
    return sum(path.stat().st_size for path in files if path.is_file()) / _MEGABYTE
