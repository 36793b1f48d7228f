"""Serving a platform: what is the same on all of them, from the first connection to a clean end."""

from __future__ import annotations

import asyncio
import sys
from abc import ABC, abstractmethod
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, ClassVar, TypeVar

import structlog

from bot.adapters.chat.button_actions import ButtonActions
from bot.adapters.chat.commands import ChatCommands
from bot.adapters.chat.context import ChatContext
from bot.adapters.chat.correction_notes import CorrectionNotes
from bot.adapters.chat.destination import ChatDestination
from bot.adapters.chat.executors import Executors
from bot.adapters.chat.mentions import MentionHandler
from bot.adapters.chat.periodic import INTERVAL, PeriodicTasks
from bot.adapters.chat.search_store import MembersTexts
from bot.adapters.chat.subscription_buttons import SubscriptionButtons
from bot.adapters.chat.subscription_commands import SubscriptionCommands
from bot.operations.health import AdapterState
from indexer.errors import StoreError, Unsure

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection, Iterable
    from datetime import tzinfo

    from bot.adapters.chat.context import Operator, PlatformErrors
    from bot.adapters.chat.event_server import EventServer
    from bot.adapters.chat.posting import ChatPosting
    from bot.adapters.chat.question_flow import QuestionFlow
    from bot.adapters.chat.search_store import SearchStore
    from bot.adapters.chat.subscriptions import ChatSubscriptions
    from bot.adapters.messages.markup import Markup
    from bot.adapters.messages.notices import Usage
    from bot.conversation.corrections import Correcting
    from bot.conversation.service import QuestionService
    from bot.model.chat import Place
    from bot.operations.health import Status

_T = TypeVar("_T")

DRAIN_TIMEOUT = 10.0
"""Seconds that questions have to be answered at the end; those left are answered after the next start."""

_SWITCH_INTERVAL = 0.001  # seconds until Python switches threads: answering must not delay acknowledgements
_PAUSES = (1.0, 2.0, 5.0, 10.0, 30.0)  # seconds between attempts to reach the platform; the last one repeats


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatDependencies:
    """What every platform's service works with."""

    service: QuestionService
    zone: tzinfo  # decides what "today" means where the asker's own zone is not known
    feeds: Callable[[], Status]  # reads the disk
    correcting: Correcting | None  # None: no notes on corrections
    operator: Operator
    subscriptions: ChatSubscriptions | None = None  # None: no watches and digests
    leads: Callable[[], bool] = lambda: True  # whether this process alerts admins, if there are several
    event_server: EventServer | None = None  # None: the platform sends no requests of its own
    pause: float = INTERVAL  # seconds between two rounds of what is repeated
    drain_timeout: float = DRAIN_TIMEOUT


class ChatHandlers:
    """The handlers of a platform's events, made for a connection."""

    def __init__(
        self, context: ChatContext, posting: ChatPosting, questions: QuestionFlow, searches: SearchStore
    ) -> None:
        self.questions = questions
        wanted, buttons = None, None
        if context.subscriptions:
            wanted = SubscriptionCommands(context, context.subscriptions, MembersTexts(context), posting)
            buttons = SubscriptionButtons(context, context.subscriptions, wanted)
        self.commands = ChatCommands(context, searches, wanted)
        self.mentions = MentionHandler(context, self.questions, self.commands, posting)
        self.buttons = ButtonActions(context, self.commands, self.questions, buttons)


