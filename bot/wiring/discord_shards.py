"""Which of Discord's shards this process serves: as the config says, else as the environment does."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from bot.config.values import optional_shards, shards_in_words
from bot.wiring.components import catalogue_file
from bot.wiring.platforms import configured_platforms
from indexer.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.adapters.chat.platform import ChatPlatform
    from bot.config.sections import DiscordSettings, Settings

SHARDS: Final = "BYLINE_DISCORD_SHARDS"
"""The environment variable: how processes with one config serve some of the shards each."""


def served_platforms(settings: Settings, environment: Mapping[str, str]) -> dict[ChatPlatform, Any]:
    """Return the platforms that the config switches on, each with its section as it holds for this process.

    Raises `ConfigError` if the environment names no shards that make sense, or no other process can serve the others.
    """
    found = configured_platforms(settings)
    for platform, section in found.items():
        if settings.discord and section is settings.discord:
            found[platform] = _with_shards(settings, settings.discord, environment.get(SHARDS, ""))
    return found


def _with_shards(settings: Settings, section: DiscordSettings, text: str) -> DiscordSettings:
    try:
        shards = section.shards or optional_shards(text)
    except ValueError as error:
        raise ConfigError([f"the environment variable {SHARDS} {error}"]) from error
    missing = set(range(shards.count)).difference(shards.ids) if shards else ()
    if shards and missing and catalogue_file(settings):
        left = f"{shards_in_words(missing)} of {shards.count}"
        remedy = "leave the key out, or let several processes share a catalogue in Postgres ([catalogue] url)"
        raise ConfigError([f"[discord] shards leaves out {left}, and no other process can serve them: {remedy}"])
    return replace(section, shards=shards)
