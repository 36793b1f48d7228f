"""Slack as the rest of the program knows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from typing_extensions import override

from bot.adapters.chat.platform import ChatPlatform
from bot.adapters.slack.tokens import SlackTokens

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.adapters.chat.service import ChatDependencies, ChatService
    from bot.config.sections import SlackSettings
    from bot.operations.doctor import Finding


class SlackPlatform(ChatPlatform):
    """Slack."""

    name = "slack"

    @override
    def token_keys(self, section: SlackSettings) -> tuple[str, ...]:
        return ("bot_token_env", "app_token_env" if section.mode == "socket" else "signing_secret_env")

    @override
    def check(self, section: SlackSettings, tokens: Mapping[str, str]) -> Iterator[Finding]:
        from bot.adapters.slack.checks import check

        return check(section, _tokens(tokens))

    @override
    def make_service(
        self, dependencies: ChatDependencies, section: SlackSettings, tokens: Mapping[str, str]
    ) -> ChatService:
        from bot.adapters.slack.service import SlackService

        return SlackService(dependencies, section, _tokens(tokens))


def _tokens(tokens: Mapping[str, str]) -> SlackTokens:
    return SlackTokens(
        bot=tokens.get("bot_token_env", ""),
        app=tokens.get("app_token_env", ""),
        signing_secret=tokens.get("signing_secret_env", ""),
    )
