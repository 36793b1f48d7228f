"""The weights by which sentences are chosen: `python -m bench.fitting.sentences [--cache FOLDER] [FOLDER...]`.

Prints for each set how often the best sentence, and one of the best three, holds the answer, by the shipped weights
and by those fitted on the other folds, of questions of which some sentence that was read holds it; then the weights
fitted on all. Beside them stand the weights of what the reader says, those that choose a sentence before any is
compared with the question, and those that guess the cosine of one that is not. Weights that were set by hand stay as
they are.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from bench.fitting.observations import observed
from bench.fitting.regression import Wanted, fit_order, named, splits
from bot.evidence.calibration import (
    COSINE_WEIGHTS,
    NEARBY_WEIGHTS,
    READING_WEIGHTS,
    SENTENCE_WEIGHTS,
    CosineFeatures,
    NearbyFeatures,
    ReadingFeatures,
    SentenceFeatures,
    reading_features,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bench.fitting.observations import Observation, SentenceRow

_BY_HAND = [SentenceFeatures._fields.index(name) for name in ("by_the_named", "beside")]
_FREE = [place for place in range(len(SENTENCE_WEIGHTS)) if place not in _BY_HAND]
_SAID = SentenceFeatures._fields.index("said")
_SHOWN = 3
_UNREAD = (-np.inf, 0.0)
_SHRINK = 0.1


class Choice(NamedTuple):
    """The sentences of a question: features, and whether each holds the answer."""

    group: str
    rows: np.ndarray
    holds: np.ndarray

    def wanted(self, columns: Sequence[int]) -> Wanted:
        """Return some of the features of those that hold it and of the others."""
        rows = self.rows[:, columns]
        return Wanted(rows[self.holds], rows[~self.holds])


def main() -> None:
    """Fit on all questions, and on all but those of each fold."""
    sets = observed(__doc__)
    compared = [row for seen in sets.values() for each in seen for row in each.sentences if row.cosine is not None]
    _report(
        "sentences",
        {name: _choices(seen, _sentences) for name, seen in sets.items()},
        np.array([*SENTENCE_WEIGHTS, 1.0]),
        fit_sentences,
        (*SentenceFeatures._fields, "cosine"),
    )
    _report(
        "with the reader",
        {name: _choices(seen, _read) for name, seen in sets.items()},
        np.array([*READING_WEIGHTS, 1.0]),
        fit_reading,
        (*ReadingFeatures._fields, "score"),
    )
    _report(
        "before they are compared",
        {name: _choices(seen, _nearby) for name, seen in sets.items()},
        np.array(NEARBY_WEIGHTS),
        fit_nearby,
        NearbyFeatures._fields,
    )
    rows, cosines = np.array([_guess_row(row) for row in compared]), np.array([row.cosine for row in compared])
    guess = np.linalg.lstsq(rows, cosines, rcond=None)[0]
    for what, weights in (("shipped", np.array(COSINE_WEIGHTS)), ("fitted", guess)):
        error = np.sqrt(((rows @ weights - cosines) ** 2).mean())
        _print(f"cosine, {what}: {named(CosineFeatures._fields, weights)}; error {error:.3f} of {len(rows)} sentences")


def fit_sentences(choices: Sequence[Choice]) -> np.ndarray:
    """Return the weights of sentences, on the scale on which a cosine counts 1; that is the last one."""
    free = [*_FREE, len(SENTENCE_WEIGHTS)]
    found = fit_order([each.wanted(free) for each in choices], shrink=_SHRINK)
    weights = np.array([*SENTENCE_WEIGHTS, 1.0])
    weights[free] = found / found[-1]
    return weights


def fit_reading(choices: Sequence[Choice]) -> np.ndarray:
    """Return the weights of what the reader says, on the scale on which the score without it counts 1; the last one."""
    found = fit_order([each.wanted(range(len(READING_WEIGHTS) + 1)) for each in choices], shrink=_SHRINK)
    return np.asarray(found / found[-1])


def fit_nearby(choices: Sequence[Choice]) -> np.ndarray:
    """Return the weights of sentences before they are compared, on the scale of the shipped ones."""
    shipped = np.array(NEARBY_WEIGHTS)
    found = fit_order([each.wanted(range(len(shipped))) for each in choices], shrink=_SHRINK)
    return np.asarray(found * shipped.sum() / found.sum())


def _report(
    title: str,
    sets: dict[str, list[Choice]],
    shipped: np.ndarray,
    fit: Callable[[Sequence[Choice]], np.ndarray],
    names: Sequence[str],
) -> None:
    everything = [each for choices in sets.values() for each in choices]
    held_out: dict[int, np.ndarray] = {}
    for split in splits([each.group for each in everything]):
        weights = fit([everything[place] for place in np.flatnonzero(split.train)])
        held_out |= {id(everything[place]): weights for place in np.flatnonzero(split.test)}
    for name, choices in sets.items():
        for what, found in (
            ("shipped", [_places(each, shipped) for each in choices]),
            ("fitted on the other folds", [_places(each, held_out[id(each)]) for each in choices]),
        ):
            if found:
                first, shown = (np.mean([place < limit for place in found]) for limit in (1, _SHOWN))
                _print(f"{title}, {name}, {len(found)} questions, {what}: best {first:.3f}, best three {shown:.3f}")
    _print(f"{title}, shipped: {named(names, shipped)}")
    _print(f"{title}, fitted:  {named(names, fit(everything))}")


def _places(choice: Choice, weights: np.ndarray) -> int:
    """Return the place of the best sentence that holds the answer."""
    order = np.argsort(-(choice.rows @ weights), kind="stable")
    return int(np.flatnonzero(choice.holds[order])[0])


def _choices(
    seen: Sequence[Observation], read: Callable[[Observation], tuple[list[list[float]], list[bool]]]
) -> list[Choice]:
    """Return the sentences of the questions of which some hold the answer and some do not."""
    found = []
    for each in seen:
        rows, holds = read(each)
        if any(holds) and not all(holds):
            found.append(Choice(each.group, np.array(rows), np.array(holds)))
    return found


def _sentences(seen: Observation) -> tuple[list[list[float]], list[bool]]:
    rows = [[*row.features, _cosine(row)] for row in seen.sentences]
    return rows, [row.holds for row in seen.sentences]


def _read(seen: Observation) -> tuple[list[list[float]], list[bool]]:
    rows = seen.sentences if seen.read is not None else []
    scores = [float(np.dot([*row.features, _cosine(row)], [*SENTENCE_WEIGHTS, 1.0])) for row in rows]
    found = [[*reading_features(*(row.reading or _UNREAD)[:2]), score] for row, score in zip(rows, scores, strict=True)]
    return found, [row.holds for row in rows]


def _nearby(seen: Observation) -> tuple[list[list[float]], list[bool]]:
    rows = [] if seen.has_clauses else seen.nearby
    return [row.features for row in rows], [row.holds for row in rows]


def _cosine(row: SentenceRow) -> float:
    """Return the cosine of a sentence, or what is guessed of it."""
    return row.cosine if row.cosine is not None else float(np.dot(COSINE_WEIGHTS, _guess_row(row)))


def _guess_row(row: SentenceRow) -> list[float]:
    return [row.features[_SAID], row.passage]


def _print(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main()
