"""The comparison of rankings: every one of them answers, and the table names them."""

from __future__ import annotations

import json
from datetime import UTC
from typing import TYPE_CHECKING

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
