"""Discord on loopback: a server whose gateway and REST API behave as Discord's docs say.

`DiscordDouble` is what tests use; `limits` is what Discord refuses.
"""

from tests.doubles.discord.double import DiscordDouble
from tests.doubles.discord.world import Interaction, World

__all__ = ["DiscordDouble", "Interaction", "World"]
