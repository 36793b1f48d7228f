"""The app that slack_bolt runs: which listener hears what, and that everything is acknowledged."""

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
from indexer.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from contextlib import AbstractContextManager

    from bot.adapters.slack.api import Web
    from bot.adapters.slack.buttons import Buttons
    from bot.adapters.slack.commands import Commands
    from bot.adapters.slack.context import Parts
    from bot.adapters.slack.events import Bot
    from bot.adapters.slack.mentions import Listening

_ANYTHING = re.compile("")
_LATER = 503  # the status of what is not acknowledged, so that Slack delivers it again


class Gate:
    """Lets requests in until it is closed: what comes then is delivered to the next run."""

    def __init__(self) -> None:
        self.closed = False

    async def __call__(self, next: Callable[[], Awaitable[Any]]) -> BoltResponse | None:  # noqa: A002  bolt's name
        """Be bolt's middleware."""
        if self.closed:
            return BoltResponse(status=_LATER, body="shutting down")
        await next()
        return None


def build(
    parts: Parts,
    *,
    signing_secret: str,
    gate: Gate,
    listening: Listening,
    commands: Commands,
    buttons: Buttons,
    lost: Callable[[str], None],
) -> AsyncApp:
    """Return the app. `lost` is told why, when the app can serve its workspace no longer."""
    app = _app(parts.web, parts.bot, signing_secret)
    app.use(gate.__call__)
    _hear(app, listening, parts.work.arrival)
    _act(app, commands, buttons, parts.settings.command)
    _end(app, parts.bot, lost)
    return app


def _app(web: Web, bot: Bot, signing_secret: str) -> AsyncApp:
    """Return an app without listeners, that knows who it is and need not ask Slack at each event."""
    identity = AuthorizeResult(
        enterprise_id=None, team_id=bot.team, bot_user_id=bot.user, bot_id=bot.bot, bot_token=web.token
    )

    async def authorize() -> AuthorizeResult:
        return identity

    client = AsyncWebClient(base_url=web.patient.base_url, session=web.patient.session, logger=LIBRARY)
    level = LIBRARY.level
    LIBRARY.setLevel(logging.ERROR)  # it would warn that a token in SLACK_BOT_TOKEN is not used by it, as it should be
    try:
        return AsyncApp(
            name="byline", client=client, authorize=authorize, signing_secret=signing_secret, logger=LIBRARY
        )
    finally:
        LIBRARY.setLevel(level)


def _hear(app: AsyncApp, listening: Listening, arrival: Callable[[], AbstractContextManager[None]]) -> None:
    log = structlog.get_logger("byline.slack")

    async def store(body: dict[str, Any], next: Callable[[], Awaitable[Any]]) -> BoltResponse | None:  # noqa: A002
        """Store what was asked: it runs before bolt acknowledges, and after a failure bolt does not."""
        try:
            with arrival():
                await listening.hear(body)
        except StoreError as error:
            log.warning("a question could not be stored: Slack will deliver it again", reason=str(error))
            return BoltResponse(status=_LATER, body="")
        await next()
        return None

    async def opened(event: dict[str, Any]) -> None:
        await listening.opened(event)

    for kind in ("app_mention", "message"):
        app.event(kind, middleware=[store])(_nothing)
    app.event("app_home_opened")(opened)


def _act(app: AsyncApp, commands: Commands, buttons: Buttons, command: str) -> None:
    async def use(ack: Callable[[], Awaitable[Any]], body: dict[str, Any]) -> None:
        await commands.take(ack, body)

    async def press(ack: Callable[[], Awaitable[Any]], body: dict[str, Any]) -> None:
        await ack()
        buttons.press(body)

    async def comment(ack: Callable[[], Awaitable[Any]], body: dict[str, Any]) -> None:
        await ack()
        buttons.comment(body)

    app.command(command)(use)
    app.action(_ANYTHING)(press)  # buttons that are links come, too, and want to be acknowledged
    app.view(views.COMMENT)(comment)


def _end(app: AsyncApp, bot: Bot, lost: Callable[[str], None]) -> None:
    async def uninstalled() -> None:
        lost("the app was uninstalled")

    async def revoked(event: dict[str, Any]) -> None:
        if bot.user in ((event.get("tokens") or {}).get("bot") or []):
            lost("its token was revoked")

    app.event("app_uninstalled")(uninstalled)
    app.event("tokens_revoked")(revoked)
    app.event(_ANYTHING)(_nothing)  # what is not acknowledged comes again, also what nobody wants
    app.view(_ANYTHING)(_acknowledged)
    app.view_closed(_ANYTHING)(_acknowledged)
    app.shortcut(_ANYTHING)(_acknowledged)
    app.command(_ANYTHING)(_acknowledged)


async def _nothing() -> None:
    """Be the listener of what is done before, or not at all: bolt acknowledges it."""


async def _acknowledged(ack: Callable[[], Awaitable[Any]]) -> None:
    await ack()
