"""What the rest of the program knows of a chat platform."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.adapters.chat.service import ChatDependencies, ChatService
    from bot.operations.doctor import Finding


class ChatPlatform(Protocol):
    """A chat platform. It imports its library only when it checks or serves.

    `section` is its section of the config file; `tokens` holds tokens by the keys that name their variables.
    """

    name: str  # of its section and its folder

    def token_keys(self, section: Any) -> tuple[str, ...]:
        """Return the keys of the section that name the variables of the tokens it needs."""

    def check(self, section: Any, tokens: Mapping[str, str]) -> Iterator[Finding]:
        """Yield what the platform says about those tokens that are set."""

    def make_service(self, dependencies: ChatDependencies, section: Any, tokens: Mapping[str, str]) -> ChatService:
        """Return what serves the platform."""
