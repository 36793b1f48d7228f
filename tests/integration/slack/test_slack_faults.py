"""What becomes of questions when answering hangs or fails: the adapter in this process, in front of the double."""

from __future__ import annotations

import asyncio
import threading
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, timedelta
from typing import TYPE_CHECKING, Any, Self

import pytest

from bot.adapters.chat.context import Operator
from bot.adapters.chat.service import ChatDependencies
from bot.adapters.slack.events import PLATFORM
from bot.adapters.slack.service import SlackService
from bot.adapters.slack.tokens import SlackTokens
from bot.answering import Answering, Found
from bot.config.sections import SlackSettings
from bot.conversation.service import QuestionService
from bot.model.chat import Asked, DeliveryState, Place, Rate, asked_id
from bot.operations.health import status_of
from bot.operations.log_reference import reference_of
from bot.retrieval.retriever import Retrieval
from indexer.catalogue import SqlCatalogue
from tests.doubles.fakes import FakeClock, FakeEmbedder, FakeJournal, FakeLexicalIndex, FakeVectorIndex
from tests.doubles.slack import SlackDouble
from tests.doubles.slack.double import wait_until
from tests.doubles.slack.workspace import APP_TOKEN, BOT_TOKEN, BOT_USER, TEAM
from tests.integration.slack_stand import answer_to, texts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import TracebackType

    from bot.model import Question

WHO = "Who opened the Amberly works?"


class HangingAnswering(Answering):
    """Does not answer until it is let go."""

    def __init__(self, **parts: Any) -> None:
        super().__init__(**parts)
        self.asked, self.let_go = threading.Event(), threading.Event()

    def find(self, question: Question) -> Found:
        """Hang."""
        self.asked.set()
        self.let_go.wait()
        return super().find(question)


class BrokenAnswering(Answering):
    """Has a fault."""

    def find(self, question: Question) -> Found:
        """Fail."""
        raise ZeroDivisionError(f"a detail that no member is to see: {question.now}")


@dataclass(slots=True, kw_only=True)
class Serving:
    """The adapter, which serves the double from a thread of its own while the context lasts."""

    slack: SlackDouble
    service: SlackService
    loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)
    stop: asyncio.Event = field(default_factory=asyncio.Event)

    def __enter__(self) -> Self:
        """Serve."""
        self.thread = threading.Thread(target=self.loop.run_until_complete, args=(self.service.run(self.stop),))
        self.thread.start()
        wait_until(lambda: self.slack.server.connected)
        return self

    def end(self) -> None:
        """Have it end."""
        self.loop.call_soon_threadsafe(self.stop.set)
        self.thread.join(240)
        assert not self.thread.is_alive()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Have it end, if it still serves."""
        if self.thread.is_alive():
            self.end()
        self.loop.close()

    thread: threading.Thread = field(init=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """What the adapter stands on: an empty catalogue, and a journal."""

    catalogue: SqlCatalogue
    journal: FakeJournal = field(default_factory=FakeJournal)

    def parts(self) -> dict[str, Any]:
        """Return what answering is made of."""
        engines: dict[str, Any] = {
            "embedder": FakeEmbedder(),
            "vectors": FakeVectorIndex(),
            "lexical": FakeLexicalIndex(),
        }
        retrieval = Retrieval(library=self.catalogue, **engines)
        return {"library": self.catalogue, "retrieval": retrieval, "max_statements": 4, "min_confidence": 0.5}

    def serving(self, slack: SlackDouble, answering: Answering) -> Serving:
        """Return the adapter with a question service that answers so."""
        questions = QuestionService(
            answering=answering,
            journal=self.journal,
            library=self.catalogue,
            clock=FakeClock(),
            per_user=Rate(count=10, per=timedelta(minutes=1)),
            concurrency=2,
            queue=100,
            retention=timedelta(),
        )
        dependencies = ChatDependencies(
            service=questions,
            zone=UTC,
            feeds=lambda: status_of(self.catalogue, ()),
            correcting=None,
            operator=Operator(notify=lambda _: None),
            drain_timeout=0.5,
        )
        tokens = SlackTokens(bot=BOT_TOKEN, app=APP_TOKEN)
        service = SlackService(dependencies, SlackSettings(api_url=slack.api_url), tokens)
        return Serving(slack=slack, service=service)


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    """Yield a stage on an empty catalogue."""
    with closing(SqlCatalogue(f"sqlite:///{tmp_path}/catalogue.db")) as opened:
        yield Stage(catalogue=opened)


@pytest.fixture
def double() -> Iterator[SlackDouble]:
    """Yield a workspace of the test's own."""
    with SlackDouble() as slack:
        yield slack


def test_an_answer_that_does_not_come_does_not_hold_up_the_end(stage: Stage, double: SlackDouble) -> None:
    """Some seconds after the signal serving ends, says what hangs, and leaves the question to the next start."""
    answering = HangingAnswering(**stage.parts())
    with stage.serving(double, answering) as serving:
        double.mentions("U1", "C1", WHO)
        assert answering.asked.wait(120)
        try:
            serving.end()
            assert serving.service.hanging == 1
        finally:
            answering.let_go.set()
    assert [each.state for each in stage.journal.unfinished("slack")] == [DeliveryState.ACCEPTED]
    assert double.workspace.from_bot() == []


def test_a_fault_ends_in_one_apology(stage: Stage, double: SlackDouble) -> None:
    """If answering fails, the asker is told so, once, and not what the fault was."""
    with stage.serving(double, BrokenAnswering(**stage.parts())):
        asked = double.mentions("U1", "C1", WHO)
        apology = texts(answer_to(double, asked))
        wait_until(lambda: not stage.journal.unfinished("slack"))
    reference = reference_of(asked_id(PLATFORM, TEAM, "C1", asked["ts"]))
    assert f"Sorry, I could not answer this. Please ask again in a while. (Reference: {reference})" in apology
    assert "detail" not in apology
    assert len(double.workspace.from_bot()) == 1
    assert double.workspace.statuses == {}


def test_a_command_is_answered_where_the_bot_is_no_member(stage: Stage, double: SlackDouble) -> None:
    """What only its user may see comes in a direct message, if after a restart there is no other way."""
    place = Place(platform=PLATFORM, team=TEAM, channel="C1")
    key = asked_id(PLATFORM, TEAM, "C1", "1.trigger")
    stage.journal.accept(Asked(id=key, place=place, user="U1", text=WHO, received=FakeClock().now(), private=True))
    double.workspace.user("U1")
    double.workspace.channel("C1", "U1").members.discard(BOT_USER)
    with stage.serving(double, Answering(**stage.parts())):
        told = wait_until(lambda: double.workspace.channels.get("DU1") and double.workspace.from_bot("DU1"))
        assert "Nothing found" in texts(told[0])
        wait_until(lambda: not stage.journal.unfinished("slack"))