class ChatService(ABC):
    """Serves a platform. To be made before collecting begins: the admin channel is alerted to changes from then on."""

    platform: ClassVar[str]
    title: ClassVar[str]  # the platform's name as people write it
    markup: ClassVar[Markup]

    def __init__(self, dependencies: ChatDependencies, *, admin_channel: str) -> None:
        """Take the channel for alerts, "" for none."""
        self._dependencies = dependencies
        self._service = dependencies.service
        self._notify = dependencies.operator.notify
        self._admin_channel = admin_channel
        self._periodic = PeriodicTasks(
            dependencies.feeds,
            self._service,
            self.platform,
            has_alerts=bool(admin_channel),
            leads=dependencies.leads,
            pause=dependencies.pause,
        )
        self._state, self._reason = AdapterState.CONNECTING, ""
        self._log = structlog.get_logger(f"byline.{self.platform}")
        self.hanging = 0  # threads that had not ended when the service did

    async def run(self, stop: asyncio.Event) -> None:
        """Serve until `stop` is set, or until the platform ends it. Raises `PlatformError` if it cannot begin."""
        sys.setswitchinterval(_SWITCH_INTERVAL)
        executors = Executors(self._service.concurrency)
        try:
            await self._serve(stop, executors)
        finally:
            self.hanging = executors.close()

    @abstractmethod
    async def _serve(self, stop: asyncio.Event, executors: Executors) -> None: ...

    async def _reach(self, stop: asyncio.Event, attempt: Callable[[], Awaitable[_T]]) -> _T | None:
        """Return the result of an attempt, repeated until the platform is reached; None if `stop` is set first."""
        pauses, pause = iter(_PAUSES), 0.0
        while not stop.is_set():
            try:
                return await attempt()
            except Unsure as unsure:
                pause = next(pauses, pause)
                self._set_state(AdapterState.CONNECTING)
                self._notify(f"{self.title} cannot be reached ({unsure}): trying again in {pause:.0f} s")
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), pause)
        return None

    def _context(
        self, executors: Executors, errors: PlatformErrors, usage: Usage, admins: Iterable[object]
    ) -> ChatContext:
        dependencies = self._dependencies
        return ChatContext(
            platform=self.platform,
            service=dependencies.service,
            zone=dependencies.zone,
            feeds=dependencies.feeds,
            executors=executors,
            markup=self.markup,
            errors=errors,
            usage=usage,
            admins=frozenset(map(str, admins)),
            subscriptions=dependencies.subscriptions,
        )

    def _start_periodic(
        self, context: ChatContext, posting: ChatPosting, questions: QuestionFlow
    ) -> asyncio.Task[None]:
        correcting = self._dependencies.correcting
        notes = CorrectionNotes(context, correcting, posting) if correcting else None
        send_alert = partial(posting.post, self._admin_channel)
        news = self._news(context, posting)
        repeated = self._periodic.run(context, send_alert, self._keep_state, notes, news)

        async def both() -> None:
            await asyncio.gather(repeated, questions.keep())

        return asyncio.ensure_future(both())

    def _news(self, context: ChatContext, posting: ChatPosting) -> Callable[[], Awaitable[None]] | None:
        """Return what sends a round of watches and digests, None where there are none."""
        subscriptions = context.subscriptions
        if subscriptions is None:
            return None
        destination = ChatDestination(context, posting, subscriptions.quiet, self._admin_channel)
        sender = subscriptions.sender(destination, context.executors.run_io)

        async def send_round() -> None:
            await sender.round(subscriptions.edits(), await self._unready(context, subscriptions))

        return send_round

    async def _unready(
        self,
        context: ChatContext,  # noqa: ARG002  for platforms that have to learn of places first
        subscriptions: ChatSubscriptions,  # noqa: ARG002  same
    ) -> Collection[Place]:
        """Return the places to which nothing may be sent in this round: what holds in them is not known."""
        return ()

    async def _drain(self, executors: Executors) -> None:
        if left := await executors.drain(self._dependencies.drain_timeout):
            self._log.warning("ended with questions in hand: they are answered after the next start", questions=left)
        try:
            await executors.run_io(self._service.release, self.platform)
        except StoreError as error:  # the claims end by themselves
            self._log.warning("claims on questions could not be given back", reason=str(error))

    def _set_state(self, state: AdapterState, reason: str = "") -> asyncio.Future[None]:
        """Store the state of the adapter in a thread, for whose end nobody has to wait."""
        self._state, self._reason = state, reason
        return asyncio.get_running_loop().run_in_executor(None, self._keep_state)

    def _keep_state(self) -> None:
        self._dependencies.operator.keep_state(self._state, self._reason)
