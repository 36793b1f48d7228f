"""The weights by which passages are ranked: `python -m bench.fitting.ranking [--cache FOLDER] [FOLDER...]`.

Prints nDCG@10 over articles with the shipped weights, and with those fitted on the other folds, for each set of
questions; then the weights fitted on all. A fit has no scale of its own: it gets that of the shipped weights, beside
which the bonus for a time stands.
"""

from __future__ import annotations

import math
import sys
from typing import TYPE_CHECKING

import numpy as np

from bench.fitting.observations import observed
from bench.fitting.regression import Wanted, fit_order, named, splits
from bot.retrieval.calibration import PASSAGE_WEIGHTS, PassageFeatures
from bot.retrieval.ranking import take_turns

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.fitting.observations import Observation

_SHIPPED = np.array(PASSAGE_WEIGHTS)
_RIVALS = 20  # passages of other articles, the best by the shipped weights, that one that answers is set against
_SHRINK = 0.01
_DEPTH = 10


def main() -> None:
    """Fit on all questions, and on all but those of each fold."""
    sets = {name: [each for each in seen if each.relevant] for name, seen in observed(__doc__).items()}
    everything = [each for seen in sets.values() for each in seen]
    held_out: dict[int, float] = {}
    for split in splits([each.group for each in everything]):
        weights = fit([everything[place] for place in np.flatnonzero(split.train)])
        held_out |= {id(everything[place]): ndcg(everything[place], weights) for place in np.flatnonzero(split.test)}
    for name, seen in sets.items():
        shipped = np.array([ndcg(each, _SHIPPED) for each in seen])
        fitted = np.array([held_out[id(each)] for each in seen])
        error = (fitted - shipped).std() / math.sqrt(len(seen))
        _print(
            f"{name}, {len(seen)} questions: nDCG@10 shipped {shipped.mean():.3f}, fitted on the other folds"
            f" {fitted.mean():.3f} (difference {(fitted - shipped).mean():+.3f}, standard error {error:.3f})"
        )
    _print(f"shipped: {named(PassageFeatures._fields, _SHIPPED)}")
    _print(f"fitted:  {named(PassageFeatures._fields, fit(everything))}")


def fit(seen: Sequence[Observation]) -> np.ndarray:
    """Return the weights fitted on some questions, on the scale of the shipped ones."""
    wanted = [found for each in seen if len((found := _wanted(each)).right) and len(found.wrong)]
    weights = fit_order(wanted, shrink=_SHRINK)
    return np.asarray(weights * _SHIPPED.sum() / weights.sum())


def ndcg(seen: Observation, weights: np.ndarray) -> float:
    """Return the binary nDCG of a question's articles, in the order that their passages get by such weights."""
    rows = seen.passages
    if not rows:
        return 0.0
    parts = np.array([each.favour * (np.array(each.parts) @ weights) for each in rows]).T
    bonus, fresh = (np.array([getattr(each, name) for each in rows]) for name in ("bonus", "fresh"))
    if seen.has_clauses:
        order = [place for place, _ in take_turns(parts, bonus, fresh)]
    else:
        order = list(np.argsort(-(parts[0] + bonus) * fresh, kind="stable"))
    articles = {rows[place].article: rows[place].relevant for place in order}
    gain = sum(1 / math.log2(rank + 2) for rank, right in enumerate(list(articles.values())[:_DEPTH]) if right)
    return gain / sum(1 / math.log2(rank + 2) for rank in range(min(seen.relevant, _DEPTH)))


def _wanted(seen: Observation) -> Wanted:
    """Return the features of the best passage of each article that answers, and of the best of others."""
    best: dict[str, tuple[bool, float, np.ndarray]] = {}
    for row in seen.passages:
        parts = np.array(row.parts)
        features = row.favour * row.fresh * parts[int((parts @ _SHIPPED).argmax())]
        score = float(features @ _SHIPPED)
        if row.article not in best or score > best[row.article][1]:
            best[row.article] = (row.relevant, score, features)
    ranked = sorted(best.values(), key=lambda each: -each[1])
    right = [features for relevant, _, features in ranked if relevant]
    wrong = [features for relevant, _, features in ranked if not relevant][:_RIVALS]
    return Wanted(np.array(right), np.array(wrong))


def _print(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main()
