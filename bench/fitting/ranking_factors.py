"""What relevance is changed by, apart from its features: `python -m bench.fitting.ranking_factors [FOLDER...]`.

Ranks what both indexes find for each question by several values of a factor, the others as they are shipped: the share
of the whole question in the relevance of one with clauses, what a clause is worth once it was taken, what a named
publisher gains, what age takes. Prints nDCG@10 over articles for each value and set of questions, then what the value
is worth that is best on the other folds. It changes nothing. The invented news are left out: each of its questions is
asked two days after the article that answers, so that age looks dearer than it is.
"""

from __future__ import annotations

import argparse
import math
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from bench.fitting.observations import answers, retrieval_of
from bench.fitting.question_sets import newsroom, read_folder
from bench.fitting.regression import splits
from bot.model import Form
from bot.retrieval.calibration import RANKING
from bot.retrieval.ranking import rank
from bot.understanding.query import understand

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from bench.fitting.question_sets import LabelledQuestion, QuestionSet
    from bot.model import Hit, Query
    from bot.retrieval.ranking import Candidate

_MOST = 300  # questions of a set, from all over it
_DEPTH = 10
TRIED: Mapping[str, Sequence[float | timedelta]] = {
    "whole_cosine": (0.0, 0.15, 0.3, 0.5, 0.7, 1.0),
    "whole_coverage": (0.0, 0.3, 0.5, 0.7, 0.85, 1.0),
    "taken": (0.6, 0.75, 0.85, 0.95, 1.0),
    "preferred_publisher": (1.0, 1.15, 1.3, 1.5, 2.0),
    "lasting": (0.6, 0.7, 0.8, 0.9, 1.0),
    "half_life": tuple(map(timedelta, (5, 10, 20, 40, 80))),
}
"""The values of each factor; one that is shipped is among them."""


class Ranked(NamedTuple):
    """A question with what each value of each factor gives."""

    group: str
    gains: dict[str, list[float]]  # nDCG@10 by factor, in the order of its values


def main() -> None:
    """Rank by every value, and choose on the other folds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="*", type=Path, help="more questions, such as ../shared/data/questions")
    sets = [newsroom(), *map(read_folder, parser.parse_args().folder)]
    _print("\n".join(report({each.name: ranked(each) for each in sets})))


def ranked(asked: QuestionSet) -> list[Ranked]:
    """Return some questions of a set, of those that articles answer."""
    questions = [each for each in asked.questions if each.urls]
    order = _Tried()
    with asked.collected() as opened:
        retrieval, publishers = retrieval_of(opened, order), opened.catalogue.publishers()
        found = []
        for labelled in questions[:: math.ceil(len(questions) / _MOST)]:
            query = understand(labelled.question, publishers)
            if query.form is not Form.OVERVIEW:
                retrieval.retrieve(query, labelled.question.now)
                gains = {name: [ndcg(hits, labelled) for hits in by_value] for name, by_value in order.hits.items()}
                found.append(Ranked(labelled.group, gains))
    return found


class _Tried:
    """`bot.retrieval.ranking.Order` that ranks by every value of each factor, too."""

    def __init__(self) -> None:
        self.hits: dict[str, list[list[Hit]]] = {}  # of the last question, by factor, in the order of its values

    def __call__(self, query: Query, candidates: Sequence[Candidate], now: datetime, /) -> list[Hit]:
        self.hits = {
            name: [rank(query, candidates, now, replace(RANKING, **{name: value})) for value in values]  # type: ignore[arg-type]
            for name, values in TRIED.items()
        }
        return rank(query, candidates, now)


def ndcg(hits: Sequence[Hit], labelled: LabelledQuestion) -> float:
    """Return the binary nDCG@10 of the hits' articles."""
    right = {hit.article.id: answers(hit, labelled) for hit in hits}
    gain = sum(1 / math.log2(place + 2) for place, is_right in enumerate(list(right.values())[:_DEPTH]) if is_right)
    return gain / sum(1 / math.log2(place + 2) for place in range(min(len(labelled.urls), _DEPTH)))


def report(sets: Mapping[str, Sequence[Ranked]]) -> Iterator[str]:
    """Yield what comes of each value, and of the one that is best on the other folds."""
    everything = [each for found in sets.values() for each in found]
    belongs = np.array([name for name, found in sets.items() for _ in found])
    for factor, values in TRIED.items():
        gains, shipped = np.array([each.gains[factor] for each in everything]), values.index(getattr(RANKING, factor))
        chosen = np.zeros(len(everything))
        for split in splits([each.group for each in everything]):
            chosen[split.test] = gains[split.test, gains[split.train].mean(axis=0).argmax()]
        for name in sets:
            own = gains[belongs == name].mean(axis=0)
            shown = ", ".join(f"{_said(value)} {gain:.3f}" for value, gain in zip(values, own, strict=True))
            yield f"{factor}, {name}, {(belongs == name).sum()} questions: {shown}"
        gained = chosen - gains[:, shipped]
        best = values[int(gains.mean(axis=0).argmax())]
        yield (
            f"{factor}: shipped {_said(values[shipped])}, best {_said(best)}; the best on the other folds"
            f" {gained.mean():+.4f}, standard error {gained.std() / math.sqrt(len(gained)):.4f}"
        )


def _said(value: float | timedelta) -> str:
    return f"{value.days} days" if isinstance(value, timedelta) else f"{value:g}"


def _print(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main()
