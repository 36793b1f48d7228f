"""Quality of search and answers on the sample newsroom, with minimums that a change must not fall below."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from indexer.embedding import AutoEmbedder
from indexer.embedding.processors import WITHOUT, this_processor
from tests.doubles.processors import HIDING

if TYPE_CHECKING:
    from indexer.embedding.processors import Recipe
    from tests.integration.conftest import CommandLine

DATA = Path(__file__).parent.parent / "data"

# A little below what is measured, so that one question more or less does not decide, as vectors are rounded on one kind
# of processor or another; see docs/evaluation.md.
MINIMUMS = {
    "golden": {
        "recall@1": 0.75,
        "recall@10": 0.97,  # a rumour and its denial are one story, of which the best report is shown
        "mrr": 0.84,
        "ndcg@10": 0.87,
        "answer_recall": 0.65,
        "refusal": 0.55,
        "over_refusal": 0.14,
    },
    "golden_holdout": {"recall@10": 0.95, "mrr": 0.84, "answer_recall": 0.7, "refusal": 0.2, "over_refusal": 0.06},
    "golden_open": {"form": 0.85, "points": 0.6, "beside": 0.08, "twice": 0.05, "over_refusal": 0.11},
}


@pytest.mark.usefixtures("data")
def test_answers_are_as_good_as_they_were(byline: CommandLine) -> None:
    """Ranking, answers and refusals reach their minimums on both sets of questions."""
    for name, minimums in MINIMUMS.items():
        wanted = [part for metric, minimum in minimums.items() for part in ("--min", f"{metric}={minimum}")]
        measured = byline("eval", str(DATA / f"{name}.jsonl"), *wanted)
        assert measured.code == 0, measured.err
        assert all(metric in measured.out for metric in minimums)


@pytest.mark.timeout(600)
def test_vectors_of_two_recipes_may_meet(byline: CommandLine, config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ranking reaches its minimums where passages were embedded on a processor of one kind and questions on another.

    Both round, each in its way; that all recipes give nearly the same vectors is every embedder's contract. Nothing is
    read: the reader has one way to compute on all processors, and takes two thirds of the time.
    """
    indexed: Recipe = "signed"
    asked: Recipe = "unsigned"
    with config.open("a", encoding="utf-8") as file:
        file.write('\n[answers]\nreader = "none"\n')
    monkeypatch.setenv(WITHOUT, HIDING[indexed])
    assert byline("index").code == 0
    monkeypatch.setenv(WITHOUT, HIDING[asked])
    AutoEmbedder(
        models=Path(os.environ["BYLINE_MODELS"]), processor=this_processor()
    ).prepare()  # questions alone would make none
    for name, minimums in MINIMUMS.items():
        wanted = [part for metric, minimum in minimums.items() for part in ("--min", f"{metric}={minimum}")]
        measured = byline("eval", str(DATA / f"{name}.jsonl"), *wanted)
        assert measured.code == 0, measured.err
    doctor = byline("doctor").out
    assert f"; {asked}: " in " ".join(doctor.split()) or asked not in this_processor().recipes


@pytest.mark.usefixtures("data")
@pytest.mark.parametrize("metric", ["mrr=1.01", "over_refusal=-0.01"])
def test_missed_minimum_fails(byline: CommandLine, tmp_path: Path, metric: str) -> None:
    """A metric that misses its minimum is named, and the command fails."""
    questions = tmp_path / "one.jsonl"
    first = (DATA / "golden.jsonl").read_text(encoding="utf-8").splitlines()[0]
    questions.write_text(first, encoding="utf-8")
    measured = byline("eval", str(questions), "--min", metric)
    assert measured.code == 1
    assert metric.partition("=")[0] in measured.err
