"""An opened installation, owned by this process, and the use cases that work in it."""

from __future__ import annotations

import os
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from bot.operations.collecting_turns import CollectingTurns
from bot.operations.roles import Role
from bot.ports import Meter
from bot.wiring.answer_reader import prepare_in_background, reader_of
from bot.wiring.components import (
    adapters_of,
    embedder_of,
    fetcher,
    journal_of,
    mail_reader,
    open_catalogue,
    resolver,
    sandbox,
    subscriptions_of,
)
from bot.wiring.indexes import served_indexes
from bot.wiring.language_model import model_health, tally_of, writer_of
from bot.wiring.link_resolution import unwrapping
from bot.wiring.sharing import follower_name, leases
from indexer.errors import StoreError, UsageError
from indexer.indexing.lease_keeper import INDEXING, LEADER, Duty

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator, Sequence
    from typing import Any

    from bot.adapters.chat.service import ChatDependencies
    from bot.answering import Answering
    from bot.config import Settings
    from bot.config.watcher import LiveSettings
    from bot.conversation.corrections import Correcting
    from bot.conversation.service import QuestionService
    from bot.model import Place
    from bot.operations.collecting_loop import CollectingLoop
    from bot.operations.forgetting import Forgetter
    from bot.operations.health import AdapterHealth, HealthView, Status
    from bot.ports import AnswerStatistics, Journal, Reader
    from bot.retrieval.ranking import Order
    from bot.subscriptions.planner import Planner
    from bot.subscriptions.ports import Destination, Relevance, SubscriptionStore
    from bot.subscriptions.records import QuietHours
    from bot.subscriptions.relevance import StoryRelevance
    from bot.subscriptions.sender import Sender
    from bot.subscriptions.service import SubscriptionService
    from indexer.collecting.archive import Importer
    from indexer.collecting.collector import Collector
    from indexer.collecting.report import Report
    from indexer.collecting.story_assignment import StoryAssigner
    from indexer.indexing.generations import Build
    from indexer.indexing.lease_keeper import LeaseKeeper
    from indexer.indexing.sync import Syncer
    from indexer.model import Feed, Selection
    from indexer.ports import Catalogue, Clock, Embedder, LexicalIndex, Progress, VectorIndex


