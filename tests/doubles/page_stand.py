"""The pages of a small newsroom on loopback: a real catalogue, journal and server, with hostile words everywhere."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Self

from bot.adapters.journal import CatalogueJournal
from bot.adapters.subscription_store import CatalogueSubscriptions
from bot.answering import Answering
from bot.config.loader import load
from bot.config.values import Endpoint
from bot.config.watcher import LiveSettings
from bot.conversation.service import QuestionService
from bot.model import Answer, Question, Refusal, RefusalReason, Statement, StatementKind
from bot.model.chat import Asked, Place, Rate, asked_id
from bot.operations.health import status_of
from bot.retrieval.retriever import Retrieval
from bot.server.access import Access, read_tokens
from bot.server.lifetime import http_server
from bot.server.newsroom import Newsroom
from bot.server.pages.section import PageSection
from bot.server.pages.source import PageSource
from bot.server.workers import ServerWorkers, Workers
from bot.wiring.feed_discovery import address_of, discover
from indexer.model import Membership, Origin, Quality
from indexer.model.feeds import FeedState
from tests.doubles.catalogue_records import article, save
from tests.doubles.newsroom import Newsroom as CollectingNewsroom
from tests.doubles.subscriptions import watch

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from pathlib import Path

    from bot.operations.feed_trials import Discovery
    from bot.operations.health import Status
    from indexer.model import Article

ADMIN, READER = "admin-token-of-the-tests", "reader-token-of-the-tests"
"""Tokens."""

HOSTILE = "</title><script>window.hacked=1</script><img src=x onerror='window.hacked=1'>\" onfocus=\"window.hacked=1"
"""Stands in titles, names and questions."""

QUESTION = "How much money did the Amberly works raise in its funding round?"
"""A question that is answered."""

UNKNOWN = "When does Quillmark open its factory in Osaka?"
"""One that is not."""

_OPENED = (
    "Ada Lorne opened the Amberly works with {} engineers on Monday. "
    "The Amberly works raised ${} million in a funding round that Harbour Capital led, Lorne said."
)
_NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


@dataclass
class PageStand:
    """Serves the pages; `tokens` says which tokens there are, in the form of the environment variable."""

    folder: Path
    tokens: str = f"boss:admin:{ADMIN},guest:read:{READER}"
    per_user: int = 1_000
    retention: str = "7d"
    before_asking: Callable[[], object] = lambda: None  # may raise, as a fault in the program would
    waits: list[float] = field(default_factory=list)  # seconds that a wrong token would have waited
    _stack: ExitStack = field(default_factory=ExitStack)

    def __enter__(self) -> Self:
        """Open everything."""
        self.room = self._stack.enter_context(CollectingNewsroom(self.folder))
        self.config = self.folder / "config.toml"
        self.config.write_text(
            f'[byline]\ndata_dir = "{self.folder}"\n[answers]\nretention = "{self.retention}"\n'
            '[indexer]\nallow_private_hosts = true\n[[feeds]]\nurl = "https://wire.example/feed"\n'
            '[[feeds]]\nurl = "https://quiet.example/feed"\nname = "Quiet Post"\nenabled = false\n',
            encoding="utf-8",
        )
        self.live = LiveSettings(load(self.config), lambda _: None)
        catalogue = self.room.catalogue
        self.journal = CatalogueJournal(catalogue.journal, retention=self.live.current.answers.retention)
        self.subscriptions = CatalogueSubscriptions(catalogue.subscriptions)
        self._fill()
        self.address = self._stack.enter_context(self._served())
        return self

    def __exit__(self, *_: object) -> None:
        """Close everything."""
        self._stack.close()

    def _served(self) -> AbstractContextManager[str]:
        room = self.room
        retrieval = Retrieval(
            library=room.catalogue, embedder=room.embedder, vectors=room.vectors, lexical=room.lexical
        )
        service = QuestionService(
            answering=Answering(library=room.catalogue, retrieval=retrieval, max_statements=4, min_confidence=0.0),
            journal=self.journal,
            library=room.catalogue,
            clock=room.clock,
            per_user=Rate(count=self.per_user, per=timedelta(minutes=1)),
            concurrency=2,
            queue=100,
            retention=timedelta(days=7),
        )

        def questions() -> QuestionService:
            self.before_asking()
            return service

        newsroom = Newsroom(room.catalogue, questions, self._status, lambda: self.live.current.indexer.feeds, UTC)
        source = PageSource(room.catalogue, self.journal, self.subscriptions, self.live, self._try_feed)
        access = Access(read_tokens(self.tokens, "BYLINE_TOKENS"), [], self._wait)
        workers = ServerWorkers(
            reads=Workers("page-read", 2), questions=Workers("page-question", 2), trials=Workers("page-trial", 1)
        )
        self._stack.callback(workers.close)
        self.pages = pages = PageSection(newsroom, source, access, workers)
        return http_server(
            "pages",
            "[server] listen",
            Endpoint(host="127.0.0.1", port=0),
            [pages],
            access,
            show_problem=pages.show_problem,
        )

    def _try_feed(self, address: str) -> Discovery:
        allow = "set allow_private_hosts = true under [indexer]"
        return discover(self.live.current, address_of(address), allow=allow)

    def _status(self) -> Status:
        return status_of(self.room.catalogue, self.live.current.indexer.feeds, now=self.room.clock.now())

    async def _wait(self, seconds: float) -> None:
        self.waits.append(seconds)

    def _fill(self) -> None:
        """Collect a story of three reports, one with hostile words, and what was asked, voted and watched."""
        catalogue = self.room.catalogue
        first = article("first", title="The Amberly works", text=_OPENED.format("forty", 480), publisher="The Wire")
        first = replace(
            first, published=_NOW - timedelta(hours=20), correction="Correction: it was Monday, not Sunday."
        )
        copy = article("copy", title="The works in Amberly", text=_OPENED.format("forty", 480), publisher="Daily Copy")
        copy = replace(copy, published=_NOW - timedelta(hours=19))
        other = article("other", title="Amberly opens", text=_OPENED.format("forty", 520), publisher="Other Post")
        other = replace(other, published=_NOW - timedelta(hours=18), origins=(Origin(name=HOSTILE, url=""),))
        bad = article("bad", title=HOSTILE, text=f"{HOSTILE} is what the page says of itself.", publisher=HOSTILE)
        bad = replace(
            bad, url="javascript:window.hacked=1", published=_NOW, quality=Quality.PARTIAL, correction=HOSTILE
        )
        self.articles = {"first": first, "copy": copy, "other": other, "bad": bad}
        save(catalogue, replace(first, text=_OPENED.format("thirty", 480), title="Amberly, early"), copy, other, bad)
        save(catalogue, replace(first, version=2, updated=_NOW - timedelta(hours=10)))
        self.room.collect()
        for each, text in ((first, first), (copy, first), (other, other)):
            _place(self.room, each, story=first, text=text)
        catalogue.record_poll(
            FeedState(url="https://wire.example/feed", title=HOSTILE, error=HOSTILE, failures=3, last_poll=_NOW), []
        )
        self.ask("1", UNKNOWN, found=False)
        self.ask("2", "When will Quillmark open the factory in Osaka?", found=False)
        self.ask("3", HOSTILE, found=False)
        self.ask("4", "A private secret", found=False, private=True)
        self.ask("5", QUESTION, found=True)
        self.journal.rate("slack:T1:C1:5", "U2", 1, "", _NOW)
        self.journal.rate("slack:T1:C1:5", "U3", -1, HOSTILE, _NOW)
        atom = Place(platform="atom", team="", channel="works")
        slack = Place(platform="slack", team="T1", channel="CSECRET")
        self.subscriptions.add(watch("w1", place=atom, query=HOSTILE))
        self.subscriptions.add(watch("w2", place=slack, query="secret plans"))

    def ask(self, message: str, text: str, *, found: bool, private: bool = False) -> None:
        """Keep a question of a channel with its answer."""
        place = Place(platform="slack", team="T1", channel="C1", thread=message)
        asked = Asked(
            id=asked_id("slack", "T1", "C1", message),
            place=place,
            user="U1",
            text=text,
            received=_NOW - timedelta(hours=1),
            private=private,
        )
        refusal = None if found else Refusal(reason=RefusalReason.UNLIKELY, detail="")
        said = (Statement(text="Forty.", kind=StatementKind.REPORTED, citations=()),) if found else ()
        answer = Answer(question=Question(text=text, now=_NOW), statements=said, refusal=refusal)
        self.journal.accept(asked)
        self.journal.intend(asked, answer)
        self.journal.posted(asked.id, "m", _NOW)


def _place(room: CollectingNewsroom, of: Article, *, story: Article, text: Article) -> None:
    room.catalogue.add_membership(Membership(article_id=of.id, when=of.when, decided=story.id, text=text.id, sketch=""))
