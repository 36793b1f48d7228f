"""The weights of the check of a model's sentences: `python -m bench.fitting.statements [options] [FILE.jsonl...]`.

A sentence is posted if nothing in it stands nowhere in what it cites, and a logistic model holds it for borne out. Fits
that model on statements on the articles of `training/news` that the reader was not trained on, on those of open sets
(`--support FOLDER`) that it was not trained on, and on those of the files, which must be strange to it: a line has
`url`, `statement` and `label`. A file of lines with `statement`, `supported` and `passages`, each with `publisher`,
`published`, `title` and `text`, is measured and not learned from. Each writer counts as much as another one.

Prints for each set how well honest statements are told from wrong ones by weights that were fitted without it, how many
wrong ones pass and honest ones fall, and what falls by objections alone; then what is lost without each feature, what
passes and falls from several probabilities on, and the weights fitted on all. What the reader says is kept in `--cache
FOLDER`, by its digest.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zlib import crc32

import numpy as np

from bench.fitting.regression import area_under_curve, fit_logistic, logistic, named, with_bias
from bot.evidence.reader.model_folder import BUNDLED
from bot.evidence.reader.onnx_reader import OnnxReader
from bot.model import Citation, Support
from bot.verification.calibration import (
    BORNE_OUT,
    SUPPORT_BIAS,
    SUPPORT_WEIGHTS,
    SupportFeatures,
)
from bot.verification.premise import premise_of
from bot.verification.support import is_quoted, objections, support_features
from indexer import articles

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

NEWS = Path("training/news")
"""Articles, and statements on them."""

_WRITTEN = ("statements", "summaries")
_OPEN = ("vitaminc", "wice", "defacto", "summedits", "falke", "fm2")
_OPEN_COUNTS = 0.25
"""What an open set counts beside a writer on news: most are on other subjects, or on nearly the same words."""
_COUNTS = 300
"""Rows that a writer counts as, so that no weight is shrunk to nothing."""
_MOST = 500
"""Statements of a set that are taken: the first ones by a digest of their words."""
_WRONG = 0.1
"""Share of the wrong ones that may pass."""
_STEPS = (0.5, 0.55, 0.6, 0.65, 0.7, 0.75)
_PUBLISHED = datetime(2026, 6, 1, 12, tzinfo=UTC)
"""Of what has no date."""
_NAMES = (*SupportFeatures._fields, "bias")


@dataclass(frozen=True, slots=True, kw_only=True)
class Set:
    """The statements of one writer, or of one open set."""

    name: str
    counts: float  # how much it counts beside a writer on news; 0: it is only measured
    supported: np.ndarray
    features: np.ndarray
    objected: np.ndarray


def main() -> None:
    """Fit on all sets, and on all but each."""
    parser = argparse.ArgumentParser(prog="python -m bench.fitting.statements", description=__doc__)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--support", type=Path, help="folder of the open sets")
    parser.add_argument(
        "--held-out", action="store_true", help="take of the files what is on articles held out of training"
    )
    parser.add_argument("--cache", type=Path, help="folder in which is kept what the reader says")
    given = parser.parse_args()
    reader = _RememberingReader(OnnxReader(BUNDLED), given.cache)
    sets = [
        _set(name, counts, cases, reader)
        for name, counts, cases in _cases(given.support, given.files, held_out=given.held_out)
    ]
    reader.keep()
    for each in sets:
        _report(each, fit([other for other in sets if other.name != each.name]))
    _report_features(sets)
    weights = fit(sets)
    for step in _STEPS:
        passing = ", ".join(f"{each.name} {_rates(judge(each, weights) >= step, each.supported)}" for each in sets)
        _print(f"from {step} on, wrong ones that pass / honest ones that fall: {passing}")
    _print(f"shipped: {named(_NAMES, [*SUPPORT_WEIGHTS, SUPPORT_BIAS])}; from {BORNE_OUT} on")
    _print(f"fitted:  {named(_NAMES, weights)}; from {threshold(sets, weights):.2f} on; reader {reader.digest}")


def fit(sets: Sequence[Set]) -> np.ndarray:
    """Return weights of the features, the bias last."""
    learned = [each for each in sets if each.counts]
    cost = [np.full(len(each.supported), _COUNTS * each.counts / len(each.supported)) for each in learned]
    rows, labels = (np.concatenate([getattr(each, name) for each in learned]) for name in ("features", "supported"))
    return fit_logistic(rows, labels.astype(float), cost=np.concatenate(cost))


def judge(each: Set, weights: np.ndarray) -> np.ndarray:
    """Return the probability that each statement is borne out; 0 of what is objected to."""
    return np.where(each.objected, 0.0, logistic(with_bias(each.features) @ weights))


def threshold(sets: Sequence[Set], weights: np.ndarray) -> float:
    """Return from which probability on so many of the wrong ones on news pass, each writer counting alike."""
    news = [judge(each, weights)[~each.supported] for each in sets if each.counts == 1]
    steps = np.linspace(0, 1, 101)
    passing = np.mean([[(wrong >= step).mean() for step in steps] for wrong in news], axis=0)
    return float(steps[np.argmax(passing <= _WRONG)])


def _cases(
    support: Path | None, files: Sequence[Path], *, held_out: bool
) -> Iterator[tuple[str, float, list[dict[str, Any]]]]:
    """Yield the sets with what each counts; a case has `statement`, `supported` and `passages`."""
    from training.sets import is_held_out

    known = {row["url"]: row for row in _lines(NEWS / "articles.jsonl.gz")}
    for name in _WRITTEN:
        rows = _lines(NEWS / f"{name}.jsonl.gz")
        yield name, 1.0, [_on_news(row, known) for row in rows if is_held_out(row["url"])]
    for name in _OPEN if support else ():
        rows = _lines(Path(str(support)) / f"{name}.jsonl.gz")
        yield name, _OPEN_COUNTS, [_of_open_set(row) for row in rows if is_held_out(str(row["group"]))]
    for path in files:
        lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        on_news = "url" in lines[0]
        lines = [row for row in lines if not (on_news and held_out) or is_held_out(row["url"])]
        yield path.stem, float(on_news), [_on_news(row, known) for row in lines] if on_news else lines


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


class _RememberingReader:
    """What the reader says of pairs, kept in a file from one run to the next."""

    def __init__(self, reader: OnnxReader, folder: Path | None) -> None:
        self._reader = reader
        self.digest = reader.describe().rpartition(" ")[2]
        self._file = folder / f"support-{self.digest}.json" if folder else None
        kept = json.loads(self._file.read_text(encoding="utf-8")) if self._file and self._file.exists() else {}
        self._known = {key: Support(**said) for key, said in kept.items()}

    def support(self, pairs: Sequence[tuple[str, tuple[str, str]]]) -> list[Support]:
        """Return what it says of each pair."""
        keys = [json.dumps(pair) for pair in pairs]
        fresh = {key: pair for key, pair in zip(keys, pairs, strict=True) if key not in self._known}
        self._known |= dict(zip(fresh, self._reader.support(list(fresh.values())), strict=True))
        return [self._known[key] for key in keys]

    def keep(self) -> None:
        """Write what is known, if a folder was given."""
        if self._file:
            said = {key: asdict(each) for key, each in self._known.items()}
            self._file.parent.mkdir(parents=True, exist_ok=True)
            self._file.write_text(json.dumps(said), encoding="utf-8")


def _set(name: str, counts: float, cases: Sequence[dict[str, Any]], reader: _RememberingReader) -> Set:
    some = sorted(cases, key=lambda case: crc32(case["statement"].encode()))[:_MOST]
    cited = [[_citation(passage) for passage in case["passages"]] for case in some]
    texts = [case["statement"] for case in some]
    pairs = [(text, _premise(text, each)) for text, each in zip(texts, cited, strict=True)]
    objected = [
        not is_quoted(text, each) and bool(objections(text, each)) for text, each in zip(texts, cited, strict=True)
    ]
    return Set(
        name=name,
        counts=counts,
        supported=np.array([bool(case["supported"]) for case in some]),
        features=np.array([support_features(*row) for row in zip(texts, cited, reader.support(pairs), strict=True)]),
        objected=np.array(objected),
    )


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


def _report(each: Set, weights: np.ndarray) -> None:
    believed, right = logistic(with_bias(each.features) @ weights), each.supported
    passes = judge(each, weights) >= BORNE_OUT
    stopped = each.objected & (believed >= BORNE_OUT)
    _print(
        f"{each.name}: {len(right)} statements, area under the curve {area_under_curve(believed, right):.3f};"
        f" {_share(passes, ~right)} wrong ones pass, {_share(~passes, right)} honest ones fall;"
        f" by objections alone {_share(stopped, ~right)} and {_share(stopped, right)};"
        f" {_fallen(judge(each, weights), right):.2f} of the honest ones fall where {_WRONG} of the wrong ones pass"
    )


def _report_features(sets: Sequence[Set]) -> None:
    """Print what is lost without each feature, on the average of the writers on news, each measured without himself."""
    for left_out in (None, *SupportFeatures._fields):
        kept = [place for place, name in enumerate(SupportFeatures._fields) if name != left_out]
        some = [replace(each, features=each.features[:, kept]) for each in sets]
        areas, fallen = [], []
        for each in some:
            if each.counts == 1:
                judged = judge(each, fit([other for other in some if other.name != each.name]))
                areas.append(area_under_curve(judged, each.supported))
                fallen.append(_fallen(judged, each.supported))
        _print(
            f"without {left_out or 'none'}: area {np.mean(areas):.3f}, {np.mean(fallen):.2f} of the honest ones fall"
        )


def _fallen(judged: np.ndarray, right: np.ndarray) -> float:
    """Return the share of honest ones that fall where so many of the wrong ones pass."""
    return float((judged[right] <= np.quantile(judged[~right], 1 - _WRONG)).mean())


def _rates(passes: np.ndarray, right: np.ndarray) -> str:
    return f"{passes[~right].mean():.2f}/{(~passes[right]).mean():.2f}"


def _share(which: np.ndarray, of: np.ndarray) -> str:
    return f"{which[of].sum()} of {of.sum()} ({which[of].mean():.2f})"


def _print(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main()