class SystemClock:
    """The computer's clock."""

    def now(self) -> datetime:
        """Return the current time in UTC."""
        return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Engines:
    """An opened installation: the catalogue, both indexes and the model, owned by this process."""

    settings: Settings
    clock: Clock
    catalogue: Catalogue
    journal: Journal
    statistics: AnswerStatistics
    subscriptions: SubscriptionStore
    embedder: Embedder
    reader: Reader | None  # None: the config wants none
    vectors: VectorIndex
    lexical: LexicalIndex  # empty if it answers nothing
    syncer: Syncer
    rebuilt: tuple[str, ...]  # in words: what start-up had to mend
    closing: ExitStack  # what is opened later is closed with the rest
    role: Role = Role.ALL
    keeper: LeaseKeeper | None = None  # None: no other process shares the catalogue
    turns: CollectingTurns = field(default_factory=CollectingTurns)
    meter: Meter = field(default_factory=Meter)
    states: dict[str, str] = field(default_factory=dict)  # of this process's adapters, as the journal keeps them
    led: list[int] = field(default_factory=lambda: [1])  # the fence under which this process planned last

    def answering(self, order: Order | None = None, current: Callable[[], Settings] | None = None) -> Answering:
        """Return the use case that asks and searches, with another `order` of hits, if one is given.

        `current` returns the settings that are in force; without it those of the start are.
        Raises `ConfigError` if [model] lacks something or the file of subjects is wrong, and `ModelError` if the
        configured reader cannot be used.
        """
        from bot.answering import Answering, Writing
        from bot.config.subjects import configured_subjects
        from bot.evidence.answerability import MIN_CONFIDENCE
        from bot.retrieval.ranking import rank
        from bot.retrieval.retriever import Retrieval
        from bot.understanding.subjects import SubjectKnowledge
        from bot.understanding.tags import FeedTags

        if not self.role.answers:
            raise UsageError(f"this process answers no questions (--role {self.role}): ask one that does")
        configured = self.settings.answers.min_confidence
        if self.reader is not None:
            self.reader.check()
        writer = writer_of(self.settings, os.environ)
        if writer is not None:
            self.closing.callback(writer.close)
        return Answering(
            library=self.catalogue,
            retrieval=Retrieval(
                library=self.catalogue,
                embedder=self.embedder,
                vectors=self.vectors,
                lexical=self.lexical,
                order=order or rank,
            ),
            max_statements=self.settings.answers.max_statements,
            min_confidence=MIN_CONFIDENCE if configured is None else configured,
            reader=self.reader,
            writing=Writing(writer=writer, tally=tally_of(self.settings)) if writer else None,
            subjects=SubjectKnowledge(configured_subjects(self.settings.answers.subjects)),
            tags=FeedTags(lambda: (current() if current else self.settings).indexer.feeds),
            precedence=self.syncer.precedence,
        )

    def prepare_reader(self, *, wait: bool = True) -> None:
        """Make what the reader lacks, which may take minutes; without `wait` in a thread of its own.

        Raises `ModelError` if it waits, and the configured reader cannot be used.
        """
        if self.reader is None:
            return
        if wait:
            self.reader.prepare()
        else:
            prepare_in_background(self.reader)

    def question_service(self, current: Callable[[], Settings] | None = None) -> QuestionService:
        """Return the use case that answers questions: one for all platforms, so that limits hold.

        `current` returns the settings that are in force; without it those of the start are.
        """
        from bot.conversation.scopes import Scopes
        from bot.conversation.service import QuestionService

        answering = self.answering(current=current)
        return QuestionService(
            answering=answering,
            scopes=Scopes(lambda: (current() if current else self.settings).scopes, self.journal, answering.tags),
            journal=self.journal,
            library=self.catalogue,
            clock=self.clock,
            limits=self.settings.limits,
            retention=self.settings.answers.retention,
            zone=self.settings.byline.timezone,
            meter=self.meter,
        )

    def relevance(
        self, answering: Answering, within: Callable[[Place, Selection], Selection] | None = None
    ) -> StoryRelevance:
        """Return what tells which stories a subscription is on; `within` narrows a selection to a place's scope."""
        from bot.subscriptions.relevance import StoryRelevance

        return StoryRelevance(
            library=self.catalogue,
            lexical=self.lexical,
            vectors=self.vectors,
            embedder=self.embedder,
            nearest=answering.retrieval.nearest,
            clock=self.clock,
            zone=self.settings.byline.timezone,
            subjects=answering.subjects,
            tags=answering.tags,
            within=within,
        )

    def correcting(self) -> Correcting | None:
        """Return the use case that posts notes on corrections; None if the config switches it off."""
        from bot.conversation.corrections import Correcting

        if not self.settings.answers.correction_notes:
            return None
        return Correcting(
            journal=self.journal, library=self.catalogue, clock=self.clock, leads=self.duty(LEADER).is_held
        )

    def chat_dependencies(
        self,
        platform: str,
        questions: QuestionService,
        feeds: Callable[[], Sequence[Feed]],
        notify: Callable[[str], None],
    ) -> ChatDependencies:
        """Return what a platform's service works with; `feeds` are those in force, `notify` tells the operator."""
        from bot.adapters.chat.context import Operator
        from bot.adapters.chat.service import ChatDependencies

        return ChatDependencies(
            service=questions,
            limits=self.settings.limits,
            zone=self.settings.byline.timezone,
            feeds=lambda: self._status(feeds()),
            correcting=self.correcting(),
            operator=Operator(notify=notify, keep_state=self.state(platform)),
            leads=self.duty(LEADER).is_held,
        )

    def duty(self, name: str) -> Duty:
        """Return whether this process does what only one does at a time, by the name of its lease."""
        return Duty(name, self.keeper)

    def state(self, adapter: str) -> Callable[[str], None]:
        """Return a function that keeps an adapter's state for `status` and `doctor`: a word, maybe with a reason.

        Where several processes serve it, that one has stopped does not hide that another goes on.
        """
        import structlog

        from bot.operations.health import adapter_name, adapter_text

        def keep(state: str) -> None:
            text = self.states[adapter] = adapter_text(" ".join(state.split()), self.clock.now())
            if self.keeper and state == "stopped":
                return
            try:
                self.journal.note(adapter_name(adapter), text)
            except StoreError as error:  # an adapter that serves goes on serving
                structlog.get_logger("byline.adapters").warning("an adapter's state is not kept", reason=str(error))

        return keep

    def _status(self, feeds: Sequence[Feed]) -> Status:
        from bot.operations.health import status_of

        return status_of(
            self.catalogue, feeds, self.journal.feedback(), refusals=self.journal.refusals(), now=self.clock.now()
        )

    def importer(self) -> Importer:
        """Return the use case that takes articles in bulk."""
        from indexer.collecting.archive import Importer

        return Importer(
            catalogue=self.catalogue,
            embedder=self.embedder,
            syncer=self.syncer,
            stories=self._assigner(),
            clock=self.clock,
        )

    def forgetter(self) -> Forgetter:
        """Return the use case that removes what is kept of a person, a page or a source."""
        from bot.operations.forgetting import Forgetter

        return Forgetter(
            catalogue=self.catalogue, journal=self.journal, subscriptions=self.subscriptions, clock=self.clock
        )

    def planner(self, relevance: Relevance, quiet: Callable[[Place], QuietHours | None]) -> Planner:
        """Return the use case that plans what is due of watches and digests, for the one thread that collects."""
        from bot.subscriptions.catalogue_stories import CatalogueStories
        from bot.subscriptions.planner import Planner

        stories = CatalogueStories(self.catalogue)
        return Planner(
            store=self.subscriptions,
            stories=stories,
            relevance=relevance,
            teller=stories,
            quiet=quiet,
            journal=self.journal,
            clock=self.clock,
            fenced=partial(self.duty(LEADER).fenced, self.catalogue),
        )

    def keep_up(self, planner: Planner, *, has_news: bool) -> None:
        """Have a planner plan what is due, if this process is the one that does."""
        leader = self.duty(LEADER)
        if fence := leader.fence:
            if fence != self.led[0]:  # another process may have planned meanwhile
                planner.begin_anew()
                self.led[0] = fence
            planner.keep_up(has_news=has_news)

    def sender(
        self,
        destination: Destination,
        quiet: Callable[[Place], QuietHours | None],
        run_io: Callable[..., Awaitable[Any]],
    ) -> Sender:
        """Return the use case that sends what is planned to one platform."""
        from bot.subscriptions.catalogue_stories import CatalogueStories
        from bot.subscriptions.posts import PostMaker
        from bot.subscriptions.sender import Sender

        stories = CatalogueStories(self.catalogue)
        return Sender(
            destination=destination,
            store=self.subscriptions,
            posts=PostMaker(stories=stories, teller=stories),
            quiet=quiet,
            clock=self.clock,
            meter=self.meter,
            run_io=run_io,
            leads=self.duty(LEADER).is_held,
        )

    def subscription_service(self, quiet: Callable[[Place], QuietHours | None]) -> SubscriptionService:
        """Return the use case by which members make, change and list watches and digests."""
        from bot.subscriptions.service import SubscriptionService

        return SubscriptionService(store=self.subscriptions, quiet=quiet, clock=self.clock)

    @contextmanager
    def collector(self) -> Iterator[Collector]:
        """Yield the use case that collects from feeds, with its connections and processes."""
        from indexer.collecting.claims import SharedClaims
        from indexer.collecting.collector import Collector
        from indexer.collecting.google_news_links import RedirectResolver
        from indexer.collecting.pace import Pace
        from indexer.fetching import SharedPoliteness

        given = self.settings.indexer.collector
        asked = resolver(self.settings, self.clock)
        duty, keeper = self.duty(INDEXING), self.keeper
        unwrapper = RedirectResolver(catalogue=self.catalogue, resolver=asked, clock=self.clock, duty=duty)
        shared = SharedPoliteness(turns=self.catalogue, holder=keeper.holder) if keeper else None
        with (
            closing(fetcher(self.settings, self.clock, self.catalogue, shared)) as client,
            closing(sandbox()) as confined,
            unwrapping(unwrapper, asked),
            mail_reader(self.settings) as mail,
        ):
            yield Collector(
                catalogue=self.catalogue,
                fetcher=client,
                sandbox=confined,
                embedder=self.embedder,
                syncer=self.syncer,
                stories=self._assigner(),
                clock=self.clock,
                pace=Pace(
                    poll_interval=given.poll_interval, recheck=given.recheck, keep=given.keep, backfill=given.backfill
                ),
                mail_reader=mail,
                claims=SharedClaims(self.catalogue, keeper.holder) if keeper else None,
                duty=duty,
            )

    def collecting_loop(self, live: LiveSettings, planner: Planner | None = None) -> CollectingLoop:
        """Return the use case that collects again and again, by the settings in force, and has a planner keep up."""
        from bot.operations.collecting_loop import CollectingLoop
        from indexer.model import Outcome

        def decided(report: Report) -> None:
            if planner:
                has_news = bool(report.outcomes[Outcome.NEW] or report.outcomes[Outcome.UPDATED])
                self.keep_up(planner, has_news=has_news)

        return CollectingLoop(
            open_collector=lambda settings: replace(self, settings=settings).collector(),
            live=live,
            turns=self.turns,
            meter=self.meter,
            decided=decided,
        )

    def health_view(self, settings: Settings) -> HealthView:
        """Return how the program is at the moment. Raises `StoreError` if the catalogue cannot be read."""
        from bot.operations.health import HealthView

        return HealthView(
            status=self._status(settings.indexer.feeds),
            adapters=self._adapters(settings) if self.role.chats else (),
            embedded=self.syncer.embedded,
            embedding_s=self.syncer.embedding_s,
            model=model_health(settings),
            **self._part(),
        )

    def _adapters(self, settings: Settings) -> tuple[AdapterHealth, ...]:
        """Return how the adapters of this process are; where several serve a platform, the journal tells of all."""
        return adapters_of(settings, self.journal, self.states if self.keeper else None)

    def _part(self) -> dict[str, Any]:
        """Return what the health view says of this process, if there are several."""
        from bot.operations.health import part_of

        if self.keeper is None:
            return {}
        behind = self.catalogue.last_change() - (self.lexical.cursor or 0) if self.role.answers else None
        held = [name for name in self.role.duties if self.keeper.is_held(name)]
        trouble = {"leases": self.keeper.trouble} if self.keeper.trouble else {}
        return {"part": part_of(self.role, held, behind), "problems": trouble}

    def status(self, settings: Settings) -> Status:
        """Return the health of feeds, index and adapters. Raises `StoreError` if the catalogue cannot be read."""
        return replace(
            self._status(settings.indexer.feeds),
            adapters=adapters_of(settings, self.journal),
            model=model_health(settings),
            subscriptions=self.subscriptions.counts(),
        )

    def _assigner(self) -> StoryAssigner:
        from indexer.collecting.story_assignment import StoryAssigner

        return StoryAssigner(
            catalogue=self.catalogue, embedder=self.embedder, vectors=self.vectors, duty=self.duty(INDEXING)
        )


