"""Answers as JSON objects."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.adapters.jsonl import answer_record
from bot.model import Answer, Question, Statement, StatementKind

QUESTION = Question(text="Who leads Acme?", now=datetime(2026, 11, 24, 12, tzinfo=UTC))


def answer(*spans: tuple[int, int] | None) -> Answer:
    """Return an answer whose statements have these spans."""
    return Answer(
        question=QUESTION,
        dated=True,
        statements=tuple(
            Statement(text="Ann  Lee leads Acme.", kind=StatementKind.REPORTED, citations=(1,), span=span)
            for span in spans
        ),
    )


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([(0, 8)], {"text": "Ann  Lee", "statement": 0}),
        ([None, (4, 9), (0, 3)], {"text": "Lee", "statement": 1}),
        ([(15, 99), (3, 5), (15, 19)], {"text": "Acme", "statement": 2}),
        ([None], None),
        ([], None),
    ],
)
def test_the_answer_is_that_of_the_first_statement_with_one(
    spans: list[tuple[int, int] | None], expected: dict[str, object] | None
) -> None:
    """The words that answer stand beside the statements, which stay verbatim; null where there are none."""
    record = answer_record(answer(*spans), 1)
    assert record["answer"] == expected
    assert [said["text"] for said in record["statements"]] == ["Ann  Lee leads Acme."] * len(spans)
