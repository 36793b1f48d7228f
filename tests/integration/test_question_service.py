"""The question service of an opened installation: real engines, the real model, the sample newsroom."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.config.loader import load
from bot.conversation.audience import Viewer
from bot.model.chat import Asked, Place, Verdict, asked_id
from bot.wiring.opening import engines

if TYPE_CHECKING:
    from pathlib import Path

    from bot.conversation.service import QuestionService
    from bot.model import Answer
    from tests.integration.conftest import CommandLine

PLACE = Place(platform="slack", team="T1", channel="C1", thread="1.0")


def asked(service: QuestionService, message: str, text: str) -> Asked:
    """Return a question in one thread."""
    return Asked(
        id=asked_id("slack", "T1", "C1", message),
        place=PLACE,
        user="U1",
        text=text,
        received=service.now(),
        zone="Asia/Tokyo",
    )


def answered(service: QuestionService, question: Asked) -> Answer:
    """See a question through."""
    assert service.accept(question) is Verdict.ACCEPTED
    answer = service.answer(question)
    assert service.intend(question, answer)
    service.posted(question, "2.0")
    return answer


@pytest.mark.usefixtures("data")
def test_questions_votes_and_status(byline: CommandLine, config: Path) -> None:
    """A question and what follows it up are answered from the collection, and status counts the votes on them."""
    with engines(load(config), purpose="test", progress=lambda *_: None) as opened:
        service = opened.question_service()
        first = answered(service, asked(service, "1.0", "Who led Calderwick's funding round?"))
        second = answered(service, asked(service, "1.1", "and how much did it raise?"))
        place = asked(service, "1.0", "").place
        assert service.kept_answers.rate(asked(service, "1.0", "").id, Viewer(user="U1", place=place), 1)
        assert service.kept_answers.rate(asked(service, "1.0", "").id, Viewer(user="U2", place=place), 1, "thank you")
        assert service.kept_answers.rate(asked(service, "1.1", "").id, Viewer(user="U1", place=place), -1)
    assert [first.found, second.found] == [True, True]
    assert "480 million" in " ".join(said.text for said in second.statements)
    assert byline("status", "--json").record()["feedback"] == {"up": 2, "down": 1, "comments": 1}
    assert "feedback: 2 of 3 votes for the answer, 1 comment\n" in byline("status").out


@pytest.mark.usefixtures("data")
def test_service_after_a_restart(config: Path) -> None:
    """What was accepted and not answered is there after a restart, and is answered then."""
    with engines(load(config), purpose="test", progress=lambda *_: None) as opened:
        question = asked(opened.question_service(), "1.0", "How many jobs is Tessaline cutting?")
        opened.question_service().accept(question)
    with engines(load(config), purpose="test", progress=lambda *_: None) as opened:
        service = opened.question_service()
        (left,) = service.unfinished("slack")
        assert left.asked == question
        assert service.answer(left.asked).found
