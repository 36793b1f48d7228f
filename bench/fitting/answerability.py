"""The weights of whether evidence answers: `python -m bench.fitting.answerability [--cache FOLDER] [FOLDER...]`.

There are four models: of what the hits tell as a whole; of what the question's words tell, which begins with the first
one's logit; of the words of a question that is put into clauses; and of what the reader tells, which begins with the
logit of the words. The sets that are given must be strange to the reader. Prints how well each tells questions with an
answer from those without one, by the shipped weights and by those fitted on the other folds, for each set; then the
weights fitted on all. Weights that were set by hand stay as they are.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from bench.fitting.observations import observed
from bench.fitting.regression import area_under_curve, fit_logistic, named, refused_at, splits, with_bias
from bot.evidence.calibration import (
    CLAUSE_BIAS,
    CLAUSE_WEIGHTS,
    HIT_BIAS,
    HIT_WEIGHTS,
    LEAST_READ,
    MOST_READ,
    READ_BIAS,
    READ_RISE,
    READ_WEIGHTS,
    WORD_BIAS,
    WORD_RISE,
    WORD_WEIGHTS,
    HitFeatures,
    ReadFeatures,
    WordFeatures,
    logit_of,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.fitting.observations import Observation

_BY_HAND = [HitFeatures._fields.index(name) for name in ("strangers", "unread", "doublings")]
_HITS, _MOST = (WordFeatures._fields.index(name) for name in ("hits", "most"))


class Weights(NamedTuple):
    """The weights of the models, each with its bias last."""

    hits: np.ndarray
    words: np.ndarray
    clauses: np.ndarray
    read: np.ndarray


SHIPPED = Weights(
    hits=np.array([*HIT_WEIGHTS, HIT_BIAS]),
    words=np.array([*WORD_WEIGHTS, WORD_BIAS]),
    clauses=np.array([*CLAUSE_WEIGHTS, CLAUSE_BIAS]),
    read=np.array([*READ_WEIGHTS, READ_BIAS]),
)


class Rows(NamedTuple):
    """Questions as arrays; what was not compared or not read is not a number."""

    hits: np.ndarray
    words: np.ndarray
    read: np.ndarray
    answerable: np.ndarray
    has_clauses: np.ndarray

    def at(self, mask: np.ndarray) -> Rows:
        """Return some of the questions."""
        return Rows(*(each[mask] for each in self))


def main() -> None:
    """Fit on all questions, and on all but those of each fold."""
    sets = {name: [each for each in seen if each.hits] for name, seen in observed(__doc__).items()}
    everything = [each for seen in sets.values() for each in seen]
    rows = rows_of(everything)
    fitted = np.full((3, len(everything)), np.nan)
    for split in splits([each.group for each in everything]):
        fitted[:, split.test] = judge(rows.at(split.test), fit(rows.at(split.train)))
    shipped = judge(rows, SHIPPED)
    belongs = np.array([name for name, seen in sets.items() for _ in seen])
    for name in sets:
        for has_clauses in (False, True):
            mask = (belongs == name) & (rows.has_clauses == has_clauses)
            if mask.any():
                _report(f"{name}, {'several clauses' if has_clauses else 'one clause'}", rows, mask, shipped, fitted)
    _report("all", rows, np.ones(len(everything), dtype=bool), shipped, fitted)
    for title, weights in (("shipped", SHIPPED), ("fitted", fit(rows))):
        _print(f"{title}, hits:    {named((*HitFeatures._fields, 'bias'), weights.hits)}")
        _print(f"{title}, words:   {named((*WordFeatures._fields, 'bias'), weights.words)}")
        _print(f"{title}, clauses: {named((*WordFeatures._fields, 'bias'), weights.clauses)}")
        _print(f"{title}, read:    {named((*ReadFeatures._fields, 'bias'), weights.read)}")


def rows_of(seen: Sequence[Observation]) -> Rows:
    """Return questions as arrays."""
    unknown = [np.nan] * len(WordFeatures._fields)
    return Rows(
        hits=np.array([each.hits for each in seen]),
        words=np.array([each.words or unknown for each in seen]),
        read=np.array([_read_row(each) for each in seen]),
        answerable=np.array([each.answerable for each in seen]),
        has_clauses=np.array([each.has_clauses for each in seen]),
    )


def fit(rows: Rows) -> Weights:
    """Return the weights fitted on some questions; the shipped ones of a model for which there are no questions."""
    hits = SHIPPED.hits.copy()
    free = [place for place in range(rows.hits.shape[1]) if place not in _BY_HAND]
    whole = rows.at(~rows.has_clauses)
    if _has_both(whole):
        by_hand = whole.hits[:, _BY_HAND] @ hits[_BY_HAND]
        hits[[*free, -1]] = fit_logistic(whole.hits[:, free], whole.answerable, offset=by_hand)
    words, clauses = SHIPPED.words, SHIPPED.clauses.copy()
    compared = rows.at(~np.isnan(rows.words[:, 0]))
    seen = _with_logits(compared, hits)
    one, several = ~compared.has_clauses, compared.has_clauses
    if _has_both(compared.at(one)):
        words = fit_logistic(seen[one], compared.answerable[one])
    if _has_both(compared.at(several)):
        most = seen[several][:, [_MOST]]
        clauses[[_MOST, -1]] = fit_logistic(most, compared.answerable[several], offset=seen[several, _HITS])
    fitted = Weights(hits=hits, words=words, clauses=clauses, read=SHIPPED.read)
    told = rows.at(~np.isnan(rows.read[:, 0]))
    if _has_both(told):
        fitted = fitted._replace(read=fit_logistic(_bounded(told, judge(told, fitted)[1]), told.answerable))
    return fitted


def judge(rows: Rows, weights: Weights) -> np.ndarray:
    """Return the logits that questions are answered: of the hits, with the words, and with the reader (3 x n)."""
    alone = with_bias(rows.hits) @ weights.hits
    seen = _with_logits(rows, weights.hits)
    words = np.minimum(with_bias(seen) @ weights.words, seen[:, _HITS] + WORD_RISE)
    both = np.where(rows.has_clauses, with_bias(seen) @ weights.clauses, words)
    told = np.where(np.isnan(both), alone, both)
    read = np.minimum(told + READ_RISE, with_bias(_bounded(rows, told)) @ weights.read)
    return np.array([alone, told, np.where(np.isnan(rows.read[:, 0]), told, read)])


def _read_row(seen: Observation) -> list[float]:
    """Return what the reader tells, but for the words' logit."""
    return [np.nan if seen.read is None else seen.read]


