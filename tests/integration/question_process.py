"""A process that answers one question, posts to a file as if it were a platform, and may be killed."""

from __future__ import annotations

import json
import os
import signal
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from bot.adapters.journal import CatalogueJournal
from bot.answering import Found
from bot.conversation.service import QuestionService
from bot.model import Answer, Query, Question
from bot.model.chat import Asked, Delivery, DeliveryState, Place, Rate, Verdict, asked_id
from bot.model.tags import FeedTags
from indexer.catalogue import SqlCatalogue
from indexer.errors import BylineError, ModelError
from tests.doubles.fakes import FakeClock

if TYPE_CHECKING:
    from pathlib import Path

POINTS = ("accepted", "answered", "intended", "sent", "posted")
"""Where it can be killed: just after each step."""

PLACE = Place(platform="slack", team="T1", channel="C1", thread="1.0")
ASKED = Asked(
    id=asked_id("slack", "T1", "C1", "1.0"),
    place=PLACE,
    user="U1",
    text="Who?",
    received=datetime(2026, 11, 24, 12, tzinfo=UTC),
)


class Canned:
    """Answers at once, or never can."""

    def __init__(self, *, works: bool) -> None:
        self._works = works
        self.tags = FeedTags()

    def find(self, question: Question) -> Found:
        """Answer."""
        if not self._works:
            raise ModelError("the model is missing")
        return Found(answer=Answer(question=question), query=Query(text="", terms=()), evidence=None)

    def tell(self, found: Found) -> Answer:
        """Return the answer."""
        return found.answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Bot:
    """What a platform's adapter does, with a file for the platform."""

    service: QuestionService
    posts: Path  # one line a post, as the platform shows them
    die_after: str

    def serve(self) -> None:
        """Finish what is left over, then take the question, which the platform delivers again after a crash."""
        for delivery in self.service.unfinished("slack"):
            self._resume(delivery)
        if self.service.accept(ASKED) is Verdict.ACCEPTED:
            self._passed("accepted")
            self._answer(ASKED)

    def _resume(self, delivery: Delivery) -> None:
        if delivery.state is DeliveryState.ACCEPTED:
            self._answer(delivery.asked)
        elif message := self._standing(delivery.nonce):
            self.service.posted(delivery.asked, message)
        else:
            self._post(delivery.asked, delivery.nonce, delivery.reason or "an answer")

    def _answer(self, asked: Asked) -> None:
        try:
            answer = self.service.answer(asked)
        except BylineError as error:
            said, nonce = str(error), self.service.apologise(asked, str(error))
        else:
            self._passed("answered")
            said, nonce = "an answer", self.service.intend(asked, answer)
        self._passed("intended")
        self._post(asked, nonce, said)

    def _post(self, asked: Asked, nonce: str, said: str) -> None:
        with self.posts.open("a", encoding="utf-8") as file:
            file.write(json.dumps({"nonce": nonce, "said": said}) + "\n")
        self._passed("sent")
        self.service.posted(asked, f"m-{nonce}")
        self._passed("posted")

    def _standing(self, nonce: str) -> str:
        return next((f"m-{nonce}" for post in read(self.posts) if post["nonce"] == nonce), "")

    def _passed(self, point: str) -> None:
        if point == self.die_after:
            os.kill(os.getpid(), signal.SIGKILL)


def read(posts: Path) -> list[dict[str, str]]:
    """Return what stands on the platform."""
    return [json.loads(line) for line in posts.read_text().splitlines()] if posts.exists() else []


def serve(folder: Path, die_after: str, works: bool, name: str = "") -> None:  # noqa: FBT001  called by multiprocessing
    """Run the bot on the catalogue in a folder; with a name as one of several processes, whose claims end at once."""
    with closing(SqlCatalogue(f"sqlite:///{folder}/catalogue.db")) as catalogue:
        answering: Any = Canned(works=works)
        service = QuestionService(
            answering=answering,
            journal=CatalogueJournal(catalogue.journal, retention=timedelta(), process=name, lease=timedelta()),
            library=catalogue,
            clock=FakeClock(),
            per_user=Rate(count=10, per=timedelta(minutes=1)),
            concurrency=2,
            queue=100,
            retention=timedelta(),
        )
        Bot(service=service, posts=folder / "posts.jsonl", die_after=die_after).serve()
