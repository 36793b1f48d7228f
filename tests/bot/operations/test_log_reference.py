"""References: everything that is logged of one question can be found by one name."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import sys
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import structlog

from bot.adapters.chat.executors import Executors
from bot.adapters.terminal import Answers, Prompt
from bot.commands.enquiries import reply
from bot.commands.log_output import log_to_stderr
from bot.model import Answer, Question, ResultPage
from bot.operations.log_reference import current_reference, new_reference, refer, reference_of, referred
from bot.server.control.output import Output
from bot.server.control.protocol import Enquiry
from tests.doubles.fakes import FakeClock

if TYPE_CHECKING:
    import pytest

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


def logging_answers() -> Answers:
    """Return what finds nothing, and logs that, by the program's logger and by that of a library."""
    log = structlog.get_logger("byline.answering")

    def ask(question: Question) -> Answer:
        log.info("looked for", text=question.text)
        logging.getLogger("indexer.vectors").warning("slow: %s", question.text)
        return Answer(question=question, confidence=0.0, newest=None)

    def search(question: Question, *, limit: int = 10, offset: int = 0) -> ResultPage:
        log.info("searched", limit=limit, offset=offset)
        return ResultPage(question=question, results=(), total=0)

    return Answers(ask=ask, search=search)


def logged(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    """Return the lines of the log, each of which must be a JSON object."""
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_a_reference_is_made_of_an_id() -> None:
    """The same question has the same short reference after a restart, and another one another."""
    assert reference_of("slack:T1:C1:1.0") == reference_of("slack:T1:C1:1.0")
    assert len({reference_of("slack:T1:C1:1.0"), reference_of("slack:T1:C1:1.1"), new_reference()}) == 3
    assert [len(reference_of(text)) for text in ("", "\ud800")] == [8, 8]


def test_threads_are_told_the_reference() -> None:
    """What is done in a thread for a question has its reference, and two at once do not mix theirs up."""

    async def ask(executors: Executors, reference: str) -> tuple[str, ...]:
        with referred(reference):
            waited = [
                await run(current_reference) for run in (executors.run_io, executors.run_search, executors.run_answer)
            ]
            return (*waited, current_reference())

    async def scene() -> list[tuple[str, ...]]:
        executors = Executors(2)
        try:
            return await asyncio.gather(*(ask(executors, f"r{number}") for number in range(20)))
        finally:
            executors.close()

    assert asyncio.run(scene()) == [(f"r{number}",) * 4 for number in range(20)]


def test_tasks_begun_for_a_question_have_its_reference() -> None:
    """What goes on after the event was acknowledged is still found by its reference."""
    found: list[str] = []

    async def later() -> None:
        await asyncio.sleep(0)
        found.append(current_reference())

    async def scene() -> None:
        executors = Executors(1)
        with referred("abc"):
            executors.start(later())
        assert current_reference() == ""
        refer("other")
        await executors.drain(10)
        executors.close()

    asyncio.run(scene())
    assert found == ["abc"]


def test_every_line_of_a_json_log_is_an_object_with_the_reference(capsys: pytest.CaptureFixture[str]) -> None:
    """Our own lines and those of libraries' loggers are JSON, errors with their traceback, and name the reference."""
    log_to_stderr(form="json", verbose=False)
    with referred("7f3a12cd"):
        structlog.get_logger("byline.questions").info("accepted", user="U1")
        try:
            _ = {"y": 0}["x"]
        except KeyError:
            logging.getLogger("bot.adapters").exception("it broke")
    structlog.get_logger("byline.questions").info("idle")
    ours, library, idle = logged(capsys)
    assert (ours["event"], ours["level"], ours["reference"], ours["user"]) == ("accepted", "info", "7f3a12cd", "U1")
    assert (library["event"], library["logger"], library["reference"]) == ("it broke", "bot.adapters", "7f3a12cd")
    assert "KeyError: 'x'" in library["exception"]
    assert ("reference" in idle, "timestamp" in library) == (False, True)


def test_a_text_log_names_the_reference_too(capsys: pytest.CaptureFixture[str]) -> None:
    """In the form for people it stands among the other values."""
    log_to_stderr(form="text", verbose=False)
    with referred("7f3a12cd"):
        structlog.get_logger("byline.questions").info("accepted", user="U1")
    assert "reference=7f3a12cd" in capsys.readouterr().err


def test_each_question_at_the_prompt_has_a_reference(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lines that a question at the terminal gives rise to share a reference, and the next question has another."""
    log_to_stderr(form="json", verbose=False)
    monkeypatch.setattr(sys, "stdin", io.StringIO("Who?\n/search looms\nWhen?\n"))
    Prompt(answers=logging_answers(), clock=FakeClock(NOW), zone=UTC, show=lambda _: None).serve()
    who, slow, looms, when, _ = logged(capsys)
    assert (who["event"], slow["event"], looms["event"]) == ("looked for", "slow: Who?", "searched")
    assert who["reference"] == slow["reference"]
    assert len({who["reference"], looms["reference"], when["reference"]}) == 3


def test_an_order_keeps_the_reference_that_it_came_with(capsys: pytest.CaptureFixture[str]) -> None:
    """A question of the command line has the reference of its order, or one of its own if it works alone."""
    log_to_stderr(form="json", verbose=False)
    enquiry = Enquiry(text="Who?")
    output = Output(out=lambda _: None, note=lambda _: None, progress=lambda *_: None)
    with referred("7f3a12cd"):
        reply(enquiry, logging_answers(), NOW, output)
    reply(replace(enquiry, search=True), logging_answers(), NOW, output)
    served, _, alone = logged(capsys)
    assert served["reference"] == "7f3a12cd"
    assert len(alone["reference"]) == 8
