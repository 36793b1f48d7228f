"""Where Slack's requests come in: on the application of [server], or on one of their own at [slack] host and port."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.config.values import Endpoint

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.adapters.chat.event_server import EventReceiver
    from bot.config.sections import Settings
    from bot.server.application import Section
    from bot.server.platform_events import PlatformEvents


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackRequests:
    """`bot.adapters.chat.event_server.EventServer` of Slack."""

    events: PlatformEvents
    endpoint: Endpoint
    is_shared: bool  # with [server]

    @property
    def sections(self) -> tuple[Section, ...]:
        """What the application of [server] has to serve of it."""
        return (self.events,) if self.is_shared else ()

    @contextmanager
    def received_by(self, receiver: EventReceiver) -> Iterator[str]:
        """Pass Slack's requests on until the block ends; yield where they come in, in words.

        Raises `BylineError` if the address cannot be listened on.
        """
        from bot.server.access import OpenGuard
        from bot.server.lifetime import http_server

        with self.events.received_by(receiver):
            if self.is_shared:
                yield "with [server]"
                return
            key = "[slack] host, port"
            with http_server("slack", key, self.endpoint, [self.events], OpenGuard()) as address:
                yield f"listening on {address.removeprefix('http://')}"


def slack_requests(settings: Settings) -> SlackRequests | None:
    """Return where Slack's requests come in; None where it sends none: without [slack], or over Socket Mode."""
    if settings.slack is None or settings.slack.mode != "http":
        return None
    from bot.adapters.slack.manifest import HEALTH_PATH, PATH
    from bot.server.platform_events import PlatformEvents

    endpoint = Endpoint(host=settings.slack.host, port=settings.slack.port)
    events = PlatformEvents(PATH, HEALTH_PATH)
    return SlackRequests(events=events, endpoint=endpoint, is_shared=endpoint == settings.server.listen)
