"""Checks for `doctor`: whether the tokens are valid, of the right kind, and have every scope."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.client import WebClient

from bot.adapters.slack.api import API, error_name
from bot.adapters.slack.errors import remedy
from bot.adapters.slack.manifest import SCOPES
from bot.operations.doctor import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from slack_sdk.web.slack_response import SlackResponse

    from bot.adapters.slack.tokens import SlackTokens
    from bot.config.sections import SlackSettings

_SILENT = logging.getLogger("bot.adapters.slack.silent")
"""The findings say what the library would log."""
_SILENT.setLevel(logging.CRITICAL)

_TIMEOUT = 10  # seconds
_BOT, _APP = "xoxb-", "xapp-"


def check(settings: SlackSettings, tokens: SlackTokens) -> Iterator[Finding]:
    """Yield the findings on the tokens that are set; those that are not are another check's."""
    client = WebClient(base_url=settings.api_url or API, timeout=_TIMEOUT, logger=_SILENT)
    if tokens.bot:
        yield from _bot(client, tokens.bot, settings.bot_token_env)
    if settings.mode == "socket" and tokens.app:
        yield from _app(client, tokens.app, settings.app_token_env)


def _bot(client: WebClient, token: str, variable: str) -> Iterator[Finding]:
    if not token.startswith(_BOT):
        yield _wrong_kind(variable, _BOT, "the bot token, from OAuth & Permissions")
        return
    answer = _call(lambda: client.auth_test(token=token), variable, _BOT)
    if isinstance(answer, Finding):
        yield answer
        return
    held = {scope.strip() for scope in str(_header(answer, "x-oauth-scopes")).split(",")}
    missing = [scope for scope in SCOPES if scope not in held]
    for scope in missing:
        yield Finding(
            check="slack",
            level=Severity.PROBLEM,
            says=f"the token in {variable} lacks the scope {scope}: {SCOPES[scope]}",
            remedy="paste what `byline slack manifest` prints as the app's manifest, and install the app anew",
        )
    if not missing:
        yield Finding(check="slack", says=f"{variable}: {answer.get('user')} in {answer.get('team')}, with every scope")


def _app(client: WebClient, token: str, variable: str) -> Iterator[Finding]:
    if not token.startswith(_APP):
        yield _wrong_kind(variable, _APP, "the app-level token with connections:write, from Basic Information")
        return
    answer = _call(lambda: client.apps_connections_open(app_token=token), variable, _APP)
    yield (
        answer if isinstance(answer, Finding) else Finding(check="slack", says=f"{variable}: Socket Mode is open to it")
    )


def _call(call: Callable[[], SlackResponse], variable: str, prefix: str) -> SlackResponse | Finding:
    """Return Slack's answer, or a finding if it refuses or cannot be reached."""
    try:
        return call()
    except SlackApiError as error:
        says = f"Slack refuses the token in {variable} ({error_name(error) or 'with an answer that is no JSON'})"
        what = remedy(error_name(error), variable, prefix)
        return Finding(check="slack", level=Severity.PROBLEM, says=says, remedy=what)
    except (SlackClientError, OSError) as error:
        says = f"Slack cannot be reached ({getattr(error, 'reason', None) or type(error).__name__})"
        return Finding(check="slack", level=Severity.WARNING, says=says, remedy="check this computer's network")


def _wrong_kind(variable: str, prefix: str, what: str) -> Finding:
    says = f"{variable} holds a token of the wrong kind: it must begin with {prefix}"
    return Finding(check="slack", level=Severity.PROBLEM, says=says, remedy=f"set it to {what}")


def _header(answer: SlackResponse, name: str) -> str:
    return next((str(value) for key, value in answer.headers.items() if key.lower() == name), "")
