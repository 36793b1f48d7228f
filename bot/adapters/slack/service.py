"""Serving a workspace from the first question to a clean end."""

from __future__ import annotations

import asyncio
import sys
from contextlib import AsyncExitStack
from functools import partial
from typing import TYPE_CHECKING, TypeVar

import structlog

from bot.adapters.chat.button_actions import Pressing
from bot.adapters.chat.correction_notes import Corrections
from bot.adapters.chat.executors import Work
from bot.adapters.chat.periodic import Turns
from bot.adapters.chat.question_flow import Questions
from bot.adapters.chat.service import Errands
from bot.adapters.slack import errors
from bot.adapters.slack import router as bolt
from bot.adapters.slack.api import Web, session, translated
from bot.adapters.slack.buttons import Buttons
from bot.adapters.slack.commands import Commands
from bot.adapters.slack.context import Parts
from bot.adapters.slack.events import PLATFORM, Bot
from bot.adapters.slack.markup import MRKDWN, usage
from bot.adapters.slack.mentions import Listening
from bot.adapters.slack.posting import Posting
from bot.adapters.slack.progress import Progress
from bot.adapters.slack.surface import Front, Remembering
from bot.adapters.slack.transport import http_mode, socket_mode
from bot.adapters.slack.users import People
from indexer.errors import PlatformError, Refused, Unsure

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import tzinfo

    from slack_bolt.app.async_app import AsyncApp

    from bot.adapters.chat.context import Operator
    from bot.adapters.slack.tokens import Tokens
    from bot.config import LimitSettings, SlackSettings
    from bot.conversation.corrections import Correcting
    from bot.conversation.service import QuestionService
    from bot.operations.health import Status

_T = TypeVar("_T")

DRAIN = 10.0
"""Seconds that questions in hand are given at the end; what is left is answered after the next start."""

_SWITCH = 0.001  # seconds that a thread computes before another has its turn: answering must not delay listening

_TICK = 0.1  # seconds

_PATIENCE = (1.0, 2.0, 5.0, 10.0, 30.0)  # seconds between tries to reach Slack at the start


