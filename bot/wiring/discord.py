"""What Discord must be shown, and what it says of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from indexer.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.config import DiscordSettings
    from bot.operations.doctor import Finding


def discord_token(settings: DiscordSettings, environment: Mapping[str, str]) -> str:
    """Return what Discord must be shown. Raises `ConfigError` that names the variable if it is not set."""
    name = settings.token_env
    if token := environment.get(name, "").strip():
        return token
    raise ConfigError(
        [f"[discord] token_env names {name}, but that environment variable is not set: export {name}=..."]
    )


def discord_findings(settings: DiscordSettings, environment: Mapping[str, str]) -> Iterator[Finding]:
    """Yield what Discord says of the token, if it is set."""
    from bot.adapters.discord.checks import check

    if token := environment.get(settings.token_env, "").strip():
        yield from check(settings, token)
