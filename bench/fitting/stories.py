"""The weights by which two articles are taken for one event: `python -m bench.fitting.stories [FILE.jsonl...]`.

A line of a file is an article: `story` (its label), `publisher`, `url`, `title`, `text`, `published`. Articles are read
in order of time, each beside those before it with their labels, as in a running collection. Prints what the weights
find in each file when they are fitted on the others, then the weights fitted on all.
"""

from __future__ import annotations

import json
import sys
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from bench.fitting.regression import fit_logistic, logistic, with_bias
from indexer import articles
from indexer.embedding import SentenceTransformersEmbedder
from indexer.passages import split_article
from indexer.stories import WINDOW, Placed, Window, sketched
from indexer.stories.decision import may_be_one
from indexer.stories.likeness import Features, features

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from indexer.model import Article

INVENTED = Path("tests/data/stories")
"""The labelled articles that come with the project."""

_WRONG = 2.0  # a wrong pair weighs as much as so many missed ones
_SHRINK = 0.5  # on the weights: there are a hundred or two pairs of one story


class Pairs(NamedTuple):
    """Pairs of articles that may be on one event."""

    rows: np.ndarray
    """Features, n x m."""
    one: np.ndarray
    """Whether the two are on one event, n."""


def main(files: Sequence[Path]) -> None:
    """Fit on all the files, and on all but each."""
    embedder = SentenceTransformersEmbedder()
    sets = {path.stem: pairs(path, embedder) for path in files}
    for name, held_out in sets.items():
        others = [each for other, each in sets.items() if other != name]
        weights = fitted(_joined(others))
        odds = logistic(with_bias(held_out.rows) @ weights)
        for least in (0.5, 0.6, 0.7):
            found = odds >= least
            right, wrong = (found & held_out.one).sum(), (found & ~held_out.one).sum()
            _print(f"{name}, likely from {least}: {right} of {held_out.one.sum()} pairs found, {wrong} wrong")
    for title, blind in (("with a cosine", False), ("of words alone", True)):
        weights = fitted(_joined(list(sets.values()), without_cosine=blind))
        named = ", ".join(f"{name}={value:.1f}" for name, value in zip(Features._fields, weights[:-1], strict=True))
        _print(f"{title}: {named}; bias {weights[-1]:.1f}")


def pairs(path: Path, embedder: SentenceTransformersEmbedder) -> Pairs:
    """Return the pairs of a file's articles that are near enough in time and in words."""
    labelled = sorted(_articles(path), key=lambda pair: (pair[1].when, pair[1].id))
    openings = [split_article(article, embedder.count_tokens)[0].text for _, article in labelled]
    vectors = dict(zip((article.id for _, article in labelled), embedder.embed(openings), strict=True))
    window, rows, one = Window(), [], []
    stories: dict[str, str] = {}
    for label, article in labelled:
        sketch = sketched(article)
        _, alike = window.candidates(sketch, WINDOW)
        for other in alike:
            if may_be_one(sketch, other.sketch):
                cosine = float(vectors[sketch.id] @ vectors[other.sketch.id])
                rows.append(features(sketch, other.sketch, cosine, window))
                one.append(stories[other.sketch.id] == label)
        stories[sketch.id] = label
        window.add(Placed(sketch=sketch, story=label, text=sketch.id))
    return Pairs(np.array(rows), np.array(one))


def fitted(known: Pairs) -> np.ndarray:
    """Return the weights of a logistic regression, the bias last."""
    return fit_logistic(known.rows, known.one, cost=np.where(known.one, 1.0, _WRONG), shrink=_SHRINK)


def _articles(path: Path) -> Iterator[tuple[str, Article]]:
    with path.open(encoding="utf-8") as lines:
        for record in map(json.loads, islice(lines, 100_000)):
            when = datetime.fromisoformat(record.get("published") or record["seen"])
            given = {name: record[name] for name in ("url", "title", "text", "publisher")}
            yield record["story"], articles.from_text(published=when, now=when, **given)


def _joined(sets: Sequence[Pairs], *, without_cosine: bool = False) -> Pairs:
    rows = np.concatenate([each.rows for each in sets])
    if without_cosine:
        rows[:, Features._fields.index("cosine")] = 0.0
    return Pairs(rows, np.concatenate([each.one for each in sets]))


def _print(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main([*sorted(INVENTED.glob("*.jsonl")), *map(Path, sys.argv[1:])])