@contextmanager
def engines(
    settings: Settings,
    *,
    purpose: str,
    progress: Progress,
    clock: Clock | None = None,
    wait: float = 2.0,
    role: Role = Role.ALL,
    leads: bool = False,
) -> Iterator[Engines]:
    """Own the data directory, open everything in it, and complete what a crash left half done.

    `role` says what this process does, if there are several; `leads`: it plans and sends, unless another one does.
    Raises `DataDirBusy` if another process has owned it for longer than `wait` seconds.
    """
    from indexer.data_dir_lock import DataDirLock
    from indexer.indexing.generations import index_rules, remove_retired, require_current
    from indexer.indexing.sync import Syncer

    folder = settings.byline.data_dir
    with ExitStack() as stack:
        stack.enter_context(DataDirLock(folder, purpose, wait=wait))
        catalogue = stack.enter_context(open_catalogue(settings))
        embedder = embedder_of(settings)
        build = require_current(catalogue, index_rules(embedder))
        vectors, lexical, said = served_indexes(stack, settings, build, embedder.dimension)
        keeper = stack.enter_context(leases(settings, catalogue, purpose, role, leads=leads))
        if keeper is None or keeper.is_held(INDEXING):
            said += _undo_other_rules(catalogue, embedder, build, progress)
        remove_retired(catalogue, vectors, folder, build)
        journal = journal_of(settings, catalogue, keeper.holder if keeper else "")
        syncer = Syncer(
            catalogue=catalogue,
            embedder=embedder,
            vectors=vectors,
            lexical=lexical if role.answers else None,
            generation=build.name,
            duty=Duty(INDEXING, keeper),
            follower=follower_name(settings) if keeper else "",
        )
        yield Engines(
            settings=settings,
            clock=clock or SystemClock(),
            catalogue=catalogue,
            journal=journal,
            statistics=journal,
            subscriptions=subscriptions_of(catalogue),
            embedder=embedder,
            reader=reader_of(settings),
            vectors=vectors,
            lexical=lexical,
            syncer=syncer,
            rebuilt=(*said, *syncer.open(progress)),
            closing=stack,
            role=role,
            keeper=keeper,
        )


def _undo_other_rules(catalogue: Catalogue, embedder: Embedder, build: Build, progress: Progress) -> list[str]:
    """Give up a reindex to other rules that was interrupted before it switched, and say so.

    It may have cut articles into other passages already, which the index that still serves must not take.
    """
    from indexer.indexing.generations import find_unfinished, retire_unfinished
    from indexer.indexing.rebuild import resplit_articles

    begun = find_unfinished(catalogue)
    if not begun:
        return []
    if all(each.rules == build.rules for each in begun):
        return ["an interrupted `byline reindex` waits to be finished: run it again"]
    resplit_articles(catalogue, embedder, progress)
    retire_unfinished(catalogue, others_than=build)
    return ["an interrupted `byline reindex` to another model was given up: the old index serves on"]
