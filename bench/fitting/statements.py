"""The weights of the check of a model's sentences: `python -m bench.fitting.statements [FILE.jsonl...]`.

They are fitted on the statements on those articles of `training/news` that the reader was not trained on, in other
words than their articles', and on those of the files: a line has `statement`, `supported`, and `passages`, each with
`publisher`, `published`, `title` and `text`. Prints how many wrong ones pass and honest ones fall by the rules alone,
by the shipped weights, and by those fitted on other articles, for each file; then the weights fitted on all.
"""

from __future__ import annotations

import gzip
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from bench.fitting.regression import fit_logistic, named, splits, with_bias
from bot.evidence.reader.model_folder import BUNDLED
from bot.evidence.reader.onnx_reader import OnnxReader
from bot.model import Citation
from bot.verification.calibration import CHECK_BIAS, CHECK_WEIGHTS, CheckFeatures
from bot.verification.judgement import check_features
from bot.verification.premise import premise_of
from bot.verification.support import is_supported, objections_to
from indexer import articles

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

NEWS = Path("training/news")
"""Articles, and statements on them."""

_SHRINK = 1.0
_WRONG = 2.0  # a wrong statement that passes costs as much as so many honest ones that fall


class Row(NamedTuple):
    """A statement in other words than its source's."""

    group: str  # its first passage
    supported: bool
    passes: bool  # by the rules alone
    features: CheckFeatures


def main(files: Sequence[Path]) -> None:
    """Fit on all statements, and on all but those of each fold."""
    reader = OnnxReader(BUNDLED)
    sets = {"news": list(_rows(_held_out(), reader))} | {
        path.stem: list(_rows(map(json.loads, path.read_text(encoding="utf-8").splitlines()), reader)) for path in files
    }
    rows = [row for each in sets.values() for row in each]
    names = np.array([name for name, each in sets.items() for _ in each])
    found, supported = np.array([row.features for row in rows]), np.array([row.supported for row in rows])
    fitted = np.empty(len(rows))
    for split in splits([row.group for row in rows]):
        fitted[split.test] = with_bias(found[split.test]) @ _fit(found[split.train], supported[split.train])
    rules = np.array([row.passes for row in rows])
    shipped = with_bias(found) @ np.array([*CHECK_WEIGHTS, CHECK_BIAS])
    for name in sets:
        for what, passes in (("rules alone", rules), ("shipped", shipped > 0), ("fitted on others", fitted > 0)):
            _report(f"{name}, {what}", passes[names == name], supported[names == name])
    _print(named((*CheckFeatures._fields, "bias"), _fit(found, supported)))


def _held_out() -> Iterator[dict[str, Any]]:
    """Yield the statements of the news that the reader was not trained on."""
    from training.sets import is_held_out

    known = {row["url"]: row for row in _lines(NEWS / "articles.jsonl.gz")}
    for row in _lines(NEWS / "statements.jsonl.gz"):
        if is_held_out(row["url"]):
            yield row | {"supported": row["label"] == "supported", "passages": [known[row["url"]]]}


def _rows(given: Iterator[dict[str, Any]], reader: OnnxReader) -> Iterator[Row]:
    for case in given:
        cited = [_citation(passage) for passage in case["passages"]]
        title = cited[0].article.title
        (said,) = reader.support(
            [(case["statement"], (title, premise_of(case["statement"], [each.passage for each in cited])))]
        )
        features = check_features(objections_to(case["statement"], cited), said)
        passes = is_supported(case["statement"], cited)
        yield Row(cited[0].passage[:80], case["supported"], passes, features)


def _citation(passage: dict[str, Any]) -> Citation:
    when = datetime.fromisoformat(passage["published"])
    when = when if when.tzinfo else when.replace(hour=12, tzinfo=UTC)
    given = {name: passage[name] for name in ("title", "text", "publisher")}
    host = "".join(char for char in passage["publisher"].lower() if char.isalnum())
    article = articles.from_text(url=f"https://{host}.example/1", published=when, now=when, **given)
    return Citation(article=article, passage=passage["text"])


def _fit(found: np.ndarray, supported: np.ndarray) -> np.ndarray:
    return fit_logistic(found, supported, cost=np.where(supported, 1.0, _WRONG), shrink=_SHRINK)


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _report(title: str, passes: np.ndarray, supported: np.ndarray) -> None:
    wrong, fallen = passes[~supported], ~passes[supported]
    _print(
        f"{title}: {wrong.sum()} of {len(wrong)} wrong ones pass ({wrong.mean():.2f}),"
        f" {fallen.sum()} of {len(fallen)} honest ones fall ({fallen.mean():.2f})"
    )


def _print(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main([Path(name) for name in sys.argv[1:]])
