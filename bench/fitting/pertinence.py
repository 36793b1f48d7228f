"""The weights of what is to the point of what no name says: `python -m bench.fitting.pertinence CONFIG FILE...`.

CONFIG is the configuration of a collection that is indexed, and each FILE has questions on it, one a line: `question`,
`now`, `form`, `urls` of the articles that a good answer tells, and `fine`, those of all others that are to the point.
Prints for each FILE, by weights of the others, how well what is to the point comes before the rest (mean average
precision), then the weights fitted on all. It changes nothing.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from bench.fitting.regression import fit_logistic, named
from bot.config.loader import load
from bot.model import Form, Question
from bot.retrieval.aim import aim_of
from bot.retrieval.pertinence import OFFSET, WEIGHTS
from bot.wiring.opening import engines
from indexer.web.urls import article_id

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.answering import Answering

_SHRINK = 3.0  # on standardised features
_SPANS = (timedelta(days=30), timedelta(days=365))  # that are looked through where no time is asked for


class Found(NamedTuple):
    """What was found for a question in one span of its time."""

    rows: np.ndarray  # features of the articles
    told: np.ndarray  # mask: those to the point
    share: float  # what the span counts: a question counts once


def main(arguments: Sequence[str] | None = None) -> None:
    """Look for what the questions ask for, and fit."""
    parser = argparse.ArgumentParser(prog="python -m bench.fitting.pertinence")
    parser.add_argument("config", type=Path)
    parser.add_argument("files", type=Path, nargs="+")
    given = parser.parse_args(arguments)
    with engines(load(given.config), purpose="bench", progress=lambda *_: None) as opened:
        answering = opened.answering()
        found = {
            path.name: [each for line in _lines(path) for each in found_for(answering, line)] for path in given.files
        }
    sys.stdout.write("\n".join(report(found)) + "\n")


def found_for(answering: Answering, judged: dict[str, object]) -> Iterator[Found]:
    """Yield what is found for a question, for each span of its time; nothing where a name says all."""
    now = datetime.fromisoformat(str(judged["now"]))
    query = answering.find(Question(text=str(judged["question"]), now=now)).query
    aim = aim_of(replace(query, form=Form(str(judged["form"])), clarification=None))
    told = {article_id(str(url)) for name in ("urls", "fine") for url in _list(judged.get(name))}
    if not aim.is_judged:
        return
    spans = [None] if aim.query.selection.since else [*(now - span for span in _SPANS), None]
    for since in spans:
        selection = replace(aim.query.selection, since=since) if since else aim.query.selection
        features = answering.retrieval.pertinences(aim, selection, now)
        mask = np.array([key in told for key in features])
        if mask.any():
            yield Found(np.array([*features.values()]), mask, 1 / len(spans))


def fit(found: Sequence[Found]) -> np.ndarray:
    """Return weights with the offset, fitted on standardised features and put back."""
    rows, told = np.concatenate([each.rows for each in found]), np.concatenate([each.told for each in found])
    mean, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-9
    cost = np.concatenate([np.full(len(each.told), each.share) for each in found])
    fitted = fit_logistic((rows - mean) / spread, told.astype(float), cost=cost, shrink=_SHRINK)
    plain = fitted[:-1] / spread
    return np.append(plain, fitted[-1] - plain @ mean)


def precision(found: Sequence[Found], weights: np.ndarray) -> float:
    """Return the mean average precision of the order that weights give."""
    values = []
    for each in found:
        told = each.told[np.argsort(-(each.rows @ weights[:-1]), kind="stable")]
        values.append(float((np.cumsum(told) / np.arange(1, len(told) + 1))[told].mean()))
    return float(np.average(values, weights=[each.share for each in found]))


def report(found: dict[str, list[Found]]) -> Iterator[str]:
    """Yield the precision of each file by weights of the others and by those shipped, and the weights."""
    names = (*WEIGHTS._fields, "offset")
    shipped = np.array([*WEIGHTS, OFFSET])
    for name, own in found.items():
        others = [each for other, theirs in found.items() if other != name for each in theirs]
        if own and others:
            held_out = f"shipped {precision(own, shipped):.3f}, fitted {precision(own, fit(others)):.3f}"
            yield f"{name}, {len(own)} spans: {held_out}"
    yield f"shipped: {named(names, shipped)}"
    if every := [each for own in found.values() for each in own]:
        yield f"fitted:  {named(names, fit(every))}"


def _lines(path: Path) -> Iterator[dict[str, object]]:
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


if __name__ == "__main__":
    main()
