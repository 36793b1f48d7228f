"""The list of chat platforms. A new one needs an entry here, a folder in `bot.adapters`, and a config section."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.adapters.discord.platform import DiscordPlatform
from bot.adapters.slack.platform import SlackPlatform
from indexer.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.adapters.chat.platform import ChatPlatform
    from bot.config.sections import Settings
    from bot.operations.doctor import Finding

    Tokens = Mapping[str, str]

PLATFORMS: tuple[ChatPlatform, ...] = (SlackPlatform(), DiscordPlatform())


def configured_platforms(settings: Settings) -> dict[ChatPlatform, Any]:
    """Return the platforms that the config switches on, each with its section."""
    return {platform: section for platform in PLATFORMS if (section := getattr(settings, platform.name))}


def token_variables(settings: Settings) -> Iterator[tuple[ChatPlatform, str, str]]:
    """Yield the platform, the key and the variable of each token that the configured platforms need."""
    for platform, section in configured_platforms(settings).items():
        for key in platform.token_keys(section):
            yield platform, key, getattr(section, key)


def platform_tokens(settings: Settings, environment: Mapping[str, str]) -> dict[ChatPlatform, Tokens]:
    """Return the tokens of the configured platforms. Raises `ConfigError` that names each variable which is not set."""
    tokens, problems = _set_tokens(settings, environment)
    if problems:
        raise ConfigError(problems)
    return tokens


def platform_findings(settings: Settings, environment: Mapping[str, str]) -> Iterator[Finding]:
    """Yield what the configured platforms say about the tokens that are set."""
    tokens, _ = _set_tokens(settings, environment)
    for platform, section in configured_platforms(settings).items():
        yield from platform.check(section, tokens[platform])


def _set_tokens(settings: Settings, environment: Mapping[str, str]) -> tuple[dict[ChatPlatform, Tokens], list[str]]:
    """Return the tokens that are set, and in words those that are not."""
    tokens: dict[ChatPlatform, dict[str, str]] = {platform: {} for platform in configured_platforms(settings)}
    problems = []
    for platform, key, variable in token_variables(settings):
        if token := environment.get(variable, "").strip():
            tokens[platform][key] = token
        else:
            problems.append(
                f"[{platform.name}] {key} names {variable}, but that environment variable is not set: "
                f"export {variable}=..."
            )
    return dict(tokens), problems
