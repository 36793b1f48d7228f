"""The client that discord.py runs: what it hears, without any privileged intent."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import discord
import structlog
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.adapters.discord.command_tree import tree_of
from bot.adapters.discord.views import BylineButton

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bot.adapters.discord.buttons import Buttons
    from bot.adapters.discord.mentions import Listening


class _Discreet(logging.Filter):
    """Keeps tracebacks out of the log, which would drown in them: a network that is down is no fault of the program."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Take them out, and leave the error's name."""
        if record.exc_info and record.exc_info[0]:
            record.msg, record.args = f"{record.getMessage()} ({record.exc_info[0].__name__})", ()
        record.exc_info = None
        return True


_DISCREET = _Discreet()


def discreet() -> None:
    """Have discord.py log warnings only, without tracebacks: what it logs to find faults holds what people wrote."""
    logging.getLogger("discord").setLevel(logging.WARNING)
    for name in ("client", "gateway", "http", "shard", "state", "ui.view", "webhook.async_"):
        log = logging.getLogger(f"discord.{name}")
        if _DISCREET not in log.filters:
            log.addFilter(_DISCREET)


def intents() -> discord.Intents:
    """Return what is to be heard of: servers and their threads, messages there and direct ones; nothing privileged."""
    wanted = discord.Intents.none()
    wanted.guilds = wanted.guild_messages = wanted.dm_messages = True
    return wanted


@dataclass(frozen=True, slots=True, kw_only=True)
class Handlers:
    """Who takes what the client hears."""

    listening: Listening
    buttons: Buttons
    state: Callable[[str], None]  # is told "serving" and "connecting"


class BylineClient(discord.AutoShardedClient):
    """The bot. Whatever it posts pings nobody, and it keeps no messages and no members in memory."""

    def __init__(self, *, gateway_url: str = "") -> None:
        """Take the gateway's address, "" for the one that Discord tells."""
        super().__init__(
            intents=intents(),
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
        )
        self.tree = tree_of(self)
        self.handlers: Handlers | None = None
        self._gateway_url = gateway_url
        self._log = structlog.get_logger("byline.discord")

    async def setup_hook(self) -> None:
        """Let buttons of earlier runs work."""
        self.add_dynamic_items(BylineButton)

    async def launch_shard(self, gateway: yarl.URL, shard_id: int, *, initial: bool = False) -> None:
        """Dial the configured gateway, now and whenever a connection is made anew."""
        address = yarl.URL(self._gateway_url) if self._gateway_url else gateway
        DiscordWebSocket.DEFAULT_GATEWAY = address  # new sessions dial it, too
        await super().launch_shard(address, shard_id, initial=initial)

    async def on_message(self, message: discord.Message) -> None:
        """Take a message."""
        if self.handlers and self.user:
            await self.handlers.listening.hear(message, self.user.id)

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """Take what was written in a window, also in one that an earlier run has opened."""
        if self.handlers and interaction.type is discord.InteractionType.modal_submit:
            await self.handlers.buttons.comment(interaction)

    async def pressed(self, interaction: discord.Interaction[Any], action: str, value: str) -> None:
        """Take a button that was pressed."""
        if self.handlers:
            await self.handlers.buttons.press(interaction, action, value)

    async def on_connect(self) -> None:
        """Tell that it serves: from now on it hears. "Ready" comes seconds later, when all servers are known."""
        self._tell("serving")

    async def on_resumed(self) -> None:
        """Tell that it serves again."""
        self._tell("serving")

    async def on_disconnect(self) -> None:
        """Tell that it does not serve for the moment."""
        if not self.is_closed():
            self._tell("connecting")

    async def on_error(self, event_method: str, /, *_: Any, **__: Any) -> None:
        """Log a fault of ours: it costs one event."""
        self._log.exception("an event failed", event_name=event_method)

    def _tell(self, state: str) -> None:
        if self.handlers:
            self.handlers.state(state)


@contextmanager
def addresses(api_url: str) -> Iterator[None]:
    """Let discord.py talk to another address than Discord's for as long as the block lasts: it knows one a process."""
    base, gateway = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    if api_url:
        Route.BASE = api_url.rstrip("/")
    try:
        yield
    finally:
        Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = base, gateway
