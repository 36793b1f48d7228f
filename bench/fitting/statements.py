"""What the check of a model's sentences costs: `python -m bench.fitting.statements [options] [FILE.jsonl...]`.

A sentence is posted if nothing in it stands nowhere in what it cites, and the reader holds it for borne out. Measured
on statements on the articles of `training/news` that the reader was not trained on, on those of open sets (`--support
FOLDER`) that it was not trained on, and on those of the files: a line has `url`, `statement` and `label`, or
`statement`, `supported` and `passages`, each with `publisher`, `published`, `title` and `text`.

Prints for each set how well the reader tells honest statements from wrong ones, what falls by objections alone, and how
many wrong ones pass and honest ones fall from several probabilities on; then from which on one in ten of the wrong ones
on news passes, each writer counting as much as another one.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zlib import crc32

import numpy as np

from bench.fitting.regression import area_under_curve
from bot.evidence.reader.model_folder import BUNDLED
from bot.evidence.reader.onnx_reader import OnnxReader
from bot.model import Citation
from bot.verification.calibration import BORNE_OUT
from bot.verification.premises import premise_of
from bot.verification.support import is_quoted, objections
from indexer import articles

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

NEWS = Path("training/news")
"""Articles, and statements on them."""

_WRITTEN = ("statements", "summaries")
_OPEN = ("vitaminc", "wice", "defacto", "summedits", "falke", "fm2")
_MOST = 500
"""Statements of a set that are taken: the first ones by a digest of their words."""
_WRONG = 0.1
"""Share of the wrong ones that may pass."""
_STEPS = (0.5, 0.6, 0.7, 0.8, 0.85, BORNE_OUT, 0.9, 0.95)
_PUBLISHED = datetime(2026, 6, 1, 12, tzinfo=UTC)
"""Of what has no date."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cases:
    """The statements of one writer, or of one open set."""

    name: str
    on_news: bool  # of `training/news`
    rows: list[dict[str, Any]]  # each has `statement`, `supported` and `passages`


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What is said of some statements, in one order."""

    supported: np.ndarray  # whether they are
    said: np.ndarray  # probability, by the reader; of what is quoted 1
    objected: np.ndarray

    @property
    def believed(self) -> np.ndarray:
        """The probability; 0 of what is objected to."""
        return np.where(self.objected, 0.0, self.said)


def main() -> None:
    """Report on each set, and on all of them."""
    parser = argparse.ArgumentParser(prog="python -m bench.fitting.statements", description=__doc__)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--support", type=Path, help="folder of the open sets")
    parser.add_argument(
        "--held-out", action="store_true", help="take of the files what is on articles held out of training"
    )
    given = parser.parse_args()
    reader = OnnxReader(BUNDLED)
    on_news = []
    for each in _cases(given.support, given.files, held_out=given.held_out):
        found = judged(each.rows, reader)
        _report(each.name, found)
        if each.on_news:
            on_news.append(found)
    _print(f"one in ten of the wrong ones on news passes from {threshold(on_news):.2f} on; {reader.describe()}")


def judged(cases: Sequence[dict[str, Any]], reader: OnnxReader) -> Judged:
    """Return what is said of some cases, at most five hundred."""
    some = sorted(cases, key=lambda case: crc32(case["statement"].encode()))[:_MOST]
    texts = [case["statement"] for case in some]
    cited = [[_citation(passage) for passage in case["passages"]] for case in some]
    quoted = np.array([is_quoted(text, each) for text, each in zip(texts, cited, strict=True)])
    against = np.array([bool(objections(text, each)) for text, each in zip(texts, cited, strict=True)])
    said = reader.support([(text, _premise(text, each)) for text, each in zip(texts, cited, strict=True)])
    return Judged(
        supported=np.array([bool(case["supported"]) for case in some]),
        said=np.where(quoted, 1.0, [each.supported for each in said]),
        objected=against & ~quoted,
    )


def threshold(sets: Sequence[Judged]) -> float:
    """Return from which probability on so many of the wrong ones pass, each set counting alike."""
    steps = np.linspace(0, 1, 101)
    passing = np.mean([[(each.believed[~each.supported] >= step).mean() for step in steps] for each in sets], axis=0)
    return float(steps[np.argmax(passing <= _WRONG)])


def _cases(support: Path | None, files: Sequence[Path], *, held_out: bool) -> Iterator[Cases]:
    from training.sets import is_held_out

    known = {row["url"]: row for row in _lines(NEWS / "articles.jsonl.gz")}
    for name in _WRITTEN:
        kept = (row for row in _lines(NEWS / f"{name}.jsonl.gz") if is_held_out(row["url"]))
        yield Cases(name=name, on_news=True, rows=[_on_news(row, known) for row in kept])
    for name in _OPEN if support else ():
        lines = (row for row in _lines(Path(str(support)) / f"{name}.jsonl.gz") if is_held_out(str(row["group"])))
        yield Cases(name=name, on_news=False, rows=[_of_open_set(row) for row in lines])
    for path in files:
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        on_news = "url" in rows[0]
        if on_news:
            rows = [_on_news(row, known) for row in rows if not held_out or is_held_out(row["url"])]
        yield Cases(name=path.stem, on_news=on_news, rows=rows)


def _on_news(row: dict[str, Any], known: dict[str, Any]) -> dict[str, Any]:
    return {
        "statement": row["statement"],
        "supported": row["label"] == "supported",
        "passages": [known[row["url"]]],
    }


def _of_open_set(row: dict[str, Any]) -> dict[str, Any]:
    title = str(row.get("title") or "").replace("_", " ")
    passage = {"publisher": "", "published": "", "title": title, "text": row.get("premise_top") or row["premise"]}
    return {"statement": row["hypothesis"], "supported": row["label"] == "supported", "passages": [passage]}


def _premise(text: str, cited: Sequence[Citation]) -> tuple[str, str]:
    title = " ".join(cited[0].article.title.split())
    return title, premise_of(text, [each.passage for each in cited])


def _citation(passage: dict[str, Any]) -> Citation:
    when = datetime.fromisoformat(passage["published"]) if passage["published"] else _PUBLISHED
    when = when if when.tzinfo else when.replace(hour=12, tzinfo=UTC)
    given = {name: passage[name] for name in ("title", "text", "publisher")}
    host = "".join(char for char in passage["publisher"].lower() if char.isalnum()) or "nobody"
    article = articles.from_text(url=f"https://{host}.example/1", published=when, now=when, **given)
    return Citation(article=article, passage=passage["text"])


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _report(name: str, found: Judged) -> None:
    right = found.supported
    _print(
        f"{name}: {len(right)} statements, area under the curve {area_under_curve(found.said, right):.3f};"
        f" objections to {found.objected[~right].mean():.2f} of the wrong ones"
        f" and {found.objected[right].mean():.2f} of the honest ones; wrong ones that pass / honest ones that fall"
    )
    steps = (f"{step}: {_rates(found.believed >= step, right)}" for step in _STEPS)
    _print("  from " + ", ".join(steps))


def _rates(passes: np.ndarray, right: np.ndarray) -> str:
    return f"{passes[~right].mean():.2f}/{(~passes[right]).mean():.2f}"


def _print(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main()
