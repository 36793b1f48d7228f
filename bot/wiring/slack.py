"""What Slack must be shown, and what it says of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from indexer.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.adapters.slack.tokens import SlackTokens
    from bot.config import SlackSettings
    from bot.operations.doctor import Finding


def slack_tokens(settings: SlackSettings, environment: Mapping[str, str]) -> SlackTokens:
    """Return what Slack must be shown. Raises `ConfigError` that names each variable which is not set."""
    from bot.adapters.slack.tokens import SlackTokens

    needed = {"bot_token_env": settings.bot_token_env}
    second = "app_token_env" if settings.mode == "socket" else "signing_secret_env"
    needed[second] = getattr(settings, second)
    missing = [
        f"[slack] {key} names {name}, but that environment variable is not set: export {name}=..."
        for key, name in needed.items()
        if not environment.get(name, "").strip()
    ]
    if missing:
        raise ConfigError(missing)
    given = {key: environment[name].strip() for key, name in needed.items()}
    return SlackTokens(
        bot=given["bot_token_env"],
        app=given.get("app_token_env", ""),
        signing_secret=given.get("signing_secret_env", ""),
    )


def slack_findings(settings: SlackSettings, environment: Mapping[str, str]) -> Iterator[Finding]:
    """Yield what Slack says of the tokens that are set."""
    from bot.adapters.slack.checks import check
    from bot.adapters.slack.tokens import SlackTokens

    bot, app = (environment.get(name, "").strip() for name in (settings.bot_token_env, settings.app_token_env))
    yield from check(settings, SlackTokens(bot=bot, app=app))
