"""The weights by which a sentence gives another value for what the best one tells: `python -m bench.fitting.slots`.

Asks the questions of `bench/fitting/changes`, each on something that two articles tell differently, and those on the
held-out articles of `training/news` that ask for what holds now, of which hardly anything has changed. A row is a
sentence that could fill the slot of the best one, where that one answers; a rumour or a plan displaces nothing anyway,
and is none. Prints for each set how many of those that fill it are taken from `SLOT_LEAST` on, and how many of the
others, by the shipped weights and by those fitted on the other folds; then the weights fitted on all. It changes
nothing.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from bench.fitting.observations import holds, looked_at
from bench.fitting.question_sets import changes, earlier_values, news
from bench.fitting.regression import area_under_curve, fit_logistic, named, splits, with_bias
from bot.evidence.calibration import SLOT_BIAS, SLOT_LEAST, SLOT_WEIGHTS, SlotFeatures
from bot.evidence.superseded import is_unsettled, slot_features
from bot.understanding.query import understand

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from bench.fitting.observations import Look
    from bench.fitting.question_sets import QuestionSet

_NAMES = (*SlotFeatures._fields, "bias")
_SHIPPED = np.array([*SLOT_WEIGHTS, SLOT_BIAS])


class Row(NamedTuple):
    """A sentence beside the best one of its question."""

    group: str
    fills: bool
    features: SlotFeatures


def main() -> None:
    """Fit on all sentences, and on all but those of each fold."""
    _print("\n".join(report({each.name: observed(each) for each in (changes(), news())})))


def observed(asked: QuestionSet) -> list[Row]:
    """Return the rows of those questions of a set that ask for what holds now."""
    questions = [each for each in asked.questions if each.answers and understand(each.question, ()).present is not None]
    known = earlier_values()
    with asked.collected() as opened:
        return [row for look in looked_at(opened, questions) for row in rows_of(look, known)]


def rows_of(look: Look, known: Collection[tuple[str, str]] = ()) -> Iterator[Row]:
    """Yield the sentences that could fill the slot of a question's best one; none if that does not answer."""
    able = [each for excerpt in look.excerpts for each in excerpt if each.score > 0]
    ranked = sorted(able, key=lambda each: (-each.score, each.rank, each.place))
    if not ranked or not holds(ranked[0].text, ranked[0].sentence.hit, look.labelled):
        return
    for scored in ranked[1:]:
        found = slot_features(scored, ranked[0], look.query)
        if found is not None and not is_unsettled(scored, look.query):
            is_known = (look.labelled.question.text, scored.text) in known
            yield Row(look.labelled.group, is_known or holds(scored.text, scored.sentence.hit, look.labelled), found)


def fit(rows: Sequence[Row]) -> np.ndarray:
    """Return the weights, the bias last."""
    return fit_logistic(np.array([row.features for row in rows]), np.array([row.fills for row in rows]))


def report(sets: dict[str, list[Row]]) -> Iterator[str]:
    """Yield what comes of each set, and the weights."""
    rows = [row for of_set in sets.values() for row in of_set]
    features = with_bias(np.array([row.features for row in rows]))
    fills, belongs = np.array([row.fills for row in rows]), np.array([name for name in sets for _ in sets[name]])
    held_out = np.zeros(len(rows))
    for split in splits([row.group for row in rows]):
        held_out[split.test] = features[split.test] @ fit([rows[place] for place in np.flatnonzero(split.train)])
    for name in (*sets, "all"):
        own = belongs == name if name in sets else np.ones(len(rows), dtype=bool)
        for what, logits in (("shipped", features @ _SHIPPED), ("fitted on the other folds", held_out)):
            taken, right = logits[own] >= SLOT_LEAST, fills[own]
            yield (
                f"{name}, {what}: {(taken & right).sum()} of {right.sum()} that fill the slot are taken,"
                f" {(taken & ~right).sum()} of {(~right).sum()} others; area {area_under_curve(logits[own], right):.3f}"
            )
    yield f"shipped: {named(_NAMES, _SHIPPED)}"
    yield f"fitted:  {named(_NAMES, fit(rows))}"


def _print(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main()
