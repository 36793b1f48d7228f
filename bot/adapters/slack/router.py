"""The app that slack_bolt runs: the handler of each event, and that every event is acknowledged."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING, Any

import structlog
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack import views
from bot.adapters.slack.api import LIBRARY
from bot.adapters.slack.buttons import SlackButtons
from bot.adapters.slack.commands import SlackCommands
from bot.adapters.slack.mentions import SlackMentions
from indexer.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.adapters.chat.context import ChatContext
    from bot.adapters.chat.executors import Executors
    from bot.adapters.chat.service import ChatHandlers
    from bot.adapters.slack.api import SlackApi
    from bot.adapters.slack.events import Bot
    from bot.adapters.slack.members import SlackMembers
    from bot.adapters.slack.posting import SlackPosting
    from bot.config.sections import SlackSettings

_ANYTHING = re.compile("")
_TRY_LATER = 503  # the status for events that Slack must deliver again


class Gate:
    """Lets requests in until it is closed; Slack delivers later ones to the next run."""

    def __init__(self) -> None:
        self.is_closed = False

    async def __call__(self, next: Callable[[], Awaitable[Any]]) -> BoltResponse | None:  # noqa: A002  bolt's name
        """Refuse a request once the gate is closed, as a middleware of bolt."""
        if self.is_closed:
            return BoltResponse(status=_TRY_LATER, body="shutting down")
        await next()
        return None


def build_app(  # noqa: PLR0913  one keyword for each part
    context: ChatContext,
    handlers: ChatHandlers,
    *,
    api: SlackApi,
    bot: Bot,
    settings: SlackSettings,
    members: SlackMembers,
    posting: SlackPosting,
    signing_secret: str,
    gate: Gate,
    on_removed: Callable[[str], None],
) -> AsyncApp:
    """Return the app. `on_removed` is called with the reason when the app can serve its workspace no longer."""
    mentions = SlackMentions(handlers.mentions, bot, settings, members, posting)
    commands = SlackCommands(context, handlers, settings, members, posting)
    buttons = SlackButtons(context, handlers.buttons, bot, settings, members, posting)
    app = _new_app(api, bot, signing_secret)
    app.use(gate.__call__)
    _route_messages(app, mentions, context.executors)
    _route_actions(app, commands, buttons, settings.command)
    _route_removal(app, bot, on_removed)
    _acknowledge_rest(app)
    return app


def _new_app(api: SlackApi, bot: Bot, signing_secret: str) -> AsyncApp:
    """Return an app without listeners, which need not ask Slack for its identity at each event."""
    identity = AuthorizeResult(
        enterprise_id=None, team_id=bot.team, bot_user_id=bot.user, bot_id=bot.bot, bot_token=api.token
    )

    async def authorize() -> AuthorizeResult:
        return identity

    client = AsyncWebClient(base_url=api.patient.base_url, session=api.patient.session, logger=LIBRARY)
    level = LIBRARY.level
    LIBRARY.setLevel(logging.ERROR)  # it would warn that a token in SLACK_BOT_TOKEN is not used by it, as it should be
    try:
        return AsyncApp(
            name="byline", client=client, authorize=authorize, signing_secret=signing_secret, logger=LIBRARY
        )
    finally:
        LIBRARY.setLevel(level)


def _route_messages(app: AsyncApp, mentions: SlackMentions, executors: Executors) -> None:
    log = structlog.get_logger("byline.slack")

    async def store(body: dict[str, Any], next: Callable[[], Awaitable[Any]]) -> BoltResponse | None:  # noqa: A002
        """Store a question before bolt acknowledges its event; after a failure bolt does not acknowledge it."""
        try:
            with executors.hold_work():
                await mentions.handle(body)
        except StoreError as error:
            log.warning("a question could not be stored: Slack will deliver it again", reason=str(error))
            return BoltResponse(status=_TRY_LATER, body="")
        await next()
        return None

    async def suggest_prompts(event: dict[str, Any]) -> None:
        await mentions.suggest_prompts(event)

    for kind in ("app_mention", "message"):
        app.event(kind, middleware=[store])(_do_nothing)
    app.event("app_home_opened")(suggest_prompts)


def _route_actions(app: AsyncApp, commands: SlackCommands, buttons: SlackButtons, command: str) -> None:
    async def handle_command(ack: Callable[[], Awaitable[Any]], body: dict[str, Any]) -> None:
        await commands.handle(ack, body)

    async def handle_click(ack: Callable[[], Awaitable[Any]], body: dict[str, Any]) -> None:
        await ack()
        buttons.handle_click(body)

    async def handle_comment(ack: Callable[[], Awaitable[Any]], body: dict[str, Any]) -> None:
        await ack()
        buttons.handle_comment(body)

    app.command(command)(handle_command)
    app.action(_ANYTHING)(handle_click)  # also links, which need an acknowledgement, too
    app.view(views.COMMENT)(handle_comment)


def _route_removal(app: AsyncApp, bot: Bot, on_removed: Callable[[str], None]) -> None:
    async def handle_uninstall() -> None:
        on_removed("the app was uninstalled")

    async def handle_revocation(event: dict[str, Any]) -> None:
        if bot.user in ((event.get("tokens") or {}).get("bot") or []):
            on_removed("its token was revoked")

    app.event("app_uninstalled")(handle_uninstall)
    app.event("tokens_revoked")(handle_revocation)


def _acknowledge_rest(app: AsyncApp) -> None:
    """Acknowledge everything else: otherwise Slack delivers it again."""
    app.event(_ANYTHING)(_do_nothing)
    app.view(_ANYTHING)(_acknowledge)
    app.view_closed(_ANYTHING)(_acknowledge)
    app.shortcut(_ANYTHING)(_acknowledge)
    app.command(_ANYTHING)(_acknowledge)


async def _do_nothing() -> None:
    """Let bolt acknowledge an event."""


async def _acknowledge(ack: Callable[[], Awaitable[Any]]) -> None:
    await ack()
