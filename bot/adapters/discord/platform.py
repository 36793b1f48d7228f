"""Discord as the rest of the program knows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from typing_extensions import override

from bot.adapters.chat.platform import ChatPlatform

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.adapters.chat.service import ChatDependencies, ChatService
    from bot.config.sections import DiscordSettings
    from bot.operations.doctor import Finding


class DiscordPlatform(ChatPlatform):
    """Discord."""

    name = "discord"

    @override
    def token_keys(self, section: DiscordSettings) -> tuple[str, ...]:
        return ("token_env",)

    @override
    def check(self, section: DiscordSettings, tokens: Mapping[str, str]) -> Iterator[Finding]:
        from bot.adapters.discord.checks import check

        if token := tokens.get("token_env"):
            yield from check(section, token)

    @override
    def make_service(
        self, dependencies: ChatDependencies, section: DiscordSettings, tokens: Mapping[str, str]
    ) -> ChatService:
        from bot.adapters.discord.service import DiscordService

        return DiscordService(dependencies, section, tokens["token_env"])
