"""Words of a question that ask, and how a reason is asked for."""

from __future__ import annotations

import pytest

from bot.language.question_words import asked_with_why


@pytest.mark.parametrize(
    ("question", "with_why"),
    [
        ("How come Acme doubled its price?", "Why Acme doubled its price?"),
        ("For what reason did Acme recall its arm?", "Why did Acme recall its arm?"),
        ("On what grounds did the court reject it?", "Why did the court reject it?"),
        ("What made Acme Voice switch off its model?", "Why did Acme Voice switch off its model?"),
        ("What led Acme to cancel its hall in Oslo?", "Why did Acme cancel its hall in Oslo?"),
        ("What has prompted the FTC to sue Acme?", "Why did the FTC sue Acme?"),
        ("What is behind Acme's decision to stop training?", "Why did Acme stop training?"),
        ("What\u2019s behind the move by Acme to sell the port?", "Why did Acme sell the port?"),
    ],
)
def test_reason_is_asked_for_with_why(question: str, with_why: str) -> None:
    """However it was put."""
    assert asked_with_why(question) == with_why


@pytest.mark.parametrize(
    "question",
    [
        "Why did Acme sell the port?",
        "What caused the outage?",
        "What led to the outage?",
        "What is behind the resignation of Ada Berg?",
        "What is behind Acme's request for its chatbot to be shut?",
        "Who made the Falcon?",
        "What made the news at Acme today?",
        "What made headlines in Oslo?",
        "What made today's front page in Oslo?",
        "What did Acme make?",
    ],
)
def test_other_questions_stay_as_they_are(question: str) -> None:
    """What asks for a thing, or for the reason of one, cannot be put as what somebody did."""
    assert asked_with_why(question) == question
