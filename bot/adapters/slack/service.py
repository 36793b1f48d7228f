"""Serves a Slack workspace from the first question to a clean end."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from functools import partial
from typing import TYPE_CHECKING, Any

from typing_extensions import override

from bot.adapters.chat.question_flow import QuestionFlow
from bot.adapters.chat.search_store import InlineSearches
from bot.adapters.chat.service import ChatHandlers, ChatService
from bot.adapters.slack import errors
from bot.adapters.slack.api import SlackApi, open_session, translated
from bot.adapters.slack.events import PLATFORM, Bot
from bot.adapters.slack.markup import MRKDWN, usage
from bot.adapters.slack.members import SlackMembers
from bot.adapters.slack.posting import SlackPosting
from bot.adapters.slack.progress import SlackProgress
from bot.adapters.slack.router import Gate, build_app
from bot.adapters.slack.transport import HttpReceiver, http_mode, socket_mode
from bot.operations.health import AdapterState
from indexer.errors import PlatformError, Refused, StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from slack_bolt.app.async_app import AsyncApp

    from bot.adapters.chat.executors import Executors
    from bot.adapters.chat.service import ChatDependencies
    from bot.adapters.slack.tokens import SlackTokens
    from bot.config.sections import SlackSettings

_STORE_TIMEOUT = 2.0  # seconds; Slack waits three for an acknowledgement
_ACKNOWLEDGEMENT = 0.1  # seconds that the last acknowledgement takes


class SlackService(ChatService):
    """Byline on Slack."""

    platform = PLATFORM
    title = "Slack"
    markup = MRKDWN

    def __init__(self, dependencies: ChatDependencies, settings: SlackSettings, tokens: SlackTokens) -> None:
        super().__init__(dependencies, admin_channel=settings.admin_channel)
        self._settings = settings
        self._tokens = tokens
        self._removed = asyncio.Event()
        self._removal = ""  # why the app was removed

    @override
    async def _serve(self, stop: asyncio.Event, executors: Executors) -> None:
        async with open_session() as http:
            api = SlackApi(http, token=self._tokens.bot, api_url=self._settings.api_url)
            if bot := await self._reach(stop, partial(self._identify, api)):
                await self._serve_workspace(stop, executors, api, bot)

    async def _serve_workspace(self, stop: asyncio.Event, executors: Executors, api: SlackApi, bot: Bot) -> None:
        context = self._context(executors, errors, usage(self._settings.command), self._settings.admins)
        posting, members, gate = SlackPosting(api, bot), SlackMembers(api), Gate()
        questions = QuestionFlow(context, posting, SlackProgress(api), self._end, members.zone_of)
        handlers = ChatHandlers(context, posting, questions, InlineSearches())
        app = build_app(
            context,
            handlers,
            api=api,
            bot=bot,
            settings=self._settings,
            members=members,
            posting=posting,
            signing_secret=self._tokens.signing_secret,
            gate=gate,
            on_removed=self._end,
        )
        await questions.resume()
        async with AsyncExitStack() as stack:
            connect = partial(self._connect, stack, app, api, gate, partial(self._can_store, executors))
            if (address := await self._reach(stop, connect)) is None:
                return
            self._notify(f"Slack: serving {bot.team} as {bot.user}{address}")
            self._state = AdapterState.SERVING
            ended = [asyncio.ensure_future(stop.wait()), asyncio.ensure_future(self._removed.wait())]
            periodic = self._start_periodic(context, posting, questions)
            await asyncio.wait(ended, return_when=asyncio.FIRST_COMPLETED)
            gate.is_closed = True
            self._service.give_way()
            periodic.cancel()
            for task in ended:
                task.cancel()
            await executors.wait_until_acknowledged()
            await asyncio.sleep(_ACKNOWLEDGEMENT)
        await self._drain(executors)
        if self._removal:
            await self._set_state(AdapterState.FAILED, self._removal)

    async def _connect(
        self,
        stack: AsyncExitStack,
        app: AsyncApp,
        api: SlackApi,
        gate: Gate,
        can_store: Callable[[], Coroutine[Any, Any, bool]],
    ) -> str:
        """Receive events until the stack ends; return how, in words. Raises `Unsure` if Slack cannot be reached."""
        settings = self._settings
        if settings.mode == "http":
            server = self._dependencies.event_server
            if server is None:
                raise PlatformError("[slack] mode: nothing here serves requests over HTTP")
            return f", {await stack.enter_async_context(http_mode(server, HttpReceiver(app, gate, can_store)))}"
        try:
            await stack.enter_async_context(socket_mode(app, api, self._tokens.app))
        except Refused as refused:
            raise _explain(refused, settings.app_token_env, "xapp-") from refused
        return " over Socket Mode"

    async def _can_store(self, executors: Executors) -> bool:
        """Return whether the journal answers in time."""
        try:
            async with asyncio.timeout(_STORE_TIMEOUT):
                await executors.run_io(self._service.notes.noted, "")
        except (StoreError, TimeoutError):
            return False
        return True

    async def _identify(self, api: SlackApi) -> Bot:
        try:
            with translated("auth.test"):
                identity = await api.patient.auth_test()
        except Refused as refused:
            raise _explain(refused, self._settings.bot_token_env, "xoxb-") from refused
        if not identity.get("bot_id"):
            raise PlatformError(errors.remedy("not_allowed_token_type", self._settings.bot_token_env, "xoxb-"))
        return Bot(team=identity["team_id"], user=identity["user_id"], bot=identity["bot_id"])

    def _end(self, reason: str) -> None:
        """End serving, since Slack refuses the token."""
        if self._removed.is_set():
            return
        self._log.error("Slack is served no longer: install the app anew, then start again", reason=reason)
        self._notify(f"Slack is served no longer: {reason}. Install the app anew, then start Byline again")
        self._removal = reason
        self._removed.set()


def _explain(refused: Refused, variable: str, prefix: str) -> PlatformError:
    """Return a refusal of a token with its remedy, since Slack's own words do not help."""
    return PlatformError(f"[slack] {errors.remedy(refused.error, variable, prefix)}")