def _bounded(rows: Rows, told: np.ndarray) -> np.ndarray:
    """Return what the reader tells beside the words' logit, within the bounds of the product."""
    return np.asarray(np.clip(np.column_stack([told, rows.read]), LEAST_READ, MOST_READ))


def _with_logits(rows: Rows, weights: np.ndarray) -> np.ndarray:
    """Return the words' features with the logits that the hits have by such weights."""
    seen = rows.words.copy()
    bound = logit_of(1.0)
    seen[:, _HITS] = np.clip(with_bias(rows.hits) @ weights, -bound, bound)
    return seen


def _has_both(rows: Rows) -> bool:
    return bool(rows.answerable.any() and not rows.answerable.all())


def _report(title: str, rows: Rows, mask: np.ndarray, shipped: np.ndarray, fitted: np.ndarray) -> None:
    answerable = rows.answerable[mask]
    _print(f"{title}: {answerable.sum()} answerable, {(~answerable).sum()} not")
    for what, logits in (("shipped", shipped), ("fitted on the other folds", fitted)):
        alone, words, read = logits[:, mask]
        refused = read < 0
        _print(
            f"  {what}: area under the curve {area_under_curve(read, answerable):.3f}"
            f" (hits alone {area_under_curve(alone, answerable):.3f}, with words"
            f" {area_under_curve(words, answerable):.3f}), refused at .08 over-refusal"
            f" {refused_at(read, answerable, 0.08):.2f}; at .5 refused {_mean(refused[~answerable]):.2f},"
            f" over-refused {_mean(refused[answerable]):.2f}"
        )


def _mean(values: np.ndarray) -> float:
    return float(values.mean()) if values.size else float("nan")


def _print(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main()
