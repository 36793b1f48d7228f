"""What a doubt of the reader costs: `python -m bench.fitting.statements [FILE.jsonl...]`.

A model's sentence falls if the rules object to it, or the reader doubts it. The statements are those on the articles of
`training/news` that the reader was not trained on, and those of the files: a line has `statement`, `supported`, and
`passages`, each with `publisher`, `published`, `title` and `text`. Prints for each set how well the reader tells honest
ones from wrong ones, and how many wrong ones pass and honest ones fall by the rules alone and with several doubts.
"""

from __future__ import annotations

import gzip
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from bench.fitting.regression import area_under_curve
from bot.evidence.reader.model_folder import BUNDLED
from bot.evidence.reader.onnx_reader import OnnxReader
from bot.model import Citation
from bot.verification.calibration import DOUBT
from bot.verification.premise import premise_of
from bot.verification.support import is_supported
from indexer import articles

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

NEWS = Path("training/news")
"""Articles, and statements on them."""

_DOUBTS = (0.0, 0.1, DOUBT, 0.5)  # the first one is none


class Row(NamedTuple):
    """A statement in other words than its source's."""

    supported: bool
    passes: bool  # by the rules alone
    said: float  # probability, by the reader, that it is borne out


def main(files: Sequence[Path]) -> None:
    """Report on each set."""
    reader = OnnxReader(BUNDLED)
    _report("news", list(_rows(_held_out(), reader)))
    for path in files:
        lines = path.read_text(encoding="utf-8").splitlines()
        _report(path.stem, list(_rows(map(json.loads, lines), reader)))


def _held_out() -> Iterator[dict[str, Any]]:
    """Yield the statements of the news that the reader was not trained on."""
    from training.sets import is_held_out

    known = {row["url"]: row for row in _lines(NEWS / "articles.jsonl.gz")}
    for row in _lines(NEWS / "statements.jsonl.gz"):
        if is_held_out(row["url"]):
            yield row | {"supported": row["label"] == "supported", "passages": [known[row["url"]]]}


def _rows(given: Iterable[dict[str, Any]], reader: OnnxReader) -> Iterator[Row]:
    for case in given:
        text, cited = case["statement"], [_citation(passage) for passage in case["passages"]]
        premise = premise_of(text, [each.passage for each in cited])
        (said,) = reader.support([(text, (cited[0].article.title, premise))])
        yield Row(case["supported"], is_supported(text, cited), said.supported)


def _citation(passage: dict[str, Any]) -> Citation:
    when = datetime.fromisoformat(passage["published"])
    when = when if when.tzinfo else when.replace(hour=12, tzinfo=UTC)
    given = {name: passage[name] for name in ("title", "text", "publisher")}
    host = "".join(char for char in passage["publisher"].lower() if char.isalnum())
    article = articles.from_text(url=f"https://{host}.example/1", published=when, now=when, **given)
    return Citation(article=article, passage=passage["text"])


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _report(name: str, rows: Sequence[Row]) -> None:
    supported, rules, said = (np.array(column) for column in zip(*rows, strict=True))
    _print(f"{name}: {len(rows)} statements; area under the reader's curve {area_under_curve(said, supported):.3f}")
    for doubt in _DOUBTS:
        passes = rules & (said >= doubt)
        wrong, fallen = passes[~supported], ~passes[supported]
        _print(
            f"  below {doubt}: {wrong.sum()} of {len(wrong)} wrong ones pass ({wrong.mean():.2f}),"
            f" {fallen.sum()} of {len(fallen)} honest ones fall ({fallen.mean():.2f})"
        )


def _print(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main([Path(name) for name in sys.argv[1:]])
