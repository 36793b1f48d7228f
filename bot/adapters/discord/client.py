"""The client that discord.py runs, without any privileged intent."""

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

from bot.adapters.discord.api import PATIENT
from bot.adapters.discord.command_tree import new_tree
from bot.adapters.discord.views import BylineButton
from bot.operations.health import AdapterState
from bot.ports.send_permission import permission_trace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bot.adapters.discord.buttons import DiscordButtons
    from bot.adapters.discord.mentions import DiscordMentions
    from bot.config.values import Shards


class _TracebackFilter(logging.Filter):
    """Keeps tracebacks out of the log: a network that is down is no fault of the program, and would fill it."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Replace a traceback by the error's name; keep the record."""
        if record.exc_info and record.exc_info[0]:
            record.msg, record.args = f"{record.getMessage()} ({record.exc_info[0].__name__})", ()
        record.exc_info = None
        return True


_FILTER = _TracebackFilter()


def configure_logging() -> None:
    """Let discord.py log warnings only, without tracebacks: its debug lines hold members' texts."""
    logging.getLogger("discord").setLevel(logging.WARNING)
    for name in ("client", "gateway", "http", "shard", "state", "ui.view", "webhook.async_"):
        log = logging.getLogger(f"discord.{name}")
        if _FILTER not in log.filters:
            log.addFilter(_FILTER)


def make_intents() -> discord.Intents:
    """Return the intents: servers with their threads, messages there, and direct messages; nothing privileged."""
    wanted = discord.Intents.none()
    wanted.guilds = wanted.guild_messages = wanted.dm_messages = True
    return wanted


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscordHandlers:
    """The handlers of Discord's events."""

    mentions: DiscordMentions
    buttons: DiscordButtons
    on_state: Callable[[AdapterState], None]  # called with `SERVING` and `CONNECTING`


class BylineClient(discord.AutoShardedClient):
    """The bot. Nothing that it posts pings anybody, and it keeps no messages and no members in memory."""

    def __init__(self, *, gateway_url: str = "", shards: Shards | None = None) -> None:
        """Take the gateway's address, "" for Discord's own, and the shards to serve, None for all."""
        some: dict[str, Any] = {"shard_ids": list(shards.ids), "shard_count": shards.count} if shards else {}
        super().__init__(
            intents=make_intents(),
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_ratelimit_timeout=PATIENT,
            http_trace=permission_trace(),
            **some,
        )
        self.tree = new_tree(self)
        self.handlers: DiscordHandlers | None = None
        self._gateway_url = gateway_url
        self._log = structlog.get_logger("byline.discord")

    async def setup_hook(self) -> None:
        """Register the buttons, also those of earlier runs."""
        self.add_dynamic_items(BylineButton)

    async def launch_shard(self, gateway: yarl.URL, shard_id: int, *, initial: bool = False) -> None:
        """Connect to the configured gateway, also whenever a connection is made again."""
        address = yarl.URL(self._gateway_url) if self._gateway_url else gateway
        DiscordWebSocket.DEFAULT_GATEWAY = address  # for new sessions, too
        await super().launch_shard(address, shard_id, initial=initial)

    async def on_message(self, message: discord.Message) -> None:
        """Handle a message."""
        if self.handlers and self.user:
            await self.handlers.mentions.handle(message, self.user.id)

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """Handle a submitted form, also one that an earlier run has opened."""
        if self.handlers and interaction.type is discord.InteractionType.modal_submit:
            await self.handlers.buttons.handle_comment(interaction)

    async def handle_button(self, interaction: discord.Interaction[Any], action: str, value: str) -> None:
        """Handle a click on a button."""
        if self.handlers:
            await self.handlers.buttons.handle_click(interaction, action, value)

    async def on_connect(self) -> None:
        """Report that it serves: events arrive from now on, seconds before "ready", when all servers are known."""
        self._report(AdapterState.SERVING)

    async def on_resumed(self) -> None:
        """Report that it serves again."""
        self._report(AdapterState.SERVING)

    async def on_disconnect(self) -> None:
        """Report that it does not serve for the moment."""
        if not self.is_closed():
            self._report(AdapterState.CONNECTING)

    async def on_error(self, event_method: str, /, *_: Any, **__: Any) -> None:
        """Log a fault in the program, which costs one event."""
        self._log.exception("an event failed", event_name=event_method)

    def _report(self, state: AdapterState) -> None:
        if self.handlers:
            self.handlers.on_state(state)


@contextmanager
def use_addresses(api_url: str) -> Iterator[None]:
    """Let discord.py call another address within the block; it has one address for the whole process."""
    base, gateway = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    if api_url:
        Route.BASE = api_url.rstrip("/")
    try:
        yield
    finally:
        Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = base, gateway
