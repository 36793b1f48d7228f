"""An opened installation, owned by this process, and the use cases that work in it."""

from __future__ import annotations

import os
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bot.operations.collecting_turns import CollectingTurns
from bot.operations.roles import Role
from bot.ports import Meter
from bot.wiring.answer_reader import judge_of, prepare_in_background
from bot.wiring.components import adapters_of, fetcher, mail_reader, own_adapters, resolver, sandbox
from bot.wiring.indexes import trouble_with
from bot.wiring.language_model import model_health, tally_of, writer_of
from bot.wiring.link_resolution import unwrapping
from indexer.errors import StoreError, UsageError
from indexer.indexing.lease_keeper import INDEXING, LEADER, Duty

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from bot.adapters.journal import CatalogueJournal
    from bot.answering import Answering
    from bot.config.sections import Settings
    from bot.config.watcher import LiveSettings
    from bot.conversation.corrections import Correcting
    from bot.conversation.service import QuestionService
    from bot.operations.collecting_loop import CollectingLoop
    from bot.operations.forgetting import Forgetter
    from bot.operations.health import AdapterHealth, AdapterState, HealthView, Status
    from bot.ports import Reader
    from bot.retrieval.ranking import Order
    from bot.subscriptions.planner import Planner
    from bot.subscriptions.ports import SubscriptionStore
    from indexer.collecting.archive import Importer
    from indexer.collecting.collector import Collector
    from indexer.collecting.report import Report
    from indexer.collecting.story_assignment import StoryAssigner
    from indexer.indexing.lease_keeper import LeaseKeeper
    from indexer.indexing.sync import Syncer
    from indexer.model.feeds import Feed
    from indexer.ports import Catalogue, Clock, Embedder, LexicalIndex, VectorIndex


_DAY = timedelta(days=1)


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
    journal: CatalogueJournal
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
        from bot.model.tags import FeedTags
        from bot.retrieval.ranking import rank
        from bot.retrieval.retriever import Retrieval

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
            writing=Writing(writer=writer, judge=judge_of(self.reader), tally=tally_of(self.settings))
            if writer
            else None,
            subjects=configured_subjects(self.settings.answers.subjects),
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

        answering, limits = self.answering(current=current), self.settings.limits
        return QuestionService(
            answering=answering,
            scopes=Scopes(lambda: (current() if current else self.settings).scopes, self.journal, answering.tags),
            journal=self.journal,
            library=self.catalogue,
            clock=self.clock,
            per_user=limits.per_user,
            concurrency=limits.concurrency,
            queue=limits.queue,
            retention=self.settings.answers.retention,
            zone=self.settings.byline.timezone,
            meter=self.meter,
        )

    def correcting(self) -> Correcting | None:
        """Return the use case that posts notes on corrections; None if the config switches it off."""
        from bot.conversation.corrections import Correcting

        if not self.settings.answers.correction_notes:
            return None
        leader = self.duty(LEADER)
        return Correcting(journal=self.journal, library=self.catalogue, clock=self.clock, leads=lambda: leader.fence)

    def duty(self, name: str) -> Duty:
        """Return whether this process does what only one does at a time, by the name of its lease."""
        return Duty(name, self.keeper)

    def state(self, adapter: str) -> Callable[[AdapterState, str], None]:
        """Return a function that keeps an adapter's state for `status` and `doctor`, with a reason or "".

        Where several processes serve it, each keeps its own.
        """
        import structlog

        from bot.operations.health import adapter_name, adapter_text

        def keep(state: AdapterState, reason: str) -> None:
            text = self.states[adapter] = adapter_text(state, self.clock.now(), reason)
            process, until = (self.keeper.holder, self.clock.now() + _DAY) if self.keeper else ("", None)
            try:
                self.journal.note(adapter_name(adapter, process), text, until)
            except StoreError as error:  # an adapter that serves goes on serving
                structlog.get_logger("byline.adapters").warning("an adapter's state is not kept", reason=str(error))

        return keep

    def feed_status(self, feeds: Sequence[Feed]) -> Status:
        """Return the health of feeds and index. Raises `StoreError` if the catalogue cannot be read."""
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

    def keep_up(self, planner: Planner, *, has_news: bool) -> None:
        """Have a planner plan what is due, if this process is the one that does."""
        leader = self.duty(LEADER)
        if fence := leader.fence:
            if fence != self.led[0]:  # another process may have planned meanwhile
                planner.begin_anew()
                self.led[0] = fence
            planner.keep_up(has_news=has_news)

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
            status=self.feed_status(settings.indexer.feeds),
            adapters=self._own_adapters(settings) if self.role.chats else (),
            embedded=self.syncer.embedded,
            embedding_s=self.syncer.embedding_s,
            model=model_health(settings),
            problems={
                **({"leases": self.keeper.trouble} if self.keeper and self.keeper.trouble else {}),
                **(trouble_with(self.vectors) if settings.indexer.store.url else {}),
            },
            part=self._part(),
        )

    def _own_adapters(self, settings: Settings) -> tuple[AdapterHealth, ...]:
        """Return how the adapters of this process are; where only one serves them, the journal tells of all."""
        if self.keeper:
            return own_adapters(settings, self.states)
        return adapters_of(settings, self.journal, self.catalogue)

    def _part(self) -> dict[str, object]:
        """Return what the health view says of this process, if there are several."""
        from bot.operations.health import part_of

        if self.keeper is None:
            return {}
        behind = self.catalogue.last_change() - (self.lexical.cursor or 0) if self.role.answers else None
        held = [name for name in self.role.duties if self.keeper.is_held(name)]
        return part_of(self.role, held, behind)

    def status(self, settings: Settings) -> Status:
        """Return the health of feeds, index and adapters. Raises `StoreError` if the catalogue cannot be read."""
        return replace(
            self.feed_status(settings.indexer.feeds),
            adapters=adapters_of(settings, self.journal, self.catalogue),
            model=model_health(settings),
            subscriptions=self.subscriptions.counts(),
        )

    def _assigner(self) -> StoryAssigner:
        from indexer.collecting.story_assignment import StoryAssigner

        return StoryAssigner(
            catalogue=self.catalogue, embedder=self.embedder, vectors=self.vectors, duty=self.duty(INDEXING)
        )
