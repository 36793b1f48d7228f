"""A running `byline run` in front of the double of Discord, with the sample newsroom collected."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.doubles.discord import limits
from tests.doubles.slack.double import wait_until
from tests.integration.installation import Installation, install

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bot.demo import DemoNewsroom
    from tests.doubles.discord import DiscordDouble
    from tests.integration.warm import Warm


@dataclass(slots=True, kw_only=True)
class DiscordStand(Installation):
    """An installation in front of the double of Discord."""

    discord: DiscordDouble

    def start(self) -> None:
        """Run it until it serves: it is connected, and its commands are known."""
        before = len(self.discord.gateway.connected)
        self.run()
        wait_until(lambda: len(self.discord.gateway.connected) > before, what="it connects")
        wait_until(lambda: self.discord.world.commands[0], what="it has told its commands")


def discord_stand(
    folder: Path, discord: DiscordDouble, room: DemoNewsroom, warm: Warm, collected: Path | None, more: str = ""
) -> DiscordStand:
    """Install Byline in a folder, with what another installation has collected."""
    install(folder, room, collected, discord.config_text(more))
    return DiscordStand(folder=folder, discord=discord, warm=warm)


def shown(message: dict[str, Any]) -> str:
    """Return all that a message shows."""
    return "\n".join([message["content"], *_embedded(message["embeds"]), *_displayed(message["components"])])


def _embedded(embeds: list[dict[str, Any]]) -> Iterator[str]:
    for embed in embeds:
        yield embed.get("title") or ""
        yield embed.get("description") or ""
        for field in embed.get("fields") or []:
            yield f"{field['name']}\n{field['value']}"
        yield (embed.get("footer") or {}).get("text") or ""


def _displayed(components: list[dict[str, Any]]) -> Iterator[str]:
    return (each["content"] for each in limits.parts(components) if each["type"] == limits.TEXT)