class SlackService:
    """Byline on Slack."""

    def __init__(  # noqa: PLR0913  one keyword for each part
        self,
        *,
        desk: QuestionService,
        settings: SlackSettings,
        limits: LimitSettings,
        tokens: Tokens,
        zone: tzinfo,
        feeds: Callable[[], Status],
        correcting: Correcting | None,
        operator: Operator,
    ) -> None:
        """Take `feeds`, which tells how they are.

        Without `correcting` no thread is told of corrections.

        To be made before collecting begins: what changes from now on is told to the admin channel.
        """
        self._desk = desk
        self._settings = settings
        self._limits = limits
        self._tokens = tokens
        self._zone = zone
        self._feeds = feeds
        self._correcting = correcting
        self._say = operator.say
        self._state = operator.state
        self._log = structlog.get_logger("byline.slack")
        self._turns = Turns(feeds, desk, PLATFORM, watching=bool(settings.admin_channel))
        self._over = asyncio.Event()  # it cannot go on, or is to end
        self.hanging = 0  # threads that did not come to an end when it did
        self._reason = ""  # why it cannot go on

    async def run(self, stop: asyncio.Event) -> None:
        """Serve until `stop` is set, or until Slack ends it. Raises `PlatformError` if it cannot begin."""
        async with session() as http:
            web = Web(http, token=self._tokens.bot, api_url=self._settings.api_url)
            bot = await self._until(stop, lambda: self._identity(web))
            if bot is None:
                return
            work = Work(self._desk.concurrency)
            try:
                await self._serve(stop, web, bot, work)
            finally:
                self.hanging = work.close()

    async def _serve(self, stop: asyncio.Event, web: Web, bot: Bot, work: Work) -> None:
        parts = Parts(
            platform=PLATFORM,
            markup=MRKDWN,
            desk=self._desk,
            bot=bot,
            settings=self._settings,
            limits=self._limits,
            zone=self._zone,
            web=web,
            work=work,
            people=People(web),
            posting=Posting(web, bot),
        )
        gate = bolt.Gate()
        sys.setswitchinterval(_SWITCH)
        questions = Questions(parts, Front(parts, Progress(web)), self._lost)
        app = self._app(parts, gate, questions)
        await questions.take_up()
        ended: list[asyncio.Task[object]] = []
        async with AsyncExitStack() as stack:
            if not await self._connect(stop, stack, app, parts, gate):
                return
            ended = [asyncio.ensure_future(stop.wait()), asyncio.ensure_future(self._over.wait())]
            turns = asyncio.ensure_future(
                self._turns.take(
                    parts,
                    partial(parts.posting.say, self._settings.admin_channel),
                    self._still,
                    Corrections(parts, self._correcting, parts.posting.note) if self._correcting else None,
                )
            )
            await asyncio.wait(ended, return_when=asyncio.FIRST_COMPLETED)
            gate.closed = True
            self._desk.give_way()
            turns.cancel()
            await work.quiet()
            await asyncio.sleep(_TICK)  # what was stored last is being acknowledged
            for task in ended:
                task.cancel()
        left = await work.drain(DRAIN)
        if self._reason:
            await work.quick(self._state, f"failed: {self._reason}")
        if left:
            self._log.warning("ended with questions in hand: they are answered after the next start", questions=left)

    def _app(self, parts: Parts, gate: bolt.Gate, questions: Questions) -> AsyncApp:
        errands = Errands(
            parts,
            feeds=self._feeds,
            usage=usage(self._settings.command),
            admins=frozenset(self._settings.admins),
            remembering=Remembering(),
        )
        return bolt.build(
            parts,
            signing_secret=self._tokens.signing_secret,
            gate=gate,
            listening=Listening(parts, questions, errands),
            commands=Commands(parts, questions, errands),
            buttons=Buttons(parts, Pressing(parts, errands)),
            lost=self._lost,
        )

    async def _connect(
        self, stop: asyncio.Event, stack: AsyncExitStack, app: AsyncApp, parts: Parts, gate: bolt.Gate
    ) -> bool:
        """Begin to receive events; return False if it is to end before it could."""
        settings, bot = parts.settings, parts.bot
        if settings.mode == "http":
            port = await stack.enter_async_context(http_mode(app, gate, settings.host, settings.port))
            self._say(f"Slack: serving {bot.team} as {bot.user}, listening on {settings.host}:{port}")
            return True

        async def connected() -> bool:
            try:
                await stack.enter_async_context(socket_mode(app, parts.web, self._tokens.app))
            except Refused as refused:
                raise _explained(refused, settings.app_token_env, "xapp-") from refused
            return True

        if await self._until(stop, connected) is None:
            return False
        self._say(f"Slack: serving {bot.team} as {bot.user} over Socket Mode")
        return True

    async def _identity(self, web: Web) -> Bot:
        try:
            with translated("auth.test"):
                told = await web.patient.auth_test()
        except Refused as refused:
            raise _explained(refused, self._settings.bot_token_env, "xoxb-") from refused
        if not told.get("bot_id"):
            raise PlatformError(errors.remedy("not_allowed_token_type", self._settings.bot_token_env, "xoxb-"))
        return Bot(team=told["team_id"], user=told["user_id"], bot=told["bot_id"])

    async def _until(self, stop: asyncio.Event, attempt: Callable[[], Awaitable[_T]]) -> _T | None:
        """Return what an attempt gives, tried until Slack can be reached; None if it is to end before that."""
        pauses = iter(_PATIENCE)
        pause = 0.0
        while not stop.is_set():
            try:
                return await attempt()
            except Unsure as unsure:
                pause = next(pauses, pause)
                await asyncio.to_thread(self._state, "connecting")
                self._say(f"Slack cannot be reached ({unsure}): trying again in {pause:.0f} s")
            try:
                await asyncio.wait_for(stop.wait(), pause)
            except TimeoutError:
                continue
        return None

    def _still(self) -> None:
        self._state("serving")

    def _lost(self, reason: str) -> None:
        if self._over.is_set():
            return
        self._log.error("Slack is served no longer: install the app anew, then start again", reason=reason)
        self._say(f"Slack is served no longer: {reason}. Install the app anew, then start Byline again")
        self._reason = reason
        self._over.set()


def _explained(refused: Refused, variable: str, prefix: str) -> PlatformError:
    """Return a refusal of a token with what to do; its own words say nothing of use."""
    return PlatformError(f"[slack] {errors.remedy(refused.error, variable, prefix)}")
