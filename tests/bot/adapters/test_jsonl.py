"""Answers as JSON objects."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.adapters.jsonl import answer_record
from bot.model import Answer, Clarification, Form, Question, Statement, StatementKind

QUESTION = Question(text="Who leads Acme?", now=datetime(2026, 11, 24, 12, tzinfo=UTC))


def answer(*spans: tuple[int, int] | None) -> Answer:
    """Return an answer whose statements have these spans."""
    return Answer(
        question=QUESTION,
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


def test_what_is_asked_back_and_what_is_untold_stand_where_there_is_any() -> None:
    """A question that is asked back and further stories have keys of their own, which other answers lack."""
    wanted = Clarification(missing="it", choices=("What does Corvid 5 cost?",))
    asked_back = answer_record(Answer(question=QUESTION, form=Form.CLARIFY, clarification=wanted), 1)
    assert (asked_back["form"], asked_back["found"], asked_back["refusal"]) == ("clarify", False, None)
    assert asked_back["clarification"] == {"missing": "it", "choices": ["What does Corvid 5 cost?"]}
    assert answer_record(Answer(question=QUESTION, untold=3), 1)["untold"] == 3
    assert not {"clarification", "untold"} & answer_record(Answer(question=QUESTION), 1).keys()
