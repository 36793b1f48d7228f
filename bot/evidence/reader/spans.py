"""Where in a passage a reader sees the answer (pure)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from bot.model import Reading
    from indexer.model import Vector

LONGEST_ANSWER = 30
"""Tokens of an answer at the most."""


class Span(NamedTuple):
    """Words of a passage that may answer."""

    start: int  # the place of their first character in the passage
    end: int  # the place after their last one
    score: float  # their log-probability among all spans of the passage


def best_span(reading: Reading, start: int, end: int) -> Span | None:
    """Return the likeliest answer between two places of the passage; None if no token stands there."""
    inside = tokens_between(reading, start, end)
    if inside.start == inside.stop:
        return None
    first, last, score = best_pair(reading.starts[inside], reading.ends[inside])
    tokens = reading.tokens[inside]
    return Span(tokens[first][0], tokens[last][1], score)


def share(reading: Reading, start: int, end: int) -> float:
    """Return the probability, 0 to 1, that the answer begins between two places of the passage, if there is one."""
    return float(np.exp(reading.starts[tokens_between(reading, start, end)]).sum())


def tokens_between(reading: Reading, start: int, end: int) -> slice:
    """Return which tokens stand between two places of the passage."""
    inside = [at for at, (first, last) in enumerate(reading.tokens) if start <= first and last <= end]
    return slice(inside[0], inside[-1] + 1) if inside else slice(0, 0)


def best_pair(starts: Vector, ends: Vector) -> tuple[int, int, float]:
    """Return the tokens, of at least one, between which an answer has the highest sum of scores, and that sum."""
    sums = starts[:, None] + ends[None, :]
    allowed = np.triu(np.ones(sums.shape, dtype=bool)) & ~np.triu(np.ones(sums.shape, dtype=bool), LONGEST_ANSWER)
    first, last = np.unravel_index(int(np.argmax(np.where(allowed, sums, -np.inf))), sums.shape)
    return int(first), int(last), float(sums[first, last])


def log_softmax(scores: Vector) -> Vector:
    """Return the logarithms of the probabilities that scores stand for."""
    above = scores - scores.max()
    found: Vector = above - np.log(np.exp(above).sum())
    return found
