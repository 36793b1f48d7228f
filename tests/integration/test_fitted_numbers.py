"""Every record of fitted numbers names the program that fits it again, and each of these programs works."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from bench.fitting import (
    answerability,
    further_sentences,
    open_answers,
    pertinence,
    ranking,
    ranking_factors,
    relevance,
    sentences,
    slots,
    stories,
)
from bench.fitting.observations import Observation, PassageRow
from bench.timing import CHECKOUT
from bot.evidence.calibration import (
    NEARBY_WEIGHTS,
    READING_WEIGHTS,
    SENTENCE_WEIGHTS,
    SLOT_WEIGHTS,
    SlotFeatures,
)
from bot.retrieval.calibration import PASSAGE_WEIGHTS, RANKING
from bot.retrieval.pertinence import WEIGHTS as PERTINENCE
from bot.subscriptions.aboutness import TOPIC_WEIGHTS
from indexer.stories.likeness import Features

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_PROGRAM = re.compile(r"bench\.fitting\.(\w+)")
_GIVEN = re.compile(r"\w=-?\d+\.\d")
_BY_HAND = re.compile(r"by hand|not fitted", re.IGNORECASE)
_COUNT = 40  # questions of a sample


@cache
def records() -> dict[str, str]:
    """Return the comments that stand at each record of numbers in the product, by its module and name."""
    paths = (path for package in ("bot", "indexer") for path in sorted((CHECKOUT / package).rglob("*.py")))
    sources = {path.relative_to(CHECKOUT): path.read_text(encoding="utf-8") for path in paths}
    return {
        f"{path} {name}": said
        for path, source in sources.items()
        if len(_GIVEN.findall(source)) > 1
        for name, said in _records_of(source)
    }


def _records_of(source: str) -> Iterator[tuple[str, str]]:
    lines, body = source.splitlines(), ast.parse(source).body
    for node, following in zip(body, [*body[1:], None], strict=True):
        if isinstance(node, ast.Assign) and _is_record(node.value):
            yield ast.unparse(node.targets[0]), _said(node, following, lines)


def _is_record(value: ast.expr) -> bool:
    calls = (each for each in ast.walk(value) if isinstance(each, ast.Call) and isinstance(each.func, ast.Name))
    return any(sum(_is_fraction(given.value) for given in call.keywords) > 1 for call in calls)


def _is_fraction(value: ast.expr) -> bool:
    plain = value.operand if isinstance(value, ast.UnaryOp) else value
    return isinstance(plain, ast.Constant) and isinstance(plain.value, float)


def _said(node: ast.Assign, following: ast.stmt | None, lines: list[str]) -> str:
    first = last = node.lineno - 1
    while lines[first - 1].startswith("#"):
        first -= 1
    said = [line.lstrip("# ") for line in lines[first:last]]
    if isinstance(following, ast.Expr):
        said.append(ast.unparse(following))
    return " ".join(said)


def test_every_record_of_numbers_says_where_they_come_from() -> None:
    """The comment at a record names the program that fits it again, or says that it is set by hand."""
    found = records()
    assert "bot/evidence/calibration.py SLOT_WEIGHTS" in found
    assert [name for name, said in found.items() if not (_PROGRAM.search(said) or _BY_HAND.search(said))] == []


def test_every_program_that_is_named_is_there() -> None:
    """Wherever code or documentation names a program of `bench.fitting`, there is one that can be run."""
    files = [path for folder in ("bot", "indexer", "docs") for path in (CHECKOUT / folder).rglob("*.*")]
    texts = [path.read_text(encoding="utf-8") for path in files if path.suffix in (".py", ".md")]
    named = {program for text in texts for program in _PROGRAM.findall(text)}
    there = {
        path.stem
        for path in Path(ranking.__file__).parent.glob("*.py")
        if "__main__" in path.read_text(encoding="utf-8")
    }
    assert named == there


def observation(number: int, rng: np.random.Generator) -> Observation:
    """Return a question that is answerable in every other case."""
    answerable = bool(number % 2)
    return Observation(
        group=str(number),
        answerable=answerable,
        has_clauses=number % 4 < 2,
        relevant=1,
        passages=[
            PassageRow(name, name == "right", [list(rng.uniform(0, 1, len(PASSAGE_WEIGHTS)))], 1.0, 0.0, 1.0)
            for name in ("right", "wrong")
        ],
        hits=list(rng.uniform(0, 1, len(answerability.SHIPPED.hits) - 1) + answerable),
        words=list(rng.uniform(0, 1, len(answerability.SHIPPED.words) - 1) + answerable),
        nearby=[],
        sentences=[],
        read=float(rng.normal() + answerable),
    )


def fit_answerability(rng: np.random.Generator) -> None:
    """Fit what tells questions with an answer from others."""
    seen = [observation(number, rng) for number in range(_COUNT)]
    fitted = answerability.fit(answerability.rows_of(seen))
    assert [each.shape for each in fitted] == [each.shape for each in answerability.SHIPPED]


def fit_ranking(rng: np.random.Generator) -> None:
    """Fit the order of passages."""
    assert len(ranking.fit([observation(number, rng) for number in range(_COUNT)])) == len(PASSAGE_WEIGHTS)


def fit_ranking_factors(rng: np.random.Generator) -> None:
    """Choose among values of the factors, of which the shipped ones are some."""
    seen = [
        ranking_factors.Ranked(
            str(number), {name: list(rng.uniform(0, 1, len(of))) for name, of in ranking_factors.TRIED.items()}
        )
        for number in range(_COUNT)
    ]
    lines = list(ranking_factors.report({"sample": seen}))
    assert len(lines) == 2 * len(ranking_factors.TRIED)
    assert all(getattr(RANKING, name) in values for name, values in ranking_factors.TRIED.items())


def fit_sentences(rng: np.random.Generator) -> None:
    """Fit the choice of sentences, with the reader and before any is compared."""
    fits = (
        (sentences.fit_sentences, len(SENTENCE_WEIGHTS) + 1),
        (sentences.fit_reading, len(READING_WEIGHTS) + 1),
        (sentences.fit_nearby, len(NEARBY_WEIGHTS)),
    )
    for fit, width in fits:
        choices = [
            sentences.Choice(str(number), rng.uniform(0, 1, (3, width)), np.arange(3) == 1) for number in range(_COUNT)
        ]
        assert len(fit(choices)) == width


def fit_slots(rng: np.random.Generator) -> None:
    """Fit what gives another value, and judge each question by the others."""
    rows = [
        slots.Row(str(number), bool(number % 2), SlotFeatures._make(rng.uniform(0, 1, len(SLOT_WEIGHTS)) + number % 2))
        for number in range(_COUNT)
    ]
    assert len(slots.fit(rows)) == len(SLOT_WEIGHTS) + 1
    first, *_ = slots.report({"sample": rows})
    assert first.startswith("sample, shipped: ")
    assert f"of {_COUNT // 2} that fill the slot are taken" in first


def fit_open_answers(rng: np.random.Generator) -> None:
    """Fit what opinions, entries and stories are chosen by."""
    for weighing in open_answers.WEIGHINGS.values():
        fit_weighing(weighing, rng)


def fit_further_sentences(rng: np.random.Generator) -> None:
    """Fit what further sentences are added by."""
    fit_weighing(further_sentences.WEIGHING, rng)


def fit_weighing(weighing: open_answers.Weighing, rng: np.random.Generator) -> None:
    """Fit one record of weights."""
    width = len(weighing.shipped) - 1
    choices = [
        open_answers.Choice("ab"[number % 2], rows, rows[:, 0] > 0.5)
        for number in range(_COUNT)
        for rows in [rng.uniform(0, 1, (4, width))]
    ]
    fitted = open_answers.fit(weighing, choices)
    assert len(fitted) == len(weighing.names) == width + 1
    assert not weighing.total or np.isclose(fitted[:-1].sum(), weighing.total)


def fit_relevance(rng: np.random.Generator) -> None:
    """Fit what is on a topic, each topic judged by the others."""
    everything = np.ones(_COUNT, dtype=bool)
    topics = [
        relevance.Rated(
            rng.uniform(0, 1, (_COUNT, len(TOPIC_WEIGHTS))) + labels[:, None], labels, everything, everything
        )
        for labels in [np.arange(_COUNT) % 2.0] * 3
    ]
    shipped, fitted, *_ = relevance.fit(topics, TOPIC_WEIGHTS._fields, (*TOPIC_WEIGHTS, 0.0))
    assert shipped.startswith("shipped: ")
    assert fitted.count("=") == len(TOPIC_WEIGHTS) + 1


def fit_pertinence(rng: np.random.Generator) -> None:
    """Fit what is to the point of a topic without a name."""
    told = np.arange(_COUNT) % 4 == 0
    spans = [
        pertinence.Found(rng.uniform(0, 1, (_COUNT, len(PERTINENCE))) + told[:, None], told, 1.0) for _ in range(3)
    ]
    assert len(pertinence.fit(spans)) == len(PERTINENCE) + 1
    *files, shipped, fitted = pertinence.report({"a": spans[:1], "b": spans[1:]})
    assert len(files) == 2
    assert shipped.startswith("shipped: ")
    assert fitted.count("=") == len(PERTINENCE) + 1


def fit_stories(rng: np.random.Generator) -> None:
    """Fit what is on one event, with vectors and without."""

    def pair(*, one: bool) -> tuple[bool, Features]:
        return one, Features._make(rng.uniform(0, 1, len(Features._fields)) + one)

    days = [stories.Day(1.0, [], {}, {}, [pair(one=True), pair(one=False)] * 5) for _ in range(8)]
    fitted = stories.fitted(days)
    assert fitted.pairs.weights.title_cosine
    assert not fitted.pairs_of_words.weights.title_cosine


SAMPLES: dict[str, Callable[[np.random.Generator], None]] = {
    "answerability": fit_answerability,
    "further_sentences": fit_further_sentences,
    "open_answers": fit_open_answers,
    "pertinence": fit_pertinence,
    "ranking": fit_ranking,
    "ranking_factors": fit_ranking_factors,
    "relevance": fit_relevance,
    "sentences": fit_sentences,
    "slots": fit_slots,
    "stories": fit_stories,
}
"""A fit of each program on a small sample."""


@pytest.mark.parametrize("program", SAMPLES)
def test_program_fits_a_small_sample(program: str) -> None:
    """What it fits has the shape of the records that name it."""
    SAMPLES[program](np.random.default_rng(7))


def test_each_program_that_a_record_names_is_tried() -> None:
    """No program that fits a record is left without a sample."""
    assert {program for said in records().values() for program in _PROGRAM.findall(said)} == set(SAMPLES)
