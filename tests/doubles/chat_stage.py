"""A question service on a small newsroom, for chat adapters: everything real but the engines behind the search."""

from __future__ import annotations

import threading
from contextlib import closing, contextmanager
from copy import copy
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from bot.adapters.chat.context import Operator
from bot.adapters.chat.periodic import INTERVAL
from bot.adapters.chat.service import ChatDependencies
from bot.adapters.journal import CatalogueJournal
from bot.adapters.messages.labels import ASK_MORE
from bot.answering import Answering, Found
from bot.conversation.service import QuestionService
from bot.model import Answer, Clarification, Form, Query
from bot.model.chat import Rate
from bot.model.tags import FeedTags
from bot.operations.health import status_of
from bot.retrieval.retriever import Retrieval
from indexer.errors import StoreError
from indexer.indexing.sync import Syncer
from indexer.model import Passage
from indexer.model.feeds import Feed
from tests.doubles.catalogue_files import open_catalogue
from tests.doubles.catalogue_records import article
from tests.doubles.fakes import FakeClock, FakeEmbedder, FakeLexicalIndex, FakeVectorIndex

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from bot.adapters.chat.subscriptions import ChatSubscriptions
    from bot.model import Question
    from bot.operations.health import Status
    from indexer.catalogue import SqlCatalogue

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
DAY = timedelta(days=1)
WHO = "Who opened the Amberly works?"
SAYS = "Ada Lorne opened the Amberly works with forty engineers."
UNKNOWN = "Why is gravity weak?"
LOOMS = "looms"
BROKEN = "Who broke the store?"
VAGUE = "What does it cost?"
MEANT = "Who opened the Amberly works?"
NEWS = "What happened at Amberly?"
_TEXTS = {
    "amberly": "Ada Lorne opened the Amberly works with forty engineers. The council of Amberly had agreed in May.",
    "amberly-later": "Bo Quist will run the Amberly works from June. The forty engineers of Amberly applauded.",
    **{f"mill{n}": f"Mill number {n} sold its looms to a museum. The looms of mill {n} were old." for n in range(1, 9)},
}


FEED = Feed(url="https://example.org/feed.xml", name="Example", tags=("chips", "policy", "looms"))


class StageAnswering(Answering):
    """Answers, unless it is asked what breaks it, as soon as it is free to.

    It asks back what a vague question means, tells one story less than there are of the news, and for more, which
    question was asked before.
    """

    def __init__(self, **parts: Any) -> None:
        super().__init__(**parts)
        self.free = threading.Event()
        self.free.set()

    @contextmanager
    def held(self) -> Iterator[None]:
        """Let nothing be answered within the block."""
        self.free.clear()
        try:
            yield
        finally:
            self.free.set()

    def find(self, question: Question) -> Found:
        """Answer, or fail as a store does."""
        self.free.wait()
        if question.text == BROKEN:
            raise StoreError("the disk is full")
        if question.text == VAGUE:
            wanted = Clarification(missing="it", choices=(UNKNOWN, MEANT))
            answer = Answer(question=question, form=Form.CLARIFY, clarification=wanted)
            return Found(answer=answer, query=Query(text=VAGUE, terms=()), evidence=None)
        if question.text in (NEWS, ASK_MORE):
            told = super().find(replace(question, text=WHO, conversation=()))
            before = [each.question for each in question.conversation]
            said = replace(told.answer.statements[0], text=f"Told after {before}.", span=None)
            answer = replace(told.answer, question=question, form=Form.OVERVIEW, statements=(said,))
            return replace(told, answer=replace(answer, untold=int(question.text == NEWS)))
        return super().find(question)


@dataclass(slots=True, kw_only=True)
class Stage:
    """What an adapter stands on."""

    catalogue: SqlCatalogue
    answering: StageAnswering
    journal: CatalogueJournal
    clock: FakeClock
    subscriptions: ChatSubscriptions | None = None
    opened: Callable[[], SqlCatalogue] | None = None
    service: type[QuestionService] = QuestionService
    looks: int = 0  # how often was looked how the feeds are

    def process(self, name: str, lease: timedelta = DAY, **parts: Any) -> Stage:
        """Return what another process stands on that shares the catalogue, and answers by itself."""
        answering = copy(self.answering)
        answering.free = threading.Event()
        answering.free.set()
        catalogue = self.opened() if self.opened else self.catalogue
        journal = CatalogueJournal(catalogue.journal, retention=DAY, process=name, lease=lease)
        return replace(self, **{"journal": journal, "answering": answering, **parts})

    def question_service(self, **limits: Any) -> QuestionService:
        """Return a question service with these limits, as after a start."""
        return self.service(
            answering=self.answering,
            journal=self.journal,
            library=self.catalogue,
            clock=self.clock,
            **{"per_user": Rate(count=100, per=timedelta(minutes=1)), "concurrency": 2, "queue": 100, **limits},
            retention=timedelta(),
        )

    def dependencies(
        self, operator: Operator | None = None, pause: float = INTERVAL, **limits: Any
    ) -> ChatDependencies:
        """Return what a platform's service works with, as after a start."""
        return ChatDependencies(
            service=self.question_service(**limits),
            zone=UTC,
            feeds=self.feeds,
            correcting=None,
            operator=operator or Operator(notify=lambda _: None),
            subscriptions=self.subscriptions,
            pause=pause,
        )

    def feeds(self) -> Status:
        """Return how the feeds are: there is one."""
        self.looks += 1
        return status_of(self.catalogue, [FEED])


@contextmanager
def chat_stage(folder: Path, opened: Callable[[], SqlCatalogue] | None = None) -> Iterator[Stage]:
    """Yield a stage at noon on 25 November 2026, with ten articles a day apart.

    `opened` opens the catalogue, for each process anew; without it there is one in a file in the folder.
    """
    with closing(opened() if opened else open_catalogue(folder / "catalogue.db")) as catalogue:
        for days, (name, text) in enumerate(_TEXTS.items(), start=1):
            about = article(name, text=text, published=NOW - days * DAY, first_seen=NOW - days * DAY)
            whole = Passage(id=name, article_id=about.id, ordinal=0, start=0, end=len(text), text=text)
            catalogue.save(about, [whole])
        engines: dict[str, Any] = {
            "embedder": FakeEmbedder(),
            "vectors": FakeVectorIndex(),
            "lexical": FakeLexicalIndex(),
        }
        Syncer(catalogue=catalogue, generation="g1", **engines).open(lambda *_: None)
        retrieval = Retrieval(library=catalogue, **engines)
        answering = StageAnswering(
            library=catalogue, retrieval=retrieval, max_statements=4, min_confidence=0.3, tags=FeedTags(lambda: [FEED])
        )
        journal = CatalogueJournal(catalogue.journal, retention=timedelta())
        yield Stage(catalogue=catalogue, answering=answering, journal=journal, clock=FakeClock(NOW), opened=opened)
