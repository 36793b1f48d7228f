"""The measurements: rankings are compared on the same questions, and processes by equal rounds."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC
from typing import TYPE_CHECKING

from bench.machines.answering import Measured, rows
from bench.quality import SHOWN, SUPPORT, compared, sample_newsroom, table
from bench.recipes import RECIPES
from bot.operations.evaluation import read_cases

if TYPE_CHECKING:
    from collections.abc import Iterator

QUESTIONS: tuple[tuple[str, list[str], list[str]], ...] = (
    ("Who led Calderwick's financing round?", ["Sundry Lane Capital"], ["/2026/09/03/calderwick-raises-480-million"]),
    ("How do I get red wine out of a carpet?", [], []),
)


def lines() -> Iterator[str]:
    """Yield the questions as a file has them."""
    for question, answers, urls in QUESTIONS:
        yield json.dumps({"question": question, "now": "2026-11-24T12:00:00Z", "answers": answers, "urls": urls})


def test_rankings_are_compared_on_the_same_questions() -> None:
    """Each ranking goes through the whole product; the table has a column for each and a row for each metric."""
    with sample_newsroom() as opened:
        columns = compared(opened, read_cases(lines(), UTC))
    assert list(columns) == list(RECIPES)
    for values in columns.values():
        assert values["recall@10"] == 1.0
        assert values["refusal"] == 1.0
        assert values[SUPPORT] in (None, 1.0)
    shown = list(table("2 questions", columns))
    assert shown[0] == "| 2 questions | " + " | ".join(RECIPES) + " |"
    assert [line.split("|")[1].strip() for line in shown[2:-1]] == [*SHOWN, SUPPORT]


def test_processes_are_compared_by_the_medians_of_their_rounds() -> None:
    """One slow round changes nothing; where other work took the processors, the table says that it is worth nothing."""
    busy = {"answering": 5.0, "other work on the machine": 0.1}
    found = [
        Measured(count=count, asked=100, took=took, waits=(0.1,), busy=busy)
        for count, took in ((1, 20.0), (2, 10.0), (2, 90.0), (1, 20.0), (1, 21.0), (2, 10.0))
    ]
    told = {each if isinstance(each, str) else each.what: each for each in rows(found, cores=2)}
    assert told["two processes, compared with one"].value == 2.0  # type: ignore[union-attr]
    assert told["one process: answering, a question"].value == 50.0  # type: ignore[union-attr]
    assert not any(isinstance(each, str) for each in told.values())
    spoilt = [replace(each, busy={**busy, "other work on the machine": each.took}) for each in found]
    assert any(str(each).startswith("not to be trusted") for each in rows(spoilt, cores=2))
