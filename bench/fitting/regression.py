"""Logistic regression, and what it is judged by."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

FOLDS = 5

_STEPS = 50
_SMALL = 1e-9  # a step from which on nothing changes
_FREE = 0.001  # shrinks the bias by next to nothing


class Split(NamedTuple):
    """Rows to fit on and rows to judge by, as masks."""

    train: np.ndarray
    test: np.ndarray


class Wanted(NamedTuple):
    """The features of what should come first of a question, and of what should not; none is empty."""

    right: np.ndarray
    wrong: np.ndarray


def fit_logistic(
    rows: np.ndarray,
    labels: np.ndarray,
    *,
    cost: np.ndarray | float = 1.0,
    shrink: float = 0.5,
    offset: np.ndarray | float = 0.0,
    bias: bool = True,
) -> np.ndarray:
    """Return the weights, the bias last unless there is none (iteratively reweighted least squares).

    `cost` weighs the rows, `shrink` the squares of the weights, `offset` is what each logit has of its own.
    """
    known = with_bias(rows) if bias else rows
    penalty = np.diag([shrink] * rows.shape[1] + [_FREE] * bias)
    weights = np.zeros(known.shape[1])
    for _ in range(_STEPS):
        odds = logistic(known @ weights + offset)
        slope = known.T @ (cost * (odds - labels)) + penalty @ weights
        curve = (known * (cost * odds * (1 - odds))[:, None]).T @ known + penalty
        step = np.linalg.solve(curve, slope)
        weights -= step
        if np.abs(step).max() < _SMALL:
            break
    return weights


def fit_order(wanted: Sequence[Wanted], *, shrink: float = 0.5) -> np.ndarray:
    """Return weights by which what is right comes before what is wrong, of any scale.

    A logistic regression on the differences of their features; each question counts as much as another one (RankNet's
    loss, Burges et al. 2005, of a linear model).
    """
    pairs = [(each.right[:, None] - each.wrong[None]).reshape(-1, each.right.shape[1]) for each in wanted]
    cost = np.concatenate([np.full(len(each), 1 / len(each)) for each in pairs])
    rows = np.concatenate(pairs)
    return fit_logistic(rows, np.ones(len(rows)), cost=cost, shrink=shrink, bias=False)


def logistic(logits: np.ndarray) -> np.ndarray:
    """Return the probabilities of logits."""
    return np.asarray(1 / (1 + np.exp(-np.clip(logits, -50, 50))))


def with_bias(rows: np.ndarray) -> np.ndarray:
    """Return the rows with a column of ones behind them."""
    return np.concatenate([rows, np.ones((len(rows), 1))], axis=1)


def splits(groups: Sequence[str]) -> Iterator[Split]:
    """Yield folds of which none shares a group with another; a group's fold depends on its place alone."""
    fold_of = {group: place % FOLDS for place, group in enumerate(dict.fromkeys(groups))}
    folds = np.array([fold_of[group] for group in groups])
    for fold in range(FOLDS):
        if (folds == fold).any():
            yield Split(train=folds != fold, test=folds == fold)


def area_under_curve(scores: np.ndarray, labels: np.ndarray) -> float:
    """Return the probability that a right one scores higher than a wrong one; ties count half."""
    right, wrong = scores[labels][:, None], scores[~labels][None]
    return float((right > wrong).mean() + (right == wrong).mean() / 2) if right.size and wrong.size else np.nan


def refused_at(scores: np.ndarray, answerable: np.ndarray, over_refusal: float = 0.1) -> float:
    """Return the share of unanswerable questions that is refused where such a share of the answerable ones is."""
    if answerable.all() or not answerable.any():
        return float("nan")
    return float((scores[~answerable] < np.quantile(scores[answerable], over_refusal)).mean())


def named(names: Sequence[str], weights: Sequence[float] | np.ndarray) -> str:
    """Return weights with their names."""
    return ", ".join(f"{name}={value:.2f}" for name, value in zip(names, weights, strict=True))
